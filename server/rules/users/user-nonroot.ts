import { insertUser, replaceUser } from '../../edits/user.ts';
import { nonroot } from '../../facts/distroless.ts';
import { runsAsRoot } from '../../facts/official-images.ts';
import type { ImageConfig } from '../../image/config.ts';
import type { StageView } from '../../image/target.ts';
import { usersOf } from '../../image/users/users.ts';
import { type Use, usesFinder } from '../../image/users/uses.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import { shortName } from '../../model/reference.ts';
import { basename } from '../../parse/shell/commands.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'user-nonroot',
  severity: 'warning',
  title: "The image does not run as the plan's user",
  fix: 'replace the last USER, or insert USER before CMD, ENTRYPOINT or HEALTHCHECK (safe unless a RUN follows)',
  why: `The plan names the user of an image, by default \`65532:65532\`. Without \`USER\`, the base image decides: distroless
images run as root except with a \`nonroot\` tag, and the official images of languages and distributions run as root too. As
another user, the service does not own the files that are copied with \`--chown=65532:65532\`.

\`USER 65532\`, \`USER nonroot\` on distroless, and a named account with the number of the plan (from \`useradd --uid\` or a
copied \`/etc/passwd\`) are the same user. The rule ignores a name whose number is unknown.`,
  *dockerfile({ build, final }) {
    const actual = build.image && final && actualUser(final);
    if (!build.image || !final || actual === undefined || isSame(actual, build.image.user)) {
      return;
    }
    const { id, user } = build.image;
    const { userInstruction } = final.image;
    yield {
      range: ownUser(final)?.words[0]?.range ?? final.base?.range ?? final.from.range,
      message: `This image runs as ${actual.text}, but the plan says ${user} for ${id}.${userInstruction ? '' : ' Without USER, the base image decides.'} Set USER ${user}.`,
      fixes: fixesFor(final, actual, user),
    };
  },
};

/** The USER that decides, if it is in the stage itself. */
function ownUser({ image, instructions }: StageView): Instruction | undefined {
  const { userInstruction } = image;
  return userInstruction && instructions.includes(userInstruction) ? userInstruction : undefined;
}

interface Actual {
  /** Undefined for a name that the image does not have. */
  readonly uid: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
  /** The account has no explicit number. */
  readonly made?: boolean;
}

/** The user of an image. Undefined if it is unknown. */
function actualUser(stage: StageView): Actual | undefined {
  const { image } = stage;
  const { base } = image;
  if (image.userInstruction === undefined && image.user === undefined) {
    const isRoot = base.kind === 'image' && runsAsRoot(base.reference);
    return isRoot ? { uid: '0', name: 'root', text: `root (like ${shortName(base.reference)})` } : undefined;
  }
  const [user] = (image.user ?? '').split(':');
  if (!user) {
    return undefined;
  }
  if (/^\d+$/.test(user)) {
    const text = user !== '0' ? `user ${user}` : image.userInstruction ? 'root' : `root (like ${nameOf(image)})`;
    return { uid: String(Number(user)), name: user === '0' ? 'root' : undefined, text };
  }
  const users = usersOf(stage).end;
  const uid = users.ids.get(user);
  if (uid !== undefined) {
    return { uid, name: user, text: uid === '0' ? 'root' : `"${user}" (user ${uid})` };
  }
  // If no number is given, useradd chooses one below 60,000.
  if (users.chosen?.has(user)) {
    return { uid: undefined, name: user, text: `"${user}" (useradd chooses the number)`, made: true };
  }
  // `unknown-user` reports a user that does not exist, and its fix brings the plan's.
  return undefined;
}

const nameOf = ({ base }: ImageConfig): string =>
  base.kind === 'scratch' ? 'scratch' : base.kind === 'unknown' ? 'its base' : shortName(base.reference);

/** The group is not compared: `USER 65532` and `USER 65532:65532` are one user. */
function isSame(actual: Actual, wanted: string): boolean {
  const [user = ''] = wanted.split(':');
  const uid = user === 'root' ? '0' : user === 'nonroot' ? String(nonroot.uid) : user;
  if (actual.made && !(Number(uid) >= 60_000)) {
    return true;
  }
  return actual.uid === uid || actual.name === user || (!/^\d+$/.test(uid) && actual.uid !== '0');
}

function fixesFor(stage: StageView, actual: Actual, user: string): readonly Fix[] {
  const { file } = stage.target;
  const own = ownUser(stage);
  const later = own ? stage.instructions.slice(stage.instructions.indexOf(own) + 1) : [];
  const isFollowed = later.some(({ keyword }) => keyword === 'RUN');
  const isRoot = actual.uid === '0';
  const edit = own && !(isFollowed && isRoot) ? replaceUser(own, user) : insertUser(file, stage, user);
  if (edit === undefined) {
    return [];
  }
  // The files of the old user go to the new user.
  const uses = isRoot || (actual.uid === undefined && !actual.made) ? [] : usesOfUser(actual, stage);
  const others = uses.flatMap(({ kind, replace }) => (kind === 'owner' ? (replace?.(user) ?? []) : []));
  const known = uses.every(({ kind }) => kind === 'owner' || kind === 'user');
  // A RUN after USER may need exactly that user.
  const safe = known && (!own || isRoot || !isFollowed) && !changesUser(stage.image) && isOnlyUser(user, stage);
  const title = edit.range.start === edit.range.end ? `Insert USER ${user}` : `Run as ${user}`;
  return [{ title, edits: { [file.path]: [edit, ...others] }, safe }];
}

/** Whether every image that ends in this stage is to run as this user. */
const isOnlyUser = (user: string, { index, target }: StageView): boolean =>
  target.siblings.every(({ build, final }) => final?.index !== index || !build.image || build.image.user === user);

const changing = /^(?:chroot|cron|crond|doas|gosu|runuser|setpriv|sshd|su|su-exec|sudo|supervisord|s6-svscan)$/;

/** Whether the image starts a program that changes the user itself or works for all users. Such a program needs root. */
const changesUser = ({ entrypoint, cmd }: ImageConfig): boolean =>
  [entrypoint, cmd].some((command) =>
    command?.words.some((word) => word.split(/\s+/).some((part) => changing.test(basename(part)))),
  );

function usesOfUser({ uid, name }: Actual, { ancestry }: StageView): readonly Use[] {
  const ids = new Set([uid, name].flatMap((one) => one ?? []));
  return usesFinder(ancestry, new Set())(ids);
}
