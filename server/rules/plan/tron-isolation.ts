import type { Isolation, PlanImage } from '../../model/plan.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'tron-isolation',
  severity: 'warning',
  title: 'An image mentions an isolated group of the plan',
  why: `The plan keeps some images apart (\`isolation:\`; in the Lucid plan, everything that talks to TRON). An audit must be
able to say that no other image holds their keys or code. So the names, packages, hosts and folders of the group may not
occur in the instructions of other images. Only whole words count: \`electron\` does not contain \`tron\`, but \`TRON_API\` and
\`TronClient\` do. Comments are ignored.`,
  *dockerfile({ file, build: { image }, project }) {
    for (const group of image ? project.plan.isolation.filter(isOutside(image)) : []) {
      const matcher = matcherOf(group.tokens);
      for (const instruction of file.instructions) {
        const { start, end } = instruction.range;
        const comments = file.comments.filter(({ range }) => range.start >= start && range.end <= end);
        for (const [from, to] of matcher(file.text.slice(start, end))) {
          if (comments.some(({ range }) => start + from >= range.start && start + to <= range.end)) {
            continue;
          }
          yield {
            range: { start: start + from, end: start + to },
            message: `"${file.text.slice(start + from, start + to)}" belongs to the isolated group "${group.id}": ${image?.id} may not mention it. Remove it, or allow ${image?.id} in the plan.`,
          };
        }
      }
    }
  },
};

const isOutside =
  ({ id }: PlanImage) =>
  ({ images, allowed }: Isolation): boolean =>
    !images.includes(id) && !allowed.includes(id);

/** Finds tokens as whole words. Between two letters, a word ends only where camel case starts a new one. */
function matcherOf(tokens: readonly string[]): (text: string) => readonly (readonly [number, number])[] {
  const normal = [...new Set(tokens.map((token) => token.toLowerCase().replaceAll('-', '_')))].sort(
    (a, b) => b.length - a.length,
  );
  if (normal.length === 0) {
    return () => [];
  }
  const words = normal.map((token) => token.replace(/[^\w]/g, '\\$&').replaceAll('_', '[-_]'));
  const expression = new RegExp(words.join('|'), 'gi');
  return (text) => {
    const found: (readonly [number, number])[] = [];
    for (const match of text.matchAll(expression)) {
      const end = match.index + match[0].length;
      if (isBoundary(text, match.index) && isBoundary(text, end)) {
        found.push([match.index, end]);
      }
    }
    return found;
  };
}

function isBoundary(text: string, at: number): boolean {
  const before = text[at - 1] ?? ' ';
  const after = text[at] ?? ' ';
  if (!/[A-Za-z]/.test(before) || !/[A-Za-z]/.test(after)) {
    return true;
  }
  return /[a-z]/.test(before) && /[A-Z]/.test(after);
}
