import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, ensureBuildKitParse, root, run, SetupError, which } from '../../scripts/setup/tools.mjs';
import type { JudgedNode } from './answers.ts';

/** Measured truth and working projects beside the checkout, where they are. */
export const shared = join(root, '..', 'shared');

export interface FileAnswer {
  readonly file: string;
  readonly nodes?: readonly JudgedNode[] | null;
  readonly error?: string;
}

/** What BuildKit's parser makes of files; undefined where the judge is not beside the checkout. */
export async function parserJudge(): Promise<((paths: readonly string[]) => readonly FileAnswer[]) | undefined> {
  const program = await ensureBuildKitParse();
  return program === undefined ? undefined : (paths) => lines<FileAnswer>(program, paths.join('\n'));
}

export type Question =
  | { readonly text: string }
  | {
      readonly word: string;
      readonly escape: string;
      readonly env: Readonly<Record<string, string>>;
      readonly content?: boolean;
    };

export interface Answer {
  readonly nodes?: readonly JudgedNode[];
  readonly error?: string;
  readonly refused?: string;
  readonly value?: string;
  readonly words?: readonly string[];
}

/**
 * What BuildKit's instruction parser and its shell lexer say as well: a program of our own around them. Undefined where
 * Go is not installed; only the build server needs it.
 */
export async function instructionJudge(): Promise<((questions: readonly Question[]) => readonly Answer[]) | undefined> {
  const go = which('go') ?? ['/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((file) => existsSync(file));
  if (go === undefined) {
    if (process.env.CI === 'true') {
      throw new SetupError('Go is needed to ask BuildKit. Install it from https://go.dev/dl.');
    }
    return undefined;
  }
  const source = join(root, 'test', 'judge', 'buildkit');
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) {
    hash.update(readFileSync(join(source, file)));
  }
  const version = hash.digest('hex').slice(0, 12);
  const name = process.platform === 'win32' ? 'judge.exe' : 'judge';
  const folder = await cached(`buildkit-judge-${version}`, "BuildKit's instruction parser", async (target) => {
    cpSync(source, join(target, 'source'), { recursive: true });
    await run(go, ['build', '-buildvcs=false', '-o', join(target, name), '.'], { cwd: join(target, 'source') });
  });
  return (questions) =>
    lines<Answer>(join(folder, name), questions.map((question) => JSON.stringify(question)).join('\n'));
}

function lines<T>(program: string, input: string): readonly T[] {
  const { stdout, stderr, status } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) {
    throw new Error(`${program} failed: ${stderr}`);
  }
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
