/** The invariants of docs/architecture.md that a machine can check. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');

interface Source {
  readonly path: string;
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ['client', 'server'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = join(top, name).split(sep).join('/');
      const text = readFileSync(join(root, path), 'utf8');
      return {
        path,
        imports: [...text.matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map((match) => match[1] as string),
      };
    }),
);

/** Local imports as paths from the root; packages as they are. */
const resolved = ({ path, imports }: Source): readonly string[] =>
  imports.map((name) => (name.startsWith('.') ? posix.join(dirname(path), name) : name));

const under = (...folders: string[]) => sources.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
const inputAndOutput = /^node:(fs|child_process|net|http|https|dns|worker_threads|readline)/;

describe('architecture', () => {
  it('finds the sources', () => assert.ok(sources.length > 60, relative(root, root)));

  it('the client imports of the server its protocol only', () => {
    const wrong = under('client/').flatMap((source) =>
      resolved(source).filter((name) => name.startsWith('server/') && name !== 'server/protocol.ts'),
    );
    assert.deepEqual(wrong, []);
  });

  it('the server knows no VS Code and no client', () => {
    const wrong = under('server/').filter((source) =>
      resolved(source).some((name) => name === 'vscode' || name.startsWith('client/')),
    );
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('rules, models, parsers, facts, plan and analysis do no input or output', () => {
    const pure = under(
      'server/rules/',
      'server/model/',
      'server/parse/',
      'server/facts/',
      'server/image/',
      'server/context/',
      'server/edits/',
      'server/project/',
      'server/plan/',
    );
    const wrong = pure.filter(({ imports }) => imports.some((name) => inputAndOutput.test(name)));
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('rules reach neither the editor, nor the command line, nor builds, nor each other', () => {
    const rules = under('server/rules/').filter(({ path }) => path !== 'server/rules/index.ts');
    const wrong = rules.filter((source) => resolved(source).some((name) => /^server\/(lsp|cli|buildx)\//.test(name)));
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('nothing is spawned through a shell', () => {
    const wrong = sources.filter(({ path }) =>
      /\bshell:\s*true|\bexecSync\(|\bexec\(['"`]/.test(readFileSync(join(root, path), 'utf8')),
    );
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('only errors are classes', () => {
    const classes = sources.filter(({ path }) =>
      /^(export )?(abstract )?class (?!\w+ extends Error\b)/m.test(readFileSync(join(root, path), 'utf8')),
    );
    assert.deepEqual(
      classes.map(({ path }) => path),
      [],
    );
  });
});
