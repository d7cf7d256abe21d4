// Build contexts of the tests with a real BuildKit.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './processes.ts';

/** A folder with these files. A name that ends in `/` is an empty folder, a text `-> name` a link to a file beside it. */
export function fixtureFolder(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('lucid-fixture');
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (text.startsWith('-> ')) {
      symlinkSync(text.slice(3), path);
    } else if (!name.endsWith('/')) {
      writeFileSync(path, text);
    }
  }
  return folder;
}
