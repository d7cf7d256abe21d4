import { lastEnv } from '../last-env.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { type PackageCopy, packageCopies } from './copies.ts';
import { finds, type PythonRuntime, pythonRuntime, runsOwnPython } from './path.ts';
import { mayBringInterpreter } from './venv.ts';

/** Packages installed for another Python version or C library than that of the image they are copied to. */
export interface Mismatch {
  readonly copy: PackageCopy;
  readonly runtime: PythonRuntime;
  /** The stage whose FROM decides the version; undefined where it stands in another file. */
  readonly from: StageView | undefined;
  readonly what: 'version' | 'libc';
  /** What happens: Python finds none of them, the COPY finds no such folder, or compiled modules do not load. */
  readonly outcome: 'not-found' | 'no-source' | 'not-loaded';
}

/** The mismatches of one build, one for each stage that installs and stage that uses the packages. */
export function mismatchesIn(target: BuildTarget): readonly Mismatch[] {
  const seen = new Set<string>();
  return target.stages.flatMap((stage) => {
    const copies = stage.isReached ? packageCopies(stage) : [];
    const runtime = copies.length > 0 ? pythonRuntime(stage) : undefined;
    if (!runtime) {
      return [];
    }
    const found = copies.flatMap((copy) => mismatchOf(copy, runtime) ?? []);
    // Packages that are not found come before those that do not load.
    found.sort((a, b) => Number(a.outcome === 'not-loaded') - Number(b.outcome === 'not-loaded'));
    return found.filter((one) => {
      const key = keyOf(one);
      return seen.has(key) ? false : seen.add(key);
    });
  });
}

/** One mismatch for each stage that installs and stage that uses the packages. */
export const keyOf = ({ copy, runtime }: Mismatch): string => `${copy.maker.index} ${runtime.stage.index}`;

function mismatchOf(copy: PackageCopy, runtime: PythonRuntime): Mismatch | undefined {
  const { python, stage } = runtime;
  const { from } = copy.maker.lineage;
  const common = { copy, runtime, from: from.target === stage.target ? from : undefined };
  // An interpreter that comes along with its packages fits them.
  if (bringsPython(copy, runtime) && runsOwnPython(runtime) !== true) {
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

/** Whether the image may have the interpreter that the packages were installed for, beside that of its base. */
export function bringsPython({ python, minor, from }: PackageCopy, runtime: PythonRuntime): boolean {
  if (python?.kind !== 'official') {
    return false;
  }
  const isWhole = /^\/(?:usr(?:\/local)?)?$/.test(from);
  return isWhole || mayBringInterpreter(`/usr/local/bin/python${minor ?? '3'}`, runtime);
}

function outcomeOf(copy: PackageCopy, runtime: PythonRuntime): Mismatch['outcome'] {
  const { steps, python } = runtime;
  const named = /\/python(3\.\d+)(?:\/|$)/.exec(copy.from)?.[1];
  if (named !== undefined && named !== copy.minor) {
    return 'no-source';
  }
  const lands = copy.lands.replace('python*', `python${copy.minor}`);
  if (!lands.includes(`/python${copy.minor}/`) || lands.includes(`/python${python.minor}/`)) {
    return 'not-loaded';
  }
  const path = lastEnv(steps, 'PYTHONPATH');
  const isNamed = path && (path.value === undefined || path.value.split(':').includes(lands));
  return isNamed && finds(runtime, copy) !== false ? 'not-loaded' : 'not-found';
}
