// Fresh generated cases, each judged by the rules and built by the real BuildKit: the two must agree.
// LUCID_CASES says how many, LUCID_SEED which; LUCID_RECORD=1 keeps the answers in test/data/copy/recorded.jsonl.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CopyCase, generateCase, predict } from '../support/copy-cases.ts';
import { temporaryFolder } from '../support/processes.ts';
import { type BuildKit, startBuildKit } from '../support/realdocker.ts';
import { seed } from '../support/seed.ts';

const count = Number(process.env.LUCID_CASES ?? 120);
const atOnce = 4;

let buildKit: BuildKit;
before(async () => {
  buildKit = await startBuildKit();
});
after(async () => {
  await buildKit?.stop();
});

test(`${count} generated cases from seed ${seed} end as predicted`, async () => {
  const pending = Array.from({ length: count }, (_, index) => seed + index);
  const answers: CopyCase[] = [];
  const worker = async (): Promise<void> => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      answers.push(await ask(generateCase(next)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (process.env.LUCID_RECORD) {
    record(answers);
  }
  const wrong = answers.filter((answer) => predict(answer) !== answer.outcome);
  assert.deepEqual(wrong, []);
  assert.ok(
    answers.some((answer) => answer.outcome === 'fails') && answers.some((answer) => answer.outcome === 'builds'),
  );
});

/** Builds a case and says how it ended. */
async function ask({
  files,
  ignore,
  dockerfile,
}: Pick<CopyCase, 'files' | 'ignore' | 'dockerfile'>): Promise<CopyCase> {
  const folder = temporaryFolder('lucid-case');
  const place = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  for (const file of files) {
    if (file.endsWith('/')) {
      mkdirSync(join(folder, file), { recursive: true });
    } else {
      place(file, file);
    }
  }
  if (ignore !== null) {
    place('.dockerignore', ignore);
  }
  place('Dockerfile', dockerfile);
  // A pattern that matches nothing has one and the same cache key in every build, and a cached step cannot fail.
  const { ok, output } = await buildKit.build(folder, { more: ['--no-cache'] });
  rmSync(folder, { recursive: true, force: true });
  const error = ok ? null : (/^ERROR: .*$/m.exec(output)?.[0] ?? output.slice(-300)).replace(/ref [\w:]+/, 'ref REF');
  return { files, ignore, dockerfile, outcome: ok ? 'builds' : 'fails', error };
}

function record(answers: readonly CopyCase[]): void {
  const path = join(import.meta.dirname, '../data/copy/recorded.jsonl');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${answers.map((answer) => JSON.stringify(answer)).join('\n')}\n`);
}
