import { posix } from 'node:path';
import { computed, once } from '../../memo.ts';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import { basename } from '../../parse/shell/commands.ts';
import { joinPath } from '../../workspace/paths.ts';
import { arrivalsOf } from '../arrivals.ts';
import { languageOf, pythonModules } from '../programs/interpreter.ts';
import { mayArrive } from '../programs/programs.ts';
import type { ImageStep, StageView } from '../target.ts';
import { type PackageCopy, packageCopies } from './copies.ts';
import { installedIn } from './folders.ts';
import { pythonRuntime } from './path.ts';
import { mayBringInterpreter } from './venv.ts';

/** A program of a Python package, as pip makes it: a text whose first line names the interpreter that pip ran under. */
export interface DeadScript {
  /** `module` where `python -m` runs it too. Any other program may not even be Python. */
  readonly what: 'module' | 'program';
  /** What the first line names, which the image does not have. */
  readonly interpreter: string;
}

/** Tells whether a command of a stage names a script that was copied from an official Python image to another Python. */
export const deadScripts: (stage: StageView) => (program: string) => DeadScript | undefined = computed((stage) => {
  const runtime = pythonRuntime(stage);
  const scripted = runtime?.python.folder === '/usr/bin' ? packageCopies(stage).filter(bringsScripts) : [];
  const [copy] = scripted;
  const interpreter = `/usr/local/bin/python${copy?.minor ?? '3'}`;
  if (!copy || !runtime || mayBringInterpreter(interpreter, runtime)) {
    return () => undefined;
  }
  const bins = new Set(scripted.flatMap(({ root }) => (root === undefined ? [] : [joinPath(root, 'bin')])));
  const { steps, image } = stage;
  const copied = once(() => steps.map((step) => ({ step, paths: scriptsCopied(step, stage) })));
  const files = once(() => new Set(copied().flatMap(({ paths }) => paths)));
  const others = once(() => {
    const known = new Set(scripted.map(({ step }) => step.instruction));
    return copied().flatMap(({ step, paths }) => (paths.length > 0 || known.has(step.instruction) ? [] : [step]));
  });
  return (program) => {
    const name = basename(program);
    const isModule = pythonModules.has(name);
    if (languageOf(name) !== undefined || image.shell !== undefined || steps.some((step) => mayMake(name, step))) {
      return undefined;
    }
    if (program.includes('/')) {
      if (!bins.has(posix.dirname(program)) && !files().has(program)) {
        return undefined;
      }
      return { what: isModule ? 'module' : 'program', interpreter };
    }
    return isModule && !mayArrive(name, others(), stage) ? { what: 'module', interpreter } : undefined;
  };
});

/** Whether pip of an official image wrote scripts that a copy brings along as they were. */
const bringsScripts = ({ folder, python, maker }: PackageCopy): boolean =>
  folder.kind !== 'venv' && python?.kind === 'official' && !mayRewrite(maker.instructions);

/** Whether a RUN may make a program of that name, or link one. */
function mayMake(name: string, { instruction: { keyword, words } }: ImageStep): boolean {
  const rest = keyword === 'RUN' ? words.slice(1).map(({ value }) => value) : [];
  return rest.some((text) => /link|\bln\b/.test(text) || text.includes(name));
}

/** Whether a program of a stage is certainly a dead script, which `python-venv-dangling` reports. */
export const isDeadScript = (program: string, stage: StageView): boolean =>
  pythonModules.has(basename(program)) && deadScripts(stage)(program) !== undefined;

/** Whether the image of a stage starts a dead script; then its own Python should start the module instead. */
export function startsDeadScript(stage: StageView): boolean {
  const { entrypoint, cmd } = stage.image;
  const started = entrypoint?.words.length === 0 ? cmd : entrypoint;
  const [program] = started?.exec ? started.words : [];
  return program !== undefined && deadScripts(stage)(program) !== undefined;
}

/** Whether a RUN may rewrite the first line of a script. */
const mayRewrite = (instructions: readonly Instruction[]): boolean =>
  instructions.some(
    ({ keyword, body }) => keyword === 'RUN' && /\bsed\b|#!|shebang|\/usr\/bin\/python/.test(body.text),
  );

/** `COPY --from=builder /usr/local/bin/uvicorn …`: where the script stands. */
function scriptsCopied(step: ImageStep, own: StageView): readonly string[] {
  const { instruction, stage } = step;
  const { target } = stage;
  const from = instruction.keyword === 'COPY' && target === own.target ? fromOf(instruction) : undefined;
  const maker = from && target.stageMeant(from.value, stage.index);
  const names = instruction.words.slice(0, -1).filter(({ value }) => pythonModules.has(basename(value)));
  if (!maker || names.length === 0 || mayRewrite(maker.instructions)) {
    return [];
  }
  if (installedIn(maker).python?.kind !== 'official') {
    return [];
  }
  const arrivals = arrivalsOf(step, own);
  return arrivals.flatMap(({ destination: path, kind }) =>
    kind === 'file' && path !== undefined && pythonModules.has(basename(path)) ? [path] : [],
  );
}
