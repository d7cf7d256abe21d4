import { addToPythonPath, renameFolder } from '../../edits/python.ts';
import { replacePath } from '../../edits/replace.ts';
import { distrolessAsOf } from '../../facts/distroless.ts';
import { lastEnv } from '../../image/last-env.ts';
import { type PackageCopy, packageCopies } from '../../image/python/copies.ts';
import { finds, landing, type PythonRuntime, pythonRuntime, runsOwnPython } from '../../image/python/path.ts';
import { startsDeadScript } from '../../image/python/scripts.ts';
import { dangles, usesVenv } from '../../image/python/venv.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'python-packages-path',
  severity: 'error',
  title: 'Python packages are copied where the runtime does not look',
  fix: 'destination, `PATH` and `PYTHONPATH` together (safe)',
  why: `The Python of a distroless image searches \`/usr/local/lib/python3.X/dist-packages\`, \`/usr/lib/python3/dist-packages\` and the
\`.local\` folder in the home of the user that it runs as (\`/home/nonroot\` for 65532). It does **not** search \`site-packages\` below
\`/usr/local\`, as the official \`python\` images do: \`COPY --from=builder /root/.local /usr/local\` builds and ends in
\`ModuleNotFoundError\` unless \`PYTHONPATH=/usr/local/lib/python3.11/site-packages\` is set. \`/home/app/.local\` is the home of nobody,
and \`PATH\` finds programs, not modules. \`/root/.local\` is closed to every user but root, even through \`PYTHONPATH\`.

The same holds for what \`pip install --target\` and \`--prefix\` fill. All of it was measured with images built and run as 65532.`,
  *dockerfile({ final }) {
    const copies = final ? packageCopies(final) : [];
    const runtime = final && copies.length > 0 ? pythonRuntime(final) : undefined;
    if (runtime) {
      yield* notFound(copies, runtime);
    }
  },
};

function* notFound(copies: readonly PackageCopy[], runtime: PythonRuntime): Iterable<Finding> {
  // In place of a virtual environment or a script whose interpreter is not there, the image's own is to run.
  const isVenvs = copies.some((copy) => dangles(copy, runtime) && usesVenv(copy, runtime));
  if (!isVenvs && !startsDeadScript(runtime.stage) && !runsOwnPython(runtime)) {
    return;
  }
  const found = copies.map((copy) => ({ copy, isFound: finds(runtime, copy) }));
  for (const { copy, isFound } of found) {
    if (isFound !== false || dangles(copy, runtime) || usesVenv(copy, runtime)) {
      continue;
    }
    // What also stands in a better place is found there.
    const same = (other: PackageCopy) => other.maker === copy.maker && other.folder.path === copy.folder.path;
    if (found.some((other) => other.isFound !== false && same(other.copy))) {
      continue;
    }
    const edits = repair(copy, copies, runtime);
    yield { range: copy.destination.range, message: message(copy, runtime), fixes: edits ? [fix(edits, runtime)] : [] };
  }
}

const fix = ({ title, edits }: Repair, { stage }: PythonRuntime): Fix => ({
  title,
  edits: { [stage.target.file.path]: edits },
  safe: true,
});

function message(copy: PackageCopy, { python, user, home: homeOf, stage, config }: PythonRuntime): string {
  const { folder } = landing(copy, python);
  const dated = python.kind === 'distroless' ? ` (as of ${distrolessAsOf})` : '';
  const version = python.minor === undefined ? 'Python' : `Python ${python.minor}`;
  const outcome = 'The image builds, and an import ends in ModuleNotFoundError.';
  const runs = stage.target.build.image && config.user?.split(':')[0] !== user ? 'is to run' : 'runs';
  if (copy.target.startsWith('/root')) {
    return `Only root may read /root, and the image ${runs} as ${user}: its Python does not find the packages there. ${outcome}`;
  }
  const home = homeOf();
  const isHome = /\/\.local$/.test(copy.target) && home !== undefined;
  const instead = isHome
    ? `: the user's own packages are those in ${home === '/' ? '' : home}/.local, and PATH finds programs only`
    : ', which only PYTHONPATH could change';
  return `${version} of ${python.name}${dated} does not look into ${folder}${instead}. ${outcome}`;
}

interface Repair {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

function repair(copy: PackageCopy, all: readonly PackageCopy[], runtime: PythonRuntime): Repair | undefined {
  const { python, steps, stage } = runtime;
  const { target: own } = stage;
  const { file } = own;
  const { instruction } = copy.step;
  const { lands, folder } = landing(copy, python);
  if (python.minor === undefined && lands.includes('python*') && python.kind !== 'official') {
    return undefined;
  }
  const [foreign] = /python3\.\d+/.exec(lands) ?? [];
  if (foreign !== undefined && python.minor !== undefined && foreign !== `python${python.minor}`) {
    const moved = destination(file, copy, copy.target.replace(foreign, `python${python.minor}`));
    return moved && { title: `Copy to the folder of Python ${python.minor}`, edits: [moved] };
  }
  const [home] = /^\/(?:root|home\/[^/]+)\/\.local(?=\/|$)/.exec(copy.target) ?? [];
  if (home === undefined) {
    if (copy.target === '/root' || copy.target.startsWith('/root/')) {
      return undefined;
    }
    const edit = addToPythonPath(folder, all, runtime);
    return edit && { title: `Add ${folder} to PYTHONPATH`, edits: [edit] };
  }
  const target = copy.target.replace(home, '/usr/local');
  const moved = instruction.words.length === 2 ? destination(file, copy, target) : undefined;
  if (!moved) {
    return undefined;
  }
  const here = steps.filter((step) => step.stage.target === own).map((step) => step.instruction);
  const edits = [moved, ...renameFolder(file, here, home, '/usr/local')];
  const wanted = folder.replace(home, '/usr/local');
  const isSearched = python.kind === 'official' && lands.startsWith(`${home}/lib/`);
  const isNamed = lastEnv(steps, 'PYTHONPATH')?.value?.split(':').includes(folder);
  if (isSearched || isNamed) {
    return { title: `Copy to ${target}`, edits };
  }
  const added = addToPythonPath(wanted, all, runtime);
  return added && { title: `Copy to ${target} and add it to PYTHONPATH`, edits: [...edits, added] };
}

function destination(file: Dockerfile, { destination: word }: PackageCopy, path: string): TextEdit | undefined {
  return word.value.startsWith('/') ? replacePath(file, word, path.slice(1)) : undefined;
}
