import { isEnd, isGap, longestKey, type YamlReader } from './reader.ts';
import { closeQuote, plainValue, unquote } from './scalars.ts';
import type { YamlNode, YamlScalar } from './tree.ts';

/** Where the key that begins here ends, if one does: before a colon that a space or the end of the line follows. */
export function keyEnd({ text, at }: YamlReader): number | undefined {
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

export function keyAt(reader: YamlReader, stop: number): YamlScalar | undefined {
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

function plain(reader: YamlReader, end: number): YamlScalar | undefined {
  const source = reader.text.slice(reader.at, end);
  if (!/^[^\s\-?:,[\]{}#&*!|>'"%@`]|^[-:][^\s,[\]{}]/.test(source)) {
    return undefined;
  }
  const scalar: YamlScalar = { kind: 'scalar', value: plainValue(source), source, range: { start: reader.at, end } };
  reader.at = end;
  return scalar;
}

function quoted(reader: YamlReader): YamlScalar | undefined {
  const start = reader.at;
  const close = closeQuote(reader.text, start);
  const source = close === undefined ? undefined : unquote(reader.text, start, close);
  if (close === undefined || source === undefined) {
    return undefined;
  }
  reader.at = close + 1;
  return { kind: 'scalar', value: source, source, range: { start, end: reader.at } };
}

export function leaf(reader: YamlReader, inFlow: boolean): YamlNode | undefined {
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
