import { tools, userPrograms } from '../../facts/programs.ts';
import { computed } from '../../memo.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import { isShell, programsOf } from '../../parse/shell/commands.ts';
import { commandsOf, runCommands, type ShellCommand } from '../../parse/shell/shell.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { languageOf } from './interpreter.ts';
import { commandInOneWord } from './one-word.ts';
import { defaultShell, type Programs, programsIn } from './programs.ts';

/** A command that an image runs while it is built or later. */
export interface ImageCommand {
  readonly kind: 'RUN' | 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK';
  /** What holds the words: the instruction, or the CMD inside HEALTHCHECK; an array that is almost JSON counts as JSON. */
  readonly instruction: Instruction;
  /** The whole instruction. */
  readonly owner: Instruction;
  readonly stage: StageView;
  readonly programs: Programs;
  /** What a shell form runs under. */
  readonly shell: string;
  /** The commands of a shell form; none in exec form. */
  readonly commands: readonly ShellCommand[];
  /** Whether the image has a program at that moment; see `Programs`. */
  has(program: string): boolean | undefined;
}

/** What happens when a command cannot start its program. */
export const outcomes: Readonly<Record<ImageCommand['kind'], string>> = {
  RUN: 'the build fails',
  CMD: 'the container does not start',
  ENTRYPOINT: 'the container does not start',
  HEALTHCHECK: 'the container becomes unhealthy',
};

/**
 * Every RUN of the stages that a build makes and what the final image runs, where the programs in the image are known:
 * on `scratch` and distroless.
 */
export const imageCommands: (target: BuildTarget) => readonly ImageCommand[] = computed((target) =>
  target.stages
    .filter((stage) => stage.isReached)
    .flatMap((stage) => {
      const programs = programsIn(stage);
      return programs === undefined ? [] : commandsOfStage(stage, programs);
    }),
);

function commandsOfStage(stage: StageView, programs: Programs): readonly ImageCommand[] {
  const here = stage.ownSteps;
  const shells = new Map(here.map(({ instruction, before }) => [instruction, before.shell?.[0]]));
  const command = (
    kind: ImageCommand['kind'],
    owner: Instruction | undefined,
    written = owner,
  ): readonly ImageCommand[] => {
    // A command of another Dockerfile is reported there.
    if (owner === undefined || written === undefined || !shells.has(owner)) {
      return [];
    }
    const instruction = intended(written);
    const at = kind === 'RUN' ? owner : undefined;
    const shell = shells.get(owner) ?? defaultShell;
    const commands = kind === 'RUN' ? runCommands(instruction) : commandsOf(instruction);
    const has = (program: string) => programs.has(program, at);
    return [{ kind, instruction, owner, stage, programs, shell, commands, has }];
  };
  const runs = here
    .filter((step) => step.stage === stage && step.instruction.keyword === 'RUN')
    .flatMap(({ instruction }) => command('RUN', instruction));
  if (stage !== stage.target.final) {
    return runs;
  }
  const { entrypoint, cmd, healthcheck } = stage.image;
  return [
    ...runs,
    ...command('ENTRYPOINT', entrypoint?.instruction),
    ...command('CMD', cmd?.instruction),
    ...(healthcheck?.inner ? command('HEALTHCHECK', healthcheck, healthcheck.inner) : []),
  ];
}

/** Whether the shell that a shell form needs is certainly missing. */
export const lacksShell = ({ shell, has }: ImageCommand): boolean => has(shell) === false;

/**
 * The program that a command needs and the image certainly lacks: in exec form the program that is started, in shell form a
 * tool such as curl. Small utilities of a script (mkdir, echo) are left to the finding about the missing shell.
 */
export function missingProgram(command: ImageCommand): Word | undefined {
  const { kind, instruction, commands, has, stage } = command;
  if (instruction.json) {
    const [word] = instruction.words;
    const [meant] = commandInOneWord(instruction.words.map(({ value }) => value)) ?? [];
    const first = word && meant ? { value: meant.value, range: word.range } : word;
    // Under an ENTRYPOINT the words of CMD are its arguments.
    const started = kind !== 'CMD' || (stage.image.entrypoint?.exec && stage.image.entrypoint.words.length === 0);
    return started && first && !userPrograms.has(first.value) && has(first.value) === false ? first : undefined;
  }
  const found = lacksShell(command) ? programsOf(commands) : programsOf(commands.filter(isUnconditional(commands)));
  return found.find(({ value }) => standsForItself(value) && has(value) === false);
}

function standsForItself(program: string): boolean {
  const name = program.slice(program.lastIndexOf('/') + 1);
  return !(isShell(program) && name !== 'bash') && (tools.has(name) || languageOf(name) !== undefined);
}

/** Where a shell works, a script may ask first whether a tool is there. */
function isUnconditional(commands: readonly ShellCommand[]): (command: ShellCommand) => boolean {
  const asks = programsOf(commands).some(({ value }) => ['command', 'which', 'type', '[', 'test'].includes(value));
  return ({ nesting, before, after }) => !asks && !nesting && before?.text !== '||' && after?.text !== '||';
}
