/**
 * Golden workspaces: small repositories on disk. A line `#   ^^^^ rule-id` under an instruction says what is found there
 * (`#- rule-id`: anywhere on the line above), and `<file>.fixed` is what fix-all makes of the file. `golden.json` lists
 * the rules under test. Marker lines are taken out before anything is read.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, it } from 'node:test';
import { checkAll, checkedFiles } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import { lineStarts, positionAt } from '../../server/model/text.ts';
import { openProject } from '../../server/project/open.ts';
import { rules } from '../../server/rules/index.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

const home = join(import.meta.dirname, '../workspaces');
const marker = /^#( *)(?:(\^+)|-) *([\w-]+)\r?$/;

interface Golden {
  readonly files: Readonly<Record<string, string>>;
  readonly fixed: Readonly<Record<string, string>>;
  readonly expected: readonly string[];
  readonly severities: Readonly<Record<string, 'off'>>;
}

function load(folder: string): Golden {
  const files: Record<string, string> = {};
  const fixed: Record<string, string> = {};
  const expected: string[] = [];
  for (const path of walk(folder)) {
    const name = relative(folder, path).split(sep).join('/');
    const text = readFileSync(path, 'utf8');
    if (name === 'golden.json') {
      continue;
    }
    if (name.endsWith('.fixed')) {
      fixed[name.slice(0, -'.fixed'.length)] = text;
    } else {
      const kept: string[] = [];
      for (const line of text.split('\n')) {
        const match = marker.exec(line);
        if (!match) {
          kept.push(line);
        } else {
          const [, blanks, carets, rule] = match as unknown as [string, string, string | undefined, string];
          const columns = carets ? `:${blanks.length + 1}-${blanks.length + 1 + carets.length}` : '';
          expected.push(`${name}:${kept.length}${columns} ${rule}`);
        }
      }
      files[name] = kept.join('\n');
    }
  }
  const { rules: tested } = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as {
    rules: readonly string[];
  };
  const others = rules.filter((rule) => !tested.includes(rule.id)).map((rule) => [rule.id, 'off'] as const);
  return { files, fixed, expected, severities: Object.fromEntries(others) };
}

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });

for (const name of readdirSync(home)) {
  describe(name, () => {
    const { files, fixed, expected, severities } = load(join(home, name));
    const project = openProject(memoryWorkspace(files));
    const paths = checkedFiles(project);

    it('finds what the markers say and nothing else', () => {
      const found = checkAll(project, paths, { severities }).diagnoses.map(({ file, rule, range }) => {
        const starts = lineStarts(files[file] as string);
        const start = positionAt(starts, range.start);
        const end = positionAt(starts, range.end);
        const line = `${file}:${start.line + 1}`;
        const columns = end.line === start.line ? `:${start.character}-${end.character}` : '';
        return expected.includes(`${line} ${rule}`) ? `${line} ${rule}` : `${line}${columns} ${rule}`;
      });
      assert.deepEqual(found.sort(), [...expected].sort());
    });

    it('fixes the files to the byte, and a second run changes nothing', () => {
      const { texts } = fixAll(project, paths, { severities });
      assert.deepEqual(Object.fromEntries(texts), fixed);
      assert.equal(fixAll(project.withTexts(texts), paths, { severities }).texts.size, 0);
    });
  });
}
