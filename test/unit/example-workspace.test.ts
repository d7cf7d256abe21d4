/**
 * The example workspace is the ground truth: its README lists every planted mistake, and `test/data/example-findings.txt`
 * holds what the check finds and what fixing leaves. `UPDATE_GOLDEN=1` writes that file anew; compare it with the README.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkAll, checkedFiles } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import { imagesOf } from '../../server/model/plan.ts';
import type { Project } from '../../server/model/project.ts';
import { lineStarts, positionAt } from '../../server/model/text.ts';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import { openProject } from '../../server/project/open.ts';
import { rules } from '../../server/rules/index.ts';
import { diskWorkspace } from '../../server/workspace/disk.ts';

const root = join(import.meta.dirname, '../..');
const golden = join(root, 'test/data/example-findings.txt');
const project = openProject(diskWorkspace(join(root, 'examples/lucid')));
const paths = checkedFiles(project);

const textOf = (where: Project, path: string): string => {
  const read = where.workspace.read(path);
  assert.ok('text' in read, path);
  return read.text;
};

/** `file:line rule severity`, and whether a fix is at hand: `safe` ones run in fix-all, others are offered. */
function found(where: Project): readonly string[] {
  return checkAll(where, paths).diagnoses.map(({ file, range, rule, severity, fixes }) => {
    const line = positionAt(lineStarts(textOf(where, file)), range.start).line + 1;
    const fix = fixes.some(({ safe }) => safe) ? ' (safe fix)' : fixes.length > 0 ? ' (fix)' : '';
    return `${file}:${line} ${rule} ${severity}${fix}`;
  });
}

/** The planted mistakes of the README's first table, as `file:line rule`, or `file rule` where no line is named. */
function planted(): { readonly all: ReadonlySet<string>; readonly files: readonly string[] } {
  const readme = readFileSync(join(root, 'examples/lucid/README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## The 24 Dockerfiles'), readme.indexOf('## The 11 missing'));
  const known = new Set(rules.map(({ id }) => id));
  const all = new Set<string>();
  const files: string[] = [];
  for (const row of section.split('\n').filter((line) => line.startsWith('| `'))) {
    const [, file = '', , cell = ''] = row.split('|').map((text) => text.trim().replace(/^`(.*)`$/, '$1'));
    files.push(file);
    // "when the plan has several platforms", "as above": the plan at hand has one.
    for (const part of cell.split(';').filter((text) => !/when the plan|as above/.test(text))) {
      let lines: readonly string[] = [];
      for (const [, numbers = '', id = ''] of part.matchAll(/((?:\d+(?:, | and | ))*)`([a-z-]+)`/g)) {
        if (numbers !== '') {
          lines = numbers.match(/\d+/g) ?? [];
        }
        if (!known.has(id)) {
          continue;
        }
        for (const line of lines) {
          all.add(`${file}:${line} ${id}`);
        }
        if (lines.length === 0) {
          all.add(`${file} ${id}`);
        }
      }
    }
  }
  return { all, files };
}

describe('examples/lucid', () => {
  it('is checked under the built-in plan: 35 images in 6 phases, 24 Dockerfiles present', () => {
    const images = imagesOf(project.plan);
    assert.equal(project.planFile.kind, 'embedded');
    assert.deepEqual([images.length, project.plan.phases.length], [35, 6]);
    const present = images
      .map(({ dockerfile }) => dockerfile)
      .filter((path) => project.workspace.kind(path) === 'file');
    assert.deepEqual([...paths].sort(), present.sort());
    assert.equal(present.length, 24);
  });

  it('has the findings of the golden file, and fixing leaves the golden rest', () => {
    const { texts } = fixAll(project, paths);
    const left = found(project.withTexts(texts));
    const text = [
      '# What the check finds.',
      ...found(project),
      '',
      '# What remains after `lucid check --fix`, for a person to decide.',
      ...left,
      '',
    ].join('\n');
    if (process.env.UPDATE_GOLDEN) {
      writeFileSync(golden, text);
    }
    assert.equal(text, readFileSync(golden, 'utf8').replaceAll('\r\n', '\n'));
    assert.deepEqual(
      left.filter((line) => line.endsWith('(safe fix)')),
      [],
    );
  });

  it('has every mistake that its README plants and no other', () => {
    const { all, files } = planted();
    assert.deepEqual([...files].sort(), [...paths].sort());
    const withLines = found(project)
      .map((line) => line.split(' ').slice(0, 2).join(' '))
      .filter((line) => !line.endsWith(' distroless-deprecated'));
    // Where the README names no line, the rule alone counts.
    const actual = withLines.map((line) => {
      const anywhere = line.replace(/:\d+ /, ' ');
      return all.has(anywhere) ? anywhere : line;
    });
    assert.deepEqual([...new Set(actual)].sort(), [...all].sort());
  });

  it('is fixed in one run: the second changes nothing, and the fixed Dockerfiles read as before', () => {
    const { texts, fixed } = fixAll(project, paths);
    assert.ok(fixed > 60, `${fixed} fixes`);
    assert.deepEqual([...fixAll(project.withTexts(texts), paths).texts.keys()], []);
    for (const [path, text] of texts) {
      const before = textOf(project, path);
      assert.deepEqual(parseDockerfile(text, path).problems, [], path);
      assert.equal(text.startsWith('\ufeff'), before.startsWith('\ufeff'), path);
      assert.equal(text.endsWith('\n'), before.endsWith('\n'), path);
      if (before.includes('\r\n')) {
        assert.doesNotMatch(text, /[^\r]\n/, path);
      } else {
        assert.doesNotMatch(text, /\r/, path);
      }
    }
  });
});
