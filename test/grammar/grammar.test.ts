// The grammars as VS Code runs them: its own grammars for Dockerfiles and shell, ours injected.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';
import { ensureCodeServer, root } from '../../scripts/setup/tools.mjs';

interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo: readonly string[];
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const contributions: readonly Contribution[] = manifest.contributes.grammars;

let grammars: Readonly<Record<string, IGrammar>>;

before(async () => {
  const require = createRequire(import.meta.url);
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const extensions = join(dirname(await ensureCodeServer()), '..', 'extensions');
  const files: Readonly<Record<string, string>> = {
    'source.dockerfile': join(extensions, 'docker', 'syntaxes', 'docker.tmLanguage.json'),
    'source.shell': join(extensions, 'shellscript', 'syntaxes', 'shell-unix-bash.tmLanguage.json'),
    'source.yaml': join(extensions, 'yaml', 'syntaxes', 'yaml.tmLanguage.json'),
    ...Object.fromEntries(contributions.map(({ scopeName, path }) => [scopeName, join(root, path)])),
  };
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = files[scope];
      return file === undefined ? null : textmate.parseRawGrammar(readFileSync(file, 'utf8'), file);
    },
    getInjections: (scope) => contributions.filter((one) => one.injectTo.includes(scope)).map((one) => one.scopeName),
  });
  const load = async (scope: string): Promise<[string, IGrammar]> => {
    const grammar = await registry.loadGrammar(scope);
    assert.ok(grammar, scope);
    return [scope, grammar];
  };
  grammars = Object.fromEntries(await Promise.all(['source.dockerfile', 'source.yaml'].map(load)));
});

/** Every token with its scopes, line after line. */
function tokens(text: string, scope = 'source.dockerfile'): { text: string; scopes: string[] }[] {
  const grammar = grammars[scope];
  assert.ok(grammar);
  let state = textmate.INITIAL;
  return text.split('\n').flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map((token) => ({ text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes }));
  });
}

/** The innermost scope of the first token with this text. */
function scopeOf(list: readonly { text: string; scopes: string[] }[], text: string): string {
  const token = list.find((one) => one.text.trim() === text);
  assert.ok(token, `No token ${text} among ${JSON.stringify(list.map((one) => one.text))}`);
  return token.scopes.at(-1) ?? '';
}

test('a suppression shows its key word and its rules', () => {
  const list = tokens('# lucid: ignore=copy-source-missing, user-nonroot made by CI\nFROM scratch');
  assert.equal(scopeOf(list, 'lucid:'), 'keyword.control.suppression.lucid');
  assert.equal(scopeOf(list, 'ignore'), 'keyword.control.suppression.lucid');
  assert.equal(scopeOf(list, 'copy-source-missing'), 'entity.name.tag.rule.lucid');
  assert.equal(scopeOf(list, 'user-nonroot'), 'entity.name.tag.rule.lucid');
  assert.equal(scopeOf(list, 'made by CI'), 'comment.line.number-sign.lucid');
  assert.equal(scopeOf(list, 'FROM'), 'keyword.other.special-method.dockerfile');
});

test('a suppression of a whole file, and in YAML', () => {
  assert.equal(scopeOf(tokens('# lucid: ignore-file=layer-order'), 'layer-order'), 'entity.name.tag.rule.lucid');
  const yaml = tokens('services:\n  # lucid: ignore=compose-user legacy\n  api:\n', 'source.yaml');
  assert.equal(scopeOf(yaml, 'compose-user'), 'entity.name.tag.rule.lucid');
});

test('other comments stay comments', () => {
  for (const comment of ['# plain', '# lucid is a name', '# lucid: ignored=x', '# see lucid: ignore=x']) {
    const list = tokens(comment);
    assert.ok(
      list.every((token) => !token.scopes.some((scope) => scope.endsWith('.lucid'))),
      `${comment} → ${JSON.stringify(list)}`,
    );
  }
});

test('a string that only looks like a suppression stays a string', () => {
  const list = tokens('RUN echo "# lucid: ignore=layer-order"');
  assert.ok(list.every((token) => !token.scopes.some((scope) => scope.endsWith('.lucid'))));
});

test('the lines of RUN <<EOF are shell, and the Dockerfile goes on after the delimiter', () => {
  const list = tokens("RUN --mount=type=cache,target=/x <<'EOF'\nif true; then\n  echo FROM\nfi\nEOF\nUSER 65532");
  assert.ok(scopeOf(list, 'if').startsWith('keyword.control'));
  assert.equal(scopeOf(list, '<<'), 'keyword.operator.heredoc.dockerfile');
  assert.deepEqual(
    list.filter((token) => token.text === 'EOF').map((token) => token.scopes.at(-1)),
    ['entity.name.tag.heredoc.dockerfile', 'entity.name.tag.heredoc.dockerfile'],
  );
  assert.equal(scopeOf(list, 'USER'), 'keyword.other.special-method.dockerfile');
  assert.equal(scopeOf(list, 'RUN'), 'keyword.other.special-method.dockerfile');
});

test('the lines of COPY <<EOF are text, even those that look like instructions', () => {
  const list = tokens('COPY <<EOF /etc/motd\nFROM nowhere\n# no comment\nEOF\nRUN true');
  assert.equal(scopeOf(list, 'FROM nowhere'), 'string.unquoted.heredoc.dockerfile');
  assert.equal(scopeOf(list, '# no comment'), 'string.unquoted.heredoc.dockerfile');
  assert.equal(scopeOf(list, 'RUN'), 'keyword.other.special-method.dockerfile');
});

test('a here-document with tabs stripped ends at an indented delimiter', () => {
  const list = tokens('COPY <<-END /x\n\tUSER root\n\tEND\nUSER 65532');
  assert.equal(scopeOf(list, 'USER root'), 'string.unquoted.heredoc.dockerfile');
  assert.equal(scopeOf(list, 'USER'), 'keyword.other.special-method.dockerfile');
});
