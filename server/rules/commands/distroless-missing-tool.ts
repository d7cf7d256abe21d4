import { distrolessAsOf } from '../../facts/distroless.ts';
import { type ImageCommand, imageCommands, missingProgram } from '../../image/commands.ts';
import { sourcesOf } from '../../image/files.ts';
import { planProbe, pythonOf } from '../../image/health.ts';
import { languageOf } from '../../image/interpreter.ts';
import { isDeadScript } from '../../image/python/scripts.ts';
import { sourceRange, type Word } from '../../model/dockerfile.ts';
import { basename, execForm } from '../../parse/shell/commands.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'distroless-missing-tool',
  severity: 'error',
  title: 'A command runs a program that the image does not have',
  fix: "for a health check by curl or wget: Python's own HTTP client (safe)",
  why: `Distroless images hold the runtime of one language and nothing else: no curl, no wget, no package manager, no pip, no bash.
Python is only in the \`python3\` images, Java only in \`java*\`, Node.js only in \`nodejs*\`; \`scratch\` holds nothing at all. A RUN of
such a program fails the build, a CMD or ENTRYPOINT the start, and a HEALTHCHECK builds and leaves the container *unhealthy*.

The same holds for a script: \`ENTRYPOINT ["/start.sh"]\` ends in \`exec /start.sh: no such file or directory\` where its first line is
\`#!/bin/sh\`, and \`#!/usr/bin/env python3\` needs an \`env\`, which distroless does not have.

A program that a COPY may have brought in is left alone. In a Python image the health check needs no tool: Python asks the port itself.`,
  dockerfile: (target) =>
    [...imageCommands(target)].flatMap((command) => {
      const program = missingProgram(command);
      if (program === undefined) {
        return missingInterpreter(command) ?? [];
      }
      return isDeadScript(program.value, command.stage) ? [] : [finding(program, command)];
    }),
};

const outcomes: Readonly<Record<ImageCommand['kind'], string>> = {
  RUN: 'the build fails here',
  CMD: 'the container does not start',
  ENTRYPOINT: 'the container does not start',
  HEALTHCHECK: 'the container becomes unhealthy',
};

function finding(program: Word, command: ImageCommand): Finding {
  const { kind, programs } = command;
  const dated = programs.name === 'scratch' ? '' : ` (as of ${distrolessAsOf})`;
  return {
    range: program.range,
    message: `${programs.name} has no ${program.value}${dated}: ${outcomes[kind]}. ${advice(program.value, command)}`,
    fixes: kind === 'HEALTHCHECK' ? probeFixes(program.value, command) : [],
  };
}

/** A script of the workspace whose first line names a program that the image does not have. */
function missingInterpreter({ kind, instruction, stage, programs, has }: ImageCommand): Finding | undefined {
  const [word] = instruction.words;
  const { entrypoint, base } = stage.image;
  const isStarted = kind !== 'CMD' || (entrypoint?.exec && entrypoint.words.length === 0);
  // A program of the base is no script.
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
  const dated = programs.name === 'scratch' ? '' : ` (as of ${distrolessAsOf})`;
  const edit = python && { range: { start: word.range.start, end: word.range.start }, text: `"${python}", ` };
  return {
    range: word.range,
    message: `${word.value} is a script for ${wanted}, and ${programs.name} has no ${interpreter}${dated}: ${outcomes[kind]}. ${python ? `Let ${python} run it.` : 'Start the program itself, in exec form.'}`,
    fixes: edit ? [{ title: `Let ${python} run it`, edits: { [stage.target.file.path]: [edit] }, safe: true }] : [],
  };
}

function advice(program: string, { kind, stage }: ImageCommand): string {
  const python = pythonOf(stage.image.base);
  if (languageOf(program) === 'python' && python) {
    return `Its interpreter is ${python}.`;
  }
  if (kind === 'RUN') {
    return 'Do this in the builder stage and COPY what it makes.';
  }
  if (kind !== 'HEALTHCHECK') {
    return 'Use a base that has it, or COPY it in.';
  }
  return python ? 'Let Python ask the port.' : 'Let the program itself offer a check, or COPY a probe in.';
}

const address = /https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/[\w./~-]*)?(?=["'\s]|$)/;

/** The plan's probe, or the address that the missing tool asks, put to Python. */
function probeFixes(program: string, { instruction, stage }: ImageCommand): readonly Fix[] {
  if (program !== 'curl' && program !== 'wget') {
    return [];
  }
  const { file, build } = stage.target;
  const { base } = stage.image;
  const python = pythonOf(base);
  const { text } = instruction.body;
  const [url] = address.exec(text) ?? [];
  const asked = python && url && [python, '-c', `import urllib.request; urllib.request.urlopen('${url}', timeout=3)`];
  const words = (build.image && planProbe(build.image, base)) || asked;
  const range = sourceRange(instruction.body, 0, text.length);
  if (!words || /^[ \t]*#/m.test(file.text.slice(range.start, range.end))) {
    return [];
  }
  return [{ title: 'Let Python ask', edits: { [file.path]: [{ range, text: execForm(words) }] }, safe: true }];
}
