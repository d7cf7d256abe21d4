import { documentedRules } from '../../scripts/rules.ts';
import { checkFile } from '../../server/check/check.ts';
import { openProject } from '../../server/project/open.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

/** A small build whose only risk is its sources. A file's content is its name; a name that ends in `/` is an empty folder. */
export interface CopyCase {
  readonly files: readonly string[];
  /** The text of .dockerignore. */
  readonly ignore: string | null;
  readonly dockerfile: string;
  readonly outcome: 'builds' | 'fails';
  readonly error: string | null;
}

const plan = `version: 1
registry: docker.io/acme
platforms: [linux/amd64]
phases:
  - id: 1
    title: All
    images:
      - { id: api, image: api, dockerfile: Dockerfile, context: . }
`;

/** The rules that judge whether the sources are there; others have opinions on users and bases. */
const judges = new Set(
  (await documentedRules())
    .filter(({ rule, family }) => family === 'copy' || rule.id === 'dockerfile-syntax')
    .map(({ rule }) => rule.id),
);

/** What the rules say of a case: it fails where they report an error. */
export function predict({
  files,
  ignore,
  dockerfile,
}: Pick<CopyCase, 'files' | 'ignore' | 'dockerfile'>): 'builds' | 'fails' {
  const workspace = memoryWorkspace({
    ...Object.fromEntries(files.map((file) => [file, file])),
    ...(ignore === null ? {} : { '.dockerignore': ignore }),
    'lucid.yaml': plan,
    Dockerfile: dockerfile,
  });
  const found = checkFile(openProject(workspace), 'Dockerfile');
  return found.some(({ rule, severity }) => judges.has(rule) && severity === 'error') ? 'fails' : 'builds';
}

/** A random number in [0, 1) from a seed, so that a case that failed can be made again. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const names = [
  'a.txt',
  'b.txt',
  'main.py',
  'requirements.txt',
  'sp ace.txt',
  'src/main.py',
  'src/util/x.py',
  'src/util/y.txt',
  'app-core/run.py',
  'app_api/run.py',
  'data/c.csv',
  'data/deep/d.csv',
  '.env',
  '.env.local',
  'nested/.env.prod',
  'Docs/Read.MD',
  'lib/core/s.py',
  'lib/requirements.txt',
  'common/__init__.py',
  'br[1].txt',
  'x$y.txt',
  'uni-é/ü.txt',
  'empty/',
];
const sources = [
  ...names.map((name) => name.replace(/\/$/, '')),
  '.',
  './',
  '/',
  '..',
  'src',
  'src/',
  './src',
  '/src/util',
  'src//util',
  'src/../a.txt',
  '../a.txt',
  '../../src',
  'missing',
  'missing/',
  'SRC',
  'Data',
  '*',
  '*.txt',
  '*.nope',
  'src/*',
  'src/**',
  '**',
  '**/*.py',
  'data/*.csv',
  'data/*.nope',
  'src/*/x.py',
  '?.txt',
  '[ab].txt',
  '[!a].txt',
  '[^a].txt',
  'app[-_]*/run.py',
  'lib/*/s.py',
  'missing/*.py',
  'app_core',
  'app-api/run.py',
  '${D}/x.py',
  '${D:-src}/main.py',
  '$D',
  '${NOPE}',
  '${NOPE:-a.txt}',
  '${D:+lib}/core',
  '${D%/*}',
  'a.txt/',
  '"a.txt"',
  'br\\[1].txt',
  '[',
  'a[.txt',
  'src/.',
  './src/./util',
];
const patterns = [
  '*',
  '**',
  '*.txt',
  '**/*.txt',
  '**/*.py',
  'src',
  'src/',
  '/src',
  'src/*',
  'src/**',
  '!src',
  '!src/main.py',
  '!**/*.py',
  '.env*',
  '**/.env*',
  'data',
  '!data/deep',
  'lib/core',
  '[a-m]*',
  '?.txt',
  '# src',
  ' b.txt ',
  './src',
  '../src',
  '\\src',
  '\\empty',
  '!',
  'a.txt/',
  'a.txt/*',
  '!*',
  'Docs',
  'docs',
  '*/',
  '**/core',
  'empty',
  '!empty',
  '[',
  '*/*.py',
  '!app_api',
  'app?core',
];

/** A case made from a seed. It favours what goes wrong: odd patterns, slashes, continuations, variables. */
export function generateCase(seed: number): Pick<CopyCase, 'files' | 'ignore' | 'dockerfile'> {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const some = <T>(list: readonly T[], most: number): T[] =>
    Array.from({ length: 1 + Math.floor(next() * most) }, () => pick(list));
  const files = names.filter(() => next() < 0.7);
  const ignore = next() < 0.45 ? `${some(patterns, 4).join('\n')}\n` : null;
  const keyword = pick(['COPY', 'COPY', 'COPY', 'ADD', 'copy']);
  const flags =
    next() < 0.35
      ? `${pick(['--chown=65532:65532', '--chmod=755', '--link', '--parents', '--exclude=*.txt', '--exclude=src'])} `
      : '';
  const words = some(sources, 2);
  const json = next() < 0.2 && !words.some((word) => /["\\$]/.test(word));
  const gap = pick([' ', ' ', ' \\\n    ', ' \\\n  # why\n    ', '   ']);
  const list = json
    ? `[${[...words, '/x/'].map((word) => JSON.stringify(word)).join(', ')}]`
    : [...words, '/x/'].join(gap);
  const declaration = next() < 0.6 ? `${pick(['ARG D=src', 'ARG D', 'ENV D=lib', 'ARG D="app-core"'])}\n` : '';
  const second = next() < 0.25 ? `COPY ${pick(sources)} /y/\n` : '';
  const text = `FROM scratch\n${declaration}${keyword} ${flags}${list}\n${second}`;
  return { files, ignore, dockerfile: next() < 0.2 ? text.replaceAll('\n', '\r\n') : text };
}
