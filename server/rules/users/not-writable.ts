import type { Fix, Rule } from '../../check/rule.ts';
import { type ImageHistory, imageHistory } from '../../image/history.ts';
import { finalStage } from '../../image/stages.ts';
import { isRoot, type MadePath, madePaths } from '../../image/users/ownership.ts';
import { environments } from '../../image/variables.ts';
import type { Dockerfile, Word } from '../../model/dockerfile.ts';
import { lineStarts, positionAt } from '../../model/text.ts';
import { planned } from '../../model/wording.ts';
import { expand } from '../../parse/expansion/expand.ts';

export const rule: Rule = {
  id: 'not-writable',
  severity: 'warning',
  title: 'A folder to write to belongs to root',
  fix: '`--chown` on the COPY that makes it',
  why: `A folder belongs to whoever makes it first: \`COPY\` without \`--chown\` makes it root's, with all the folders above it, also
under \`USER 65532\`; \`WORKDIR\` makes it the current user's. A later \`COPY --chown\` does not change the owner of a folder that is
there. The image then runs as another user, and the first write fails with \`Permission denied\`. A new volume takes the owner over
from the image.

What is written to is told by \`VOLUME\`, and by variables and options whose names say so: \`DATA\`, \`LOG\`, \`CACHE\`, \`TMP\`,
\`UPLOAD\`, \`STORAGE\`, \`STATE\`, \`SPOOL\`, \`OUTPUT\` or \`BACKUP\` together with \`DIR\`, \`PATH\`, \`FOLDER\`, \`ROOT\`, \`HOME\`, \`FILE\`
or nothing (\`STORAGE_PATH\`, \`--log-dir\`). A folder that a RUN mentions is left alone.`,
  *dockerfile(file, project) {
    const reported = new Set<number>();
    for (const build of planned(project.builds(file.path))) {
      const stage = finalStage(file, build.target);
      if (stage === undefined) {
        continue;
      }
      const history = imageHistory(file, stage, build, project);
      if (isRoot(history.result) !== false) {
        continue;
      }
      const targets = written(history, file, build);
      if (targets.length === 0) {
        continue;
      }
      const made = madePaths(history, file, build);
      for (const { word, path } of targets) {
        const maker = made.get(path);
        if (maker?.isRoots !== true || reported.has(word.range.start)) {
          continue;
        }
        if (isMentioned(path, history) || isGivenLater(path, maker, made)) {
          continue;
        }
        reported.add(word.range.start);
        const line = positionAt(lineStarts(file.text), maker.instruction.range.start).line + 1;
        yield {
          range: word.range,
          message: `"${path}" belongs to root, because ${maker.instruction.keyword} on line ${line} makes it, and the image runs as ${history.result.user}: it cannot write there.`,
          fixes: giveTo(build.image.user, maker, file),
          related: [{ path: file.path, range: maker.instruction.range, message: `"${path}" is made here.` }],
        };
      }
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

interface Target {
  readonly word: Word;
  readonly path: string;
}

/** Where the image is told to write: the last value of each variable, volumes, and options of its command. */
function written(
  { steps, result }: ImageHistory,
  file: Dockerfile,
  build: Parameters<typeof environments>[1],
): readonly Target[] {
  const scopes = environments(file, build);
  const variables = new Map<string, Target>();
  const targets: Target[] = [];
  for (const { instruction, file: source } of steps) {
    if (source !== file) {
      continue;
    }
    const value = (word: Word) => expand(word.value, scopes.at(instruction), file.escape).value;
    if (instruction.keyword === 'VOLUME') {
      targets.push(...instruction.words.flatMap((word) => target(word, value(word), '')));
    }
    if (instruction.keyword !== 'ENV') {
      continue;
    }
    for (let at = 0; at + 1 < instruction.words.length; at += 2) {
      const name = instruction.words[at]?.value ?? '';
      const word = instruction.words[at + 1] as Word;
      variables.delete(name);
      if (!isWrittenTo(name)) {
        continue;
      }
      for (const found of target(word, value(word), name)) {
        variables.set(name, found);
      }
    }
  }
  const commands = [result.entrypoint, result.cmd].flatMap((command) => (command?.exec && command.instruction) || []);
  const options = commands
    .filter((command) => file.instructions.includes(command))
    .flatMap(({ words }) => optionTargets(words));
  return [...variables.values(), ...targets, ...options];
}

/** `--log-dir=/x` and `--log-dir /x`. */
const optionTargets = (words: readonly Word[]): readonly Target[] =>
  words.flatMap((word, index) => {
    const [, name = '', path] = /^--([\w-]+)(?:=(.*))?$/.exec(word.value) ?? [];
    if (name === '' || !isWrittenTo(name)) {
      return [];
    }
    const next = words[index + 1];
    if (path !== undefined) {
      return target(word, path, name);
    }
    return next ? target(next, next.value, name) : [];
  });

function target(word: Word, value: string | undefined, name: string): readonly Target[] {
  if (!value?.startsWith('/')) {
    return [];
  }
  const path = value.replace(/(?<=.)\/+$/, '');
  // A file is written in its folder.
  const isFile = /[_-]FILE$/i.test(name);
  return [{ word, path: isFile ? path.slice(0, Math.max(1, path.lastIndexOf('/'))) : path }];
}

/** A RUN that mentions the folder, or one above it, may have changed its owner. */
const isMentioned = (path: string, { steps }: ImageHistory): boolean =>
  steps.some(({ instruction }) => {
    if (instruction.keyword !== 'RUN') {
      return false;
    }
    const text = instruction.body.text + instruction.heredocs.map(({ content }) => content).join('\n');
    const [, top = ''] = path.split('/');
    return text.includes(`/${top}`) || /\bch(?:own|mod)\b/.test(text);
  });

/** Something below the folder is given to a user: that part is meant to be written, the folder itself perhaps not. */
const isGivenLater = (path: string, maker: MadePath, made: ReadonlyMap<string, MadePath>): boolean =>
  [...made.values()].some((one) => one !== maker && one.isRoots !== true && one.path.startsWith(`${path}/`));

function giveTo(user: string, { instruction }: MadePath, file: Dockerfile): readonly Fix[] {
  if (instruction.keyword === 'WORKDIR') {
    return [];
  }
  const at = instruction.keywordRange.end;
  const given = instruction.flags.find(({ name }) => name === 'chown')?.valueRange;
  const edit = given ? { range: given, text: user } : { range: { start: at, end: at }, text: ` --chown=${user}` };
  return [{ title: `Give it to ${user}`, edits: { [file.path]: [edit] }, safe: false }];
}
