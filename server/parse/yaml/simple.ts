import { blockScalar } from './block-scalar.ts';
import { closeQuote, plainValue, unquote } from './scalars.ts';
import type { YamlMap, YamlNode, YamlPair, YamlScalar, YamlSeq } from './yaml.ts';

/**
 * Reads the YAML that people write: block mappings and lists, flow collections, scalars of one line, block scalars,
 * anchors and aliases. One pass, exact ranges. Gives undefined for whatever lies outside: directives, tags, several
 * documents, complex keys, scalars over several lines, tabs, and everything that may be wrong. What it does give is
 * what the library gives; a test holds them together.
 */
export function readSimpleYaml(text: string): YamlNode | undefined {
  if (text.indexOf('\ufeff', 1) > 0 || /[\t\0]|\r(?!\n)|^%|^\.\.\.|^---(?=[^\r\n])/m.test(text)) {
    return undefined;
  }
  const reader: Reader = { text, at: text.startsWith('\ufeff') ? 1 : 0, line: 0, anchors: new Map() };
  reader.line = reader.at;
  nextContent(reader);
  if (column(reader) === 0 && text.startsWith('---', reader.at)) {
    reader.at += 3;
    nextContent(reader);
  }
  if (reader.at >= text.length) {
    return undefined;
  }
  // The library misjudges the column of a list behind a byte order mark: let it.
  if (text.startsWith('\ufeff') && text.startsWith('-', 1)) {
    return undefined;
  }
  const root = isDash(reader) ? sequence(reader, 0) : mapping(reader, 0);
  return root && reader.at >= text.length ? root : undefined;
}

interface Reader {
  readonly text: string;
  /** Where reading goes on: between values, at the first character of a line that is not blank and no comment. */
  at: number;
  /** Where the line of `at` begins. */
  line: number;
  readonly anchors: Map<string, YamlNode>;
}

/** Deeper documents are for the library. */
const deepest = 60;
const longestKey = 1000;

const column = (reader: Reader): number => reader.at - reader.line;
const isEnd = (char: string | undefined): boolean => char === undefined || char === '\n' || char === '\r';
const isGap = (char: string | undefined): boolean => char === ' ' || isEnd(char);

function skipSpaces(reader: Reader): void {
  while (reader.text[reader.at] === ' ') {
    reader.at += 1;
  }
}

/** Goes over spaces, comments and line breaks to the next content. A comment begins a line or follows a space. */
function nextContent(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    skipSpaces(reader);
    const char = text[reader.at];
    const comment = char === '#' && (reader.at === reader.line || text[reader.at - 1] === ' ');
    if (char !== undefined && !comment && !isEnd(char)) {
      return;
    }
    const end = text.indexOf('\n', reader.at);
    if (end < 0) {
      reader.at = text.length;
      reader.line = reader.at;
      return;
    }
    reader.at = end + 1;
    reader.line = reader.at;
  }
}

/** After a value: nothing but a comment may follow on its line. False where something does. */
function endLine(reader: Reader): boolean {
  const line = reader.line;
  nextContent(reader);
  return reader.line !== line || reader.at >= reader.text.length;
}

/** A mapping, a list or a lone value that begins here, all of it further right than `parent`. */
function block(reader: Reader, parent: number, depth: number): YamlNode | undefined {
  if (depth > deepest) {
    return undefined;
  }
  if (isDash(reader)) {
    return sequence(reader, depth);
  }
  if (keyEnd(reader) !== undefined) {
    return mapping(reader, depth);
  }
  return inline(reader, parent, depth);
}

const isDash = ({ text, at }: Reader): boolean => text[at] === '-' && isGap(text[at + 1]);

function sequence(reader: Reader, depth: number): YamlSeq | undefined {
  const start = reader.at;
  const indent = column(reader);
  const items: YamlNode[] = [];
  let end = start;
  while (reader.at < reader.text.length && column(reader) === indent && isDash(reader)) {
    reader.at += 1;
    end = reader.at;
    const item = value(reader, indent, depth, false);
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

function mapping(reader: Reader, depth: number): YamlMap | undefined {
  const start = reader.at;
  const indent = column(reader);
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
    const content = value(reader, indent, depth, true);
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

/** What follows a dash or a colon of a collection at `indent`, on its line or on those below. */
function value(reader: Reader, indent: number, depth: number, ofKey: boolean): YamlNode | undefined {
  const { text } = reader;
  const marker = reader.at;
  const line = reader.line;
  nextContent(reader);
  if (reader.line === line && reader.at < text.length) {
    if (text[reader.at] === '&') {
      return anchored(reader, indent, depth, ofKey);
    }
    // A list item may itself be a collection that begins on the line of its dash; a value may not.
    const compact = isDash(reader) || keyEnd(reader) !== undefined;
    if (compact) {
      return ofKey ? undefined : block(reader, indent, depth + 1);
    }
    return inline(reader, indent, depth);
  }
  return below(reader, marker, indent, depth, ofKey);
}

/** A value that stands on the lines below; a list may stand right under its key. Nothing there is null. */
function below(reader: Reader, marker: number, indent: number, depth: number, ofKey: boolean): YamlNode | undefined {
  const more = reader.at < reader.text.length;
  if (more && (column(reader) > indent || (ofKey && column(reader) === indent && isDash(reader)))) {
    const node = reader.text[reader.at] === '&' ? undefined : block(reader, indent, depth + 1);
    // The library reads a scalar below a comment further left as a key.
    const commented = node && node.kind === 'scalar' && reader.text.slice(marker, node.range.start).includes('#');
    return commented ? undefined : node;
  }
  return { kind: 'scalar', value: null, source: '', range: { start: marker, end: marker } };
}

function anchored(reader: Reader, indent: number, depth: number, ofKey: boolean): YamlNode | undefined {
  const name = /&[^\s,[\]{}]+/y;
  name.lastIndex = reader.at;
  const found = name.exec(reader.text)?.[0];
  if (!found || !isGap(reader.text[reader.at + found.length])) {
    return undefined;
  }
  reader.at += found.length;
  const marker = reader.at;
  const line = reader.line;
  nextContent(reader);
  const sameLine = reader.line === line && reader.at < reader.text.length;
  // On one line, `&a key: value` names the key and not the mapping.
  if (sameLine && (isDash(reader) || keyEnd(reader) !== undefined || '&*'.includes(reader.text[reader.at] ?? ''))) {
    return undefined;
  }
  const node = sameLine ? inline(reader, indent, depth) : below(reader, marker, indent, depth, ofKey);
  // An anchor of nothing, or of an alias.
  if (node?.kind === 'alias' || (node?.kind === 'scalar' && node.range.start === node.range.end)) {
    return undefined;
  }
  if (node) {
    reader.anchors.set(found.slice(1), node);
  }
  return node;
}

/** Where the key that begins here ends, if one does: before a colon that a space or the end of the line follows. */
function keyEnd({ text, at }: Reader): number | undefined {
  const first = text[at];
  if (first === '"' || first === "'") {
    const close = closeQuote(text, at);
    if (close === undefined) {
      return undefined;
    }
    let colon = close + 1;
    while (text[colon] === ' ') {
      colon += 1;
    }
    return text[colon] === ':' && isGap(text[colon + 1]) ? close + 1 : undefined;
  }
  if (first === '[' || first === '{') {
    return undefined;
  }
  for (let i = at; !isEnd(text[i]); i++) {
    if (text[i] === ':' && isGap(text[i + 1])) {
      return i;
    }
    if (text[i] === '#' && text[i - 1] === ' ') {
      return undefined;
    }
  }
  return undefined;
}

function keyAt(reader: Reader, stop: number): YamlScalar | undefined {
  const { text, at } = reader;
  if (stop - at > longestKey) {
    return undefined;
  }
  if (text[at] === '"' || text[at] === "'") {
    return quoted(reader);
  }
  let end = stop;
  while (end > at && text[end - 1] === ' ') {
    end -= 1;
  }
  return plain(reader, end);
}

function plain(reader: Reader, end: number): YamlScalar | undefined {
  const source = reader.text.slice(reader.at, end);
  if (!/^[^\s\-?:,[\]{}#&*!|>'"%@`]|^[-:][^\s,[\]{}]/.test(source)) {
    return undefined;
  }
  const scalar: YamlScalar = { kind: 'scalar', value: plainValue(source), source, range: { start: reader.at, end } };
  reader.at = end;
  return scalar;
}

function quoted(reader: Reader): YamlScalar | undefined {
  const start = reader.at;
  const close = closeQuote(reader.text, start);
  const source = close === undefined ? undefined : unquote(reader.text, start, close);
  if (close === undefined || source === undefined) {
    return undefined;
  }
  reader.at = close + 1;
  return { kind: 'scalar', value: source, source, range: { start, end: reader.at } };
}

/** A value that begins on this line and is no block collection; its line must end after it. */
function inline(reader: Reader, indent: number, depth: number): YamlNode | undefined {
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

function leaf(reader: Reader, inFlow: boolean): YamlNode | undefined {
  const { text, at } = reader;
  if (text[at] === '"' || text[at] === "'") {
    return quoted(reader);
  }
  let end = at;
  while (!isEnd(text[end])) {
    const char = text[end] as string;
    if (inFlow && ',[]{}'.includes(char)) {
      break;
    }
    if (char === '#' && text[end - 1] === ' ') {
      break;
    }
    if (char === ':' && (isGap(text[end + 1]) || (inFlow && ',[]{}'.includes(text[end + 1] as string)))) {
      if (!inFlow) {
        return undefined;
      }
      break;
    }
    end += 1;
  }
  while (end > at && text[end - 1] === ' ') {
    end -= 1;
  }
  if (text[at] !== '*') {
    return plain(reader, end);
  }
  const name = text.slice(at + 1, end);
  if (!/^[^\s,[\]{}]+$/.test(name)) {
    return undefined;
  }
  reader.at = end;
  return { kind: 'alias', name, target: reader.anchors.get(name), range: { start: at, end } };
}

/**
 * `[a, b]` and `{a: b}`, over several lines too, as long as these stand further right than `indent`; only the bracket
 * that closes the outermost may stand at it.
 */
function flow(reader: Reader, indent: number, depth: number, outermost: boolean): YamlNode | undefined {
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

function flowItem(reader: Reader, indent: number, depth: number): YamlNode | undefined {
  const first = reader.text[reader.at];
  return first === '[' || first === '{' ? flow(reader, indent, depth + 1, false) : leaf(reader, true);
}

function flowPair(reader: Reader, key: YamlNode, indent: number, depth: number): YamlPair | undefined {
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
function flowGap(reader: Reader, indent: number, outermost: boolean): boolean {
  const { text, line } = reader;
  nextContent(reader);
  if (reader.at >= text.length) {
    return false;
  }
  const closing = outermost && (text[reader.at] === ']' || text[reader.at] === '}');
  return reader.line === line || column(reader) > indent || (closing && column(reader) === indent);
}
