import { imageCommands, keepsFromStarting } from '../../image/programs/commands.ts';
import { interpreterOf, repeatedWords } from '../../image/programs/interpreter.ts';
import { commandInOneWord } from '../../image/programs/one-word.ts';
import type { BuildTarget } from '../../image/target.ts';
import { computed } from '../../memo.ts';
import { type Instruction, sourceRange } from '../../model/dockerfile.ts';
import { type BrokenArray, brokenArray } from '../../parse/dockerfile/json-array.ts';
import type { Finding, Rule, Severity } from '../rule.ts';

export const rule: Rule = {
  id: 'json-form',
  speaksFor: ['JSONArgsRecommended'],
  severity: 'error',
  aboutForm: true,
  title: 'An exec form is not a valid JSON array',
  fix: 'double quotes, and no comma after the last word (safe if the result is JSON)',
  why: `The exec form is a JSON array: strings in double quotes with commas between them. BuildKit takes anything else for
the shell form and does not warn, for example \`['python3', 'main.py']\` or an array with a comma after the last word. The
command \`/bin/sh -c "['python3', 'main.py']"\` looks for a program with the name \`[python3,\`. With RUN the build fails, with
CMD or ENTRYPOINT the container does not start, with HEALTHCHECK it becomes unhealthy (a warning). COPY and ADD look for
files with these names, VOLUME makes a volume with brackets in its name, and SHELL fails the build.

\`["python3 main.py"]\` is a valid array, but it starts one program whose name contains a space: \`executable file not found\`.

The rule ignores \`RUN [ -f x ] && …\`: it is a test of the shell.`,
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
  // After an ENTRYPOINT such as `sh -c`, a whole command in one word is right.
  const interpreter = interpreterOf(entrypoint);
  const isStarted = entrypoint?.exec && (entrypoint.words.length === 0 || interpreter !== undefined);
  const started = [entrypoint?.instruction, isStarted ? cmd?.instruction : undefined, healthcheck?.inner];
  const here = new Set(file.instructions.flatMap((one) => [one, one.inner]));
  return started.flatMap((instruction) => {
    const written = instruction?.json && here.has(instruction) ? instruction.words : [];
    const [word] = written;
    const words = commandInOneWord(written.map(({ value }) => value));
    if (!word || !words) {
      return [];
    }
    const isProbe = healthcheck?.inner === instruction;
    const outcome = isProbe ? 'the container becomes unhealthy' : 'the container does not start';
    // `entrypoint-repeated` would have to drop an interpreter that CMD repeats in a second round.
    const values = words.map(({ value }) => value);
    const isCmd = interpreter !== undefined && instruction === cmd?.instruction;
    const kept = values.slice(isCmd ? repeatedWords(interpreter, values) : 0);
    const edit = { range: word.range, text: kept.map((value) => JSON.stringify(value)).join(', ') };
    const starts = isStartable(instruction, values, final.target);
    return [
      {
        range: word.range,
        message: `"${word.value}" is read as the name of one program, spaces included: ${outcome}. Put each word in its own quotes.`,
        fixes: starts ? [{ title: 'Split the words', edits: { [file.path]: [edit] }, safe: true }] : [],
        ...(isProbe && { severity: 'warning' as const }),
      },
    ];
  });
}

const commandsByText = computed(
  (target: BuildTarget) => new Map(imageCommands(target).map((command) => [command.instruction.body, command])),
);

/** Whether the words may start a program. With one that is not in the image, the array would fail in another way. */
function isStartable(instruction: Instruction | undefined, words: readonly string[], target: BuildTarget): boolean {
  const command = instruction && commandsByText(target).get(instruction.body);
  return command === undefined || !keepsFromStarting(words, command);
}

const outcomes: Readonly<Record<string, string>> = {
  ADD: 'ADD looks for files with brackets and quotes in their names',
  COPY: 'COPY looks for files with brackets and quotes in their names',
  SHELL: 'the build fails',
  VOLUME: 'the volume gets a name with brackets',
};

function finding(
  instruction: Instruction,
  owner: Instruction,
  { fault, edits, words }: BrokenArray,
  target: BuildTarget,
): Finding {
  const { body, keyword } = instruction;
  const starts = isStartable(instruction, words?.map(({ value }) => value) ?? [], target);
  const outcome = outcomes[keyword] ?? 'a shell runs it as a command and finds no such program';
  return {
    range: sourceRange(body, 0, body.text.length),
    severity: weigh(keyword, owner, target),
    message: `This is not a JSON array (${fault}): ${outcome}. Put each word in double quotes, with commas between the words.`,
    fixes: edits && starts ? [{ title: 'Write a JSON array', edits: { [target.file.path]: edits }, safe: true }] : [],
  };
}

/** A warning in a stage that no build reaches, for a health check, and for VOLUME, which works with a strange name. */
function weigh(keyword: string, owner: Instruction, { stages }: BuildTarget): Severity {
  if (keyword === 'SHELL') {
    return 'error';
  }
  const isReached = stages.some((stage) => stage.isReached && stage.instructions.includes(owner));
  return isReached && keyword !== 'VOLUME' && owner.keyword !== 'HEALTHCHECK' ? 'error' : 'warning';
}
