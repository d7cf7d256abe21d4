import { standardLibrary } from '../../facts/python.ts';
import { computed, once } from '../../memo.ts';
import { innerWords } from '../../parse/shell/commands.ts';
import { runCommands, textOfRun } from '../../parse/shell/shell.ts';
import { joinPath } from '../../workspace/paths.ts';
import { absolutePath } from '../config.ts';
import { contentAt } from '../contents.ts';
import type { BuildTarget, ImageStep, StageView } from '../target.ts';
import { pipArguments } from './folders.ts';

/** The packages that the RUNs of a stage install. */
export interface Required {
  /** As they are compared: in lower case, with `-` for `_` and `.`. */
  readonly names: ReadonlySet<string>;
  /** Whether there may be others: a project of the context, an address, a file that cannot be read, another tool than pip. */
  readonly open: boolean;
}

export const comparable = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

/** Tools that read what they install from a project. */
const otherTools =
  /\b(?:conda|flit|hatch|mamba|micromamba|pdm|pipenv|pixi|poetry|rye|setup\.py|uv\s+(?:sync|run)|easy_install|pipx)\b/;

/** What a stage and those below it install. */
export const requiredBy: (stage: StageView) => Required = computed((stage) => {
  const names = new Set<string>();
  let open = false;
  for (const step of stage.steps) {
    const { instruction } = step;
    if (instruction.keyword !== 'RUN') {
      continue;
    }
    const text = textOfRun(instruction);
    if (otherTools.test(text) || step.stage.target !== stage.target) {
      open = true;
    }
    if (!text.includes('install')) {
      continue;
    }
    const lists = instruction.json
      ? [instruction.words]
      : runCommands(instruction).map(({ words }) => innerWords(words));
    for (const words of lists) {
      const given = pipArguments(words.map(({ value }) => stage.target.value(value, instruction)));
      for (const name of given ? packagesOf(given, step, stage) : []) {
        if (name === undefined) {
          open = true;
        } else {
          names.add(comparable(name));
        }
      }
    }
  }
  return { names, open };
});

const valued = new Set(
  `-c --constraint -t --target --prefix --root -i --index-url --extra-index-url -f --find-links --trusted-host --cache-dir
  --timeout --retries --python --platform --python-version --only-binary --no-binary --progress-bar --log --src`.split(
    /\s+/,
  ),
);

/** The packages behind `pip install`; undefined for one that cannot be named. */
function packagesOf(
  words: readonly (string | undefined)[],
  step: ImageStep,
  stage: StageView,
): readonly (string | undefined)[] {
  const found: (string | undefined)[] = [];
  for (let at = words.indexOf('install') + 1; at < words.length; at++) {
    const word = words[at];
    const [, inline] = /^(?:--requirement=|-r(?=.))(.*)$/.exec(word ?? '') ?? [];
    if (word === '-r' || word === '--requirement' || inline !== undefined) {
      found.push(...requirementsIn(inline ?? words[++at], step, stage));
    } else if (word !== undefined && valued.has(word)) {
      at++;
    } else if (word === undefined || word === '-e' || word.startsWith('--editable')) {
      found.push(undefined);
    } else if (!word.startsWith('-')) {
      found.push(nameIn(word));
    }
  }
  return found;
}

/** The name that a requirement begins with; undefined for a path, an address and a file. */
function nameIn(requirement: string): string | undefined {
  if (/^[./~*]|:\/\/|\.whl$|\.tar\.gz$|\.zip$|^[^<>=!~;[]*[/$*]/.test(requirement)) {
    return undefined;
  }
  return /^[A-Za-z0-9][\w.-]*/.exec(requirement)?.[0];
}

function requirementsIn(
  file: string | undefined,
  { before }: ImageStep,
  stage: StageView,
): readonly (string | undefined)[] {
  const path = file === undefined ? undefined : absolutePath(file, before.workdir ?? '/');
  const content = path === undefined ? undefined : contentAt(path, stage);
  const mounted = content?.kind === 'file' ? content.text : undefined;
  if (mounted === undefined) {
    return [undefined];
  }
  return mounted
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !/^--(?!editable|requirement)/.test(line) && !/^-[ifc]\b/.test(line))
    .map((line) => (line.startsWith('-') ? undefined : nameIn(line)));
}

/** Names that people give to their own modules, and that no package of the index is imported by. */
const ownNames = new Set(
  'api app application asgi backend bot engine gateway index main manage run server service src web worker wsgi'.split(
    ' ',
  ),
);

/**
 * Tells of a module that no folder of an image has whether an installed package or the standard library may bring it.
 * `hasFolder`: there is a folder of that name, without `__init__.py`.
 */
export const mayBeInstalled = computed((target: BuildTarget) => {
  const all = once(() => target.stages.map(requiredBy));
  return (name: string, hasFolder: boolean): boolean =>
    standardLibrary.has(name) ||
    all().some(({ open, names }) => open || names.has(comparable(name))) ||
    !(hasFolder || ownNames.has(name) || isOwnModule(name, target));
});

/** Whether the build context, or a folder of it, holds a module of that name. */
function isOwnModule(name: string, { build, project: { workspace } }: BuildTarget): boolean {
  const { context } = build;
  const folders =
    context === undefined ? [] : (workspace.list(context) ?? []).filter(({ kind }) => kind === 'directory');
  return ['.', ...folders.map((folder) => folder.name)].some((folder) => {
    const base = joinPath(joinPath(context ?? '.', folder), name);
    return workspace.kind(`${base}.py`) === 'file' || workspace.kind(`${base}/__init__.py`) === 'file';
  });
}
