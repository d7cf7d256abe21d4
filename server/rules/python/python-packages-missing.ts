import { insertAfter } from '../../edits/insert.ts';
import { installedIn } from '../../image/python/folders.ts';
import { type LeftBehind, leftBehind } from '../../image/python/left-behind.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'python-packages-missing',
  severity: 'error',
  title: 'Python packages stay in the builder stage',
  fix: 'copy them, where `pip install` puts them in one place',
  why: `What \`pip install\` puts in a builder stage stays there, unless a COPY takes it. The code is copied, the container starts,
and its first import ends in \`ModuleNotFoundError\`.

Lucid reads the file that the container starts, also where it comes through a builder stage, and looks for imports of packages
that a builder stage installs by name or by a requirements file. The rule stays silent where anything may bring them: a RUN that installs, a COPY of a
folder that may hold packages, another image, a module of that name in the code.`,
  *dockerfile({ final }) {
    const found = final && leftBehind(final);
    const range = final?.base?.range;
    if (!final || !found || !range) {
      return;
    }
    const { name, file, maker, run, runtime } = found;
    const builder = maker.name ? `"${maker.name.value}"` : `Stage ${maker.index}`;
    yield {
      range,
      message: `No COPY takes the Python packages of ${builder} along: an import ends in ModuleNotFoundError. ${file ? `${file} imports ${name}` : `The container starts ${name}`}, which is installed in ${builder} only. Copy the packages too. (Base image: ${runtime.python.name}.)`,
      related: [{ path: final.target.file.path, range: run.range, message: 'The packages are installed here.' }],
      fixes: fixesOf(found),
    };
  },
};

/** A COPY of the packages to a folder that Python searches. */
function fixesOf({ maker, runtime }: LeftBehind): readonly Fix[] {
  const { python, stage } = runtime;
  const { file } = stage.target;
  const installed = installedIn(maker);
  const [folder, other] = installed.folders;
  const { minor } = python;
  if (
    folder === undefined ||
    other ||
    minor === undefined ||
    installed.python?.minor !== minor ||
    folder.kind === 'venv'
  ) {
    return [];
  }
  const from = maker.name?.value ?? String(maker.index);
  const site = python.kind === 'official' ? 'site-packages' : 'dist-packages';
  const source = folder.path.replace('python*', `python${minor}`);
  const target = `/usr/local/lib/python${minor}/${site}`;
  const edit = insertAfter(file, stage.from, `COPY --from=${from} ${source} ${target}`);
  return edit ? [{ title: `Copy the packages from ${from}`, edits: { [file.path]: [edit] }, safe: false }] : [];
}
