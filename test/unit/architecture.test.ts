/** The invariants of docs/architecture.md that a machine can check. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '../..');

interface Source {
  readonly path: string;
  readonly text: string;
  /** Local imports as paths from the root, packages as they are; imports of types count. */
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ['client', 'server'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const path = join(top, name).split(sep).join('/');
      const text = readFileSync(join(root, path), 'utf8');
      const names = [...text.matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map((match) => match[1] as string);
      return { path, text, imports: names.map((one) => (one.startsWith('.') ? posix.join(dirname(path), one) : one)) };
    }),
);

const under = (...folders: string[]) => sources.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
const inputAndOutput = /^node:(fs|child_process|net|http|https|dns|worker_threads|readline)/;

/** The folder of `server/` that a file is in, or the file itself where it stands at the top. */
const folderOf = (path: string): string => path.split('/')[1] as string;

/** What each folder of the server may import, as the table of docs/architecture.md says. */
const mayImport: ReadonlyMap<string, readonly string[]> = new Map(
  readFileSync(join(root, 'docs/architecture.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, folder, allowed] = /^\| `server\/([a-z]+)\/` \|.*\|([^|]*)\|$/.exec(line) ?? [];
      return folder === undefined
        ? []
        : [[folder, [...(allowed ?? '').matchAll(/`(\w+)`/g)].map(([, one]) => one as string)]];
    }),
);

/** Files at the top of `server/` that import nothing but each other, so that every folder may import them. */
const shared = ['groups.ts', 'memo.ts', 'nearest.ts', 'terminal.ts'];

describe('architecture', () => {
  it('finds the sources and the table', () => {
    assert.ok(sources.length > 100);
    assert.ok(mayImport.size >= 13, [...mayImport.keys()].join());
  });

  it('the client imports of the server its protocol only', () => {
    const wrong = under('client/').flatMap(({ imports }) =>
      imports.filter((name) => name.startsWith('server/') && name !== 'server/protocol.ts'),
    );
    assert.deepEqual(wrong, []);
  });

  it('the server knows no VS Code and no client', () => {
    const wrong = under('server/').filter(({ imports }) =>
      imports.some((name) => name === 'vscode' || name.startsWith('client/')),
    );
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('every folder imports what its row allows', () => {
    const folders = new Set(
      under('server/').flatMap(({ path }) => (path.split('/').length > 2 ? [folderOf(path)] : [])),
    );
    assert.deepEqual(
      [...folders].filter((folder) => !mayImport.has(folder)),
      [],
      'folders without a row',
    );
    const wrong = under('server/').flatMap(({ path, imports }) => {
      const from = folderOf(path);
      const allowed = mayImport.get(from);
      return imports
        .filter((name) => name.startsWith('server/') && folderOf(name) !== from)
        .filter((name) => allowed !== undefined && !isAllowed(name, allowed, path))
        .map((name) => `${path} imports ${name}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('every import that a row allows is used', () => {
    const unused = [...mayImport].flatMap(([folder, allowed]) =>
      allowed
        .filter(
          (other) =>
            !under(`server/${folder}/`).some(({ imports }) =>
              imports.some((name) => name.startsWith(`server/${other}/`)),
            ),
        )
        .map((other) => `${folder} → ${other}`),
    );
    assert.deepEqual(unused, []);
  });

  it('the shared files import nothing but each other', () => {
    const wrong = under('server/').filter(
      ({ path, imports }) =>
        shared.includes(folderOf(path)) &&
        imports.some((name) => name.startsWith('server/') && !shared.includes(folderOf(name))),
    );
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('no files import each other in a circle', () => assert.deepEqual(circles(sources), []));

  it('a rule imports no rule and no helper of another family', () => {
    const wrong = under('server/rules/').flatMap(({ path, imports }) =>
      imports
        .filter((name) => path !== 'server/rules/index.ts' && /^server\/rules\/\w+\//.test(name))
        .filter((name) => posix.dirname(name) !== posix.dirname(path))
        .map((name) => `${path} imports ${name}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('what is shipped imports no examples', () => {
    const wrong = sources.filter(
      ({ path, imports }) =>
        !path.endsWith('.examples.ts') && imports.some((name) => /\.examples\.ts$|rules\/example\.ts$/.test(name)),
    );
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('only the disk, buildx and the entries do input and output', () => {
    const wrong = under('server/')
      .filter(
        ({ path }) =>
          !/^server\/(?:buildx|cli|lsp)\/|^server\/workspace\/disk\.ts$|^server\/(?:cli|main)\.ts$/.test(path),
      )
      .filter(({ imports }) => imports.some((name) => inputAndOutput.test(name)));
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('nothing is spawned through a shell', () => {
    const wrong = sources.filter(({ text }) => /\bshell:\s*true|\bexecSync\(|\bexec\(['"`]/.test(text));
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('classes are errors, values computed on first use, or states', () => {
    const allowed = new Set(['BuildTarget', 'StageView', 'ContextView', 'Programs', 'Tree']);
    const classes = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:export )?(?:abstract )?class (\w+)\b(?! extends Error\b)/gm)]
        .filter(([, name]) => !allowed.has(name as string))
        .map(([, name]) => `${path}: ${name}`),
    );
    assert.deepEqual(classes, []);
  });
});

function isAllowed(name: string, allowed: readonly string[], by: string): boolean {
  const folder = folderOf(name);
  if (shared.includes(folder) || allowed.includes(folder)) {
    return true;
  }
  return folder === 'protocol.ts' ? by.startsWith('server/lsp/') : folder === 'main.ts' && by.startsWith('server/cli/');
}

/** The groups of files that reach each other by imports. */
function circles(all: readonly Source[]): readonly string[] {
  const imports = new Map(all.map((source) => [source.path, source.imports]));
  const reach = (from: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const pending = [...(imports.get(from) ?? [])];
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (!found.has(path)) {
        found.add(path);
        pending.push(...(imports.get(path) ?? []));
      }
    }
    return found;
  };
  return all.map(({ path }) => path).filter((path) => reach(path).has(path));
}
