/**
 * Repositories that Lucid was not tuned for, each in one text file of `test/strangers/`: `=== path` begins a file, and
 * `| crlf`, `| bom` behind the path ask for Windows line ends and a byte order mark.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../server/model/project.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

export const strangersFolder = join(import.meta.dirname, '../strangers');

export interface Stranger {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly project: Project;
}

export const strangers: readonly Stranger[] = readdirSync(strangersFolder)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .map((name) => {
    const files = filesOf(readFileSync(join(strangersFolder, name), 'utf8').replaceAll('\r\n', '\n'));
    return { name: name.slice(0, -'.txt'.length), files, project: openProject(memoryWorkspace(files)) };
  });

function filesOf(text: string): Readonly<Record<string, string>> {
  const parts = text.split(/^=== (.+)\n/m).slice(1);
  const files: Record<string, string> = {};
  for (let at = 0; at < parts.length; at += 2) {
    const [path = '', ...forms] = (parts[at] ?? '').split('|').map((part) => part.trim());
    const body = parts[at + 1] ?? '';
    const ended = forms.includes('crlf') ? body.replaceAll('\n', '\r\n') : body;
    files[path] = forms.includes('bom') ? `\ufeff${ended}` : ended;
  }
  return files;
}
