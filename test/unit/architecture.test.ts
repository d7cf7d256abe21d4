/** The invariants of docs/architecture.md that a machine can check. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
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
      const names = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] as string);
      return { path, text, imports: names.map((one) => (one.startsWith('.') ? posix.join(dirname(path), one) : one)) };
    }),
);

const under = (...folders: string[]) => sources.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
const inputAndOutput = /^node:(fs|child_process|net|http|https|dns|worker_threads|readline)/;

/** The folder of `server/` that a file is in, or the file itself where it stands at the top. */
const folderOf = (path: string): string => path.split('/')[1] as string;

interface Row {
  /** A folder of `server/`, or a file at its top. */
  readonly name: string;
  readonly what: string;
  /** The folders and files of `server/` that it may import. */
  readonly allowed: readonly string[];
}

/** The table of docs/architecture.md, without the row of the client. */
const rows: readonly Row[] = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, name, what = '', allowed = ''] = /^\| `server\/([a-z.]+)\/?` \|(.*)\|([^|]*)\|$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, what, allowed: quoted(allowed) }];
  });

/** The words that a text puts between backticks. */
function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([\w.]+)`/g)].map(([, word]) => word as string);
}

/** Files at the top of `server/` that import nothing but each other, so that every folder may import them. */
const shared = ['groups.ts', 'memo.ts', 'nearest.ts', 'terminal.ts'];

describe('architecture', () => {
  it('finds the sources and the table', () => {
    assert.ok(sources.length > 100);
    assert.ok(rows.length >= 16, rows.map(({ name }) => name).join());
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

  it('every folder and every file of the server is shared or has a row', () => {
    const names = new Set(under('server/').map(({ path }) => folderOf(path)));
    assert.deepEqual([...names].sort(), [...shared, ...rows.map(({ name }) => name)].sort());
  });

  it('every folder imports what its row allows', () => {
    const wrong = rows.flatMap(({ name: from, allowed }) =>
      importsOf(from)
        .filter(({ to }) => to !== from && !shared.includes(to) && !allowed.includes(to))
        .map(({ path, to }) => `${path} imports ${to}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('every import that a row allows is used', () => {
    const unused = rows.flatMap(({ name: from, allowed }) =>
      allowed.filter((other) => !importsOf(from).some(({ to }) => to === other)).map((other) => `${from} → ${other}`),
    );
    assert.deepEqual(unused, []);
  });

  it('each layer of the language server imports only the layers before it', () => {
    const layers = quoted(rows.find(({ name }) => name === 'lsp')?.what ?? '');
    const found = new Set(under('server/lsp/').map(({ path }) => path.split('/')[2]));
    assert.deepEqual([...found].sort(), [...layers, 'server.ts'].sort());
    const wrong = layers.flatMap((layer, index) => {
      const allowed = layers.slice(0, index + 1).map((name) => `server/lsp/${name}/`);
      return under(`server/lsp/${layer}/`).flatMap(({ path, imports }) =>
        imports
          .filter((name) => name.startsWith('server/lsp/') && !allowed.some((folder) => name.startsWith(folder)))
          .map((name) => `${path} imports ${name}`),
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('every import is written in full, so that these tests see it', () => {
    const wrong = sources.filter(({ text }) => /\bimport\((?!\s*')|\b(?:createRequire|getBuiltinModule)\b/.test(text));
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('modules of Node are imported by their names with node:', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.filter((name) => builtinModules.includes(name)).map((name) => `${path} imports ${name}`),
    );
    assert.deepEqual(wrong, []);
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

  it('only the list of rules imports a rule', () => {
    const rules = new Set(
      under('server/rules/').flatMap(({ path }) =>
        path.endsWith('.examples.ts') ? [path.replace('.examples.ts', '.ts')] : [],
      ),
    );
    assert.ok(rules.size > 30);
    const wrong = sources
      .filter(({ path }) => path !== 'server/rules/index.ts')
      .flatMap(({ path, imports }) =>
        imports.filter((name) => rules.has(name)).map((name) => `${path} imports ${name}`),
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
      .filter(
        ({ imports, text }) =>
          imports.some((name) => inputAndOutput.test(name)) ||
          /\bfetch\s*\(|\bnew (?:WebSocket|EventSource)\b/.test(text),
      );
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('nothing is spawned through a shell', () => {
    const spawning = sources.filter(({ imports }) => imports.includes('node:child_process'));
    assert.ok(spawning.length > 0);
    const byArguments = /^(?:spawn|spawnSync|execFile|execFileSync|type \w+)$/;
    const wrong = spawning.filter(({ text }) => {
      const imported = [...text.matchAll(/^import (.*?) from 'node:child_process'/gm)].flatMap(([, names = '']) =>
        names
          .replace(/^(?:type )?\{|\}$/g, '')
          .split(',')
          .map((name) => name.trim()),
      );
      return !imported.every((name) => byArguments.test(name)) || /\bshell\b(?!: false)['"]?\s*[:,}\]]/.test(text);
    });
    assert.deepEqual(
      wrong.map(({ path }) => path),
      [],
    );
  });

  it('classes are errors, values computed on first use, or states', () => {
    const allowed = new Set(['BuildTarget', 'StageView', 'ContextView', 'Programs', 'StartReader', 'Tree']);
    const classes = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bclass\b\s*(\w*)([^{;\n]*)\{/g)]
        .filter(([, name = '', rest = '']) => !allowed.has(name) && !/^ extends Error\b/.test(rest))
        .map(([whole]) => `${path}: ${whole}`),
    );
    assert.deepEqual(classes, []);
  });
});

/** What a folder or a file at the top of `server/` imports of the server: by which file, and from which folder. */
function importsOf(name: string): readonly { readonly path: string; readonly to: string }[] {
  return under('server/')
    .filter(({ path }) => folderOf(path) === name)
    .flatMap(({ path, imports }) =>
      imports.filter((one) => one.startsWith('server/')).map((one) => ({ path, to: folderOf(one) })),
    );
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
