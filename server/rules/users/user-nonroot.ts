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
  severity: 'error',
  title: "The image does not run as the plan's user",
  fix: 'replace the last USER, or insert one before CMD, ENTRYPOINT or HEALTHCHECK (safe unless a RUN follows)',
  why: `The plan says as whom an image runs, \`65532:65532\` unless told otherwise. Without \`USER\` the base decides: distroless images
run as root except under their \`nonroot\` tags, and so do the official images of languages and distributions. Under another number
the files that were copied with \`--chown=65532:65532\` are not the service's own.

\`USER 65532\`, \`USER nonroot\` on distroless, and a named account that has the plan's number (by \`useradd --uid\` or a copied
\`/etc/passwd\`) are all the same to this rule. A name whose number cannot be seen here is left alone.`,
  unmasks: [
    {
      rules: ['python-packages-path'],
      why: 'Whose packages Python looks for follows from the home of the user, which an unknown user does not have.',
    },
  ],
  *dockerfile({ build, final }) {
    const actual = build.image && final && actualUser(final);
    if (!build.image || !final || actual === undefined || isSame(actual, build.image.user)) {
      return;
    }
    const { id, user } = build.image;
    const { userInstruction } = final.image;
    yield {
      range: ownUser(final)?.words[0]?.range ?? final.base?.range ?? final.from.range,
      message: `${userInstruction ? `This image runs as ${actual.text}` : `There is no USER, so this image runs as ${actual.text}`}, and the plan has ${id} run as ${user}.`,
      fixes: fixesFor(final, actual, user),
    };
  },
};

/** The USER that decides, where it stands in the stage itself. */
function ownUser({ image, instructions }: StageView): Instruction | undefined {
  const { userInstruction } = image;
  return userInstruction && instructions.includes(userInstruction) ? userInstruction : undefined;
}

interface Actual {
  /** Undefined for a name that the image does not have. */
  readonly uid: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
  /** An account of the image without a number that is told. */
  readonly made?: boolean;
}

/** As whom an image runs; undefined where that cannot be seen. */
function actualUser(stage: StageView): Actual | undefined {
  const { image } = stage;
  const { base } = image;
  if (image.userInstruction === undefined && image.user === undefined) {
    const isRoot = base.kind === 'image' && runsAsRoot(base.reference);
    return isRoot ? { uid: '0', name: 'root', text: `root, as ${shortName(base.reference)} does` } : undefined;
  }
  const [user] = (image.user ?? '').split(':');
  if (!user) {
    return undefined;
  }
  if (/^\d+$/.test(user)) {
    const text = user !== '0' ? `user ${user}` : image.userInstruction ? 'root' : `root, as ${nameOf(image)} does`;
    return { uid: String(Number(user)), name: user === '0' ? 'root' : undefined, text };
  }
  const users = usersOf(stage).end;
  const uid = users.ids.get(user);
  if (uid !== undefined) {
    return { uid, name: user, text: uid === '0' ? 'root' : `"${user}", which is user ${uid}` };
  }
  // Without a number of its own an account gets one below 60,000.
  if (users.chosen?.has(user)) {
    return { uid: undefined, name: user, text: `"${user}", who has a number that useradd chose`, made: true };
  }
  if (users.ids.has(user) || !users.complete) {
    return undefined;
  }
  return { uid: undefined, name: user, text: `"${user}", whom it does not know` };
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
  // What was given to the old user is given to the new one.
  const uses = isRoot || (actual.uid === undefined && !actual.made) ? [] : usesOfUser(actual, stage);
  const others = uses.flatMap(({ kind, replace }) => (kind === 'owner' ? (replace?.(user) ?? []) : []));
  const known = uses.every(({ kind }) => kind === 'owner' || kind === 'user');
  // A RUN that works as some user may need just that one.
  const safe = known && (!own || isRoot || !isFollowed) && !changesUser(stage.image);
  const title = edit.range.start === edit.range.end ? `Insert USER ${user}` : `Run as ${user}`;
  return [{ title, edits: { [file.path]: [edit, ...others] }, safe }];
}

const changing = /^(?:chroot|cron|crond|doas|gosu|runuser|setpriv|sshd|su|su-exec|sudo|supervisord|s6-svscan)$/;

/** What the image starts takes another user by itself, or works for all of them, which only root may. */
const changesUser = ({ entrypoint, cmd }: ImageConfig): boolean =>
  [entrypoint, cmd].some((command) =>
    command?.words.some((word) => word.split(/\s+/).some((part) => changing.test(basename(part)))),
  );

function usesOfUser({ uid, name }: Actual, { ancestry }: StageView): readonly Use[] {
  const ids = new Set([uid, name].flatMap((one) => one ?? []));
  return usesFinder(ancestry, new Set())(ids);
}
