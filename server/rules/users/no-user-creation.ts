import { groupBy } from '../../groups.ts';
import type { Account, Made } from '../../image/users/accounts.ts';
import type { Finding, Rule } from '../rule.ts';
import { runsAsAnother } from './actual-user.ts';
import { isAccountOf, type Unneeded, unneededAccounts } from './unneeded.ts';

export const rule: Rule = {
  id: 'no-user-creation',
  severity: 'warning',
  title: 'A user or group is created that the image does not need',
  fix: "remove the command, and use the plan's user instead of the name (safe in builder stages, and if the image runs as an account without a home)",
  why: `The image runs as the numeric user of the plan (\`65532:65532\`), which needs no entry in \`/etc/passwd\`. An account
that a builder stage creates stays in that stage: it costs a layer and misleads the reader. In a distroless stage the
command cannot run, since the image has no shell and no \`useradd\`: the build fails.

The rule ignores an account that is used: a stage runs as it, files belong to it, a program gets its name, or a later stage
copies its \`/etc/passwd\`. If the image itself runs as the account, the fix writes the plan's user in \`USER\`, \`--chown\` and
\`chown\`. A group is removed together with the users that are created in it. An account of a builder that nothing uses is of
severity info.`,
  *dockerfile(target) {
    if (target !== target.siblings[0]) {
      return;
    }
    for (const unneeded of unneededAccounts(target)) {
      if (unneeded.why !== 'user' || !isReported(unneeded)) {
        yield finding(unneeded);
      }
    }
  },
};

/** `user-nonroot` reports an account that the image runs as, with the same fix. */
const isReported = (unneeded: Unneeded): boolean =>
  unneeded.account.stage.target.siblings.some((target) => {
    const actual = runsAsAnother(target);
    return actual !== undefined && isAccountOf(actual, unneeded);
  });

/** One finding for all that belongs to an account: its group, and where it is used if it cannot be made. */
function finding({ account, uses, why, user, safe, edits }: Unneeded): Finding {
  const { file } = account.stage.target;
  const dead = why === 'dead';
  const replaces = edits.length > 0 && uses.some((use) => use.replace !== undefined);
  const [first, ...others] = account.made as readonly [Made, ...Made[]];
  const name = account.made.find(({ kind }) => kind === 'user')?.name ?? first.name;
  const what = `The ${nameOf(account)}`;
  const isOne = account.made.length === 1;
  const reasons = {
    dead: `The image has no shell and no command for it. Run the image as ${user}, which needs no account.`,
    builder: `nothing in this file uses ${isOne ? 'it' : 'them'}. The plan runs the image as ${user}.`,
    user: `the plan runs the image as ${user}, which needs no account.`,
    image: `the plan runs the image as ${user}, which needs no account.`,
  };
  return {
    range: first.range,
    ...(dead && { severity: 'error' as const }),
    ...(why === 'builder' && { severity: 'info' as const }),
    message: dead
      ? `${what} cannot be created: the build fails. ${reasons.dead}`
      : `${what} ${isOne ? 'is' : 'are'} not needed: ${reasons[why]}`,
    fixes:
      edits.length === 0
        ? []
        : [
            {
              title: replaces ? `Use ${user} instead of "${name}"` : `Do not create "${name}"`,
              edits: { [file.path]: edits },
              safe,
            },
          ],
    related: [
      ...others.map(({ range, kind }) => ({ path: file.path, range, message: `The ${kind} is created here.` })),
      ...(dead ? uses : []).map(({ instruction }) => ({
        path: file.path,
        range: instruction.range,
        message: 'It is used here.',
      })),
    ].slice(0, maximumRelated),
  };
}

/** `user "app"`, `user and group "app"`, `user "app" and group "web"`. */
function nameOf({ made }: Account): string {
  const byName = groupBy(
    [...made].sort((a, b) => Number(a.kind === 'group') - Number(b.kind === 'group')),
    ({ name }) => name,
  );
  return [...byName]
    .slice(0, 3)
    .map(([name, some]) => `${[...new Set(some.map(({ kind }) => kind))].join(' and ')} "${name}"`)
    .join(' and ');
}

/** The most places that one finding names. */
const maximumRelated = 20;
