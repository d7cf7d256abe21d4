import { distrolessAsOf } from '../../facts/distroless.ts';
import { sourcesOf } from '../../image/files.ts';
import { listensElsewhere } from '../../image/ports/uses.ts';
import { type ImageCommand, imageCommands, missingProgram, outcomes } from '../../image/programs/commands.ts';
import { probeForPlan, pythonOf } from '../../image/programs/health.ts';
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
  fix: 'for a health check with curl or wget: the HTTP client of Python (safe)',
  why: `Distroless images hold the runtime of one language and nothing else: no curl, no wget, no package manager, no pip,
no bash. Only the \`python3\` images have Python, only \`java*\` has Java, only \`nodejs*\` has Node.js; \`scratch\` is empty. If
the program of a RUN is missing, the build fails. With CMD or ENTRYPOINT the container does not start. With HEALTHCHECK the
image builds, and the container becomes *unhealthy*.

A script needs its interpreter in the same way: \`ENTRYPOINT ["/start.sh"]\` ends in
\`exec /start.sh: no such file or directory\` if its first line is \`#!/bin/sh\`. \`#!/usr/bin/env python3\` needs \`env\`, which
distroless does not have either.

A health check that fails is a warning: the container starts. The rule ignores a program that a COPY may bring. In a Python image a health check needs no tool: Python asks the port
itself.`,
  dockerfile: (target) =>
    imageCommands(target).flatMap((command) => {
      const program = missingProgram(command);
      if (program === undefined) {
        return missingInterpreter(command) ?? [];
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
    fixes: kind === 'HEALTHCHECK' ? probeFixes(program.value, command) : [],
    ...(kind === 'HEALTHCHECK' && { severity: 'warning' as const }),
  };
}

/** A script of the workspace whose first line names a program that the image does not have. */
function missingInterpreter({ kind, instruction, stage, programs, has }: ImageCommand): Finding | undefined {
  const [word] = instruction.words;
  const { entrypoint, base } = stage.image;
  const isStarted = kind !== 'CMD' || (entrypoint?.exec && entrypoint.words.length === 0);
  // A program of the base image is not a script.
  if (!instruction.json || !isStarted || !word?.value.startsWith('/') || has(word.value)) {
    return undefined;
  }
  const [text, ...others] = sourcesOf(word.value, stage) ?? [];
  const [, interpreter = '', argument = ''] = /^#![ \t]*(\/\S+)(?:[ \t]+(\S+))?/.exec(text ?? '') ?? [];
  if (others.length > 0 || interpreter === '' || has(interpreter) !== false) {
    return undefined;
  }
  const wanted = basename(interpreter) === 'env' && argument ? `${interpreter} ${argument}` : interpreter;
  const python = languageOf(argument || interpreter) === 'python' ? pythonOf(base) : undefined;
  const dated = programs.name === 'scratch' ? '' : ` (As of ${distrolessAsOf}.)`;
  const edit = python && { range: { start: word.range.start, end: word.range.start }, text: `"${python}", ` };
  return {
    range: word.range,
    message: `${word.value} is a script for ${wanted}, but ${programs.name} has no ${interpreter}: ${outcomes[kind]}. ${python ? `Run it with ${python}.` : 'Start the program itself, in exec form.'}${dated}`,
    fixes: edit ? [{ title: `Run it with ${python}`, edits: { [stage.target.file.path]: [edit] }, safe: true }] : [],
    ...(kind === 'HEALTHCHECK' && { severity: 'warning' as const }),
  };
}

function advice(program: string, { kind, stage }: ImageCommand): string {
  const python = pythonOf(stage.image.base);
  if (languageOf(program) === 'python' && python) {
    return `Use ${python}.`;
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
