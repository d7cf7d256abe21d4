import { insertAfterGroup } from '../../edits/insert.ts';
import { addToPythonPath, renameFolder } from '../../edits/python.ts';
import { replacePath } from '../../edits/replace.ts';
import { distrolessAsOf } from '../../facts/distroless.ts';
import { lastEnv } from '../../image/last-env.ts';
import { pythonModules } from '../../image/programs/interpreter.ts';
import { startedWords } from '../../image/programs/start.ts';
import { type PackageCopy, packageCopies } from '../../image/python/copies.ts';
import { finds, landing, type PythonRuntime, pythonRuntime, runsOwnPython } from '../../image/python/path.ts';
import { startsDeadScript } from '../../image/python/scripts.ts';
import { dangles, isOnPath, usesVenv } from '../../image/python/venv.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'python-packages-path',
  severity: 'error',
  title: 'Python packages are copied to a folder that Python does not search',
  fix: 'destination, `PATH` and `PYTHONPATH` together (safe)',
  why: `The Python of a distroless image searches \`/usr/local/lib/python3.X/dist-packages\`, \`/usr/lib/python3/dist-packages\`
and the \`.local\` folder in the home of its user (\`/home/nonroot\` for 65532). It does **not** search \`site-packages\` below
\`/usr/local\`, unlike the official \`python\` images. \`COPY --from=builder /root/.local /usr/local\` builds, but an import ends in
\`ModuleNotFoundError\`, unless \`PYTHONPATH=/usr/local/lib/python3.11/site-packages\` is set. \`/home/app/.local\` does not work
either: \`/home/app\` is not the home of the user, and \`PATH\` finds programs, not modules. Only root can read \`/root/.local\`,
even with \`PYTHONPATH\`.

The same is true for folders that \`pip install --target\` and \`--prefix\` fill. All of this was measured with images that were
built and run as 65532.

The rule stays silent if it cannot know where Python searches: with a start script, a copied \`/etc/passwd\` that may have
the account of a home, or a copied Python.`,
  *dockerfile({ final }) {
    const copies = final ? packageCopies(final) : [];
    const runtime = final && copies.length > 0 ? pythonRuntime(final) : undefined;
    if (runtime) {
      yield* notFound(copies, runtime);
    }
  },
};

function* notFound(copies: readonly PackageCopy[], runtime: PythonRuntime): Iterable<Finding> {
  // A virtual environment or a script without its interpreter needs the Python of the image, so its search path counts.
  const isVenvs = copies.some((copy) => dangles(copy, runtime) && usesVenv(copy, runtime));
  if (!isVenvs && !startsDeadScript(runtime.stage) && !runsOwnPython(runtime)) {
    return;
  }
  const found = copies.map((copy) => ({ copy, isFound: finds(runtime, copy) }));
  for (const { copy, isFound } of found) {
    if (isFound !== false || dangles(copy, runtime) || usesVenv(copy, runtime)) {
      continue;
    }
    // Python finds packages that are also copied to a folder that it searches.
    const same = (other: PackageCopy) => other.maker === copy.maker && other.folder.path === copy.folder.path;
    if (found.some((other) => other.isFound !== false && same(other.copy))) {
      continue;
    }
    const edits = repair(copy, copies, runtime);
    yield {
      range: copy.destinationWord.range,
      ...(isFoundByRoot(copy, runtime) && { severity: 'warning' as const }),
      message: message(copy, runtime),
      fixes: edits ? [fix(edits, runtime)] : [],
    };
  }
}

/** The image still runs as root, which finds the packages in its home: only the plan's user cannot. */
const isFoundByRoot = ({ destination }: PackageCopy, { config, user }: PythonRuntime): boolean =>
  user !== '0' && /^(?:0|root)(?::|$)/.test(config.user ?? '') && destination.startsWith('/root');

const fix = ({ title, edits }: Repair, { stage }: PythonRuntime): Fix => ({
  title,
  edits: { [stage.target.file.path]: edits },
  safe: true,
});

function message(copy: PackageCopy, { python, user, home: homeOf, stage, config }: PythonRuntime): string {
  const { folder } = landing(copy, python);
  const dated = python.kind === 'distroless' ? `, as of ${distrolessAsOf}` : '';
  const version = python.minor === undefined ? 'Python' : `Python ${python.minor}`;
  const outcome = 'an import ends in ModuleNotFoundError';
  const runs = stage.target.build.image && config.user?.split(':')[0] !== user ? 'must run' : 'runs';
  if (copy.destination.startsWith('/root')) {
    return `Only root can read /root, but the image ${runs} as ${user}: ${outcome}. Copy the packages to another folder.`;
  }
  const home = homeOf();
  const isHome = /\/\.local$/.test(copy.destination) && home !== undefined;
  const isVenv = python.kind === 'official' && copy.folder.kind === 'venv';
  const instead = isVenv
    ? `Put ${copy.root}/bin on PATH.`
    : isHome
      ? `Only ${home === '/' ? '' : home}/.local belongs to the user, and PATH finds programs, not modules.`
      : 'Add the folder to PYTHONPATH, or copy to a folder that Python searches.';
  return `${version} does not search ${folder}: ${outcome}. ${instead} (Base image: ${python.name}${dated}.)`;
}

interface Repair {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

function repair(copy: PackageCopy, all: readonly PackageCopy[], runtime: PythonRuntime): Repair | undefined {
  const { python, steps, stage } = runtime;
  const { file } = stage.target;
  const { instruction } = copy.step;
  const { lands, folder } = landing(copy, python);
  if (python.minor === undefined && lands.includes('python*') && python.kind !== 'official') {
    return undefined;
  }
  const [foreign] = /python3\.\d+/.exec(lands) ?? [];
  if (foreign !== undefined && python.minor !== undefined && foreign !== `python${python.minor}`) {
    const moved = replaceDestination(file, copy, copy.destination.replace(foreign, `python${python.minor}`));
    return moved && { title: `Copy to the folder of Python ${python.minor}`, edits: [moved] };
  }
  const [home] = /^\/(?:root|home\/[^/]+)\/\.local(?=\/|$)/.exec(copy.destination) ?? [];
  if (home === undefined) {
    if (copy.destination === '/root' || copy.destination.startsWith('/root/')) {
      return undefined;
    }
    if (python.kind === 'official' && copy.root !== undefined && needsPath(copy, runtime)) {
      return throughPath(copy, copy.root, runtime);
    }
    const edit = addToPythonPath(folder, all, runtime);
    return edit && { title: `Add ${folder} to PYTHONPATH`, edits: [edit] };
  }
  const newDestination = copy.destination.replace(home, '/usr/local');
  const moved =
    copyWords(instruction).sources.length === 1 ? replaceDestination(file, copy, newDestination) : undefined;
  if (!moved) {
    return undefined;
  }
  const here = stage.ownSteps.map((step) => step.instruction);
  const edits = [moved, ...renameFolder(file, here, home, '/usr/local')];
  const wanted = folder.replace(home, '/usr/local');
  const isSearched = python.kind === 'official' && lands.startsWith(`${home}/lib/`);
  const isNamed = lastEnv(steps, 'PYTHONPATH')?.value?.split(':').includes(folder);
  if (isSearched || isNamed) {
    return { title: `Copy to ${newDestination}`, edits };
  }
  const added = addToPythonPath(wanted, all, runtime);
  return added && { title: `Copy to ${newDestination} and add it to PYTHONPATH`, edits: [...edits, added] };
}

/** Whether PATH has to lead to what the image starts: a program of a package, or the `python` of a virtual environment. */
function needsPath({ folder, root }: PackageCopy, runtime: PythonRuntime): boolean {
  const [program = ''] = startedWords(runtime.config);
  const isThere = isOnPath(`${root}/bin`, runtime);
  return (pythonModules.has(program) && !isThere) || (folder.kind === 'venv' && /^python3?$/.test(program));
}

/** A virtual environment works through PATH alone; the programs of other trees need both variables. */
function throughPath(copy: PackageCopy, root: string, runtime: PythonRuntime): Repair | undefined {
  const { steps, stage, python } = runtime;
  const { folder } = landing(copy, python);
  const isVenv = copy.folder.kind === 'venv';
  if (lastEnv(steps, 'PYTHONPATH') && !isVenv) {
    return undefined;
  }
  const path = `PATH=${root}/bin:$PATH`;
  const modules = isVenv ? '' : ` PYTHONPATH=${folder}`;
  const edit = insertAfterGroup(stage.target.file, copy.step.instruction, `ENV ${path}${modules}`);
  const what = `${root}/bin to PATH${isVenv ? '' : ` and ${folder} to PYTHONPATH`}`;
  return edit && !/[\s"'$\\:]/.test(root) ? { title: `Add ${what}`, edits: [edit] } : undefined;
}

function replaceDestination(
  file: Dockerfile,
  { destinationWord: word }: PackageCopy,
  path: string,
): TextEdit | undefined {
  return word.value.startsWith('/') ? replacePath(file, word, path.slice(1)) : undefined;
}
