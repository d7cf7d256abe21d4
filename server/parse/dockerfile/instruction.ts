import { type Instruction, type Logical, sourceOffset } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { buildFails, shown } from '../refused/messages.ts';
import { isAscii, isAsciiSpace, isBlank, skipSpace, trimmedEnd, upperCase } from './characters.ts';
import { splitFlags } from './flags.ts';
import { jsonWords } from './json.ts';
import { cut, rangeIn, toFlag, toWord } from './logical.ts';
import { blankSeparated, keyAndRest, quotedWords, type Span } from './words.ts';

/** The form of an instruction's arguments. */
type Form = 'list' | 'listOrJson' | 'textOrJson' | 'text' | 'pairs' | 'names' | 'health' | 'trigger';

const forms: Readonly<Record<string, Form>> = {
  ADD: 'listOrJson',
  ARG: 'names',
  CMD: 'textOrJson',
  COPY: 'listOrJson',
  ENTRYPOINT: 'textOrJson',
  ENV: 'pairs',
  EXPOSE: 'list',
  FROM: 'list',
  HEALTHCHECK: 'health',
  LABEL: 'pairs',
  MAINTAINER: 'text',
  ONBUILD: 'trigger',
  RUN: 'textOrJson',
  SHELL: 'textOrJson',
  STOPSIGNAL: 'text',
  USER: 'text',
  VOLUME: 'listOrJson',
  WORKDIR: 'text',
};

/** The keywords of all instructions. */
export const keywords: readonly string[] = Object.keys(forms);

export const isKeyword = (keyword: string): boolean => Object.hasOwn(forms, keyword);

/** A refusal of BuildKit's parser, at logical offsets. */
interface Refusal {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface Parsed {
  readonly instruction: Instruction;
  readonly refusal: Refusal | undefined;
}

/** Where an instruction stands. */
export interface Place {
  readonly startLine: number;
  readonly endLine: number;
  readonly end: number;
}

const noArguments: Arguments = { words: [] };

interface Arguments {
  readonly words: readonly Span[];
  readonly json?: boolean | undefined;
  readonly inner?: Parsed | undefined;
  readonly refusal?: Refusal | undefined;
}

/**
 * One instruction from its joined line, without its here-documents. A chain of ONBUILD is read up to the second one, which
 * BuildKit refuses.
 */
export function parseInstruction(line: Logical, place: Place, escapeToken: string, role?: 'trigger'): Parsed {
  const text = line.text;
  const start = skipSpace(text, 0, text.length);
  const end = trimmedEnd(text, start, text.length);
  let keywordEnd = start;
  while (keywordEnd < end && !isBlank(text.charCodeAt(keywordEnd))) {
    keywordEnd++;
  }
  const keyword = keywordOf(text.slice(start, keywordEnd));
  // Flags begin after one run of blanks. Other white space stays: it is no separator here.
  let flagsStart = keywordEnd;
  while (flagsStart < end && isBlank(text.charCodeAt(flagsStart))) {
    flagsStart++;
  }
  const { flags, rest } = splitFlags(text.slice(flagsStart, end), escapeToken);
  const bodyStart = Math.min(end, skipSpace(text, flagsStart + rest, end));
  const body = cut(line, bodyStart, end);
  const {
    words,
    json = false,
    inner,
    refusal,
  } = role === 'trigger' && keyword === 'ONBUILD' ? noArguments : parseArguments(keyword, body, place, escapeToken);
  const instruction: Instruction = {
    keyword,
    keywordRange: rangeIn(line, start, keywordEnd),
    flags: flags.map((flag) => toFlag(line, flag, flagsStart)),
    words: words.map((span) => toWord(body, span)),
    json,
    heredocs: [],
    body,
    range: { start: sourceOffset(line, start), end: place.end },
    startLine: place.startLine,
    endLine: place.endLine,
    inner: inner?.instruction,
  };
  return {
    instruction,
    refusal: refusal && { ...refusal, start: refusal.start + bodyStart, end: refusal.end + bodyStart },
  };
}

/** Keywords compare without case. An unknown one is given in upper case, too. */
function keywordOf(text: string): string {
  if (isKeyword(text)) {
    return text;
  }
  const lower = text.toLowerCase();
  const keyword = isAscii(lower) ? lower.toUpperCase() : '';
  return isKeyword(keyword) ? keyword : upperCase(text);
}

function parseArguments(keyword: string, body: Logical, place: Place, escapeToken: string): Arguments {
  const { text } = body;
  if (text === '') {
    return noArguments;
  }
  switch (forms[keyword]) {
    case 'list':
      return { words: blankSeparated(text) };
    case 'listOrJson':
      return orJson(text, blankSeparated);
    case 'textOrJson':
      return orJson(text, wholeText);
    case 'text':
      return { words: wholeText(text) };
    case 'names':
      return { words: quotedWords(text, escapeToken) };
    case 'pairs':
      return pairs(keyword, text, escapeToken);
    case 'health':
      return health(body, place);
    case 'trigger': {
      const inner = parseInstruction(body, place, escapeToken, 'trigger');
      return { words: [], inner, refusal: inner.refusal };
    }
    default:
      return { words: [] };
  }
}

const wholeText = (text: string): Span[] => [{ value: text, start: 0, end: text.length }];

function orJson(text: string, otherwise: (text: string) => Span[]): Arguments {
  const json = jsonWords(text);
  if (json.kind === 'strings') {
    return { words: json.words, json: true };
  }
  const message = buildFails('The JSON array may hold strings only', 'Put every word in double quotes.');
  const refusal = json.kind === 'mixed' ? { message, start: 0, end: text.length } : undefined;
  return { words: otherwise(text), refusal };
}

/** Names and values of ENV and LABEL in turn: `NAME=value …`, or the old `NAME value`. */
function pairs(keyword: string, text: string, escapeToken: string): Arguments {
  const words = quotedWords(text, escapeToken);
  const first = words[0];
  if (!first) {
    return { words: [] };
  }
  if (!first.value.includes('=')) {
    const old = keyAndRest(text);
    if (old) {
      return { words: old };
    }
    const message = buildFails(
      `${keyword} ${shown(first.value)} has no value`,
      `Write ${keyword} ${first.value}=value.`,
    );
    return { words: wholeText(text), refusal: { message, start: 0, end: text.length } };
  }
  const wrong = words.find(({ value }) => !value.includes('='));
  const remedy = `${keyword} takes NAME=value pairs. Put values with blanks in quotes.`;
  const refusal = wrong && {
    message: buildFails(`${shown(wrong.value)} has no "="`, remedy),
    start: wrong.start,
    end: wrong.end,
  };
  return { words: words.filter(({ value }) => value.includes('=')).flatMap(nameAndValue), refusal };
}

function nameAndValue({ value, start, end }: Span): Span[] {
  const equals = value.indexOf('=');
  return [
    { value: value.slice(0, equals), start, end: start + equals },
    { value: value.slice(equals + 1), start: start + equals + 1, end },
  ];
}

const shift = ({ value, start, end }: Span, by: number): Span => ({ value, start: start + by, end: end + by });

/** `NONE`, or `CMD` with a command, which is an instruction of its own. */
function health(body: Logical, place: Place): Arguments {
  const { text } = body;
  let typeEnd = 0;
  while (typeEnd < text.length && !isAsciiSpace(text.charCodeAt(typeEnd))) {
    typeEnd++;
  }
  const type = { value: text.slice(0, typeEnd), start: 0, end: typeEnd };
  let start = typeEnd;
  while (start < text.length && isAsciiSpace(text.charCodeAt(start))) {
    start++;
  }
  if (start === text.length) {
    return { words: [type] };
  }
  const rest = cut(body, start, text.length);
  const { words, json, refusal } = orJson(rest.text, wholeText);
  const isCommand = type.value.toUpperCase() === 'CMD';
  return {
    words: [type, ...words.map((span) => shift(span, start))],
    json: json ?? false,
    refusal: refusal && { ...refusal, start: refusal.start + start, end: refusal.end + start },
    inner: isCommand ? healthCommand(rangeIn(body, 0, typeEnd), rest, { words, json }, place) : undefined,
  };
}

function healthCommand(keywordRange: Range, body: Logical, { words, json }: Arguments, place: Place): Parsed {
  const instruction: Instruction = {
    keyword: 'CMD',
    keywordRange,
    flags: [],
    words: words.map((span) => toWord(body, span)),
    json: json ?? false,
    heredocs: [],
    body,
    range: { start: keywordRange.start, end: place.end },
    startLine: place.startLine,
    endLine: place.endLine,
    inner: undefined,
  };
  return { instruction, refusal: undefined };
}
