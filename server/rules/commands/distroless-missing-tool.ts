import { plainCommand } from '../../edits/exec-form.ts';
import { distrolessAsOf } from '../../facts/distroless.ts';
import { listensElsewhere } from '../../image/ports/uses.ts';
import {
  type ImageCommand,
  imageCommands,
  missingInterpreter,
  missingProgram,
  outcomes,
} from '../../image/programs/commands.ts';
import { ownInterpreter, probeForPlan, pythonOf } from '../../image/programs/health.ts';
import { languageOf } from '../../image/programs/interpreter.ts';
import { isDeadScript } from '../../image/python/scripts.ts';
import { sourceRange, type Word } from '../../model/dockerfile.ts';
import { basename, execForm } from '../../parse/shell/commands.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'distroless-missing-tool',
  speaksFor: ['JSONArgsRecommended'],
  severity: 'error',
  title: 'A command runs a program that the image does not have',
  fix: 'the interpreter by its path in the image (safe); for a health check with curl or wget: the HTTP client of Python (safe)',
  why: `Distroless images hold the runtime of one language and nothing else: no curl, no wget, no package manager, no pip,
no bash. Only the \`python3\` images have Python, only \`java*\` has Java, only \`nodejs*\` has Node.js, at \`/nodejs/bin/node\`, which is not in its \`PATH\`; \`scratch\` is empty. If
the program of a RUN is missing, the build fails. With CMD or ENTRYPOINT the container does not start. With HEALTHCHECK the
image builds, and the container becomes *unhealthy*.

A script needs its interpreter in the same way: \`ENTRYPOINT ["/start.sh"]\` ends in
\`exec /start.sh: no such file or directory\` if its first line is \`#!/bin/sh\`. \`#!/usr/bin/env python3\` needs \`env\`, which
distroless does not have either. So does a script behind \`tini --\`, \`dumb-init\`, \`env A=b\` or \`gosu user\`, and one that
a here-document writes. A script that arrives through a builder stage is read where it stands in the build context.

A health check that fails is a warning: the container starts. The rule ignores a program that a COPY may bring, and a script
that a RUN may change. In a Python image a health check needs no tool: Python asks the port
itself.`,
  dockerfile: (target) =>
    imageCommands(target).flatMap((command) => {
      const program = missingProgram(command);
      if (program === undefined) {
        return deadScript(command) ?? [];
      }
      return isDeadScript(program.value, command.stage) ? [] : [finding(program, command)];
    }),
};

function finding(program: Word, command: ImageCommand): Finding {
  const { kind, programs } = command;
  const dated = programs.name === 'scratch' ? '' : ` (As of ${distrolessAsOf}.)`;
  return {
    range: program.range,
    message: `${programs.name} has no ${program.value}: ${outcomes[kind]}. ${advice(program.value, command)}${dated}`,
    fixes: [...ownFixes(program, command), ...(kind === 'HEALTHCHECK' ? probeFixes(program.value, command) : [])],
    ...(kind === 'HEALTHCHECK' && { severity: 'warning' as const }),
  };
}

/** A script whose first line names a program that the image does not have. */
function deadScript(command: ImageCommand): Finding | undefined {
  const { kind, stage, programs, started } = command;
  for (const word of started) {
    const dead = missingInterpreter(word.value, command);
    if (dead === undefined) {
      continue;
    }
    const { interpreter, argument } = dead;
    const wanted = basename(interpreter) === 'env' && argument ? `${interpreter} ${argument}` : interpreter;
    const own = ownProgram(argument || interpreter, command);
    const dated = programs.name === 'scratch' ? '' : ` (As of ${distrolessAsOf}.)`;
    const edit = own && { range: { start: word.range.start, end: word.range.start }, text: `"${own}", ` };
    return {
      range: word.range,
      message: `${word.value} is a script for ${wanted}, but ${programs.name} has no ${interpreter}: ${outcomes[kind]}. ${own ? `Run it with ${own}.` : 'Start the program itself, in exec form.'}${dated}`,
      fixes: edit ? [{ title: `Run it with ${own}`, edits: { [stage.target.file.path]: [edit] }, safe: true }] : [],
      ...(kind === 'HEALTHCHECK' && { severity: 'warning' as const }),
    };
  }
  return undefined;
}

/** The interpreter of the image for the language of a program that it does not have. */
function ownProgram(program: string, { stage }: ImageCommand): string | undefined {
  const language = languageOf(program);
  return language && ownInterpreter(language, stage.image.base);
}

/** Folders in which other images have their interpreter. */
const usualFolder = /^(?:\/(?:usr\/(?:local\/)?)?bin\/)?[^/]+$/;

/** The interpreter by its path in this image. */
function ownFixes({ value, range }: Word, command: ImageCommand): readonly Fix[] {
  const own = ownProgram(value, command);
  if (own === undefined || !usualFolder.test(value)) {
    return [];
  }
  const { instruction, kind, stage } = command;
  const { file } = stage.target;
  const title = `Use ${own}`;
  if (instruction.json) {
    return [{ title, edits: { [file.path]: [{ range, text: JSON.stringify(own) }] }, safe: true }];
  }
  const plain = plainCommand(instruction, kind === 'HEALTHCHECK');
  const [first, ...rest] = plain?.words[0]?.value === value ? (plain.edits(file) ?? []) : [];
  const edits = first && [{ ...first, text: first.text.replace(JSON.stringify(value), JSON.stringify(own)) }, ...rest];
  return edits ? [{ title: `${title}, in exec form`, edits: { [file.path]: edits }, safe: true }] : [];
}

function advice(program: string, command: ImageCommand): string {
  const { kind, stage } = command;
  const python = pythonOf(stage.image.base);
  const own = ownProgram(program, command);
  if (own) {
    return `Use ${own}.`;
  }
  if (kind === 'RUN') {
    return 'Run it in a builder stage, and COPY the result.';
  }
  if (kind !== 'HEALTHCHECK') {
    return 'Use a base image that has it, or COPY it into the image.';
  }
  return python
    ? 'Use Python for the health check.'
    : 'Use a check in the program itself, or COPY a probe into the image.';
}

const address = /https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/[\w./~-]*)?(?=["'\s]|$)/;

/** The plan's probe, or a Python probe of the address that curl or wget asks. */
function probeFixes(program: string, { instruction, stage }: ImageCommand): readonly Fix[] {
  if (program !== 'curl' && program !== 'wget') {
    return [];
  }
  const { file } = stage.target;
  const { base } = stage.image;
  const python = pythonOf(base);
  const { text } = instruction.body;
  const [url] = address.exec(text) ?? [];
  const asked = python && url && [python, '-c', `import urllib.request; urllib.request.urlopen('${url}', timeout=3)`];
  const planned = probeForPlan(stage.target, base);
  const words = planned?.words ?? asked;
  const range = sourceRange(instruction.body, 0, text.length);
  if (!words || /^[ \t]*#/m.test(file.text.slice(range.start, range.end))) {
    return [];
  }
  return [
    {
      title: 'Use Python for the health check',
      edits: { [file.path]: [{ range, text: execForm(words) }] },
      safe: planned?.isAgreed !== false && !listensElsewhere(stage.target),
    },
  ];
}
