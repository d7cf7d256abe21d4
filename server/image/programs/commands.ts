import { tools, userPrograms } from '../../facts/programs.ts';
import { computed } from '../../memo.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import { isShell, programsOf } from '../../parse/shell/commands.ts';
import { commandsOf, runCommands, type ShellCommand } from '../../parse/shell/shell.ts';
import { absolutePath } from '../config.ts';
import { contentAt } from '../contents.ts';
import type { BuildTarget, StageView } from '../target.ts';
import { languageOf } from './interpreter.ts';
import { programPlaces } from './launchers.ts';
import { commandInOneWord } from './one-word.ts';
import { defaultShell, type Programs, pathsOf, programsIn } from './programs.ts';

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
  /** The programs that an exec form starts, those behind `tini --` and the like among them; none in shell form. */
  readonly started: readonly Word[];
  /** Whether the image has a program at that moment; see `Programs`. */
  has(program: string): boolean | undefined;
  /** Whether the image may have a program that is in no list; see `Programs`. */
  finds(program: string): boolean;
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
    const started = instruction.json ? programsStarted(kind, wordsMeant(instruction), stage) : [];
    const finds = (program: string) => programs.finds(program, at);
    return [{ kind, instruction, owner, stage, programs, shell, commands, started, has, finds }];
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

/** A script of the image whose interpreter the image does not have. */
export interface DeadInterpreter {
  /** As the first line names it: `/bin/bash`. */
  readonly interpreter: string;
  /** The word behind it, as in `/usr/bin/env python3`. */
  readonly argument: string;
}

/** The interpreter that a script needs and the image certainly lacks; undefined where the file or its text is unknown. */
export function missingInterpreter(program: string, command: ImageCommand): DeadInterpreter | undefined {
  const { stage, owner, kind, has, finds } = command;
  const { workdir } = kind === 'RUN' ? stage.imageBefore(owner) : stage.image;
  const named = program.includes('/') ? [absolutePath(program, workdir)] : pathsOf(program, stage);
  const path = named.find((one) => one === undefined || finds(one));
  // A program of the base image is not a script.
  const content = path === undefined || has(path) ? undefined : contentAt(path, stage);
  const text = content?.kind === 'file' ? content.text : undefined;
  const [, interpreter = '', argument = ''] = /^#![ \t]*(\/\S+)(?:[ \t]+(\S+))?/.exec(text ?? '') ?? [];
  return interpreter !== '' && has(interpreter) === false ? { interpreter, argument } : undefined;
}

/** What keeps a command from working even in exec form. */
export function keepsFromStarting(words: readonly string[], command: ImageCommand): boolean {
  const { kind, stage, owner, has, finds } = command;
  const { entrypoint } = stage.image;
  const { workdir } = kind === 'RUN' ? stage.imageBefore(owner) : stage.image;
  const before = kind === 'CMD' ? (entrypoint?.words ?? []) : [];
  const places = programPlaces([...before, ...words]).filter((place) => place >= before.length);
  return places.some((place) => {
    const word = words[place - before.length];
    const program = word?.includes('/') ? (absolutePath(word, workdir) ?? word) : word;
    return program !== undefined && (has(program) === false || !finds(program) || missingInterpreter(program, command));
  });
}

/** The words of an exec form; of a whole command in one pair of quotes its words. */
function wordsMeant({ words }: Instruction): readonly Word[] {
  const [word] = words;
  const meant = commandInOneWord(words.map(({ value }) => value));
  return word && meant ? meant.map(({ value }) => ({ value, range: word.range })) : words;
}

/** The words of an exec form that name programs. CMD may hold the arguments of ENTRYPOINT, or the program behind its `tini --`. */
function programsStarted(kind: ImageCommand['kind'], words: readonly Word[], { image }: StageView): readonly Word[] {
  const { entrypoint } = image;
  const before = kind !== 'CMD' ? [] : entrypoint?.exec ? entrypoint.words : undefined;
  const places = before && programPlaces([...before, ...words.map(({ value }) => value)]);
  return places?.flatMap((place) => words[place - (before?.length ?? 0)] ?? []) ?? [];
}

/** Whether the shell that a shell form needs is certainly missing. */
export const lacksShell = ({ shell, has }: ImageCommand): boolean => has(shell) === false;

/**
 * The program that a command needs and the image certainly lacks: in exec form the program that is started, in shell form a
 * tool such as curl. Small utilities of a script (mkdir, echo) are left to the finding about the missing shell.
 */
export function missingProgram(command: ImageCommand): Word | undefined {
  const { instruction, commands, started, has } = command;
  if (instruction.json) {
    return started.find(({ value }) => !userPrograms.has(value) && has(value) === false);
  }
  if (isHanded(command)) {
    return undefined;
  }
  const found = lacksShell(command) ? programsOf(commands) : programsOf(commands.filter(isUnconditional(commands)));
  return found.find(({ value }) => standsForItself(value) && has(value) === false);
}

/** Whether ENTRYPOINT gets the words of CMD, so that they start nothing of their own. */
export function isHanded({ kind, stage }: ImageCommand): boolean {
  const { entrypoint } = stage.image;
  return kind === 'CMD' && !startsNothing(entrypoint?.exec ? entrypoint.words : []);
}

/** Whether words start no program themselves: none at all, or `tini --` alone. */
const startsNothing = (words: readonly string[]): boolean => programPlaces(words).at(-1) === words.length;

function standsForItself(program: string): boolean {
  const name = program.slice(program.lastIndexOf('/') + 1);
  return !(isShell(program) && name !== 'bash') && (tools.has(name) || languageOf(name) !== undefined);
}

/** Where a shell works, a script may ask first whether a tool is there. */
function isUnconditional(commands: readonly ShellCommand[]): (command: ShellCommand) => boolean {
  const asks = programsOf(commands).some(({ value }) => ['command', 'which', 'type', '[', 'test'].includes(value));
  return ({ nesting, before, after }) => !asks && !nesting && before?.text !== '||' && after?.text !== '||';
}
