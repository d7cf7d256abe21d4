import { arrivalsOf } from '../../image/arrivals.ts';
import { absolutePath } from '../../image/config.ts';
import { contentAt } from '../../image/contents.ts';
import { covers } from '../../image/files.ts';
import { languageOf } from '../../image/programs/interpreter.ts';
import { startedWords } from '../../image/programs/start.ts';
import type { StageView } from '../../image/target.ts';
import type { Range } from '../../model/text.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'entry-file-missing',
  severity: 'error',
  title: 'Java or Node.js is started with a file that is not in the image',
  why: `\`java -jar /app.jar\` without that file ends in \`Error: Unable to access jarfile /app.jar\`, and \`node server.js\` in
\`Error: Cannot find module '/app/server.js'\`. The image builds, but the container does not start. A path without a slash at
its beginning counts from WORKDIR.

The rule follows \`COPY --from\` back to the build context. It speaks only where everything that was copied to that folder is
known: a file that a RUN may have made is left alone, and so is an image to which nothing is copied.`,
  *dockerfile({ final }) {
    const found = final && startedFile(final);
    if (!found || !final || !isMissing(found.path, final)) {
      return;
    }
    const range = rangeOf(found.word, final);
    if (range) {
      yield {
        range,
        message: `${found.path} is not in the image: ${found.program} cannot start it, and the container does not start. COPY it there, or correct the path.`,
      };
    }
  },
};

interface StartedFile {
  readonly program: string;
  /** As it is written. */
  readonly word: string;
  readonly path: string;
}

/** Options of Node.js that stand by themselves. */
const alone = /^--(?:[\w-]+=.*|enable-source-maps|expose-gc|no-warnings|trace-warnings|inspect)$/;
const ofNode = /\.[cm]?js$/;

function startedFile({ image }: StageView): StartedFile | undefined {
  const [program = '', ...rest] = startedWords(image);
  const language = languageOf(program);
  const word = language === 'java' ? jarOf(rest) : language === 'node' ? scriptOf(rest) : undefined;
  const path = word === undefined || /[$*]/.test(word) ? undefined : absolutePath(word, image.workdir);
  return word === undefined || path === undefined ? undefined : { program: language ?? program, word, path };
}

const jarOf = (words: readonly string[]): string | undefined => {
  const at = words.indexOf('-jar');
  return at < 0 ? undefined : words[at + 1];
};

const scriptOf = (words: readonly string[]): string | undefined => {
  const word = words.find((one) => !alone.test(one));
  return word !== undefined && ofNode.test(word) && !word.startsWith('-') ? word : undefined;
};

/** Whether something was copied to the folder of a file, and the file certainly was not. */
function isMissing(path: string, stage: StageView): boolean {
  const isFilled = stage.steps.some((step) =>
    arrivalsOf(step, stage).some(
      ({ destination, kind }) => destination && kind === 'folder' && covers(destination, path),
    ),
  );
  return isFilled && contentAt(path, stage).kind === 'absent';
}

/** Where this Dockerfile names the file. */
function rangeOf(word: string, stage: StageView): Range | undefined {
  const { entrypoint, cmd } = stage.image;
  const here = new Set(stage.ownSteps.map(({ instruction }) => instruction));
  for (const instruction of [cmd?.instruction, entrypoint?.instruction]) {
    const words = instruction && here.has(instruction) ? intended(instruction).words : [];
    const found = words.find(({ value }) => value === word) ?? words.find(({ value }) => value.includes(word));
    if (found) {
      return found.range;
    }
  }
  return undefined;
}
