import { plainCommand, withoutFirst } from '../../edits/exec-form.ts';
import { insertAbove } from '../../edits/insert.ts';
import { tools, utilities } from '../../facts/programs.ts';
import type { ImageConfig } from '../../image/config.ts';
import {
  type Interpreter,
  interpreterOf,
  isOtherVersion,
  languageOf,
  pythonModules,
  repeatedWords,
} from '../../image/programs/interpreter.ts';
import { programsIn } from '../../image/programs/programs.ts';
import { isDeadScript } from '../../image/python/scripts.ts';
import { isDanglingPython } from '../../image/python/venv.ts';
import type { ImageStep, StageView } from '../../image/target.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import { sourceRange } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import { isShell } from '../../parse/shell/commands.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'entrypoint-repeated',
  speaksFor: ['JSONArgsRecommended'],
  severity: 'error',
  title: 'CMD names a program, but ENTRYPOINT already starts one',
  fix: 'only the arguments (safe); `ENTRYPOINT []` or `-m` if CMD names another program',
  why: `With an ENTRYPOINT, the words of CMD are the arguments of its program. The distroless images of a language have an
ENTRYPOINT: \`/usr/bin/python3.11\`, \`/usr/bin/java -jar\`, \`/nodejs/bin/node\`. \`CMD ["/usr/bin/python3", "main.py"]\` then runs
\`python3.11 /usr/bin/python3 main.py\`: Python reads the interpreter as a script and ends in a \`SyntaxError\`.
\`CMD ["python", "-m", "x"]\` ends in \`can't open file '/app/python'\`. The image builds, but the container does not start.

Write only the arguments. The rule ignores HEALTHCHECK: its command does not go through ENTRYPOINT.`,
  dockerfile({ final }) {
    const finding = final && repeats(final);
    return finding ? [finding] : [];
  },
};

function repeats(stage: StageView): Finding | undefined {
  const { steps, ownSteps, image } = stage;
  const { file } = stage.target;
  const { cmd } = image;
  const interpreter = interpreterOf(image.entrypoint);
  const isHere = ownSteps.some((step) => step.instruction === cmd?.instruction);
  if (!cmd?.instruction || !interpreter || !isHere) {
    return undefined;
  }
  const instruction = intended(cmd.instruction);
  // `python-venv-dangling` reports an interpreter that does not exist.
  if (isDanglingPython(cmd.words[0] ?? '', stage)) {
    return undefined;
  }
  const plain = plainCommand(instruction);
  const words = cmd.exec ? cmd.words : plain?.words.map(({ value }) => value);
  if (words === undefined) {
    return undefined;
  }
  const repeated = repeatedWords(interpreter, words);
  if (repeated === 0 && !cmd.exec) {
    return undefined;
  }
  const range = cmd.exec
    ? {
        start: instruction.words[0]?.range.start ?? 0,
        end: instruction.words[Math.max(repeated, 1) - 1]?.range.end ?? 0,
      }
    : sourceRange(instruction.body, 0, instruction.body.text.length);
  const entrypoint = image.entrypoint?.words.join(' ') ?? '';
  if (repeated > 0) {
    const edits = cmd.exec ? shortened(instruction, repeated, file) : plain?.edits(file, repeated);
    const [program = ''] = words;
    // An image that brings another Python means to start it.
    const isOwn = isOtherVersion(interpreter, program) && programsIn(stage)?.has(program) !== false;
    const safe = !usesVenv(steps, program) && !isOwn;
    const result = cmd.exec ? words.join(' ') : `/bin/sh -c "${words.join(' ')}"`;
    return {
      range,
      message: isOwn
        ? `"${program}" becomes an argument of ENTRYPOINT (${entrypoint}): the container does not start. Clear the ENTRYPOINT to start the Python that is copied.`
        : `CMD repeats the program of ENTRYPOINT: the container does not start. ENTRYPOINT is ${entrypoint}, so this runs "${entrypoint} ${result}". Write only the arguments.`,
      fixes: [
        ...(isOwn ? clearFix(image, instruction, file) : []),
        ...(edits ? [{ title: 'Keep only the arguments', edits: { [file.path]: edits }, safe }] : []),
      ],
    };
  }
  const first = words[0] ?? '';
  if (!isOtherProgram(first, interpreter)) {
    return undefined;
  }
  const absent = programsIn(stage)?.has(first) === false ? ` The image has no ${first}.` : '';
  const isDead = isDeadScript(first, stage);
  return {
    range,
    message: `"${first}" becomes an argument of ENTRYPOINT (${entrypoint}): the container does not start.${absent} Write only arguments${absent === '' && !isDead ? ', or clear the ENTRYPOINT' : ''}.`,
    fixes: [
      ...(interpreter.language === 'python' ? moduleFix(instruction, isDead, file) : []),
      ...(absent === '' && !isDead ? clearFix(image, instruction, file) : []),
    ],
  };
}

/** Whether a word certainly names a program, not an argument. */
function isOtherProgram(first: string, interpreter: Interpreter): boolean {
  if (languageOf(first) !== undefined) {
    return true;
  }
  if (/^(?:\/(?:usr\/)?bin\/)/.test(first)) {
    return isShell(first);
  }
  if (first.includes('/')) {
    return false;
  }
  return tools.has(first) || utilities.has(first) || (interpreter.language === 'python' && pythonModules.has(first));
}

/** Whether PATH may find the interpreter of a virtual environment, which has other packages than the one of ENTRYPOINT. */
function usesVenv(steps: readonly ImageStep[], program: string): boolean {
  if (program.includes('/')) {
    return false;
  }
  return steps.some(({ instruction }) => instruction.keyword === 'ENV' && /\bPATH\b.*venv/.test(instruction.body.text));
}

function moduleFix({ words: [word] }: Instruction, safe: boolean, file: Dockerfile): readonly Fix[] {
  if (!word || !pythonModules.has(word.value)) {
    return [];
  }
  const { start: at } = word.range;
  const edit = { range: { start: at, end: at }, text: '"-m", ' };
  return [{ title: `Run ${word.value} as a module: -m ${word.value}`, edits: { [file.path]: [edit] }, safe }];
}

function clearFix({ entrypoint }: ImageConfig, instruction: Instruction, file: Dockerfile): readonly Fix[] {
  // Keep an ENTRYPOINT that the Dockerfile sets itself.
  if (entrypoint?.instruction) {
    return [];
  }
  const edit = insertAbove(file, instruction, 'ENTRYPOINT []');
  return [{ title: 'Clear the inherited ENTRYPOINT: ENTRYPOINT []', edits: { [file.path]: [edit] }, safe: false }];
}

/** Without its first words; undefined for an array that is not closed, of which too little would be left to tell it is one. */
const shortened = (instruction: Instruction, count: number, file: Dockerfile): readonly TextEdit[] | undefined =>
  instruction.body.text.trimEnd().endsWith(']') ? withoutFirst(instruction, count, file) : undefined;
