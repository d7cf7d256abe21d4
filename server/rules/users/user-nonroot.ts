import { insertUser, replaceUser } from '../../edits/user.ts';
import { runsAsRoot } from '../../facts/official-images.ts';
import type { ImageConfig } from '../../image/config.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import { usersOf } from '../../image/users/users.ts';
import { type Use, usesFinder } from '../../image/users/uses.ts';
import { flagNamed, type Instruction } from '../../model/dockerfile.ts';
import { imagesOf } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import { basename } from '../../parse/shell/commands.ts';
import type { Fix, Rule } from '../rule.ts';
import { type Actual, runsAsAnother } from './actual-user.ts';
import { type Handover, handOver } from './keep-writable.ts';
import { isAccountOf, unneededAccounts } from './unneeded.ts';

export const rule: Rule = {
  id: 'user-nonroot',
  severity: 'warning',
  title: "The image does not run as the plan's user",
  fix: 'replace the last USER, or insert USER before CMD, ENTRYPOINT or HEALTHCHECK, with `--chown` for what the start command writes (safe if that can be read, and stays writable)',
  why: `The plan names the user of an image, by default \`65532:65532\`. Without \`USER\`, the base image decides: distroless
images run as root except with a \`nonroot\` tag, and the official images of languages and distributions run as root too. As
another user, the service does not own the files that are copied with \`--chown=65532:65532\`.

\`USER 65532\`, \`USER nonroot\` on distroless, and a named account with the number of the plan (from \`useradd --uid\` or a
copied \`/etc/passwd\`) are the same user. The rule ignores a name whose number is unknown.`,
  *dockerfile(target) {
    const { build, final } = target;
    const actual = runsAsAnother(target);
    if (!build.image || !final || actual === undefined) {
      return;
    }
    const { id, user } = build.image;
    const { userInstruction } = final.image;
    yield {
      range: ownUser(final)?.words[0]?.range ?? final.base?.range ?? final.from.range,
      message: `This image runs as ${actual.text}, but the plan says ${user} for ${id}.${userInstruction ? '' : ' Without USER, the base image decides.'} Set USER ${user}.`,
      fixes: replacing(target, actual) ?? fixesFor(final, actual, user),
    };
  },
};

/** The USER that decides, if it is in the stage itself. */
function ownUser({ image, instructions }: StageView): Instruction | undefined {
  const { userInstruction } = image;
  return userInstruction && instructions.includes(userInstruction) ? userInstruction : undefined;
}

/** Where the image runs as an account that it makes and does not need, the account goes. */
function replacing(target: BuildTarget, actual: Actual): readonly Fix[] | undefined {
  const account = unneededAccounts(target).find((one) => isAccountOf(actual, one));
  if (account === undefined || account.edits.length === 0) {
    return undefined;
  }
  const { edits, user, safe } = account;
  return [
    { title: `Use ${user} instead of "${actual.name ?? actual.uid}"`, edits: { [target.file.path]: edits }, safe },
  ];
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
  // A RUN after USER may need exactly that user.
  const isFree = (!own || isRoot || !isFollowed) && !changesUser(stage.image) && isAlone(user, stage);
  const { edits, isEnough } = isRoot ? handOver(stage, user) : takeOver(stage, actual, user);
  const title = edit.range.start === edit.range.end ? `Insert USER ${user}` : `Run as ${user}`;
  return [{ title, edits: { [file.path]: [edit, ...edits] }, safe: isFree && isEnough && !hasVolume(stage) }];
}

/** What is in a volume already belongs to the old user. */
const hasVolume = ({ steps }: StageView): boolean => steps.some(({ instruction }) => instruction.keyword === 'VOLUME');

/** The files of the old user go to the new user. */
function takeOver(stage: StageView, actual: Actual, user: string): Handover {
  if (actual.uid === undefined && !actual.made) {
    return { edits: [], isEnough: true };
  }
  const own = ownUser(stage);
  const uses = usesOfUser(actual, stage);
  const edits = [
    ...uses.flatMap(({ kind, replace }) => (kind === 'owner' ? (replace?.(user) ?? []) : [])),
    ...ownersNobodyHas(stage, user),
  ];
  // An earlier USER made folders that belong to the old user.
  const isEnough = uses.every(({ kind, instruction }) => kind === 'owner' || instruction === own);
  return { edits, isEnough: isEnough && !mayOwnFilesOfBase(actual, stage) };
}

/** `--chown` with a name that the image never has: \`unknown-user\` would give those files to the old user. */
const ownersNobodyHas = (stage: StageView, user: string): readonly TextEdit[] =>
  stage.instructions.flatMap((instruction) => {
    const chown = flagNamed(instruction, 'chown');
    const name = stage.target.value(chown?.value, instruction)?.split(':')[0];
    const { complete, ids } = usersOf(stage).end;
    const isUnknown = name && !/^\d+$/.test(name) && complete && !ids.has(name);
    return chown?.valueRange && isUnknown ? [{ range: chown.valueRange, text: user }] : [];
  });

/** Whether the base may have files of the user: nginx-unprivileged of 101, node of 1000. */
function mayOwnFilesOfBase({ uid }: Actual, { lineage }: StageView): boolean {
  const { base } = lineage;
  if (base.kind === 'image') {
    return !runsAsRoot(base.reference) || (uid === '1000' && base.reference.repository.endsWith('/node'));
  }
  return base.kind === 'unknown';
}

/** Whether every image that ends in this stage is to run as this user, and no other one builds on it. */
function isAlone(user: string, { children, index, target }: StageView): boolean {
  const { siblings, project } = target;
  const images = siblings.flatMap(({ build, final }) => (final?.index === index && build.image) || []);
  const ids = images.map(({ id }) => id);
  return (
    images.every((image) => image.user === user) &&
    children.every(({ instructions }) => instructions.every(({ keyword }) => keyword !== 'RUN')) &&
    imagesOf(project.plan).every(({ needs }) => !needs.some((id) => ids.includes(id)) || hasNoShell(target))
  );
}

/** No image that builds on it runs anything as root. */
const hasNoShell = ({ final }: BuildTarget): boolean => final?.image.hasShell === false;

const changing = /^(?:chroot|cron|crond|doas|gosu|runuser|setpriv|sshd|su|su-exec|sudo|supervisord|s6-svscan)$/;

/** Whether the image starts a program that changes the user itself or works for all users. Such a program needs root. */
const changesUser = ({ entrypoint, cmd }: ImageConfig): boolean =>
  [entrypoint, cmd].some((command) =>
    command?.words.some((word) => word.split(/\s+/).some((part) => changing.test(basename(part)))),
  );

/** Every use of the user, by its number and all its names. */
function usesOfUser({ uid, name }: Actual, stage: StageView): readonly Use[] {
  const { ids } = usersOf(stage).end;
  const names = [...ids].flatMap(([one, id]) => (id !== undefined && id === uid ? [one] : []));
  return usesFinder(stage.ancestry, new Set())(new Set([uid, name, ...names].flatMap((one) => one ?? [])));
}
