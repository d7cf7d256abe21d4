import { basename } from '../analysis/commands.ts';
import { finalImage, type ImageConfig } from '../analysis/image.ts';
import { ancestry } from '../analysis/made-users.ts';
import { usersThrough } from '../analysis/passwd.ts';
import { shortName } from '../analysis/reference.ts';
import { insertUser, replaceUser } from '../analysis/user-edits.ts';
import { type Use, usesFinder } from '../analysis/user-uses.ts';
import { planned } from '../analysis/wording.ts';
import { nonroot } from '../facts/distroless.ts';
import { runsAsRoot } from '../facts/official-images.ts';
import type { Dockerfile, Stage } from '../model/dockerfile.ts';
import { environments } from '../parse/expand.ts';
import type { Build, Project } from '../project.ts';
import { examplePlan, type Fix, type Rule } from '../rule.ts';

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
  examples: [
    {
      title: 'No USER on a base that runs as root',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:latest\nWORKDIR /app\nCOPY main.py ./\nEXPOSE 8080\n\n# how it is asked\nHEALTHCHECK CMD ["/usr/bin/python3", "-c", "import health"]\nCMD ["main.py"]',
      good: 'FROM gcr.io/distroless/python3-debian12:latest\nWORKDIR /app\nCOPY main.py ./\nEXPOSE 8080\n\nUSER 65532:65532\n\n# how it is asked\nHEALTHCHECK CMD ["/usr/bin/python3", "-c", "import health"]\nCMD ["main.py"]',
      with: { 'main.py': '' },
    },
    {
      title: 'Another number',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim\nRUN pip install uvicorn\nCOPY --chown=1001 main.py /app/\nUSER 1001:1001\nCMD ["python"]\n',
      good: 'FROM python:3.11-slim\nRUN pip install uvicorn\nCOPY --chown=65532:65532 main.py /app/\nUSER 65532:65532\nCMD ["python"]\n',
      with: { 'main.py': '' },
    },
    {
      title: 'Root for the RUN, and nobody afterwards',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim\nUSER root\nRUN apt-get update\n',
      good: 'FROM python:3.11-slim\nUSER root\nRUN apt-get update\nUSER 65532:65532\n',
    },
    {
      title: 'The number of a copied account is not the plan’s',
      file: 'Dockerfile',
      bad: 'FROM debian:12 AS builder\nRUN useradd -u 1000 app\nFROM gcr.io/distroless/static-debian12\nCOPY --from=builder /etc/passwd /etc/\nUSER app\n',
      good: 'FROM debian:12 AS builder\nRUN useradd -u 1000 app\nFROM gcr.io/distroless/static-debian12\nCOPY --from=builder /etc/passwd /etc/\nUSER 65532:65532\n',
    },
    {
      title: 'An account without a number gets one below 60,000',
      file: 'Dockerfile',
      bad: 'FROM debian:12\nRUN useradd -m app && su app -c "mkdir /home/app/cache"\nUSER app\nCMD ["bash"]\n',
      good: 'FROM debian:12\nRUN useradd -m app && su app -c "mkdir /home/app/cache"\nUSER 65532:65532\nCMD ["bash"]\n',
      fix: 'Run as',
    },
    {
      title: 'gosu takes the user itself, and only as root: a person must decide',
      file: 'Dockerfile',
      bad: 'FROM debian:12\nRUN useradd -r app && apt-get update && apt-get install -y gosu\nENTRYPOINT ["gosu", "app", "bash"]\n',
      good: 'FROM debian:12\nRUN useradd -r app && apt-get update && apt-get install -y gosu\nUSER 65532:65532\nENTRYPOINT ["gosu", "app", "bash"]\n',
      fix: 'Insert USER',
    },
  ],
  silent: [
    {
      title: 'A base that runs as nonroot',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12:nonroot\nCMD ["main.py"]\n',
    },
    {
      title: 'The same user in other words, and variables',
      file: 'Dockerfile',
      text: 'ARG BASE=gcr.io/distroless/python3-debian12\nFROM ${BASE} AS a\nUSER nonroot\nFROM a AS b\nUSER nonroot:nonroot\nFROM b AS c\nARG UID=65532\nUSER ${UID}\n',
    },
    {
      title: 'A copied account with the plan’s number, or one that nobody can see',
      file: 'Dockerfile',
      text: 'FROM debian:12 AS builder\nRUN groupadd -g 65532 app && useradd -u 65532 -g app app\nFROM scratch\nCOPY --from=builder /etc/passwd /etc/group /etc/\nUSER app:app\n',
    },
    {
      title: 'A number that a variable tells, and nobody here',
      file: 'Dockerfile',
      text: 'FROM debian:12\nARG UID\nRUN useradd -u $UID app && su app -c true\nUSER app\n',
    },
    {
      title: 'A base that nobody has looked into',
      file: 'Dockerfile',
      text: 'FROM registry.example.org/team/base:1\nCMD ["main.py"]\n',
    },
    {
      title: 'The plan says root',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12\nCMD ["main.py"]\n',
      with: { 'lucid.yaml': examplePlan('Dockerfile', 'context: ., user: "0:0"') },
    },
    {
      title: 'A Dockerfile outside the plan',
      file: 'other/Dockerfile',
      text: 'FROM debian:12\nCMD ["bash"]\n',
      with: { 'lucid.yaml': 'version: 1\nphases: []\n' },
    },
  ],
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const image = finalImage(file, build, project);
      if (image === undefined) continue;
      const wanted = build.image.user;
      const actual = actualUser(image, file, build, project);
      if (actual === undefined || isSame(actual, wanted)) continue;
      const { userInstruction, stage } = image;
      const own = userInstruction && stage.instructions.includes(userInstruction) ? userInstruction : undefined;
      yield {
        range: own?.words[0]?.range ?? stage.base?.range ?? stage.from.range,
        message: `${image.userInstruction ? `This image runs as ${actual.text}` : `There is no USER, so this image runs as ${actual.text}`}, and the plan has ${build.image.id} run as ${wanted}.`,
        fixes: fixesFor(image, actual, wanted, file, build),
      };
      return;
    }
  },
};

interface Actual {
  /** Undefined for a name that the image does not have. */
  readonly uid: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
  /** An account of the image without a number that is told. */
  readonly made?: boolean;
}

/** As whom an image runs; undefined where that cannot be seen. */
function actualUser(
  image: ImageConfig & { readonly stage: Stage },
  file: Dockerfile,
  build: Build,
  project: Project,
): Actual | undefined {
  const { base } = image.lineage;
  if (image.userInstruction === undefined && image.user === undefined) {
    const isRoot = base.kind === 'image' && runsAsRoot(base.reference);
    return isRoot ? { uid: '0', name: 'root', text: `root, as ${shortName(base.reference)} does` } : undefined;
  }
  const [user] = (image.user ?? '').split(':');
  if (!user) return undefined;
  if (/^\d+$/.test(user)) {
    const text = user !== '0' ? `user ${user}` : image.userInstruction ? 'root' : `root, as ${nameOf(image)} does`;
    return { uid: String(Number(user)), name: user === '0' ? 'root' : undefined, text };
  }
  const users = usersThrough(file, image.stage, build, project).end;
  const uid = users.ids.get(user);
  if (uid !== undefined) return { uid, name: user, text: uid === '0' ? 'root' : `"${user}", which is user ${uid}` };
  // Without a number of its own an account gets one below 60,000.
  if (users.chosen?.has(user))
    return { uid: undefined, name: user, text: `"${user}", who has a number that useradd chose`, made: true };
  if (users.ids.has(user) || !users.complete) return undefined;
  return { uid: undefined, name: user, text: `"${user}", whom it does not know` };
}

const nameOf = ({ lineage: { base } }: ImageConfig): string =>
  base.kind === 'scratch' ? 'scratch' : base.kind === 'unknown' ? 'its base' : shortName(base.reference);

/** The group is not compared: `USER 65532` and `USER 65532:65532` are one user. */
function isSame(actual: Actual, wanted: string): boolean {
  const [user = ''] = wanted.split(':');
  const uid = user === 'root' ? '0' : user === 'nonroot' ? String(nonroot.uid) : user;
  if (actual.made && !(Number(uid) >= 60_000)) return true;
  return actual.uid === uid || actual.name === user || (!/^\d+$/.test(uid) && actual.uid !== '0');
}

function fixesFor(
  image: ImageConfig & { readonly stage: Stage },
  actual: Actual,
  user: string,
  file: Dockerfile,
  build: Build,
): readonly Fix[] {
  const { userInstruction, stage } = image;
  const own = userInstruction && stage.instructions.includes(userInstruction) ? userInstruction : undefined;
  const later = own ? stage.instructions.slice(stage.instructions.indexOf(own) + 1) : [];
  const isFollowed = later.some(({ keyword }) => keyword === 'RUN');
  const isRoot = actual.uid === '0';
  const edit = own && !(isFollowed && isRoot) ? replaceUser(own, user) : insertUser(file, stage, user);
  if (edit === undefined) return [];
  // What was given to the old user is given to the new one.
  const uses = isRoot || (actual.uid === undefined && !actual.made) ? [] : usesOfUser(actual, stage, file, build);
  const others = uses.flatMap(({ kind, replace }) => (kind === 'owner' ? (replace?.(user) ?? []) : []));
  const known = uses.every(({ kind }) => kind === 'owner' || kind === 'user');
  // A RUN that works as some user may need just that one.
  const safe = known && (!own || isRoot || !isFollowed) && !changesUser(image);
  const title = edit.range.start === edit.range.end ? `Insert USER ${user}` : `Run as ${user}`;
  return [{ title, edits: { [file.path]: [edit, ...others] }, safe }];
}

const changing = /^(?:chroot|cron|crond|doas|gosu|runuser|setpriv|sshd|su|su-exec|sudo|supervisord|s6-svscan)$/;

/** What the image starts takes another user by itself, or works for all of them, which only root may. */
const changesUser = ({ entrypoint, cmd }: ImageConfig): boolean =>
  [entrypoint, cmd].some((command) =>
    command?.words.some((word) => word.split(/\s+/).some((part) => changing.test(basename(part)))),
  );

function usesOfUser({ uid, name }: Actual, stage: Stage, file: Dockerfile, build: Build): readonly Use[] {
  const scopes = environments(file, build);
  const ids = new Set([uid, name].flatMap((one) => one ?? []));
  return usesFinder(file, ancestry(file, stage, scopes), new Set(), scopes)(ids);
}
