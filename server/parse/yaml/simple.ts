import { blockScalar } from './block-scalar.ts';
import { flow } from './flow.ts';
import { keyAt, keyEnd, leaf } from './leaf.ts';
import { column, deepest, endLine, isGap, nextContent, type YamlReader } from './reader.ts';
import type { YamlMap, YamlNode, YamlPair, YamlSeq } from './tree.ts';

/**
 * Reads the YAML that people write: block mappings and lists, flow collections, scalars of one line, block scalars,
 * anchors and aliases. One pass, exact ranges. Undefined for everything else: directives, tags, several documents,
 * complex keys, scalars over several lines, tabs, and everything that may be wrong. The result equals that of the
 * library; a test compares them.
 */
export function readSimpleYaml(text: string): YamlNode | undefined {
  if (text.indexOf('\ufeff', 1) > 0 || /[\t\0]|\r(?!\n)|^\ufeff?(?:%|\.\.\.|---(?=[^\r\n]))/m.test(text)) {
    return undefined;
  }
  const reader: YamlReader = { text, at: text.startsWith('\ufeff') ? 1 : 0, line: 0, anchors: new Map() };
  reader.line = reader.at;
  nextContent(reader);
  if (column(reader) === 0 && text.startsWith('---', reader.at)) {
    reader.at += 3;
    nextContent(reader);
  }
  if (reader.at >= text.length) {
    return undefined;
  }
  // The library misjudges the column of a list behind a byte order mark. Its answer counts.
  if (text.startsWith('\ufeff') && text.startsWith('-', 1)) {
    return undefined;
  }
  const root = isDash(reader) ? sequence(reader, 0) : mapping(reader, 0);
  return root && reader.at >= text.length ? root : undefined;
}

/** What a value belongs to. */
interface Parent {
  readonly kind: 'map' | 'seq';
  /** The column of the keys or dashes. */
  readonly indent: number;
  readonly depth: number;
}

/** A mapping, a list or a lone value that begins here, all of it further right than `indent`. */
function block(reader: YamlReader, indent: number, depth: number): YamlNode | undefined {
  if (depth > deepest) {
    return undefined;
  }
  if (isDash(reader)) {
    return sequence(reader, depth);
  }
  if (keyEnd(reader) !== undefined) {
    return mapping(reader, depth);
  }
  return inline(reader, indent, depth);
}

const isDash = ({ text, at }: YamlReader): boolean => text[at] === '-' && isGap(text[at + 1]);

function sequence(reader: YamlReader, depth: number): YamlSeq | undefined {
  const start = reader.at;
  const indent = column(reader);
  const list: Parent = { kind: 'seq', indent, depth };
  const items: YamlNode[] = [];
  let end = start;
  while (reader.at < reader.text.length && column(reader) === indent && isDash(reader)) {
    reader.at += 1;
    end = reader.at;
    const item = value(reader, list);
    if (!item) {
      return undefined;
    }
    items.push(item);
    end = Math.max(end, item.range.end);
  }
  return column(reader) > indent && reader.at < reader.text.length
    ? undefined
    : { kind: 'seq', items, range: { start, end } };
}

function mapping(reader: YamlReader, depth: number): YamlMap | undefined {
  const start = reader.at;
  const indent = column(reader);
  const map: Parent = { kind: 'map', indent, depth };
  const pairs: YamlPair[] = [];
  let end = start;
  while (reader.at < reader.text.length && column(reader) === indent) {
    const stop = keyEnd(reader);
    if (stop === undefined) {
      return undefined;
    }
    const key = keyAt(reader, stop);
    if (!key) {
      return undefined;
    }
    reader.at = reader.text.indexOf(':', stop) + 1;
    end = reader.at;
    const content = value(reader, map);
    if (!content) {
      return undefined;
    }
    pairs.push({ key, value: content });
    end = Math.max(end, content.range.end);
  }
  return column(reader) > indent && reader.at < reader.text.length
    ? undefined
    : { kind: 'map', pairs, range: { start, end } };
}

/** What follows a dash or a colon, on its line or on those below. */
function value(reader: YamlReader, parent: Parent): YamlNode | undefined {
  const { text, line, at: marker } = reader;
  nextContent(reader);
  if (reader.line === line && reader.at < text.length) {
    if (text[reader.at] === '&') {
      return anchored(reader, parent);
    }
    // A collection may begin on the line of a dash, but not on the line of a key.
    const isCollection = isDash(reader) || keyEnd(reader) !== undefined;
    if (isCollection) {
      return parent.kind === 'map' ? undefined : block(reader, parent.indent, parent.depth + 1);
    }
    return inline(reader, parent.indent, parent.depth);
  }
  return below(reader, marker, parent);
}

/** A value on the lines below; null if these do not belong to it. A list may stand right under its key. */
function below(reader: YamlReader, marker: number, parent: Parent): YamlNode | undefined {
  const { text, at } = reader;
  const { kind, indent, depth } = parent;
  const isListOfKey = kind === 'map' && column(reader) === indent && isDash(reader);
  if (at < text.length && (column(reader) > indent || isListOfKey)) {
    const node = text[at] === '&' ? undefined : block(reader, indent, depth + 1);
    // The library reads a scalar below a comment further left as a key.
    const isCommented = node?.kind === 'scalar' && text.slice(marker, node.range.start).includes('#');
    return isCommented ? undefined : node;
  }
  return { kind: 'scalar', value: null, source: '', range: { start: marker, end: marker } };
}

/** `&name` and the value behind it. */
function anchored(reader: YamlReader, parent: Parent): YamlNode | undefined {
  const name = /&[^\s,[\]{}]+/y;
  name.lastIndex = reader.at;
  const found = name.exec(reader.text)?.[0];
  if (!found || !isGap(reader.text[reader.at + found.length])) {
    return undefined;
  }
  reader.at += found.length;
  const { line, at: marker } = reader;
  nextContent(reader);
  const isOnLine = reader.line === line && reader.at < reader.text.length;
  // On one line, `&a key: value` names the key and not the mapping.
  if (isOnLine && (isDash(reader) || keyEnd(reader) !== undefined || '&*'.includes(reader.text[reader.at] ?? ''))) {
    return undefined;
  }
  const node = isOnLine ? inline(reader, parent.indent, parent.depth) : below(reader, marker, parent);
  // The library decides about an anchor without a value, and about one of an alias.
  if (node?.kind === 'alias' || (node?.kind === 'scalar' && node.range.start === node.range.end)) {
    return undefined;
  }
  if (node) {
    reader.anchors.set(found.slice(1), node);
  }
  return node;
}

/** A value that begins on this line: any but a block collection. Its line must end after it. */
function inline(reader: YamlReader, indent: number, depth: number): YamlNode | undefined {
  const first = reader.text[reader.at];
  if (first === '|' || first === '>') {
    const found = blockScalar(reader.text, reader.at, indent);
    if (!found) {
      return undefined;
    }
    reader.at = found.next;
    reader.line = found.next;
    nextContent(reader);
    return found.scalar;
  }
  const node = first === '[' || first === '{' ? flow(reader, indent, depth, true) : leaf(reader, false);
  if (!node || !endLine(reader)) {
    return undefined;
  }
  // A line further right would go on with the scalar.
  return reader.at < reader.text.length && column(reader) > indent ? undefined : node;
}
