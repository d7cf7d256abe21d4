import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { disk, startClient } from '../support/lsp.ts';

interface Link {
  readonly target: string;
  readonly range: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly character: number;
}

/** `1 app.py → app.py`: the line from 1, the linked word, and the file or stage that it leads to. */
async function links(t: TestContext, lines: readonly string[], files: Record<string, string> = {}): Promise<string[]> {
  const text = lines.join('\n');
  const folder = disk(t, { ...files, Dockerfile: text });
  const client = await startClient(t, [folder.uri]);
  const uri = folder.at('Dockerfile');
  client.open(uri, text);
  const found: Link[] = await client.connection.sendRequest('textDocument/documentLink', { textDocument: { uri } });
  return found.map(({ target, range: { start, end } }) => {
    const word = lines[start.line]?.slice(start.character, end.character);
    return `${start.line + 1} ${word} → ${target.replace(`${pathToFileURL(folder.root).href}/`, '')}`;
  });
}

const compose = (...services: string[]): string =>
  ['services:', ...services.map((build, index) => `  s${index}: { build: ${build} }`), ''].join('\n');

test('FROM leads to the stage of its name, also with capitals, which BuildKit refuses', async (t) => {
  const lines = ['FROM scratch AS Build', 'FROM Build', 'FROM build'];
  assert.deepEqual(await links(t, lines), ['2 Build → Dockerfile#L1', '3 build → Dockerfile#L1']);
});

test('--from leads to a stage by name and by number', async (t) => {
  const lines = [
    'FROM scratch AS one',
    'FROM scratch',
    'COPY --from=0 /x /',
    'COPY --from=ONE /x /',
    'COPY --from=1 /x /',
  ];
  assert.deepEqual(await links(t, lines), ['3 0 → Dockerfile#L1', '4 ONE → Dockerfile#L1']);
});

test('a named context hides the stage of its name, and its files are linked', async (t) => {
  const lines = ['FROM scratch AS lib', 'FROM scratch', 'COPY --from=lib a.txt /', 'FROM lib'];
  const files = { 'compose.yaml': compose('{ context: ., additional_contexts: { lib: shared } }'), 'shared/a.txt': '' };
  assert.deepEqual(await links(t, lines, files), ['3 a.txt → shared/a.txt']);
});

test('mounts lead to the stage and to the file that they read', async (t) => {
  const lines = [
    'FROM scratch AS build',
    'FROM alpine',
    'RUN --mount=from=build,target=/b true',
    'RUN --mount=type=bind,source=a.txt,target=/a true',
    'RUN --mount=type=cache,target=/c true',
  ];
  assert.deepEqual(await links(t, lines, { 'a.txt': '' }), ['4 a.txt → a.txt', '3 build → Dockerfile#L1']);
});

test('variables with a known value lead to the file', async (t) => {
  const lines = ['FROM scratch', 'ARG D=src', 'ARG U', 'COPY $D/a.txt /', 'COPY $U/a.txt /'];
  assert.deepEqual(await links(t, lines, { 'src/a.txt': '' }), ['4 $D/a.txt → src/a.txt']);
});

test('a path is clamped at the root of its context; patterns, folders, URLs and missing files have no link', async (t) => {
  const lines = [
    'FROM scratch',
    'COPY ../a.txt ./src/../a.txt /',
    'COPY *.txt src gone.txt https://example.org/a.txt /',
    'ADD ["a.txt", "/"]',
  ];
  const expected = ['2 ../a.txt → a.txt', '2 ./src/../a.txt → a.txt', '4 "a.txt" → a.txt'];
  assert.deepEqual(await links(t, lines, { 'a.txt': '', 'src/b.txt': '' }), expected);
});

test('every build of a Dockerfile adds its files; a word has one link', async (t) => {
  const build = (context: string): string => `{ context: ${context}, dockerfile: ../Dockerfile }`;
  const files = { 'compose.yaml': compose(build('one'), build('two')), 'one/a': '', 'two/a': '', 'two/b': '' };
  assert.deepEqual(await links(t, ['FROM scratch', 'COPY a b /'], files), ['2 a → one/a', '2 b → two/b']);
});
