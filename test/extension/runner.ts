// The smallest test runner that works inside an extension host, on the desktop and on a server alike.
import { appendFileSync } from 'node:fs';

interface Test {
  readonly name: string;
  readonly body: () => Promise<void> | void;
  readonly seconds: number;
}

const tests: Test[] = [];

/** Declares a test. Tests run in the order of their declaration, one after the other. */
export function test(name: string, body: () => Promise<void> | void, { seconds = 180 } = {}): void {
  tests.push({ name, body, seconds });
}

/** What VS Code calls: runs every test, and fails if one of them did. */
export async function run(): Promise<void> {
  let failed = 0;
  for (const { name, body, seconds } of tests) {
    const started = Date.now();
    try {
      await withTimeout(Promise.resolve().then(body), seconds);
      print(`✔ ${name} (${Date.now() - started}ms)`);
    } catch (error) {
      failed += 1;
      print(
        `✖ ${name} (${Date.now() - started}ms)\n${indent(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
      );
    }
  }
  print(`${tests.length - failed} passed, ${failed} failed, 0 skipped`);
  if (tests.length === 0) {
    throw new Error('No test was declared.');
  }
  if (failed > 0) {
    throw new Error(`${failed} of ${tests.length} tests failed.`);
  }
}

/** Asks again until the answer is not undefined or false; the way to wait for anything that happens in its own time. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T> | T,
  seconds = 60,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer as Exclude<T, false | null | undefined>;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function withTimeout(work: Promise<void>, seconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${seconds} s.`)), seconds * 1000);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The console of an extension host reaches the outside late and decorated, or not at all; a file is the same everywhere. */
function print(text: string): void {
  const file = process.env.LUCID_TEST_OUTPUT;
  if (file) {
    appendFileSync(file, `${text}\n`);
  } else {
    console.log(text);
  }
}

const indent = (text: string) => text.replace(/^/gm, '    ');
