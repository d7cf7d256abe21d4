import { posix } from 'node:path';
import type { Dockerfile, Stage } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import { basename } from '../../parse/shell/commands.ts';
import type { Build, Project } from '../../project/project.ts';
import { arrivalsOf } from '../arrivals.ts';
import { languageOf } from '../interpreter.ts';
import { environments } from '../variables.ts';
import { type PackageCopy, packageCopies } from './copies.ts';
import { type PythonRuntime, pythonRuntime } from './path.ts';

/** Whether a virtual environment was made by an interpreter that the image does not have, so that its `bin/python` leads nowhere. */
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
  return !mayBring(interpreter, runtime) && !relinked;
}

/** Whether an interpreter may have been copied in. */
export function mayBring(interpreter: string, { steps, file, build, project }: PythonRuntime): boolean {
  const scene = { file, build, project, scopes: environments(file, build) };
  return steps.flatMap((step) => arrivalsOf(step, scene)).some((arrival) => mayHold(arrival, interpreter));
}

function mayHold(
  { target, kind }: { readonly target: string | undefined; readonly kind: string },
  interpreter: string,
): boolean {
  if (kind === 'packages') {
    return false;
  }
  if (target === undefined) {
    return true;
  }
  if (kind === 'file') {
    return posix.dirname(target) === posix.dirname(interpreter) && languageOf(target) === 'python';
  }
  return target === '/' || interpreter.startsWith(`${target}/`);
}

/** Whether PATH names a folder, as far as ENV tells. */
export function isOnPath(folder: string, { steps, build }: PythonRuntime): boolean {
  return steps.some(({ file, instruction }) => {
    if (instruction.keyword !== 'ENV') {
      return false;
    }
    const environment = environments(file, build).at(instruction);
    return instruction.words.some(
      ({ value }, index) =>
        index % 2 === 1 &&
        instruction.words[index - 1]?.value === 'PATH' &&
        value
          .replace(/["']/g, '')
          .split(':')
          .some((entry) => expand(entry, environment, file.escape).value?.replace(/(?<=.)\/$/, '') === folder),
    );
  });
}

/** Whether an image starts a virtual environment by its own interpreter or programs. */
export function usesVenv({ folder, root }: PackageCopy, runtime: PythonRuntime): boolean {
  if (folder.kind !== 'venv' || root === undefined) {
    return false;
  }
  const { config, python } = runtime;
  const words = [...(config.entrypoint?.words ?? []), ...(config.cmd?.words ?? [])];
  const bin = `${root}/bin`;
  if (words.some((word) => word.includes(`${bin}/`))) {
    return true;
  }
  return (python.kind === 'official' || !words[0]?.includes('/')) && isOnPath(bin, runtime);
}

/** Whether a program is the interpreter of a virtual environment that the final image cannot start. */
export function isDanglingPython(
  program: string,
  file: Dockerfile,
  stage: Stage,
  build: Build,
  project: Project,
): boolean {
  if (!/\/bin\/[^/]+$/.test(program) || languageOf(basename(program)) !== 'python') {
    return false;
  }
  const copies = packageCopies(stage, build, file, project).filter(({ root }) => program.startsWith(`${root}/bin/`));
  const runtime = copies.length > 0 ? pythonRuntime(file, stage, build, project) : undefined;
  return runtime !== undefined && copies.some((copy) => dangles(copy, runtime));
}
