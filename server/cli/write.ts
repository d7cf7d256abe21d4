import {
  accessSync,
  chmodSync,
  constants,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Writes new texts of files that exist, each at once: a reader sees the old text or the new one. Mode and byte order mark
 * stay; a link keeps pointing to its file, and a read-only file stays as it is. Gives back the files that were left alone and why.
 */
export function writeTexts(
  root: string,
  before: Workspace,
  texts: ReadonlyMap<string, string>,
): readonly { file: string; reason: string }[] {
  const failures: { file: string; reason: string }[] = [];
  for (const [file, text] of texts) {
    const reason = writeText(join(root, file), before.read(file), text);
    if (reason !== undefined) {
      failures.push({ file, reason: `${file} was not fixed: ${reason}` });
    }
  }
  return failures;
}

function writeText(path: string, before: ReturnType<Workspace['read']>, text: string): string | undefined {
  let temporary: string | undefined;
  try {
    const target = realpathSync(path);
    const bytes = readFileSync(target);
    const now = bytes.toString('utf8');
    if (!Buffer.from(now, 'utf8').equals(bytes)) {
      return 'it is not UTF-8, and writing it would change other bytes';
    }
    const mark = now.startsWith('\ufeff') && !text.startsWith('\ufeff') ? '\ufeff' : '';
    if (!('text' in before) || (before.text !== now && mark + before.text !== now)) {
      return 'it changed meanwhile';
    }
    accessSync(target, constants.W_OK);
    const { mode, nlink } = statSync(target);
    if (nlink > 1) {
      // A new file in its place would cut the hard link: write into the file itself.
      writeFileSync(target, mark + text);
      return undefined;
    }
    temporary = `${target}.${process.pid}.tmp`;
    writeFileSync(temporary, mark + text, { flag: 'wx' });
    chmodSync(temporary, mode);
    renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) {
      rmSync(temporary, { force: true });
    }
    return (error as Error).message;
  }
}
