import { leaf } from './leaf.ts';
import { column, deepest, isGap, longestKey, nextContent, type YamlReader } from './reader.ts';
import type { YamlNode, YamlPair, YamlScalar } from './tree.ts';

/**
 * `[a, b]` and `{a: b}`, over several lines too, as long as these stand further right than `indent`; only the bracket
 * that closes the outermost may stand at it.
 */
export function flow(reader: YamlReader, indent: number, depth: number, outermost: boolean): YamlNode | undefined {
  if (depth > deepest) {
    return undefined;
  }
  const { text, at: start } = reader;
  const close = text[start] === '[' ? ']' : '}';
  const items: YamlNode[] = [];
  const pairs: YamlPair[] = [];
  reader.at += 1;
  for (;;) {
    if (!flowGap(reader, indent, outermost)) {
      return undefined;
    }
    if (text[reader.at] === close) {
      break;
    }
    const item = flowItem(reader, indent, depth);
    if (!item || !flowGap(reader, indent, outermost)) {
      return undefined;
    }
    if (close === ']') {
      items.push(item);
    } else {
      const pair = flowPair(reader, item, indent, depth);
      if (!pair || !flowGap(reader, indent, outermost)) {
        return undefined;
      }
      pairs.push(pair);
    }
    if (text[reader.at] === ',') {
      reader.at += 1;
    } else if (text[reader.at] !== close) {
      return undefined;
    }
  }
  reader.at += 1;
  const range = { start, end: reader.at };
  return close === ']' ? { kind: 'seq', items, range } : { kind: 'map', pairs, range };
}

function flowItem(reader: YamlReader, indent: number, depth: number): YamlNode | undefined {
  const first = reader.text[reader.at];
  return first === '[' || first === '{' ? flow(reader, indent, depth + 1, false) : leaf(reader, true);
}

function flowPair(reader: YamlReader, key: YamlNode, indent: number, depth: number): YamlPair | undefined {
  const { text } = reader;
  if (key.kind !== 'scalar') {
    return undefined;
  }
  const none: YamlScalar = { kind: 'scalar', value: null, source: '', range: { start: reader.at, end: reader.at } };
  if (text[reader.at] !== ':') {
    return { key, value: none };
  }
  if (reader.line > key.range.start || key.range.end - key.range.start > longestKey) {
    return undefined;
  }
  reader.at += 1;
  if (!isGap(text[reader.at])) {
    return undefined;
  }
  if (!flowGap(reader, indent, false)) {
    return undefined;
  }
  if (text[reader.at] === ',' || text[reader.at] === '}') {
    return { key, value: none };
  }
  const content = flowItem(reader, indent, depth);
  return content && { key, value: content };
}

/** To the next token of a flow collection; false at the end of the text or on a line that is not indented enough. */
function flowGap(reader: YamlReader, indent: number, outermost: boolean): boolean {
  const { text, line } = reader;
  nextContent(reader);
  if (reader.at >= text.length) {
    return false;
  }
  const closing = outermost && (text[reader.at] === ']' || text[reader.at] === '}');
  return reader.line === line || column(reader) > indent || (closing && column(reader) === indent);
}
