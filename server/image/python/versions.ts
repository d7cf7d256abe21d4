import type { Dockerfile, Stage } from '../../model/dockerfile.ts';
import type { Build, Project } from '../../project/project.ts';
import { lineageOf } from '../history.ts';
import { lastEnv } from '../last-env.ts';
import { reachedStages } from '../stages.ts';
import { type PackageCopy, packageCopies } from './copies.ts';
import { finds, type PythonRuntime, pythonRuntime, runsOwnPython } from './path.ts';

/** Packages that were installed for another Python, or another C library, than the one that they are copied to. */
export interface Mismatch {
  readonly copy: PackageCopy;
  readonly runtime: PythonRuntime;
  /** The stage whose FROM decides; undefined where that stands in another file. */
  readonly from: Stage | undefined;
  readonly what: 'version' | 'libc';
  /** What happens: nothing of them is found, the COPY finds no such folder, or what is compiled does not load. */
  readonly outcome: 'not-found' | 'no-source' | 'not-loaded';
}

/** The mismatches of one build, one for each stage that installs and stage that uses the packages. */
export function mismatchesIn(file: Dockerfile, build: Build, project: Project): readonly Mismatch[] {
  const reached = reachedStages(file, build);
  const seen = new Set<string>();
  return file.stages.flatMap((stage) => {
    const copies = reached.has(stage.index) ? packageCopies(stage, build, file, project) : [];
    const runtime = copies.length > 0 ? pythonRuntime(file, stage, build, project) : undefined;
    if (!runtime) {
      return [];
    }
    const found = copies.flatMap((copy) => judge(copy, runtime) ?? []);
    // What is not found at all weighs more than what does not load.
    found.sort((a, b) => Number(a.outcome === 'not-loaded') - Number(b.outcome === 'not-loaded'));
    return found.filter((one) => {
      const key = keyOf(one);
      return seen.has(key) ? false : seen.add(key);
    });
  });
}

/** Tells the mismatches of a file from each other. */
export const keyOf = ({ copy, runtime }: Mismatch): string => `${copy.maker.index} ${runtime.stage.index}`;

function judge(copy: PackageCopy, runtime: PythonRuntime): Mismatch | undefined {
  const { python, file, build, project } = runtime;
  const { from } = lineageOf(file, copy.maker, build, project);
  const common = { copy, runtime, from: from.file === file ? from.stage : undefined };
  // An interpreter that comes along with its packages fits them.
  const bringsOwn = copy.python?.kind === 'official' && /^\/(?:usr(?:\/local)?)?$/.test(copy.from);
  if (bringsOwn && !(python.kind === 'distroless' && runsOwnPython(runtime))) {
    return undefined;
  }
  if (copy.minor !== undefined && python.minor !== undefined && copy.minor !== python.minor) {
    return { ...common, what: 'version', outcome: outcomeOf(copy, runtime) };
  }
  if (copy.python?.libc === 'musl' && python.libc === 'glibc') {
    return { ...common, what: 'libc', outcome: 'not-loaded' };
  }
  return undefined;
}

function outcomeOf(copy: PackageCopy, runtime: PythonRuntime): Mismatch['outcome'] {
  const { steps, build, python } = runtime;
  const named = /\/python(3\.\d+)(?:\/|$)/.exec(copy.from)?.[1];
  if (named !== undefined && named !== copy.minor) {
    return 'no-source';
  }
  const lands = copy.lands.replace('python*', `python${copy.minor}`);
  if (!lands.includes(`/python${copy.minor}/`) || lands.includes(`/python${python.minor}/`)) {
    return 'not-loaded';
  }
  const path = lastEnv(steps, 'PYTHONPATH', build);
  const isNamed = path && (path.value === undefined || path.value.split(':').includes(lands));
  return isNamed && finds(runtime, copy) !== false ? 'not-loaded' : 'not-found';
}
