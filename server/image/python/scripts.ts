import { posix } from 'node:path';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import { basename } from '../../parse/shell/commands.ts';
import { joinPath } from '../../workspace/paths.ts';
import { arrivalsOf } from '../arrivals.ts';
import { languageOf, pythonModules } from '../interpreter.ts';
import { mayArrive } from '../programs.ts';
import type { BuildTarget, ImageStep, StageView } from '../target.ts';
import { type PackageCopy, packageCopies } from './copies.ts';
import { installedIn } from './folders.ts';
import { type PythonRuntime, pythonRuntime } from './path.ts';
import { mayBringInterpreter } from './venv.ts';

/** A program of a Python package, as pip makes it: a text whose first line names the interpreter that pip ran under. */
export interface DeadScript {
  /** `module` where `python -m` runs it too. Any other program may not even be Python. */
  readonly what: 'module' | 'program';
  /** What the first line names, which the image does not have. */
  readonly interpreter: string;
}

/** Tells whether a command names a script that was copied from an official Python image to another Python. */
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
  if (!copy || mayBringInterpreter(interpreter, runtime)) {
    return nothing;
  }
  const bins = new Set(scripted.flatMap(({ root }) => (root === undefined ? [] : [joinPath(root, 'bin')])));
  const { steps, config, stage } = runtime;
  const copied = steps.map((step) => ({ step, paths: scriptsCopied(step, stage.target) }));
  const files = new Set(copied.flatMap(({ paths }) => paths));
  const known = new Set(scripted.map(({ step }) => step.instruction));
  const others = copied.flatMap(({ step, paths }) => (paths.length > 0 || known.has(step.instruction) ? [] : [step]));
  const isMade = (name: string) =>
    config.shell !== undefined ||
    steps.some(({ instruction: { keyword, words } }) => {
      const rest = keyword === 'RUN' ? words.slice(1).map(({ value }) => value) : [];
      return rest.some((text) => /link|\bln\b/.test(text) || text.includes(name));
    });
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
    return isModule && !mayArrive(name, others, stage) ? { what: 'module', interpreter } : undefined;
  };
}

/** Whether the image starts a dead script; then its own Python should start the module instead. */
export function startsDeadScript(copies: readonly PackageCopy[], runtime: PythonRuntime): boolean {
  const { entrypoint, cmd } = runtime.config;
  const started = entrypoint?.words.length === 0 ? cmd : entrypoint;
  const [program] = started?.exec ? started.words : [];
  return program !== undefined && deadScripts(copies, runtime)(program) !== undefined;
}

/** Whether a program of a stage is a dead script, which `python-venv-dangling` reports. */
export function isDeadScript(program: string, stage: StageView): boolean {
  const copies = pythonModules.has(basename(program)) ? packageCopies(stage) : [];
  const runtime = copies.length > 0 ? pythonRuntime(stage) : undefined;
  return runtime !== undefined && deadScripts(copies, runtime)(program) !== undefined;
}

/** Whether a RUN may rewrite the first line of a script. */
const mayRewrite = (instructions: readonly Instruction[]): boolean =>
  instructions.some(
    ({ keyword, body }) => keyword === 'RUN' && /\bsed\b|#!|shebang|\/usr\/bin\/python/.test(body.text),
  );

/** `COPY --from=builder /usr/local/bin/uvicorn …`: where the script stands. */
function scriptsCopied(step: ImageStep, target: BuildTarget): readonly string[] {
  const { instruction, stage } = step;
  const from = instruction.keyword === 'COPY' && stage.target === target ? fromOf(instruction) : undefined;
  const maker = from && target.stageNamed(from.value, stage.index);
  const names = instruction.words.slice(0, -1).filter(({ value }) => pythonModules.has(basename(value)));
  if (!maker || names.length === 0 || mayRewrite(maker.instructions)) {
    return [];
  }
  if (installedIn(maker).python?.kind !== 'official') {
    return [];
  }
  const arrivals = arrivalsOf(step, target);
  return arrivals.flatMap(({ target, kind }) =>
    kind === 'file' && target !== undefined && pythonModules.has(basename(target)) ? [target] : [],
  );
}
