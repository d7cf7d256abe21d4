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

/** What BuildKit's instruction parser and its shell lexer say as well; undefined where Go is not installed. */
export const instructionJudge = (): Promise<((questions: readonly Question[]) => readonly Answer[]) | undefined> =>
  ownJudge('buildkit', "BuildKit's instruction parser");

/** A Dockerfile, and the platform for which it is built. */
export interface CheckQuestion {
  readonly text: string;
  readonly platform: string;
  readonly args?: Readonly<Record<string, string>>;
}

export interface CheckAnswer {
  readonly warnings: readonly { readonly rule: string; readonly line: number; readonly detail: string }[];
  /** Where the check of all stages ends. */
  readonly error?: string;
  /** Why a build of the last stage fails. */
  readonly fails?: string;
}

/** What `docker build --check` says without a daemon, but for CopyIgnoredFile; undefined where Go is not installed. */
export const checkJudge = (): Promise<((questions: readonly CheckQuestion[]) => readonly CheckAnswer[]) | undefined> =>
  ownJudge('checks', "BuildKit's checks");

/** A program of our own around BuildKit, in a folder beside this file. Only the build server needs it. */
async function ownJudge<Q, A>(
  folder: string,
  title: string,
): Promise<((questions: readonly Q[]) => readonly A[]) | undefined> {
  const go = which('go') ?? ['/usr/local/go/bin/go', '/usr/lib/go/bin/go'].find((file) => existsSync(file));
  if (go === undefined) {
    if (process.env.CI === 'true') {
      throw new SetupError('Go is needed to ask BuildKit. Install it from https://go.dev/dl.');
    }
    return undefined;
  }
  const source = join(root, 'test', 'judge', folder);
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) {
    hash.update(readFileSync(join(source, file)));
  }
  const version = hash.digest('hex').slice(0, 12);
  const name = process.platform === 'win32' ? 'judge.exe' : 'judge';
  const built = await cached(
    `buildkit-${folder === 'buildkit' ? 'judge' : folder}-${version}`,
    title,
    async (target) => {
      cpSync(source, join(target, 'source'), { recursive: true });
      await run(go, ['build', '-buildvcs=false', '-o', join(target, name), '.'], { cwd: join(target, 'source') });
    },
  );
  return (questions) => lines<A>(join(built, name), questions.map((question) => JSON.stringify(question)).join('\n'));
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
