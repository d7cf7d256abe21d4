import type { StageView } from '../../image/target.ts';
import { isRoot, type MadePath, madePaths } from '../../image/users/ownership.ts';
import { type Dockerfile, envPairs, flagNamed, type Word } from '../../model/dockerfile.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'not-writable',
  severity: 'warning',
  title: 'The image writes to a folder that belongs to root',
  fix: '`--chown` on the COPY that creates it',
  why: `The first instruction that creates a folder decides its owner. \`COPY\` without \`--chown\` gives the folder, and all
new folders above it, to root, even after \`USER 65532\`. \`WORKDIR\` gives it to the current user. A later \`COPY --chown\` does
not change the owner of a folder that exists. If the image then runs as another user, the first write fails with
\`Permission denied\`. A new volume gets its owner from the image.

The rule looks at folders in \`VOLUME\`, and in variables and options with these names: \`DATA\`, \`LOG\`, \`CACHE\`, \`TMP\`,
\`UPLOAD\`, \`STORAGE\`, \`STATE\`, \`SPOOL\`, \`OUTPUT\` or \`BACKUP\`, alone or together with \`DIR\`, \`PATH\`, \`FOLDER\`, \`ROOT\`, \`HOME\`
or \`FILE\` (\`STORAGE_PATH\`, \`--log-dir\`). It ignores a folder that a RUN mentions, since the RUN may change its owner.`,
  *dockerfile({ file, build, final }) {
    if (!build.image || !final || isRoot(final.image) !== false) {
      return;
    }
    const targets = written(final);
    const made = targets.length > 0 ? madePaths(final) : new Map<string, MadePath>();
    for (const { word, path } of targets) {
      const maker = made.get(path);
      if (maker?.isRoots !== true || isMentioned(path, final) || isGivenLater(path, maker, made)) {
        continue;
      }
      const { keyword, startLine: line } = maker.instruction;
      yield {
        range: word.range,
        message: `"${path}" belongs to root: the image runs as ${final.image.user} and cannot write there. ${keyword} on line ${line} creates it. ${keyword === 'WORKDIR' ? 'Put USER before it' : 'Give it to the user with --chown'}.`,
        fixes: giveTo(build.image.user, maker, file),
        related: [{ path: file.path, range: maker.instruction.range, message: `"${path}" is created here.` }],
      };
    }
  },
};

const purposes = /^(?:DATA|LOGS?|CACHE|TE?MP|UPLOADS?|STORAGE|STATE|SPOOL|OUTPUTS?|BACKUPS?)$/;
const places = /^(?:DIR|DIRECTORY|PATH|FOLDER|ROOT|HOME|LOCATION|FILE)$/;

/** `STORAGE_PATH`, `LOG_DIR`, `TMPDIR`, `DATA`; not `CONFIG_PATH`, nor `LOG_CONFIG_PATH`. */
function isWrittenTo(name: string): boolean {
  if (name === 'TMPDIR') {
    return true;
  }
  const tokens = name.toUpperCase().split(/[_-]+/).filter(Boolean);
  const last = tokens.at(-1) ?? '';
  return purposes.test(places.test(last) ? (tokens.at(-2) ?? '') : last);
}

interface WrittenPath {
  readonly word: Word;
  readonly path: string;
}

/** Where the image writes: the last value of each variable, the volumes, and the options of its command. */
function written({ target, ownSteps, image }: StageView): readonly WrittenPath[] {
  const variables = new Map<string, WrittenPath>();
  const volumes: WrittenPath[] = [];
  for (const { instruction } of ownSteps) {
    const value = (word: Word) => target.value(word.value, instruction);
    if (instruction.keyword === 'VOLUME') {
      volumes.push(...instruction.words.flatMap((word) => writtenPath(word, value(word), '')));
    }
    for (const { name, value: word } of envPairs(instruction)) {
      variables.delete(name.value);
      const found = isWrittenTo(name.value) ? writtenPath(word, value(word), name.value) : [];
      for (const one of found) {
        variables.set(name.value, one);
      }
    }
  }
  const commands = [image.entrypoint, image.cmd].flatMap((command) => (command?.exec && command.instruction) || []);
  const options = commands
    .filter((command) => target.file.instructions.includes(command))
    .flatMap(({ words }) => optionTargets(words));
  return [...variables.values(), ...volumes, ...options];
}

/** `--log-dir=/x` and `--log-dir /x`. */
const optionTargets = (words: readonly Word[]): readonly WrittenPath[] =>
  words.flatMap((word, index) => {
    const [, name = '', path] = /^--([\w-]+)(?:=(.*))?$/.exec(word.value) ?? [];
    if (name === '' || !isWrittenTo(name)) {
      return [];
    }
    const next = words[index + 1];
    if (path !== undefined) {
      return writtenPath(word, path, name);
    }
    return next ? writtenPath(next, next.value, name) : [];
  });

function writtenPath(word: Word, value: string | undefined, name: string): readonly WrittenPath[] {
  if (!value?.startsWith('/')) {
    return [];
  }
  const path = value.replace(/(?<=.)\/+$/, '');
  // To write a file, the user must be able to write in its folder.
  const isFile = /[_-]FILE$/i.test(name);
  return [{ word, path: isFile ? path.slice(0, Math.max(1, path.lastIndexOf('/'))) : path }];
}

/** A RUN that mentions the folder, or one above it, may have changed its owner. */
const isMentioned = (path: string, { steps }: StageView): boolean =>
  steps.some(({ instruction }) => {
    if (instruction.keyword !== 'RUN') {
      return false;
    }
    const text = textOfRun(instruction);
    const [, top = ''] = path.split('/');
    return text.includes(`/${top}`) || /\bch(?:own|mod)\b/.test(text);
  });

/** Whether something below the folder belongs to a user: then perhaps only that part is meant to be written. */
const isGivenLater = (path: string, maker: MadePath, made: ReadonlyMap<string, MadePath>): boolean =>
  [...made.values()].some((one) => one !== maker && one.isRoots !== true && one.path.startsWith(`${path}/`));

function giveTo(user: string, { instruction }: MadePath, file: Dockerfile): readonly Fix[] {
  if (instruction.keyword === 'WORKDIR') {
    return [];
  }
  const at = instruction.keywordRange.end;
  const given = flagNamed(instruction, 'chown')?.valueRange;
  const edit = given ? { range: given, text: user } : { range: { start: at, end: at }, text: ` --chown=${user}` };
  return [{ title: `Give it to ${user}`, edits: { [file.path]: [edit] }, safe: false }];
}
