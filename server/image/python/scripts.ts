import { posix } from 'node:path';
import type { Instruction } from '../../model/dockerfile.ts';
import { basename } from '../../parse/shell/commands.ts';
import { arrivalsOf } from '../arrivals.ts';
import type { Step } from '../history.ts';
import { languageOf, pythonModules } from '../interpreter.ts';
import { mayArrive } from '../programs.ts';
import { stageNamed } from '../stages.ts';
import { environments } from '../variables.ts';
import { type PackageCopy, packageCopies } from './copies.ts';
import { installedIn } from './folders.ts';
import { type PythonRuntime, pythonRuntime } from './path.ts';
import { mayBring } from './venv.ts';

/** A program of a Python package, as pip makes it: a text whose first line names the interpreter that pip ran under. */
export interface DeadScript {
  /** `module` where Python runs it as one too; of any other nobody knows whether it is Python at all. */
  readonly what: 'module' | 'program';
  /** What the first line names, which the image does not have. */
  readonly interpreter: string;
}

/** Of the scripts that are copied from an official Python image to another Python: whether a command names one. */
export function deadScripts(
  copies: readonly PackageCopy[],
  runtime: PythonRuntime,
): (program: string) => DeadScript | undefined {
  const nothing = () => undefined;
  if (runtime.python.folder !== '/usr/bin') {
    return nothing;
  }
  const scripted = copies.filter(({ folder, python, maker }) => {
    return folder.kind !== 'venv' && python?.kind === 'official' && !mayRewrite(maker.instructions);
  });
  const [copy] = scripted;
  const interpreter = `/usr/local/bin/python${copy?.minor ?? '3'}`;
  if (!copy || mayBring(interpreter, runtime)) {
    return nothing;
  }
  const bins = new Set(scripted.flatMap(({ root }) => (root === undefined ? [] : [posix.join(root, 'bin')])));
  const { steps, config, file, build, project } = runtime;
  const copied = steps.map((step) => ({ step, paths: scriptsCopied(step, runtime) }));
  const files = new Set(copied.flatMap(({ paths }) => paths));
  const known = new Set(scripted.map(({ step }) => step.instruction));
  const others = copied.flatMap(({ step, paths }) => (paths.length > 0 || known.has(step.instruction) ? [] : [step]));
  const isMade = (name: string) =>
    config.shell !== undefined ||
    steps.some(({ instruction: { keyword, words } }) => {
      const rest = keyword === 'RUN' ? words.slice(1).map(({ value }) => value) : [];
      return rest.some((text) => /link|\bln\b/.test(text) || text.includes(name));
    });
  const scene = { file, build, project, scopes: environments(file, build) };
  return (program) => {
    const name = basename(program);
    const isModule = pythonModules.has(name);
    if (languageOf(name) !== undefined || isMade(name)) {
      return undefined;
    }
    if (program.includes('/')) {
      if (!bins.has(posix.dirname(program)) && !files.has(program)) {
        return undefined;
      }
      return { what: isModule ? 'module' : 'program', interpreter };
    }
    return isModule && !mayArrive(name, others, steps, scene) ? { what: 'module', interpreter } : undefined;
  };
}

/** Whether the image starts such a script, so that its own Python is to run in its place. */
export function startsDeadScript(copies: readonly PackageCopy[], runtime: PythonRuntime): boolean {
  const { entrypoint, cmd } = runtime.config;
  const started = entrypoint?.words.length === 0 ? cmd : entrypoint;
  const [program] = started?.exec ? started.words : [];
  return program !== undefined && deadScripts(copies, runtime)(program) !== undefined;
}

/** Whether the commands of a stage would name such a script by this name, which `python-venv-dangling` explains. */
export function isDeadScript(
  program: string,
  { file, stage, build, project }: Pick<PythonRuntime, 'file' | 'stage' | 'build' | 'project'>,
): boolean {
  const copies = pythonModules.has(basename(program)) ? packageCopies(stage, build, file, project) : [];
  const runtime = copies.length > 0 ? pythonRuntime(file, stage, build, project) : undefined;
  return runtime !== undefined && deadScripts(copies, runtime)(program) !== undefined;
}

/** A first line may be written anew. */
const mayRewrite = (instructions: readonly Instruction[]): boolean =>
  instructions.some(
    ({ keyword, body }) => keyword === 'RUN' && /\bsed\b|#!|shebang|\/usr\/bin\/python/.test(body.text),
  );

/** `COPY --from=builder /usr/local/bin/uvicorn …`: where the script stands. */
function scriptsCopied(step: Step, { file, build, project }: PythonRuntime): readonly string[] {
  const { instruction, stage } = step;
  const from = instruction.keyword === 'COPY' && instruction.flags.find(({ name }) => name === 'from')?.value;
  const maker = from && step.file === file ? stageNamed(file, from, stage.index) : undefined;
  const names = instruction.words.slice(0, -1).filter(({ value }) => pythonModules.has(basename(value)));
  if (!maker || names.length === 0 || mayRewrite(maker.instructions)) {
    return [];
  }
  if (installedIn(maker, build, file, project).python?.kind !== 'official') {
    return [];
  }
  const arrivals = arrivalsOf(step, { file, build, project, scopes: environments(file, build) });
  return arrivals.flatMap(({ target, kind }) =>
    kind === 'file' && target !== undefined && pythonModules.has(basename(target)) ? [target] : [],
  );
}
