import { deletedLater } from '../../context/shipped-files.ts';
import { groupBy } from '../../groups.ts';
import type { BuildTarget } from '../../image/target.ts';
import type { Finding, Related, Rule, Severity } from '../rule.ts';
import { copySecretFixes } from './copy-secret-fixes.ts';
import { isWritten, type Leak, leaksOf } from './leaks.ts';
import { writtenSecrets } from './written.ts';

export const rule: Rule = {
  id: 'copy-secret',
  severity: 'error',
  title: 'A file with a secret is copied into the image',
  fix: 'do not copy it; `RUN --mount=type=secret` if a RUN follows; a line in the ignore file',
  why: `A copied file stays in a layer, even if a later instruction deletes it, and everyone who can pull the image can read
it. A RUN gets a secret through \`--mount=type=secret,id=…\`, which leaves nothing in the image. A service gets its secrets
when it starts.

Files with secrets are \`.env\` files (not \`.env.example\`), private keys (\`*.key\`, \`*.pem\`, \`id_rsa\`), \`secrets/\`, and the
files in which tools keep passwords (\`.npmrc\`, \`.netrc\`, \`.aws\`). Certificates, public keys, code and the files of tests are
ignored. A file that a COPY names counts by its name, unless its text shows that it is harmless. A file that comes along with a
folder (\`COPY . .\`) counts if its text shows a secret.

What ships is an error: a COPY of the final stage, of a stage that it is built from, or of a builder where a \`COPY --from\`
takes the file on, unless the builder deletes it before. In a builder that does not ship, a file that a COPY names is a warning,
because it stays in the build cache; outside the plan it is ignored. Outside the plan, a file whose text cannot be read is a
warning.`,
  *dockerfile(target) {
    const written = new Set(writtenSecrets(target).map(({ value }) => value));
    const leaks = leaksOf(target).filter((leak) => weight(leak, target) !== undefined && !isWritten(leak, written));
    const byFile = groupBy(leaks, ({ file }) => file.path);
    const told = new Set<string>();
    for (const [, found] of groupBy(byShipping(leaks), ({ entrance }) => entrance.word.range.start)) {
      const fresh = found.filter(({ file }) => !told.has(file.path));
      for (const { file } of fresh) {
        told.add(file.path);
      }
      if (fresh.length > 0) {
        yield findingFor(fresh, byFile, target);
      }
    }
  },
};

/** What ships comes first, so that it tells of a file. */
const byShipping = (leaks: readonly Leak[]): readonly Leak[] => [
  ...leaks.filter(({ ships }) => ships),
  ...leaks.filter(({ ships }) => !ships),
];

/** Undefined where the leak is no mistake. */
function weight({ ships, file }: Leak, { build: { image } }: BuildTarget): Severity | undefined {
  if (image === undefined) {
    // Environment files of web tools are often public. The images of the plan do not use them in that way.
    const isPublic = file.what === 'an environment file' && file.isRead && file.secrets.length === 0;
    return !ships || isPublic ? undefined : file.secrets.length > 0 ? 'error' : 'warning';
  }
  return ships ? 'error' : 'warning';
}

/** `byFile` are the leaks of the build by the path of their file. */
function findingFor(
  fresh: readonly Leak[],
  byFile: ReadonlyMap<string, readonly Leak[]>,
  target: BuildTarget,
): Finding {
  const all = fresh.flatMap(({ file }) => byFile.get(file.path) ?? []);
  const leak = fresh.find(({ file }) => file.secrets.length > 0) ?? (fresh[0] as Leak);
  const severities = fresh.map((one) => weight(one, target));
  const related = relatedTo(fresh, all, target);
  return {
    range: leak.entrance.word.range,
    severity: severities.includes('error') ? 'error' : 'warning',
    message: messageFor(leak, fresh.length - 1),
    fixes: copySecretFixes(leak, fresh, all),
    ...(related.length > 0 && { related }),
  };
}

function messageFor(leak: Leak, more: number): string {
  const { file, entrance, name, ships, by } = leak;
  if (!ships) {
    return `"${name}" is ${file.what}: it stays in a layer of this stage and in the build cache. Use RUN --mount=type=secret.`;
  }
  const others = more === 0 ? '' : `, and so ${more === 1 ? 'is 1 more file' : `are ${more} more files`} with secrets`;
  const [last] = by;
  const way =
    last && last.word !== entrance.word
      ? ` COPY --from on line ${last.instruction.startLine} takes it into the image.`
      : '';
  const deleted = deletedLater(name, {
    stage: last?.stage ?? entrance.stage,
    instruction: last?.instruction ?? entrance.instruction,
  });
  const layer = deleted === undefined ? '' : ` The layer keeps it, although line ${deleted} deletes it.`;
  if (entrance.isNamed) {
    return `"${name}" is ${file.what}${others}: everyone who can pull the image can read it.${way}${layer} Do not copy it.`;
  }
  return `"${name}", ${file.what}${file.what === 'an environment file' ? ' with a secret' : ''}, comes along with this COPY${others}: everyone who can pull the image can read it.${way}${layer} Leave it out of the build context with .dockerignore.`;
}

/** The secrets in their files, the COPYs that carry them on, and the other places where the same files are copied. */
function relatedTo(fresh: readonly Leak[], all: readonly Leak[], { file: { path } }: BuildTarget): readonly Related[] {
  const own = fresh[0]?.entrance.word;
  const secrets = fresh.flatMap(({ file }) =>
    file.secrets.slice(0, 1).map(({ range }) => ({ path: file.path, range, message: 'This secret is copied.' })),
  );
  const places = new Map<number, Related>();
  for (const leak of all) {
    const words = [{ word: leak.entrance.word, message: 'The same file is copied here.' }];
    for (const { word } of fresh.includes(leak) ? leak.by : []) {
      words.push({ word, message: 'This takes it out of its stage.' });
    }
    for (const { word, message } of words) {
      if (word !== own) {
        places.set(word.range.start, { path, range: word.range, message });
      }
    }
  }
  return [...secrets, ...places.values()];
}
