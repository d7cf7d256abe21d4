import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ignoreFilePatterns, patternMatcher } from '../../server/workspace/ignore-patterns.ts';
import { cleanPath, joinPath } from '../../server/workspace/paths.ts';
import { BadPattern, globMatcher, hasWildcard, splitWildcard } from '../../server/workspace/patterns.ts';
import { findings } from '../support/example.ts';

describe("the patterns of COPY and ADD are those of Go's path.Match", () => {
  const table: readonly [pattern: string, path: string, matches: boolean][] = [
    ['*.txt', 'a.txt', true],
    ['*.txt', '.txt', true],
    ['*.txt', 'src/a.txt', false],
    ['**', 'a', true],
    ['**', 'a/b', false],
    ['src/*', 'src/a.txt', true],
    ['src/*/x.py', 'src/util/x.py', true],
    ['src/*/x.py', 'src/x.py', false],
    ['?.txt', 'a.txt', true],
    ['?.txt', 'é.txt', true],
    ['?.txt', '😀.txt', true],
    ['?.txt', 'ab.txt', false],
    ['a?b', 'a/b', false],
    ['[ab].txt', 'b.txt', true],
    ['[a-c].txt', 'd.txt', false],
    ['[^a].txt', 'b.txt', true],
    ['[!a].txt', '!.txt', true],
    ['[!a].txt', 'b.txt', false],
    ['[α-ω]', 'λ', true],
    ['[c-a]', 'b', false],
    ['br[1].txt', 'br1.txt', true],
    ['br\\[1].txt', 'br[1].txt', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a.txt', 'aXtxt', false],
    ['a$b+(c)', 'a$b+(c)', true],
    ['', '', true],
    ['', 'a', false],
  ];
  for (const [pattern, path, matches] of table) {
    it(`${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(path)}`, () => {
      assert.equal(globMatcher(pattern)(path), matches);
    });
  }
  for (const pattern of ['[', 'a[', '[]', '[]a]', '[^]', '[a', '[a-]', '[-a]', '[a-b', 'a\\', '[\\', '*a*[']) {
    it(`${JSON.stringify(pattern)} is refused`, () => assert.throws(() => globMatcher(pattern), BadPattern));
  }
});

describe('the parts of a path with wildcards', () => {
  it('knows what is a pattern', () => {
    assert.deepEqual(['a', 'a*', 'a?', '[a', 'a\\*b', '\\\\*', 'a]'].map(hasWildcard), [
      false,
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
  });
  it('splits before the first part with a wildcard', () => {
    assert.deepEqual(splitWildcard('src/app/*/x.py'), { fixed: 'src/app', pattern: '*/x.py' });
    assert.deepEqual(splitWildcard('*.py'), { fixed: '.', pattern: '*.py' });
    assert.deepEqual(splitWildcard('src//./a.py'), { fixed: 'src/a.py', pattern: '' });
  });
  it('cleans paths as Go does', () => {
    const table = { '': '.', '.': '.', 'a/../..': '..', '/..': '/', 'a//b/': 'a/b', './a/./b': 'a/b', '../a': '../a' };
    for (const [path, clean] of Object.entries(table)) {
      assert.equal(cleanPath(path), clean, path);
    }
  });

  it('joins paths as Go does', () => {
    const table: readonly [string, string, string][] = [
      ['.', 'a', 'a'],
      ['a', '.', 'a'],
      ['a/b', '../c', 'a/c'],
      ['/', 'a/', '/a'],
      ['/app', './parts/', '/app/parts'],
    ];
    for (const [folder, path, joined] of table) {
      assert.equal(joinPath(folder, path), joined, `${folder} ${path}`);
    }
  });
});

describe('the patterns of ignore files are those of moby/patternmatcher', () => {
  const ignored = (patterns: readonly string[], path: string) => patternMatcher(patterns).matches(path).matched;
  const table: readonly [patterns: readonly string[], path: string, matches: boolean][] = [
    [['src'], 'src/a.txt', true],
    [['src/'], 'src/a.txt', true],
    [['*.txt'], 'a.txt', true],
    [['*.txt'], 'src/a.txt', false],
    [['**/*.txt'], 'a.txt', true],
    [['**/*.txt'], 'src/deep/a.txt', true],
    [['**'], 'anything/at/all', true],
    [['src/**'], 'src/a', true],
    [['src/**'], 'src', false],
    [['**/core'], 'lib/core/s.py', true],
    [['.env.*'], 'nested/.env.prod', false],
    [['**/.env.*'], 'nested/.env.prod', true],
    [['Docs'], 'docs', false],
    [['*', '!keep/x'], 'keep/x', false],
    [['*', '!keep/x'], 'keep/y', true],
    [['**/*.txt', '!a.txt'], 'a.txt', false],
    [['**/*.txt', '!a.txt'], 'sub/b.txt', true],
    [['!a', 'a'], 'a', true],
    [['a|b*'], 'bulk', true],
    [['x[^/]y'], 'x/y', false],
    [['\\#a'], '#a', true],
  ];
  for (const [patterns, path, matches] of table) {
    it(`${patterns.join(' ')} ${matches ? 'leaves out' : 'keeps'} ${path}`, () => {
      assert.equal(ignored(patterns, path), matches);
    });
  }
  it('goes down folder by folder with what was found of the parents', () => {
    const matcher = patternMatcher(['a', '!a/b', 'a/b/c']);
    const a = matcher.matches('a', []);
    const b = matcher.matches('a/b', a.matches);
    const c = matcher.matches('a/b/c', b.matches);
    assert.deepEqual([a.matched, b.matched, c.matched], [true, false, true]);
    assert.equal(matcher.matches('a/b/c').matched, true);
  });
  it('refuses at once what filepath.Match refuses', () => {
    for (const pattern of ['[', '!', '!  ', '[a-]']) {
      assert.throws(() => patternMatcher([pattern]), BadPattern, pattern);
    }
  });
  it('refuses late what only its regular expression refuses', () => {
    for (const pattern of ['\\y', '[b-a]', 'x*[', '*\\é']) {
      const matcher = patternMatcher([pattern]);
      assert.throws(() => matcher.matches('x'), BadPattern, pattern);
    }
  });
});

describe('the text of an ignore file', () => {
  it('drops comments, blanks and the byte-order mark, and makes paths relative', () => {
    const text = '\uFEFF# a comment\r\n\r\n  src/  \r\n/abs\n./x/../y\n! keep\n #not-a-comment\n';
    assert.deepEqual(ignoreFilePatterns(text), ['src', 'abs', 'y', '!keep', '#not-a-comment']);
  });
});

describe('no pattern hangs', () => {
  const long = 'a'.repeat(3000);
  const stars = `${'*a'.repeat(300)}b`;
  const patterns = [
    stars,
    `**/${'**a'.repeat(300)}b`,
    `${'**/'.repeat(300)}b`,
    `${'?*'.repeat(300)}b`,
    'a'.repeat(3000),
  ];
  for (const pattern of patterns) {
    it(`${pattern.slice(0, 12)}… against a name of 3,000 characters`, () => {
      assert.equal(globMatcher(pattern)(long), pattern === long);
      assert.equal(patternMatcher([pattern]).matches(long).matched, pattern === long);
    });
  }
});

describe('a pattern that BuildKit refuses late', () => {
  const ignore = { '.dockerignore': '*.log\n', b: '' };
  it('is blamed itself where it is a source', () => {
    const text = 'FROM scratch\nCOPY a\\\\yb b /x/\n';
    assert.deepEqual(
      findings('copy-source-missing', 'Dockerfile', text, ignore).map(({ message }) => message),
      ['"a\\yb" is not a valid pattern: the build fails. Reason: syntax error in pattern.'],
    );
    assert.deepEqual(findings('copy-source-ignored', 'Dockerfile', text, ignore), []);
  });
  it('is the fault of the ignore file where it stands there', () => {
    const [found] = findings('copy-source-ignored', 'Dockerfile', 'FROM scratch\nCOPY b /x/\n', {
      ...ignore,
      '.dockerignore': '\\y\n',
    });
    assert.match(found?.message ?? '', /^\.dockerignore has a pattern that BuildKit cannot read: the build fails\./);
  });
});
