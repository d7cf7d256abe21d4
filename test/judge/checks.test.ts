import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { run } from '../../scripts/setup/tools.mjs';
import { checkFile } from '../../server/check/check.ts';
import type { Dockerfile, Instruction } from '../../server/model/dockerfile.ts';
import { lineStarts, positionAt } from '../../server/model/text.ts';
import { openProject } from '../../server/project/open.ts';
import { rules } from '../../server/rules/index.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { checkedDockerfile } from '../support/check-arbitrary.ts';
import { mistakenDockerfile } from '../support/dockerfile-arbitrary.ts';
import { seed } from '../support/seed.ts';
import { type CheckAnswer, type CheckQuestion, checkJudge, shared } from './judges.ts';

// BuildKit says which checks warn in which line, and which files it refuses. Set LUCID_SEED to repeat a run, LUCID_RECORD=1
// to write the recorded answers anew.
const generated = 1000;
const recordedCount = 150;
const recordedFile = join(import.meta.dirname, '..', 'data', 'checks', 'recorded.jsonl');
const ask = await checkJudge();

const scratch = mkdtempSync(join(tmpdir(), 'lucid-checks-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** The rules that are a check themselves. */
const checks = new Set(rules.filter(({ buildkit }) => buildkit !== undefined).map(({ id }) => id));
const platform = 'linux/amd64';
const plan = `version: 1
registry: docker.io/acme
platforms: [${platform}]
phases:
  - id: 1
    title: Judged
    images:
      - { id: judged, image: judged, dockerfile: Dockerfile, context: ., health: none }
`;

const ofGenerator = (arbitrary: fc.Arbitrary<string>, numRuns: number, from: number): CheckQuestion[] =>
  fc.sample(arbitrary, { numRuns, seed: from }).map((text) => ({ text, platform }));

/** The line that BuildKit names inside an instruction, its first unless a check names another one. */
const lineIn = (
  around: Instruction | undefined,
  check: string,
  warnings: CheckAnswer['warnings'],
): number | undefined =>
  warnings.find(({ rule, line }) => rule === check && around && line >= around.startLine && line <= around.endLine)
    ?.line ?? around?.startLine;

/** The same checks in the same lines, and an error for each file that does not build. */
function agree({ text }: CheckQuestion, { warnings, error, fails }: CheckAnswer, where: string): void {
  const project = openProject(memoryWorkspace({ 'lucid.yaml': plan, Dockerfile: text }));
  const found = checkFile(project, 'Dockerfile');
  const starts = lineStarts(text);
  const { instructions } = project.dockerfile('Dockerfile') as Dockerfile;
  const ours = new Set(
    found.flatMap(({ rule, buildkit = [], range }) => {
      // A rule that speaks in the place of a check marks the very word, which may stand on a later line of the instruction.
      const around = instructions.findLast((one) => one.range.start <= range.start);
      const own = positionAt(starts, range.start).line + 1;
      return buildkit.map((check) => `${checks.has(rule) ? own : lineIn(around, check, warnings)} ${check}`);
    }),
  );
  const theirs = new Set(warnings.map(({ rule, line }) => `${line} ${rule}`));
  // Where BuildKit stops at a mistake, it does not come to what is below.
  const stopped = error !== undefined && !error.startsWith('lint violation');
  const compared = stopped ? [...ours].filter((one) => theirs.has(one)) : [...ours];
  assert.deepEqual(compared.sort(), [...theirs].sort(), where);
  if (fails !== undefined) {
    const errors = found.filter(({ severity }) => severity === 'error');
    assert.ok(errors.length > 0, `BuildKit refuses it, and no rule reports an error: ${fails}\n${where}`);
  }
}

function agreeOnAll(questions: readonly CheckQuestion[], answers: readonly CheckAnswer[]): void {
  assert.equal(answers.length, questions.length);
  questions.forEach((question, index) => {
    agree(question, answers[index] as CheckAnswer, JSON.stringify(question.text));
  });
}

if (ask) {
  test(`warns as the checks of BuildKit do in ${generated} generated files (seed ${seed})`, () => {
    for (const arbitrary of [checkedDockerfile, mistakenDockerfile]) {
      const questions = ofGenerator(arbitrary, generated, seed);
      agreeOnAll(questions, ask(questions));
    }
  });

  if (existsSync(shared)) {
    test('warns as the checks of BuildKit do in working projects', async () => {
      const corpus = join(scratch, 'corpus');
      await run('tar', ['-xJf', join(shared, 'corpus', 'public.tar.xz'), '--one-top-level=corpus'], { cwd: scratch });
      const questions = readdirSync(corpus, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /dockerfile/i.test(entry.name))
        .map((entry) => ({ text: readFileSync(join(entry.parentPath, entry.name), 'utf8'), platform }));
      assert.ok(questions.length > 200, `only ${questions.length} Dockerfiles in ${corpus}`);
      agreeOnAll(questions, ask(questions));
    });

    test('warns as the checks of BuildKit do in the measured COPY cases', () => {
      const questions = readFileSync(join(shared, 'truth', 'copy.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => ({ text: (JSON.parse(line) as { dockerfile: string }).dockerfile, platform }));
      agreeOnAll(questions, ask(questions));
    });
  }
}

if (process.env.LUCID_RECORD === '1') {
  assert.ok(ask, 'Recording needs Go, to ask BuildKit.');
  const questions = [
    ...ofGenerator(checkedDockerfile, recordedCount, 2026),
    ...ofGenerator(mistakenDockerfile, recordedCount / 5, 2026),
  ];
  const answers = ask(questions);
  const rows = questions.map((question, index) => JSON.stringify({ question, answer: answers[index] }));
  writeFileSync(recordedFile, `${rows.join('\n')}\n`);
}

test('agrees with the recorded answers of the checks of BuildKit', () => {
  const rows = readFileSync(recordedFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): { question: CheckQuestion; answer: CheckAnswer } => JSON.parse(line));
  assert.ok(rows.length >= recordedCount);
  for (const { question, answer } of rows) {
    agree(question, answer, JSON.stringify(question.text));
  }
});
