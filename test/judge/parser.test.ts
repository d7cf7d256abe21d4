import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { run } from '../../scripts/setup/tools.mjs';
import { parseDockerfile } from '../../server/parse/dockerfile/dockerfile.ts';
import { expand, expandContent, expandWords } from '../../server/parse/expansion/expand.ts';
import { dockerfileText, expression } from '../property/parse-arbitraries.ts';
import { seed } from '../support/seed.ts';
import { isCutInsideCharacter, judge, judged, print, printed } from './answers.ts';
import { type Answer, instructionJudge, parserJudge, type Question, shared } from './judges.ts';

// BuildKit is the judge of our reader. Set LUCID_SEED to repeat a run, LUCID_RECORD=1 to write the recorded answers anew.
const generated = 2000;
const recordedCount = 150;
const data = join(import.meta.dirname, '..', 'data', 'parse');
const askParser = await parserJudge();
const askInstructions = await instructionJudge();

const scratch = mkdtempSync(join(tmpdir(), 'lucid-judge-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Texts that a file can hold: halves of surrogate pairs have no UTF-8. */
const storable = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
const texts = (numRuns: number, from: number): string[] =>
  fc.sample(dockerfileText, { numRuns, seed: from }).map(storable);

function agree(text: string, answer: Answer, where: string): void {
  const file = parseDockerfile(text, 'Dockerfile');
  const fails = answer.error ?? answer.refused;
  assert.equal(
    file.problems.length > 0,
    fails !== undefined,
    `${where}: BuildKit says ${fails ?? 'that all is well'}, and we ${JSON.stringify(file.problems)}`,
  );
  if (answer.error !== undefined || isCutInsideCharacter(answer.nodes ?? [])) {
    return;
  }
  assert.deepEqual(printed(file), judged(answer.nodes ?? []), where);
  answer.nodes?.forEach((node, index) => {
    const instruction = file.instructions[index];
    node.heredocs?.forEach(({ expand: expands, chomp }, at) => {
      if (expands === undefined) {
        return;
      }
      assert.equal(instruction?.heredocs[at]?.expand, expands, where);
      assert.equal(instruction?.heredocs[at]?.stripTabs, chomp, where);
    });
    if (!node.inner) {
      return;
    }
    assert.ok(instruction?.inner, where);
    // The inner instruction's lines and here-documents are those of the outer one to us, and none to BuildKit.
    const inner = { ...print(instruction.inner), start: 0, end: 0, heredocs: [] };
    assert.deepEqual(inner, { ...judge(node.inner), start: 0, end: 0, heredocs: [] }, where);
  });
  const line = /dockerfile parse error on line (\d+)/.exec(answer.refused ?? '')?.[1];
  const first = file.instructions.find(({ range }) => range.end >= (file.problems[0]?.range.start ?? 0));
  if (line) {
    assert.equal(first?.startLine, Number(line), `${where}: the first problem is elsewhere: ${answer.refused}`);
  }
}

function agreeOnWord(question: Extract<Question, { word: string }>, answer: Answer): void {
  const where = JSON.stringify(question);
  const environment = { get: (name: string) => (Object.hasOwn(question.env, name) ? question.env[name] : undefined) };
  const { value, error } = question.content
    ? expandContent(question.word, environment)
    : expand(question.word, environment, question.escape);
  assert.equal(error !== undefined, answer.error !== undefined, `${where}: BuildKit says ${answer.error}, we ${error}`);
  if (answer.error !== undefined) {
    return;
  }
  assert.equal(value, answer.value, where);
  if (!question.content) {
    assert.deepEqual(expandWords(question.word, environment, question.escape), answer.words ?? [], where);
  }
}

if (askParser) {
  test('reads the Dockerfiles of working projects as BuildKit does', async () => {
    const corpus = join(scratch, 'corpus');
    await run('tar', ['-xJf', join(shared, 'corpus', 'public.tar.xz'), '--one-top-level=corpus'], { cwd: scratch });
    const paths = readdirSync(corpus, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /dockerfile/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    assert.ok(paths.length > 200, `only ${paths.length} Dockerfiles in ${corpus}`);
    for (const answer of askParser(paths)) {
      const text = readFileSync(answer.file, 'utf8');
      agree(text, { ...answer, nodes: answer.nodes ?? [] }, answer.file);
    }
  });

  test('reads the measured COPY cases as BuildKit does, and finds none that fails in parsing', () => {
    const cases = readFileSync(join(shared, 'truth', 'copy.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const files = cases.map((line, index) => {
      const path = join(scratch, `copy-${index}`);
      writeFileSync(path, (JSON.parse(line) as { dockerfile: string }).dockerfile);
      return path;
    });
    for (const answer of askParser(files)) {
      agree(readFileSync(answer.file, 'utf8'), { ...answer, nodes: answer.nodes ?? [] }, answer.file);
    }
  });

  test(`reads ${generated} generated files as BuildKit does (seed ${seed})`, () => {
    const files = texts(generated, seed).map((text, index) => {
      const path = join(scratch, `generated-${index}`);
      writeFileSync(path, text);
      return path;
    });
    for (const { file, nodes, error } of askParser(files)) {
      const text = readFileSync(file, 'utf8');
      const ours = parseDockerfile(text, 'Dockerfile');
      if (error !== undefined) {
        assert.ok(ours.problems.length > 0, `${JSON.stringify(text)}: BuildKit says ${error}`);
      } else if (!isCutInsideCharacter(nodes ?? [])) {
        assert.deepEqual(printed(ours), judged(nodes ?? []), JSON.stringify(text));
      }
    }
  });
} else if (process.env.CI === 'true') {
  test('BuildKit is asked wherever it is beside the checkout', () => {
    assert.equal(existsSync(shared), false, `${shared} is here, and its parser is not`);
  });
}

if (askInstructions) {
  test(`refuses what BuildKit refuses, in ${generated} generated files (seed ${seed})`, () => {
    const questions = texts(generated, seed + 1).map((text) => ({ text }));
    askInstructions(questions).forEach((answer, index) => {
      const { text } = questions[index] as { text: string };
      agree(text, answer, JSON.stringify(text));
    });
  });

  test(`expands ${generated} generated words as BuildKit does (seed ${seed})`, () => {
    const questions = words(generated, seed + 2);
    askInstructions(questions).forEach((answer, index) => {
      agreeOnWord(questions[index] as (typeof questions)[number], answer);
    });
  });
}

function words(numRuns: number, from: number) {
  const found = fc.sample(expression, { numRuns, seed: from });
  return found.map((one, index) => ({
    ...one,
    word: storable(one.word),
    ...(index % 4 === 0 ? { content: true, escape: '\\' } : {}),
  }));
}

if (process.env.LUCID_RECORD === '1') {
  assert.ok(askInstructions, 'Recording needs Go, to ask BuildKit.');
  const record = (name: string, questions: readonly Question[]): void => {
    const answers = askInstructions(questions);
    const lines = questions.map((question, index) => JSON.stringify({ question, answer: answers[index] }));
    writeFileSync(join(data, name), `${lines.join('\n')}\n`);
  };
  record(
    'recorded.jsonl',
    texts(recordedCount, 2026).map((text) => ({ text })),
  );
  record('recorded-words.jsonl', words(recordedCount, 2026));
}

const recorded = <T>(name: string): { question: T; answer: Answer }[] =>
  readFileSync(join(data, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('agrees with the recorded answers of BuildKit', () => {
  const answers = recorded<{ text: string }>('recorded.jsonl');
  assert.ok(answers.length >= recordedCount);
  for (const { question, answer } of answers) {
    agree(question.text, answer, JSON.stringify(question.text));
  }
});

test('expands words as the recorded answers of BuildKit say', () => {
  const answers = recorded<Extract<Question, { word: string }>>('recorded-words.jsonl');
  assert.ok(answers.length >= recordedCount);
  for (const { question, answer } of answers) {
    agreeOnWord(question, answer);
  }
});
