import type { Instruction, SyntaxProblem } from '../../model/dockerfile.ts';
import { trimSpace, upperCase } from '../dockerfile/characters.ts';
import { problem, shown } from './messages.ts';

type Check = (instruction: Instruction) => SyntaxProblem | undefined;

const checks: Readonly<Record<string, Check>> = {
  ADD: copied,
  ARG: declared,
  COPY: copied,
  ENV: paired,
  EXPOSE: given('at least one port', 'EXPOSE 8080'),
  FROM: based,
  HEALTHCHECK: healthChecked,
  LABEL: paired,
  MAINTAINER: given('a name', 'MAINTAINER <name>'),
  ONBUILD: triggered,
  SHELL: arrayed,
  STOPSIGNAL: given('a signal', 'STOPSIGNAL SIGTERM'),
  USER: given('a user', 'USER 65532:65532'),
  VOLUME: mounted,
  WORKDIR: given('a path', 'WORKDIR /app'),
};

/** Words that an instruction must have and lacks, or may not have. */
export const argumentFault: Check = (instruction) => checks[instruction.keyword]?.(instruction);

function given(what: string, example: string): Check {
  return ({ keyword, keywordRange, words }) =>
    words[0] ? undefined : problem(keywordRange, `${keyword} needs ${what}`, `Write it like ${example}.`);
}

function copied({ keyword, keywordRange, words }: Instruction): SyntaxProblem | undefined {
  const [first, second] = words;
  if (second) {
    return undefined;
  }
  const range = first?.range ?? keywordRange;
  const remedy = `Write ${keyword} ${first?.value ?? '<source>'} <destination>.`;
  return problem(range, `${keyword} needs at least one source and a destination`, remedy);
}

function paired({ keyword, keywordRange, words }: Instruction): SyntaxProblem | undefined {
  const remedy = `Write ${keyword} NAME=value.`;
  const nameless = words.find(({ value }, index) => index % 2 === 0 && value === '');
  if (nameless) {
    return problem(nameless.range, `${keyword} needs a name before the "="`, remedy);
  }
  return words[0] ? undefined : problem(keywordRange, `${keyword} needs a name and a value`, remedy);
}

function declared({ keywordRange, words }: Instruction): SyntaxProblem | undefined {
  const remedy = 'Write ARG NAME or ARG NAME=default.';
  const nameless = words.find(({ value }) => value.startsWith('='));
  if (nameless) {
    return problem(nameless.range, 'ARG needs a name before the "="', remedy);
  }
  return words[0] ? undefined : problem(keywordRange, 'ARG needs a name', remedy);
}

function arrayed({ keywordRange, words, json }: Instruction): SyntaxProblem | undefined {
  const [first] = words;
  if (json && first) {
    return undefined;
  }
  const remedy = 'Write it with double quotes, such as SHELL ["/bin/sh", "-c"].';
  return problem(first?.range ?? keywordRange, 'SHELL needs a JSON array', remedy);
}

function mounted({ keywordRange, words }: Instruction): SyntaxProblem | undefined {
  const blank = words.find(({ value }) => trimSpace(value) === '');
  if (blank) {
    return problem(blank.range, 'A VOLUME is an empty string', 'Write a path, or remove it.');
  }
  return words[0] ? undefined : problem(keywordRange, 'VOLUME needs at least one path', 'Write it like VOLUME /data.');
}

function based({ keywordRange, words }: Instruction): SyntaxProblem | undefined {
  const [base, as, name, extra] = words;
  const remedy = 'Write FROM <image> or FROM <image> AS <name>.';
  if (!base) {
    return problem(keywordRange, 'FROM needs an image', remedy);
  }
  if (!as) {
    return undefined;
  }
  if (extra || !name || !/^as$/iu.test(as.value)) {
    const range = { start: as.range.start, end: (words[words.length - 1] ?? as).range.end };
    return problem(range, 'Only AS and a name may follow the image of FROM', remedy);
  }
  if (/^[a-z][a-z0-9-_.]*$/.test(name.value.toLowerCase())) {
    return undefined;
  }
  const rule = 'Begin with a letter, and go on with letters, digits, "-", "_" and ".".';
  return problem(name.range, `"${shown(name.value)}" cannot name a stage`, rule);
}

function triggered({ keywordRange, inner }: Instruction): SyntaxProblem | undefined {
  if (!inner) {
    return problem(keywordRange, 'ONBUILD needs an instruction', 'Write it like ONBUILD RUN make.');
  }
  const { keyword, keywordRange: range } = inner;
  if (keyword === 'ONBUILD') {
    return problem(range, 'ONBUILD cannot trigger another ONBUILD', 'Remove one of them.');
  }
  if (keyword !== 'FROM' && keyword !== 'MAINTAINER') {
    return undefined;
  }
  return problem(range, `${keyword} cannot be triggered by ONBUILD`, 'Remove the line.');
}

function healthChecked({ keywordRange, words }: Instruction): SyntaxProblem | undefined {
  const [type, command] = words;
  const remedy = 'Write HEALTHCHECK CMD <command>, or HEALTHCHECK NONE.';
  if (!type) {
    return problem(keywordRange, 'HEALTHCHECK needs NONE, or CMD and a command', remedy);
  }
  switch (upperCase(type.value)) {
    case 'NONE':
      return command && problem(command.range, 'HEALTHCHECK NONE takes no arguments', 'Remove them.');
    case 'CMD':
      return command ? undefined : problem(type.range, 'HEALTHCHECK CMD needs a command', remedy);
    default: {
      const wrong = `HEALTHCHECK takes NONE or CMD, not ${shown(type.value)}`;
      return problem(type.range, wrong, 'Put CMD before the command.');
    }
  }
}
