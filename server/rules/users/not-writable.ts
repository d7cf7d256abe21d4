import { groupBy } from '../../groups.ts';
import type { StageView } from '../../image/target.ts';
import { ownerOf } from '../../image/users/owner.ts';
import { isRoot, type MadePath, madePaths } from '../../image/users/ownership.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import type { Fix, Rule } from '../rule.ts';
import { chown } from './keep-writable.ts';
import { type WrittenPath, written } from './written.ts';

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
    const found = targets.flatMap(({ word, path }) => {
      const maker = made.get(path);
      const isFound = maker?.isRoots === true && !isMentioned(path, final) && !isGivenLater(path, maker, made);
      return isFound ? [{ word, path, maker }] : [];
    });
    // One instruction may make the folder of several variables and volumes.
    for (const [instruction, places] of groupBy(found, ({ maker }) => maker.instruction)) {
      const [{ word, path, maker }, ...others] = places as readonly [Place, ...Place[]];
      const { keyword, startLine: line } = instruction;
      const here = others.map((other) => ({ range: other.word.range, message: `"${other.path}" is named here too.` }));
      yield {
        range: word.range,
        message: `"${path}" belongs to root: the image runs as ${final.image.user} and cannot write there. ${keyword} on line ${line} creates it. ${keyword === 'WORKDIR' ? 'Put USER before it' : 'Give it to the user with --chown'}.`,
        fixes: giveTo(ownerOf(final) ?? build.image.user, maker, file),
        related: [{ range: instruction.range, message: `"${path}" is created here.` }, ...here].map((one) => ({
          path: file.path,
          ...one,
        })),
      };
    }
  },
};

interface Place extends WrittenPath {
  readonly maker: MadePath;
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
  return [{ title: `Give it to ${user}`, edits: { [file.path]: [chown(instruction, user, file)] }, safe: false }];
}
