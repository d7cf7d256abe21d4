import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../yaml/tree.ts';

/**
 * Reads the HCL of bake files: blocks, attributes, strings, lists and objects. Gives the same tree as the JSON form:
 * `target "app" { context = "." }` is `{ target: { app: { context: "." } } }`. Calls, conditions and here-documents become
 * an alias without a target: an unknown value. Linear; never throws.
 */
export function parseHcl(text: string): YamlMap {
  const reader: HclReader = { tokens: tokenize(text), at: 0 };
  return { kind: 'map', pairs: body(reader, 0), range: { start: 0, end: text.length } };
}

interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'newline' | 'mark' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** How far the tokens have been read. */
interface HclReader {
  readonly tokens: readonly Token[];
  at: number;
}

/** Deeper blocks and values are skipped. */
const deepest = 50;
const token =
  /(?<gap>[ \t\r]+|(?:#|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<newline>\n)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<name>[A-Za-z_][\w-]*)|(?<number>-?\d[\d.]*)|(?<mark>[\s\S])/gy;

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(token)) {
    const { gap, newline, string, name, number } = match.groups ?? {};
    if (gap !== undefined) {
      continue;
    }
    const kind = newline ? 'newline' : string ? 'string' : name ? 'name' : number ? 'number' : 'mark';
    tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length });
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length });
  return tokens;
}

const peek = ({ tokens, at }: HclReader): Token => tokens[Math.min(at, tokens.length - 1)] as Token;
const isMark = (token: Token, text: string): boolean => token.kind === 'mark' && token.text === text;

function next(reader: HclReader): Token {
  const token = peek(reader);
  reader.at += 1;
  return token;
}

/** Attributes and blocks to the closing brace or the end. */
function body(reader: HclReader, depth: number): readonly YamlPair[] {
  const pairs: YamlPair[] = [];
  for (;;) {
    const token = next(reader);
    if (token.kind === 'end' || isMark(token, '}')) {
      return pairs;
    }
    if (token.kind !== 'name') {
      continue;
    }
    if (isMark(peek(reader), '=')) {
      reader.at += 1;
      pairs.push({ key: scalar(token), value: attribute(reader, depth) });
    } else {
      const block = labelled(reader, depth);
      if (block) {
        pairs.push({ key: scalar(token), value: block });
      }
    }
  }
}

/** `"label" { … }`: a mapping from the label to the block's own mapping. */
function labelled(reader: HclReader, depth: number): YamlMap | undefined {
  const label = peek(reader);
  const named = label.kind === 'string' || label.kind === 'name';
  if (named) {
    reader.at += 1;
  }
  if (!isMark(peek(reader), '{')) {
    return undefined;
  }
  const open = next(reader);
  if (depth >= deepest) {
    reader.at = reader.tokens.length;
    return undefined;
  }
  const pairs = body(reader, depth + 1);
  const range = { start: open.start, end: (reader.tokens[reader.at - 1] ?? open).end };
  const inner: YamlMap = { kind: 'map', pairs, range };
  return named ? { kind: 'map', pairs: [{ key: scalar(label), value: inner }], range } : inner;
}

/** The value of an attribute. Unknown if anything else follows on its line. */
function attribute(reader: HclReader, depth: number): YamlNode {
  const from = reader.at;
  const value = expression(reader, depth);
  const after = peek(reader);
  if (value && (after.kind === 'newline' || after.kind === 'end' || isMark(after, '}'))) {
    return value;
  }
  reader.at = from;
  return skipExpression(reader);
}

function expression(reader: HclReader, depth: number): YamlNode | undefined {
  const token = peek(reader);
  if (depth > deepest) {
    return undefined;
  }
  if (token.kind === 'string' || token.kind === 'number') {
    return scalar(next(reader));
  }
  if (isMark(token, '[')) {
    return list(reader, depth);
  }
  if (isMark(token, '{')) {
    return object(reader, depth);
  }
  if (token.kind !== 'name') {
    return undefined;
  }
  const name = next(reader);
  if (/^(?:true|false|null)$/.test(name.text)) {
    return scalar(name);
  }
  // A bare name is a variable: the same as a template of that variable alone.
  const source = `\${${name.text}}`;
  return { kind: 'scalar', value: source, source, range: { start: name.start, end: name.end } };
}

function skipNewlines(reader: HclReader): void {
  while (peek(reader).kind === 'newline') {
    reader.at += 1;
  }
}

function list(reader: HclReader, depth: number): YamlNode | undefined {
  const open = next(reader);
  const items: YamlNode[] = [];
  for (;;) {
    skipNewlines(reader);
    if (isMark(peek(reader), ']')) {
      break;
    }
    const item = expression(reader, depth + 1);
    if (!item) {
      return undefined;
    }
    items.push(item);
    skipNewlines(reader);
    if (isMark(peek(reader), ',')) {
      reader.at += 1;
    } else if (!isMark(peek(reader), ']')) {
      return undefined;
    }
  }
  return { kind: 'seq', items, range: { start: open.start, end: next(reader).end } };
}

function object(reader: HclReader, depth: number): YamlNode | undefined {
  const open = next(reader);
  const pairs: YamlPair[] = [];
  for (;;) {
    skipNewlines(reader);
    if (isMark(peek(reader), '}')) {
      break;
    }
    const key = next(reader);
    if (key.kind !== 'name' && key.kind !== 'string') {
      return undefined;
    }
    const sign = next(reader);
    if (!isMark(sign, '=') && !isMark(sign, ':')) {
      return undefined;
    }
    skipNewlines(reader);
    pairs.push({ key: scalar(key), value: element(reader, depth) });
    if (isMark(peek(reader), ',')) {
      reader.at += 1;
    } else if (peek(reader).kind !== 'newline' && !isMark(peek(reader), '}')) {
      return undefined;
    }
  }
  return { kind: 'map', pairs, range: { start: open.start, end: next(reader).end } };
}

/** The value of a key of an object. Unknown if anything else follows. */
function element(reader: HclReader, depth: number): YamlNode {
  const from = reader.at;
  const value = expression(reader, depth + 1);
  const after = peek(reader);
  if (value && (after.kind === 'newline' || isMark(after, ',') || isMark(after, '}'))) {
    return value;
  }
  reader.at = from;
  return skipExpression(reader, ',');
}

/** Skips to the end of the line, or to `stop`, outside brackets. Gives an unknown value. */
function skipExpression(reader: HclReader, stop?: string): YamlNode {
  const start = peek(reader).start;
  let open = 0;
  let end = start;
  for (;;) {
    const token = peek(reader);
    if (token.kind === 'end' || (open === 0 && (token.kind === 'newline' || isMark(token, stop ?? '')))) {
      break;
    }
    if (token.kind === 'mark' && '([{'.includes(token.text)) {
      open += 1;
    }
    if (token.kind === 'mark' && ')]}'.includes(token.text)) {
      open -= 1;
    }
    if (open < 0) {
      break;
    }
    end = token.end;
    reader.at += 1;
  }
  return { kind: 'alias', name: '', target: undefined, range: { start, end } };
}

function scalar(token: Token): YamlScalar {
  const range = { start: token.start, end: token.end };
  if (token.kind === 'string') {
    const source = token.text.slice(1, -1).replace(/\\(["\\nrt])/g, (_, char: string) => escapes[char] as string);
    return { kind: 'scalar', value: source, source, range };
  }
  const value = token.text === 'null' ? null : token.text;
  return { kind: 'scalar', value, source: token.text, range };
}

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', r: '\r', t: '\t' };
