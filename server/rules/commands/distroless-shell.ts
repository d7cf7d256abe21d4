import { plainCommand } from '../../edits/exec-form.ts';
import { insertAbove } from '../../edits/insert.ts';
import { userPrograms } from '../../facts/programs.ts';
import {
  type ImageCommand,
  imageCommands,
  isHanded,
  keepsFromStarting,
  lacksShell,
  missingInterpreter,
  missingProgram,
  outcomes,
} from '../../image/programs/commands.ts';
import { interpreterOf, isArgument, repeatedWords } from '../../image/programs/interpreter.ts';
import { sourceRange } from '../../model/dockerfile.ts';
import { isShell, programsOf } from '../../parse/shell/commands.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'distroless-shell',
  speaksFor: ['JSONArgsRecommended'],
  severity: 'error',
  aboutForm: true,
  title: 'A command needs a shell, but the image has no shell',
  fix: 'exec form if the command needs no shell (safe); the busybox shell of a `:debug` image',
  why: `The shell form of RUN, CMD, ENTRYPOINT and HEALTHCHECK runs \`/bin/sh -c …\`, and so does a RUN with a here-document.
Distroless images and \`scratch\` have no \`/bin/sh\`. The \`:debug\` images have a shell at another path, \`/busybox/sh\`. With RUN
the build fails: \`exec: "/bin/sh": stat /bin/sh: no such file or directory\`. With CMD or ENTRYPOINT the container does not
start. With HEALTHCHECK the image builds, and the container becomes *unhealthy*.

The exec form, a JSON array, starts the program itself and needs no shell. Variables, \`&&\` and redirections do need a shell:
move them to a builder stage, or into the program.

A health check that fails is a warning: the container starts. The rule stays silent if a COPY or a mount may bring a shell, and if the base image is unknown.`,
  dockerfile: (target) => imageCommands(target).flatMap((command) => needsShell(command) ?? []),
};

function needsShell(command: ImageCommand): Finding | undefined {
  const { kind, instruction, commands } = command;
  if (instruction.json || !lacksShell(command) || missingProgram(command)) {
    return undefined;
  }
  const programs = programsOf(commands).map(({ value }) => value);
  if (kind === 'RUN' && programs.length > 0 && programs.every((name) => userPrograms.has(name))) {
    return undefined;
  }
  if (kind === 'CMD') {
    return cmdNeedsShell(command);
  }
  return finding(command, outcomes[kind]);
}

/** The outcome for CMD depends on the ENTRYPOINT, which gets the words of CMD. */
function cmdNeedsShell(command: ImageCommand): Finding | undefined {
  const { entrypoint } = command.stage.image;
  if (entrypoint && !entrypoint.exec) {
    return undefined;
  }
  if (!isHanded(command)) {
    return finding(command, outcomes.CMD);
  }
  const interpreter = interpreterOf(entrypoint);
  const words = plainCommand(command.instruction)?.words.map(({ value }) => value);
  if (interpreter && words && repeatedWords(interpreter, words) > 0) {
    return undefined;
  }
  const outcome = `ENTRYPOINT (${entrypoint?.words.join(' ')}) gets "/bin/sh", "-c" and this text as arguments`;
  if (interpreter) {
    return finding(command, `the container does not start. ${outcome}`, isArgument(words?.[0] ?? ''));
  }
  return { ...finding(command, outcome, words?.[0] !== entrypoint?.words[0]), severity: 'warning' };
}

function finding(command: ImageCommand, outcome: string, fixable = true): Finding {
  const { kind, shell, programs, instruction, owner } = command;
  const { body, heredocs } = instruction;
  const form = heredocs.length > 0 ? 'the here-document' : 'the shell form';
  return {
    range: heredocs.length > 0 ? owner.keywordRange : sourceRange(body, 0, body.text.length),
    message: `${programs.name} has no ${shell} for ${form} of ${kind}: ${outcome}. ${advice(command)}`,
    fixes: fixable ? fixesOf(command) : [],
    ...(kind === 'HEALTHCHECK' && { severity: 'warning' as const }),
  };
}

function advice(command: ImageCommand): string {
  const { kind, commands, has } = command;
  const names = programsOf(commands).map(({ value }) => value);
  const missing = [...new Set(names)].filter((name) => !isShell(name) && has(name) === false);
  const elsewhere = 'run this in a builder stage and COPY the result';
  if (missing.length > 0) {
    const are = `${listed(missing)} ${missing.length > 1 ? 'are' : 'is'} missing too`;
    return kind === 'RUN' ? `${are}: ${elsewhere}.` : `${are}: use a program of the image, in exec form.`;
  }
  for (const name of new Set(names)) {
    const dead = missingInterpreter(name, command);
    if (dead) {
      return `${name} is a script for ${dead.interpreter}, which is missing too: start the program itself, in exec form.`;
    }
  }
  const form = kind === 'HEALTHCHECK' ? 'HEALTHCHECK CMD' : kind;
  return `Use the exec form, ${form} ["program", "argument"]${kind === 'RUN' ? `, or ${elsewhere}` : ''}.`;
}

function fixesOf(command: ImageCommand): readonly Fix[] {
  const { file } = command.stage.target;
  const plain = plainCommand(command.instruction, command.kind === 'HEALTHCHECK');
  const edits = plain?.edits(file);
  const words = plain?.words.map(({ value }) => value) ?? [];
  // The exec form of a program that is not there would only change what the engine says.
  if (edits && !keepsFromStarting(words, command)) {
    return [{ title: 'Use the exec form', edits: { [file.path]: edits }, safe: true }];
  }
  const { base } = command.stage.image;
  if (base.kind !== 'distroless' || !base.debug || command.shell !== '/bin/sh') {
    return [];
  }
  const edit = insertAbove(file, command.owner, 'SHELL ["/busybox/sh", "-c"]');
  return [
    { title: 'Use the shell of busybox: SHELL ["/busybox/sh", "-c"]', edits: { [file.path]: [edit] }, safe: false },
  ];
}
