import { random } from './copy-cases.ts';

/** A pattern and a path, and how Go's `path.Match` and moby's patternmatcher judge them. */
export interface PatternCase {
  readonly pattern: string;
  readonly path: string;
  readonly glob: 'match' | 'none' | 'bad';
  readonly ignore: 'match' | 'none' | 'bad';
}

// biome-ignore format: the lists of pieces read better side by side
const pieces = [
  '*', '**', '**/', '?', 'a', 'b', 'ab', '/', '/', '.', '[ab]', '[^a]', '[a-c]', '[!a]', '[', '[a', '[]', '[]a]',
  '[^]a]', '[a-]', '[b-a]', '[*]', '[**]', '[?]', '[.]', '[\\]a]', '[[:alpha:]]', '[[:x:]]', '[[:^digit:]x]', '\\',
  '\\*', '\\a', '\\d', '\\s', '\\w', '\\b', '\\.', '\\[', '\\é', '\\_', '\\1', '\\12', '\\x41', '[\\d]', '[\\w-z]',
  '^', '$', '+', '(', ')', '|', '{', '}', 'é', '😀', '-', ' ', '!', 'a.txt', 'src', 'x/y', '..', './',
];
// biome-ignore format: as above
const names = [
  'a', 'b', 'ab', 'c', 'd', 'A', '.', 'é', '😀', '-', '/', '/', '/', 'a.txt', 'src', 'x', 'y', '*', '[', ']', '\\', '^',
  '$', '1', '_', ' ', 'b.txt', 'src/a.txt', 'a/b/c', '\n',
];

/** Questions from a seed. Every second path resembles its pattern, so that enough of them match. */
export function patternQuestions(seed: number, count: number): readonly Pick<PatternCase, 'pattern' | 'path'>[] {
  const next = random(seed);
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] as string;
  const some = (list: readonly string[], most: number): string =>
    Array.from({ length: 1 + Math.floor(next() * most) }, () => pick(list)).join('');
  const alike = (pattern: string): string =>
    pattern
      .replace(/\*\*?\/?/g, () => some(['a', 'b', '/', '', 'x/'], 2))
      .replaceAll('?', 'a')
      .replace(/\[[^\]]*\]/g, () => pick(['a', 'b', 'c', '1']))
      .replaceAll('\\', '');
  // BuildKit only ever asks about clean paths.
  const clean = (path: string): string =>
    path
      .split('/')
      .filter((part) => part !== '' && part !== '.' && part !== '..')
      .join('/') || 'a';
  return Array.from({ length: count }, () => {
    const pattern = some(pieces, 5);
    return { pattern, path: clean(next() < 0.5 ? alike(pattern) : some(names, 5)) };
  });
}
