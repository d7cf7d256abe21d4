import { tools } from '../../facts/programs.ts';
import { interpreterOf, languageOf, pythonModules } from '../../image/interpreter.ts';
import type { BuildTarget } from '../../image/target.ts';
import { type Instruction, sourceRange } from '../../model/dockerfile.ts';
import { type BrokenArray, brokenArray } from '../../parse/dockerfile/json-array.ts';
import { isShell, plainWords } from '../../parse/shell/commands.ts';
import type { Finding, Rule, Severity } from '../rule.ts';

export const rule: Rule = {
  id: 'json-form',
  severity: 'error',
  aboutForm: true,
  title: 'An exec form that is no JSON array',
  fix: 'double quotes, no comma behind the last word (safe where the result is JSON)',
  why: `The exec form is a JSON array: strings in double quotes with commas between them. Anything else, \`['python3', 'main.py']\` or a
comma behind the last word, is taken for the shell form without a word of warning: \`/bin/sh -c "['python3', 'main.py']"\` looks
for a program called \`[python3,\`. RUN fails the build, CMD and ENTRYPOINT the start, a HEALTHCHECK is never healthy; COPY and ADD look
for files of these names, VOLUME makes a volume with brackets in its name, and SHELL is refused.

\`["python3 main.py"]\` is an array and starts one program whose name has a blank in it: \`executable file not found\`.

\`RUN [ -f x ] && …\` is a test of the shell and no array.`,
  unmasks: [
    {
      rules: ['dockerfile-syntax', 'copy-source-missing'],
      why: 'BuildKit stops at the first thing that is wrong with an instruction: its words are none before they are an array.',
    },
    {
      rules: [
        'distroless-missing-tool',
        'distroless-shell',
        'entrypoint-repeated',
        'python-packages-path',
        'python-venv-dangling',
      ],
      why: 'The words were the text of a shell command; as an array they are a program and its arguments, and CMD counts again.',
    },
  ],
  *dockerfile(target) {
    yield* oneWord(target);
    for (const instruction of target.file.instructions) {
      for (const one of [instruction, ...(instruction.inner ? [instruction.inner] : [])]) {
        const broken = brokenArray(one);
        if (broken) {
          yield finding(one, instruction, broken, target);
        }
      }
    }
  },
};

/** `["python3 main.py"]`: a whole command as the name of one program. */
function oneWord({ file, final }: BuildTarget): readonly Finding[] {
  if (final === undefined) {
    return [];
  }
  const { image } = final;
  const { entrypoint, cmd, healthcheck } = image;
  // Behind sh -c, for one, a whole command is what is wanted.
  const isStarted = entrypoint?.exec && (entrypoint.words.length === 0 || interpreterOf(entrypoint) !== undefined);
  const started = [entrypoint?.instruction, isStarted ? cmd?.instruction : undefined, healthcheck?.inner];
  const here = new Set(file.instructions.flatMap((one) => [one, one.inner]));
  return started.flatMap((instruction) => {
    const [word, more] = instruction?.json && here.has(instruction) ? instruction.words : [];
    const words = word && more === undefined ? plainWords(word.value) : undefined;
    const [first = ''] = words?.map(({ value }) => value) ?? [];
    const isProgram = languageOf(first) !== undefined || isShell(first) || tools.has(first) || pythonModules.has(first);
    if (!word || !words || words.length < 2 || !isProgram) {
      return [];
    }
    const outcome =
      healthcheck?.inner === instruction ? 'the container becomes unhealthy' : 'the container does not start';
    const edit = { range: word.range, text: words.map(({ value }) => JSON.stringify(value)).join(', ') };
    return [
      {
        range: word.range,
        message: `In an array "${word.value}" is the name of one program, blanks included, and there is none of that name: ${outcome}. Put every word in quotes of its own.`,
        fixes: [{ title: 'Part the words', edits: { [file.path]: [edit] }, safe: true }],
      },
    ];
  });
}

const outcomes: Readonly<Record<string, string>> = {
  ADD: 'ADD looks for files of these names, brackets and quotes included',
  COPY: 'COPY looks for files of these names, brackets and quotes included',
  SHELL: 'BuildKit refuses the file',
  VOLUME: 'the volume gets a name with brackets',
};

function finding(
  instruction: Instruction,
  owner: Instruction,
  { fault, edits }: BrokenArray,
  target: BuildTarget,
): Finding {
  const { body, keyword } = instruction;
  const outcome = outcomes[keyword] ?? 'a shell gets it as a command, and finds no such program';
  return {
    range: sourceRange(body, 0, body.text.length),
    severity: weigh(keyword, owner, target),
    message: `This is no JSON array because of ${fault}: ${outcome}. Put every word in double quotes, with commas between them.`,
    fixes: edits ? [{ title: 'Write a JSON array', edits: { [target.file.path]: edits }, safe: true }] : [],
  };
}

/** What no build reaches breaks nothing; a volume with a strange name neither. */
function weigh(keyword: string, owner: Instruction, { siblings }: BuildTarget): Severity {
  if (keyword === 'SHELL') {
    return 'error';
  }
  const isReached = siblings.some(({ stages }) =>
    stages.some((stage) => stage.isReached && stage.instructions.includes(owner)),
  );
  return isReached && keyword !== 'VOLUME' ? 'error' : 'warning';
}
