import { isSecretName } from '../../context/secrets.ts';
import { groupBy } from '../../groups.ts';
import type { BuildTarget } from '../../image/target.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import type { Finding, Rule } from '../rule.ts';
import { isWritten, leaksOf } from './leaks.ts';
import { type WrittenSecret, writtenSecrets } from './written.ts';

export const rule: Rule = {
  id: 'secret-literal',
  speaksFor: ['SecretsUsedInArgOrEnv'],
  severity: 'error',
  title: 'The Dockerfile contains a secret',
  why: `Docker stores the values of ENV, the defaults of ARG, labels, commands and the text of each RUN in the image and its
history. \`docker history\` and \`docker inspect\` show them to everyone who can pull the image, and the repository shows them
to everyone who can read it. A service gets its secrets when it starts, a RUN through \`--mount=type=secret\`. There is no fix:
a person must move the value, and replace it, since it is known now.

A secret is what its form shows: a token of GitHub, GitLab, AWS, Slack, Stripe, npm and others, a private key, the password of
an address (\`mongodb://user:pw@host\`), an \`Authorization\` header. For ENV, ARG and files that the Dockerfile spells out, the
last word of the name counts too: \`DB_PASSWORD\`, \`JWT_SECRET_KEY\`, \`API_TOKEN\`, but not \`TOKEN_TTL\`, \`SECRET_NAME\`,
\`PASSWORD_FILE\` or \`PUBLIC_KEY\`. The rule ignores paths, numbers, switches, variables and dummies;
\`placeholder-value\` reports placeholders and the passwords that everyone tries first.

The same secret at several places is one finding. What the image keeps is an error. A builder stage and an ARG before FROM
leave nothing in the image, but the value stays in the repository and in the build cache: a warning. An ARG without a default
is a warning if a RUN of the final image uses it: its history keeps the value that the build passes.`,
  *dockerfile(target) {
    const { path } = target.file;
    const written = groupBy(writtenSecrets(target), ({ value }) => value);
    const values = new Set(written.keys());
    const copied = values.size === 0 ? [] : leaksOf(target).filter((leak) => isWritten(leak, values));
    for (const [value, same] of written) {
      const first = same.find(({ ships }) => ships) ?? (same[0] as WrittenSecret);
      const others = same.filter((other) => other !== first);
      const files = copied.filter(({ file }) => file.secrets.some((secret) => secret.value === value));
      const related = [
        ...others.map(({ range }) => ({ path, range, message: 'The same secret stands here.' })),
        ...files.map(({ entrance, file }) => ({
          path,
          range: entrance.word.range,
          message: `This copies ${file.path}, which holds the same secret.`,
        })),
      ];
      yield {
        range: first.range,
        severity: first.ships ? 'error' : 'warning',
        message: messageFor(first),
        ...(related.length > 0 && { related }),
      };
    }
    yield* passedSecrets(target);
  },
};

function messageFor({ what, instruction, ships }: WrittenSecret): string {
  const { keyword } = instruction;
  const subject = what.startsWith('the value') ? capital(what) : `${capital(what)} in this ${keyword}`;
  const known = 'and replace it, since it is known now';
  const remedy = keyword === 'RUN' || !ships ? 'Use RUN --mount=type=secret' : 'Pass it when the container starts';
  return ships
    ? `${subject} is stored in the image: everyone who can pull the image can read it. ${remedy}, ${known}.`
    : `${subject} stays in the repository and in the build cache: everyone who can read them has it. ${remedy}, ${known}.`;
}

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;

/** The ARGs without a default that a RUN of the final image uses. */
function* passedSecrets(target: BuildTarget): Iterable<Finding> {
  const instructions = (target.final?.ancestry ?? []).flatMap((stage) => stage.instructions);
  const declared = instructions
    .filter(({ keyword }) => keyword === 'ARG')
    .flatMap(({ words }) => words.filter(({ value }) => !value.includes('=') && isSecretName(value)));
  if (declared.length === 0) {
    return;
  }
  const runs = instructions.filter(({ keyword }) => keyword === 'RUN').map(usedVariables);
  const seen = new Set<string>();
  for (const word of declared) {
    if (!seen.has(word.value) && runs.some((used) => used.has(word.value)) && !isGlobal(word, target)) {
      seen.add(word.value);
      yield {
        range: word.range,
        severity: 'warning',
        message: `The history of the image keeps the value of ${word.value} that a build passes: everyone who can pull the image can read it. Use RUN --mount=type=secret,id=${word.value}.`,
      };
    }
  }
}

/** Whether an ARG before FROM gives the default, which is then the secret that is written. */
const isGlobal = ({ value }: Word, { file }: BuildTarget): boolean =>
  file.globalArgs.some(({ words }) => words.some((word) => word.value.startsWith(`${value}=`)));

const usedVariables = (run: Instruction): ReadonlySet<string> =>
  new Set([...textOfRun(run).matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name as string));
