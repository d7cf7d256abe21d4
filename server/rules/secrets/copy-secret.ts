import { posix } from 'node:path';
import { isSeenHarmless, secretFile, setsSecret } from '../../context/secrets.ts';
import { type CopySource, copySources } from '../../context/sources.ts';
import { copyWords } from '../../context/words.ts';
import { withoutInstruction } from '../../edits/commands.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { contextPath } from '../../workspace/paths.ts';
import type { Fix, Rule, Severity } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-secret',
  severity: 'error',
  title: 'A secret is copied into the image',
  fix: 'do not copy it; where a RUN follows, `RUN --mount=type=secret`',
  why: `Whatever is copied stays in a layer for good, also when a later instruction deletes it, and everyone who may pull the image can
read it. A RUN that needs a secret gets it with \`--mount=type=secret,id=…\`, which leaves nothing behind; a service gets it when
it starts.

Secret are \`.env\` files (not \`.env.example\`), private keys (\`*.key\`, \`*.pem\`, \`id_rsa\`), \`secrets/\`, and the files in which
tools keep passwords (\`.npmrc\`, \`.netrc\`, \`.aws\`). Certificates and public keys are not. In a stage that only builds, and in files
outside the plan, it is a warning.`,
  unmasks: [
    {
      rules: [
        'distroless-shell',
        'distroless-missing-tool',
        'entrypoint-repeated',
        'no-user-creation',
        'python-packages-path',
        'python-venv-dangling',
        'unknown-user',
        'user-nonroot',
      ],
      why: 'What an unclear COPY would bring into the image is unknown: perhaps a shell, a program or /etc/passwd.',
    },
    {
      rules: ['copy-source-missing'],
      why: 'While one pattern is malformed, BuildKit does not even look for the other sources.',
    },
  ],
  *dockerfile(target) {
    const { image } = target.build;
    const shipped = new Set(target.final?.ancestry);
    for (const source of copySources(target)) {
      const what = source.kind === 'copy' && source.stage.isReached ? secretIn(source) : undefined;
      const isShipped = shipped.has(source.stage);
      // Outside the plan a stage that only builds is its author's business.
      if (what === undefined || (!isShipped && image === undefined)) {
        continue;
      }
      const severity: Severity = isShipped && image ? 'error' : 'warning';
      yield {
        range: source.word.range,
        severity,
        message: isShipped
          ? `"${source.path}" is ${what}: copied into the image, everyone who pulls it can read it.`
          : `"${source.path}" is ${what}: it stays in a layer of this stage and in the build cache.`,
        fixes: fixesFor(source),
      };
    }
  },
};

function secretIn(source: CopySource): string | undefined {
  const { build, project } = source.stage.target;
  if (source.path === undefined) {
    return undefined;
  }
  const path = contextPath(source.path);
  const what = secretFile(path);
  if (what === undefined || source.context === undefined) {
    return what;
  }
  if (isSeenHarmless(path, source.context, project.workspace)) {
    return undefined;
  }
  // The environment files of web tools are often public; the plan's services are told otherwise.
  const isPublic = what === 'an environment file' && setsSecret(path, source.context, project.workspace) === false;
  return isPublic && build.image === undefined ? undefined : what;
}

function fixesFor(source: CopySource): readonly Fix[] {
  const { file } = source.stage.target;
  const removal = withoutSource(source, file);
  if (removal === undefined) {
    return [];
  }
  const drop: Fix = {
    title: 'Do not copy it: hand it over when the container starts',
    edits: { [file.path]: [removal] },
    safe: false,
  };
  const { stage, instruction } = source;
  const run = stage.instructions
    .slice(stage.instructions.indexOf(instruction) + 1)
    .find(({ keyword }) => keyword === 'RUN');
  const target = run && targetOf(source);
  if (!run || target === undefined) {
    return [drop];
  }
  const name = posix.basename(target);
  const id = name.replace(/^\.+/, '').replace(/[^\w.-]/g, '_') || 'secret';
  const at = run.keywordRange.end;
  const mount = { range: { start: at, end: at }, text: ` --mount=type=secret,id=${id},target=${target}` };
  const give: Fix = {
    title: `Give it to the next RUN as a secret (build with --secret id=${id},src=…)`,
    edits: { [file.path]: [removal, mount] },
    safe: false,
  };
  return [give, drop];
}

/** Where the file would land, absolute; undefined for folders, patterns and unknown places. */
function targetOf({ instruction, stage, path, context }: CopySource): string | undefined {
  const { target } = stage;
  const { sources, destination } = copyWords(instruction);
  const value = target.value(destination?.value, instruction);
  if (value === undefined || path === undefined || /[*?[,]/.test(path)) {
    return undefined;
  }
  if (target.project.workspace.kind(posix.join(context ?? '.', contextPath(path))) === 'directory') {
    return undefined;
  }
  const workdir = stage.imageBefore(instruction).workdir;
  if (!value.startsWith('/') && workdir === undefined) {
    return undefined;
  }
  const isFolder = sources.length > 1 || /(?:^|\/)\.?$/.test(value);
  const folder = posix.resolve(workdir ?? '/', value);
  return isFolder ? posix.join(folder, posix.basename(path)) : folder;
}

/** Takes one source out of COPY, or the whole instruction when it is the only one. */
function withoutSource({ instruction, word }: CopySource, file: Dockerfile): TextEdit | undefined {
  const { sources } = copyWords(instruction);
  if (sources.length === 1) {
    return withoutInstruction(file, instruction);
  }
  return instruction.json
    ? undefined
    : { range: { start: blanksBefore(file.text, word.range.start, instruction), end: word.range.end }, text: '' };
}

function blanksBefore(text: string, at: number, { keywordRange }: Instruction): number {
  let start = at;
  while (start > keywordRange.end && /[ \t]/.test(text[start - 1] as string)) {
    start--;
  }
  return start;
}
