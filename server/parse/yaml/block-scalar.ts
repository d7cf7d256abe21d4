import type { YamlScalar } from './tree.ts';

/**
 * `|` and `>`, with or without `-` and `+`, at `start` below a collection at column `parent`. `next` is where the line
 * behind it begins. Undefined for indentation indicators and for lines whose spaces have rules of their own.
 */
export function blockScalar(
  text: string,
  start: number,
  parent: number,
): { readonly scalar: YamlScalar; readonly next: number } | undefined {
  const header = /[|>][-+]?(?= *(?: #.*)?\r?(?:\n|$))/y;
  header.lastIndex = start;
  const mark = header.exec(text)?.[0];
  const headerEnd = text.indexOf('\n', start);
  if (mark === undefined || headerEnd < 0) {
    return undefined;
  }
  const lines: string[] = [];
  let indent = -1;
  let at = headerEnd + 1;
  let end = at;
  while (at < text.length) {
    const stop = text.indexOf('\n', at);
    const next = stop < 0 ? text.length : stop + 1;
    const line = text.slice(at, stop < 0 ? text.length : stop).replace(/\r$/, '');
    const left = line.search(/[^ ]/);
    if (left < 0) {
      // Spaces beyond the indentation are content in some places and an error in others.
      if (stop < 0 || line.length > Math.max(indent, 0)) {
        return undefined;
      }
      lines.push('');
    } else {
      if (indent < 0 && left > parent) {
        indent = left;
      }
      if (indent < 0 || left < indent) {
        if (left > parent) {
          return undefined;
        }
        break;
      }
      lines.push(line.slice(indent));
      end = at + line.length;
    }
    at = next;
  }
  if (indent < 0) {
    return undefined;
  }
  const body = mark.startsWith('|') ? literal(lines) : folded(lines);
  if (body === undefined) {
    return undefined;
  }
  const value = chomp(body, mark.at(1));
  return { scalar: { kind: 'scalar', value, source: value, range: { start, end } }, next: at };
}

const literal = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** Joins neighbouring lines by a space. Undefined for lines that begin with a space, which have rules of their own. */
function folded(lines: readonly string[]): string | undefined {
  if (lines.some((line) => line.startsWith(' '))) {
    return undefined;
  }
  return literal(lines)
    .replace(/([^\n])\n(?=[^\n])/g, '$1 ')
    .replace(/([^\n])\n(\n+)(?=[^\n])/g, '$1$2');
}

function chomp(body: string, how: string | undefined): string {
  if (how === '+') {
    return body;
  }
  const bare = body.replace(/\n+$/, '');
  return how === '-' || bare === '' ? bare : `${bare}\n`;
}
