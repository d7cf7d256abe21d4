import { joinPath } from '../../workspace/paths.ts';
import { contentAt } from '../contents.ts';
import type { StageView } from '../target.ts';

/** What a search for a module ends in: `missing` is the path of the file that ought to be there. */
export type ModuleSearch =
  | { readonly kind: 'found' | 'unknown' }
  | { readonly kind: 'missing'; readonly path: string; readonly why: 'no-module' | 'no-main' | 'no-package' };

const unknown: ModuleSearch = { kind: 'unknown' };
const found: ModuleSearch = { kind: 'found' };

/**
 * Looks for a module as Python does: a package with `__init__.py` or a file in the first folder that has one, else folders
 * without. `mayBeInstalled` tells whether a package may bring a module that no folder has.
 */
export function searchModule(
  name: string,
  folders: readonly string[],
  stage: StageView,
  options: { readonly isMain: boolean; readonly mayBeInstalled: (name: string, hasFolder: boolean) => boolean },
): ModuleSearch {
  const [top = '', ...rest] = name.split('.');
  const at = (path: string) => contentAt(path, stage);
  const portions: string[] = [];
  for (const folder of folders) {
    const base = joinPath(folder, top);
    const init = at(`${base}/__init__.py`);
    const file = at(`${base}.py`);
    if (init.kind === 'file') {
      // A package may look for its modules elsewhere.
      return init.text?.includes('__path__') ? unknown : inside([base], rest, stage, options.isMain);
    }
    if (init.kind === 'unknown') {
      return unknown;
    }
    if (file.kind === 'file') {
      return rest.length === 0 ? found : { kind: 'missing', path: `${base}/${rest.join('/')}.py`, why: 'no-package' };
    }
    const itself = at(base);
    if (file.kind === 'unknown' || itself.kind === 'unknown') {
      return unknown;
    }
    if (itself.kind === 'folder') {
      portions.push(base);
    }
  }
  if (portions.length > 0) {
    const end = inside(portions, rest, stage, options.isMain);
    return end.kind === 'missing' && options.mayBeInstalled(top, true) ? unknown : end;
  }
  const [first = '/'] = folders;
  return options.mayBeInstalled(top, false)
    ? unknown
    : { kind: 'missing', path: joinPath(first, `${name.replaceAll('.', '/')}.py`), why: 'no-module' };
}

/** The rest of a dotted name in the folders of a package. */
function inside(bases: readonly string[], rest: readonly string[], stage: StageView, isMain: boolean): ModuleSearch {
  const [next, ...more] = rest;
  const some = (path: (base: string) => string) => {
    const kinds = bases.map((base) => contentAt(path(base), stage).kind);
    return kinds.find((kind) => kind !== 'absent') ?? 'absent';
  };
  const [base = '/'] = bases;
  if (next === undefined) {
    const main = isMain ? some((one) => `${one}/__main__.py`) : 'file';
    return main === 'absent'
      ? { kind: 'missing', path: `${base}/__main__.py`, why: 'no-main' }
      : main === 'file'
        ? found
        : unknown;
  }
  const file = some((one) => `${one}/${next}.py`);
  const folder = some((one) => `${one}/${next}`);
  if (file === 'unknown' || folder === 'unknown') {
    return unknown;
  }
  if (folder === 'folder') {
    const init = some((one) => `${one}/${next}/__init__.py`);
    if (init !== 'absent' || file !== 'file') {
      return init === 'unknown'
        ? unknown
        : inside(
            bases.map((one) => `${one}/${next}`),
            more,
            stage,
            isMain,
          );
    }
  }
  if (file === 'absent') {
    return { kind: 'missing', path: `${base}/${next}.py`, why: 'no-module' };
  }
  return more.length === 0 ? found : { kind: 'missing', path: `${base}/${rest.join('/')}.py`, why: 'no-package' };
}
