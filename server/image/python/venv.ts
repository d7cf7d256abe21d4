import { posix } from 'node:path';
import { basename } from '../../parse/shell/commands.ts';
import { isBelow } from '../../workspace/paths.ts';
import { type Arrival, arrivalsIn } from '../arrivals.ts';
import type { ImageConfig } from '../config.ts';
import { languageOf } from '../programs/interpreter.ts';
import { foldersOnPath } from '../programs/search-path.ts';
import { startedWords } from '../programs/start.ts';
import type { StageView } from '../target.ts';
import { type PackageCopy, packageCopies } from './copies.ts';
import { type PythonRuntime, pythonRuntime } from './path.ts';

/** Whether the link `bin/python` of a virtual environment is broken: the image lacks the interpreter that made it. */
export function dangles({ folder, root }: PackageCopy, runtime: PythonRuntime): boolean {
  const { interpreter } = folder;
  const { python, steps } = runtime;
  if (root === undefined || !interpreter?.startsWith('/usr/local/bin/') || python.folder !== '/usr/bin') {
    return false;
  }
  const relinked = steps.some(
    ({ instruction: { keyword, body } }) =>
      keyword === 'RUN' && body.text.includes(`${root}/bin`) && /link/.test(body.text),
  );
  // A Python that uv fetched stands in a folder of its own.
  const isFetched = steps.some(
    ({ instruction: { keyword, body } }) => keyword === 'COPY' && /\buv\b|\.local\/share/.test(body.text),
  );
  return !mayBringInterpreter(interpreter, runtime) && !relinked && !isFetched;
}

/** Whether an interpreter may have been copied in. */
export const mayBringInterpreter = (interpreter: string, { stage }: PythonRuntime): boolean =>
  [...arrivalsIn(stage).values()].some((arrivals) => arrivals.some((arrival) => mayHold(arrival, interpreter)));

function mayHold({ destination, kind }: Arrival, interpreter: string): boolean {
  if (kind === 'packages') {
    return false;
  }
  if (destination === undefined) {
    return true;
  }
  if (kind === 'file') {
    const slash = interpreter.lastIndexOf('/') + 1;
    return (
      destination.lastIndexOf('/') + 1 === slash &&
      destination.startsWith(interpreter.slice(0, slash)) &&
      languageOf(destination) === 'python'
    );
  }
  return isBelow(interpreter, destination);
}

/** Whether PATH names a folder, as far as ENV tells. */
export const isOnPath = (folder: string, { steps }: PythonRuntime): boolean =>
  foldersOnPath(steps).some((entry) => entry?.replace(/(?<=.)\/$/, '') === folder);

/** Whether an image starts a virtual environment by its own interpreter or programs. */
export function usesVenv({ folder, root }: PackageCopy, runtime: PythonRuntime): boolean {
  if (folder.kind !== 'venv' || root === undefined) {
    return false;
  }
  const { config, python } = runtime;
  const { entrypoint, cmd } = config;
  const shellForms = [entrypoint, cmd].flatMap((one) => (one && !one.exec ? one.words : []));
  const words = [...startedWords(config), ...shellForms];
  const bin = `${root}/bin`;
  if (words.some((word) => word.includes(`${bin}/`) || programPath(word, config).startsWith(`${bin}/`))) {
    return true;
  }
  return (python.kind === 'official' || !words[0]?.includes('/')) && isOnPath(bin, runtime);
}

/** A program with a path that counts from the working directory, as an absolute path. */
export const programPath = (program: string, { workdir }: Pick<ImageConfig, 'workdir'>): string =>
  /^[^/\s]+\/\S*$/.test(program) && workdir !== undefined ? posix.resolve(workdir, program) : program;

/** Whether a program is the interpreter of a virtual environment that the final image cannot start. */
export function isDanglingPython(written: string, stage: StageView): boolean {
  const program = programPath(written, stage.image);
  if (!/\/bin\/[^/]+$/.test(program) || languageOf(basename(program)) !== 'python') {
    return false;
  }
  const copies = packageCopies(stage).filter(({ root }) => program.startsWith(`${root}/bin/`));
  const runtime = copies.length > 0 ? pythonRuntime(stage) : undefined;
  return runtime !== undefined && copies.some((copy) => dangles(copy, runtime));
}
