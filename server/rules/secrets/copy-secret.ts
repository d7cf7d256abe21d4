import { posix } from 'node:path';
import { isSeenHarmless, secretFile, setsSecret } from '../../context/secrets.ts';
import { type CopySource, copySources } from '../../context/sources.ts';
import { withoutInstruction } from '../../edits/lines.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import { contextPath } from '../../workspace/paths.ts';
import type { Fix, Rule, Severity } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-secret',
  severity: 'error',
  title: 'A file with a secret is copied into the image',
  fix: 'do not copy it; `RUN --mount=type=secret` if a RUN follows',
  why: `A copied file stays in a layer, even if a later instruction deletes it, and everyone who can pull the image can read
it. A RUN gets a secret through \`--mount=type=secret,id=…\`, which leaves nothing in the image. A service gets its secrets
when it starts.

Files with secrets are \`.env\` files (not \`.env.example\`), private keys (\`*.key\`, \`*.pem\`, \`id_rsa\`), \`secrets/\`, and the
files in which tools keep passwords (\`.npmrc\`, \`.netrc\`, \`.aws\`). Certificates and public keys are ignored. In a builder
stage, and in Dockerfiles outside the plan, the finding is a warning. Builder stages outside the plan are ignored.`,
  *dockerfile(target) {
    const { image } = target.build;
    const shipped = new Set(target.final?.ancestry);
    for (const source of copySources(target)) {
      const what = source.kind === 'copy' && source.stage.isReached ? secretIn(source) : undefined;
      const isShipped = shipped.has(source.stage);
      // Outside the plan, builder stages are left alone.
      if (what === undefined || (!isShipped && image === undefined)) {
        continue;
      }
      const severity: Severity = isShipped && image ? 'error' : 'warning';
      yield {
        range: source.word.range,
        severity,
        message: isShipped
          ? `"${source.path}" is ${what}: everyone who can pull the image can read it. Do not copy it.`
          : `"${source.path}" is ${what}: it stays in a layer of this stage and in the build cache. Use RUN --mount=type=secret.`,
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
  // Environment files of web tools are often public. The images of the plan do not use them in that way.
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
    title: 'Do not copy it: pass it when the container starts',
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

/** The absolute path of the file in the image. Undefined for folders, patterns and unknown destinations. */
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

/** Removes one source from COPY, or the whole instruction if it has no other source. */
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
