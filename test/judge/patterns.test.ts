/**
 * Patterns mean what they mean to BuildKit: Go's `path.Match` for sources, moby's patternmatcher for ignore files. The
 * recorded answers are asked everywhere; where Go is installed it judges fresh cases, and `RECORD=1` records them.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cached, run, which } from '../../scripts/setup/tools.mjs';
import { patternMatcher } from '../../server/workspace/ignore-patterns.ts';
import { BadPattern, globMatcher } from '../../server/workspace/patterns.ts';
import { type PatternCase, patternQuestions } from '../support/pattern-cases.ts';
import { seed } from '../support/seed.ts';

const recorded = join(import.meta.dirname, '../data/patterns/recorded.jsonl');
const source = join(import.meta.dirname, 'patterns');

const read = (lines: string): readonly PatternCase[] =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

function verdict(ask: () => boolean): PatternCase['glob'] {
  try {
    return ask() ? 'match' : 'none';
  } catch (error) {
    if (error instanceof BadPattern) {
      return 'bad';
    }
    throw error;
  }
}

function wrong(cases: readonly PatternCase[]): readonly unknown[] {
  return cases
    .map((answer) => ({
      answer,
      glob: verdict(() => globMatcher(answer.pattern)(answer.path)),
      ignore: verdict(() => patternMatcher([answer.pattern]).matches(answer.path).matched),
    }))
    .filter(({ answer, glob, ignore }) => glob !== answer.glob || ignore !== answer.ignore);
}

async function askGo(seed: number, count: number): Promise<string | undefined> {
  const go = which('go') ?? ['/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((file) => existsSync(file));
  if (go === undefined) {
    return undefined;
  }
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) {
    hash.update(readFileSync(join(source, file)));
  }
  const name = process.platform === 'win32' ? 'patterns.exe' : 'patterns';
  const folder = await cached(`patterns-${hash.digest('hex').slice(0, 12)}`, "BuildKit's patterns", async (target) => {
    cpSync(source, join(target, 'source'), { recursive: true });
    await run(go, ['build', '-buildvcs=false', '-o', join(target, name), '.'], { cwd: join(target, 'source') });
  });
  const input = patternQuestions(seed, count)
    .map((question) => JSON.stringify(question))
    .join('\n');
  const { stdout, stderr, status } = spawnSync(join(folder, name), { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  assert.equal(status, 0, stderr);
  return stdout;
}

describe('patterns mean what they mean to BuildKit', () => {
  it('gives the recorded answers', () => {
    const cases = read(readFileSync(recorded, 'utf8'));
    assert.ok(cases.length >= 2000 && cases.some(({ glob, ignore }) => glob === 'match' && ignore === 'bad'));
    assert.deepEqual(wrong(cases), []);
  });

  it('gives the answers of Go to fresh cases, where Go is installed', async () => {
    const answers = await askGo(seed, process.env.RECORD ? 2000 : 20_000);
    if (answers === undefined) {
      return;
    }
    if (process.env.RECORD) {
      writeFileSync(recorded, answers);
    }
    assert.deepEqual(wrong(read(answers)), [], `LUCID_SEED=${seed}`);
  });
});
