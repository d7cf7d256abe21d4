import { posix } from 'node:path';

/** What the value of an expression in a script depends on. */
export interface Scope {
  /** The file of the image that holds it. */
  readonly path: string;
  readonly workdir: string;
  /** What a name of the script is set to, as it is written. */
  readonly names: ReadonlyMap<string, string>;
  /** A variable of the image. */
  readonly variable: (name: string) => string | undefined;
}

/** The arguments of a call, and where it ends. */
export interface Call {
  readonly given: readonly string[];
  /** Of the closing bracket. */
  readonly end: number;
}

/** Longer calls are not read. */
const maximumCall = 2000;

/** Reads a call from its opening bracket on; undefined where it is too long or not closed. */
export function callAt(text: string, open: number): Call | undefined {
  const given: string[] = [];
  let depth = 0;
  let quote = '';
  let start = open + 1;
  const limit = Math.min(text.length, open + maximumCall);
  for (let at = open; at < limit; at++) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === '\\') {
        at++;
      } else if (character === quote) {
        quote = '';
      }
    } else if (character === '"' || character === "'" || character === '`') {
      quote = character;
    } else if ('([{'.includes(character)) {
      depth++;
    } else if (')]}'.includes(character)) {
      depth--;
      if (depth === 0) {
        return { given: [...given, text.slice(start, at).trim()].filter((one) => one !== ''), end: at };
      }
    } else if (character === ',' && depth === 1) {
      given.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return undefined;
}

/** Names that depend on each other in a circle end here. */
const maximumDepth = 6;

const literal = /^[rbuf]{0,2}(["'`])((?:(?!\1)[^\\\n])*)\1$/i;
const wrapper = /^(?:str|(?:pathlib\.)?Path|PurePath|os\.fspath|os\.path\.(?:abspath|realpath|normpath))(?=\()/;
const joining = /^(?:os\.path\.join|path\.(?:join|resolve)|(?:pathlib\.)?Path)(?=\()/;
const environment = /^(?:os\.getenv|os\.environ\.get|environ\.get|getenv)(?=\()/;
const ownFolder =
  /^(?:os\.path\.dirname\(\s*(?:os\.path\.(?:abspath|realpath)\(\s*)?__file__\s*\)?\s*\)|__dirname|import\.meta\.dirname)$/;
const ownFile = /^(?:(?:pathlib\.)?Path\(\s*)?__file__\s*\)?(?:\.(?:resolve|absolute)\(\))?$/;

/** The path that an expression of Python or JavaScript gives, as far as it can be read. */
export function pathOf(expression: string, scope: Scope, depth = 0): string | undefined {
  const value = textOf(expression, scope, depth);
  return value === undefined || value === '' ? undefined : posix.resolve(scope.workdir, value);
}

function textOf(expression: string, scope: Scope, depth: number): string | undefined {
  if (depth > maximumDepth) {
    return undefined;
  }
  const text = unwrapped(expression.trim());
  const inner = (part: string) => textOf(part, scope, depth + 1);
  const quoted = literal.exec(text);
  if (quoted) {
    return interpolated(quoted[2] as string, /^f|^`/i.test(text), inner);
  }
  if (ownFolder.test(text)) {
    return posix.dirname(scope.path);
  }
  if (ownFile.test(text)) {
    return scope.path;
  }
  if (/^(?:tempfile\.\w+|os\.tmpdir|tmpdir)\(/.test(text)) {
    return '/tmp';
  }
  if (/^(?:Path\.cwd|os\.getcwd|process\.cwd)\(\)$/.test(text)) {
    return scope.workdir;
  }
  const call = calledWith(text, environment);
  if (call) {
    return variable(call, scope, inner);
  }
  const [, name, , fallback] =
    /^(?:os\.environ\[\s*["'](\w+)["']\s*\]|process\.env\.(\w+))(?:\s*(?:\|\||\?\?|\bor\b)\s*(.+))?$/s.exec(text) ?? [];
  const other = /^process\.env\.(\w+)/.exec(text)?.[1];
  if (name ?? other) {
    return scope.variable((name ?? other) as string) ?? (fallback === undefined ? undefined : inner(fallback));
  }
  const parts = calledWith(text, joining);
  if (parts && parts.length > 1) {
    return joined(parts.map(inner));
  }
  const [only] = calledWith(text, wrapper) ?? [];
  if (only !== undefined) {
    return inner(only);
  }
  const parent = /^(.+)\.parent$/s.exec(text)?.[1] ?? calledWith(text, /^(?:os\.path|path)\.dirname(?=\()/)?.[0];
  if (parent !== undefined) {
    const path = pathOf(parent, scope, depth + 1);
    return path && posix.dirname(path);
  }
  const divided = dividedAt(text);
  if (divided) {
    return joined(divided.map(inner));
  }
  const set = /^(?:self\.|settings\.|config\.|cls\.)?(\w+)$/.exec(text)?.[1];
  const assigned = set === undefined ? undefined : scope.names.get(set);
  return assigned === undefined ? undefined : inner(assigned);
}

/** Without brackets around the whole. */
function unwrapped(text: string): string {
  const call = text.startsWith('(') ? callAt(text, 0) : undefined;
  return call?.end === text.length - 1 && call.given.length === 1 ? (call.given[0] as string) : text;
}

/** The arguments of a call that is the whole expression. */
function calledWith(text: string, name: RegExp): readonly string[] | undefined {
  const match = name.exec(text);
  const call = match ? callAt(text, match[0].length) : undefined;
  return call?.end === text.length - 1 ? call.given : undefined;
}

function variable(
  [name = '', fallback]: readonly string[],
  scope: Scope,
  inner: (part: string) => string | undefined,
): string | undefined {
  const key = literal.exec(name)?.[2];
  const value = key === undefined ? undefined : scope.variable(key);
  return value ?? (fallback === undefined ? undefined : inner(fallback));
}

/** `f"{LOG_DIR}/x.log"`; what stands behind an unknown part does not count, if a folder stands before it. */
function interpolated(
  text: string,
  isTemplate: boolean,
  inner: (part: string) => string | undefined,
): string | undefined {
  if (!isTemplate) {
    return text;
  }
  let result = '';
  for (const [whole, part] of text.matchAll(/\$?\{([^{}]*)\}|[^{$]+|[{$]/g)) {
    const value = part === undefined ? whole : inner(part);
    if (value === undefined) {
      return result.includes('/') ? result.slice(0, result.lastIndexOf('/') + 1) || '/' : undefined;
    }
    result += value;
  }
  return result;
}

/** The known beginning of a path. */
function joined(parts: readonly (string | undefined)[]): string | undefined {
  const unknown = parts.indexOf(undefined);
  const known = unknown < 0 ? parts : parts.slice(0, unknown);
  return known.length === 0 ? undefined : posix.join(...(known as string[]));
}

/** `BASE / "logs" / name` of pathlib, outside of quotes and brackets. */
function dividedAt(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (quote !== '') {
      quote = character === quote ? '' : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if ('([{'.includes(character)) {
      depth++;
    } else if (')]}'.includes(character)) {
      depth--;
    } else if (character === '/' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return parts.length === 0 ? undefined : [...parts, text.slice(start)];
}
