import { nonroot } from '../../facts/distroless.ts';
import { runsAsRoot } from '../../facts/official-images.ts';
import type { ImageConfig } from '../../image/config.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { usersOf } from '../../image/users/users.ts';
import { shortName } from '../../model/reference.ts';

/** The user that an image runs as. */
export interface Actual {
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

/** The user of an image of the plan, if it is not the one of the plan. */
export function runsAsAnother({ build, final }: BuildTarget): Actual | undefined {
  const actual = build.image && final && actualUser(final);
  return build.image && actual && !isSame(actual, build.image.user) ? actual : undefined;
}
