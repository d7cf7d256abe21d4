import type { Range } from '../model/text.ts';
import { isLiteralSecret, isPlaceholder, isSecretName, isWellKnown } from './secrets.ts';

/** A secret that a text shows by its form. */
export interface ShownSecret {
  /** Of the secret alone: the password of an address, the token of a header. */
  readonly range: Range;
  readonly value: string;
  /** For a message: `a GitHub token`, `the password of an address`. */
  readonly what: string;
}

/** Tokens whose first characters tell who issued them. */
const issued: readonly (readonly [string, string])[] = [
  ['gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}', 'a GitHub token'],
  ['gl(?:pat|dt|rt|cbt|ptt|ft|oas)-[A-Za-z0-9_-]{16,}', 'a GitLab token'],
  ['(?:AKIA|ASIA)[A-Z0-9]{16}', 'an AWS access key'],
  ['xox[abposre]-[A-Za-z0-9-]{10,}', 'a Slack token'],
  ['[sr]k_live_[A-Za-z0-9]{16,}', 'a Stripe key'],
  ['sk-(?:ant|proj|svcacct)-[A-Za-z0-9_-]{20,}', 'an API key'],
  ['npm_[A-Za-z0-9]{30,}', 'an npm token'],
  ['pypi-AgE[A-Za-z0-9_-]{30,}', 'a PyPI token'],
  ['dckr_[op]at_[A-Za-z0-9_-]{20,}', 'a Docker token'],
  ['hf_[A-Za-z0-9]{30,}', 'a Hugging Face token'],
  ['AIza[A-Za-z0-9_-]{35}', 'a Google API key'],
  ['SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}', 'a SendGrid key'],
  ['eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}', 'a signed token (JWT)'],
  ['-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----', 'a private key'],
];
const token = new RegExp(`(?<![A-Za-z0-9_])(?:${issued.map(([form]) => `(${form})`).join('|')})`, 'g');

/** The user and the password of an address, from the `://` on. The bounds keep it linear. */
const credentials = /:\/\/([^\s/?#@"'`:]{0,128})(?::([^\s/?#@"'`]{0,256}))?@(?!sha256:)/g;

const header = /\bAuthorization:\s*(?:Bearer|Basic|token|JWT)\s+([^\s"'`\\]{8,})/gi;
const registry = /(?<![A-Za-z0-9])_(?:authToken|auth|password)[ =]+["']?([^\s"'`]{8,})/g;

/** One of these stands in every text that shows a secret: looking for them is quick. */
const marks =
  'gh{p,o,u,s,r}_ github_pat_ gl{pat,dt,rt,cbt,ptt,ft,oas}- AKIA ASIA xox k_live_ sk- npm_ pypi- dckr_ hf_ AIza SG. eyJ KEY----- uthorization _auth _password'
    .split(' ')
    .flatMap((mark) => {
      const [, before = '', middle = mark, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(mark) ?? [];
      return middle.split(',').map((part) => before + part + after);
    });

/** Whether a text may show a secret; most texts do not. */
export const mayShowSecret = (text: string): boolean =>
  (text.includes('://') && text.includes('@')) || marks.some((mark) => text.includes(mark));

/** The secrets that stand in a text, in its order; `at` is where the text begins. Linear. */
export function shownSecrets(text: string, at = 0): readonly ShownSecret[] {
  if (!mayShowSecret(text)) {
    return [];
  }
  const found: ShownSecret[] = [];
  const add = (start: number, value: string, what: string): void => {
    const range = { start: at + start, end: at + start + value.length };
    if (isWritten(value)) {
      found.push({ range, value, what });
    }
  };
  for (const match of text.matchAll(token)) {
    const kind = issued[match.slice(1).findIndex((group) => group !== undefined)]?.[1];
    add(match.index, match[0], kind ?? 'a token');
  }
  for (const { index, password } of addressesWithPassword(text)) {
    if (!isWellKnown(password)) {
      add(index, password, 'the password of an address');
    }
  }
  for (const form of [header, registry]) {
    for (const match of text.matchAll(form)) {
      const [whole, value = ''] = match;
      add(match.index + whole.length - value.length, value, form === header ? 'an authorization' : 'a registry token');
    }
  }
  found.sort((a, b) => a.range.start - b.range.start);
  let end = 0;
  return found.filter(({ range }) => {
    const isFirst = range.start >= end;
    end = Math.max(end, range.end);
    return isFirst;
  });
}

interface AddressPassword {
  readonly index: number;
  readonly password: string;
}

/** The passwords that addresses such as `mongodb://user:pw@host` hold; a user alone counts where it looks like a token. */
function* addressesWithPassword(text: string): Iterable<AddressPassword> {
  for (const { 0: whole, 1: user = '', 2: password, index } of text.matchAll(credentials)) {
    if (password !== undefined) {
      // `postgres://postgres:postgres@db` is the default of a database.
      if (password !== user) {
        yield { index: index + whole.length - 1 - password.length, password };
      }
    } else if (looksRandom(user)) {
      yield { index: index + 3, password: user };
    }
  }
}

/** A default password of an address, such as `postgres://postgres:postgres@db`; undefined where there is none. */
export function defaultPassword(text: string): string | undefined {
  if (!text.includes('://')) {
    return undefined;
  }
  for (const [, user = '', password] of text.matchAll(credentials)) {
    if (password && isWritten(password, true) && (password === user || isWellKnown(password))) {
      return password;
    }
  }
  return undefined;
}

/** A token has letters and digits in no order that a person would choose. */
const looksRandom = (value: string): boolean =>
  /^[\w-]{20,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);

/** Whether a value is written out: no variable, template, mask or placeholder. */
function isWritten(value: string, weak = false): boolean {
  return (
    value.length >= 3 &&
    !/[$<>{}%*]|\.\.\.|…/.test(value) &&
    !isPlaceholder(value) &&
    (weak || !/x{4}|example|dummy|fake|placeholder|redacted/i.test(value)) &&
    !/^(.)\1*$/.test(value)
  );
}

/** A setting of a text with a secret, such as a line of an environment file. */
export interface SecretSetting {
  readonly name: string;
  /** Of the value. */
  readonly range: Range;
  readonly value: string;
}

const setting = /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?([\w.-]{1,80})["']?[ \t]*[=:][ \t]*["']?([^"'\r\n]+)/gm;

/** The settings with a real secret: `API_KEY=…`, `password: …`, `DATABASE_URL=postgres://user:pw@host`. Comments do not count. */
export function secretSettings(text: string, at = 0): readonly SecretSetting[] {
  const found: SecretSetting[] = [];
  for (const match of text.matchAll(setting)) {
    const [whole, name = '', rest = ''] = match;
    const value = trimmed(rest);
    const start = at + match.index + whole.length - rest.length;
    const [shown] = shownSecrets(value, start);
    if (shown) {
      found.push({ name, range: shown.range, value: shown.value });
    } else if (isSecretValue(name, value)) {
      found.push({ name, range: { start, end: start + value.length }, value });
    }
  }
  return found;
}

/** A value without the comment, the blanks and the commas behind it; linear, however many blanks there are. */
function trimmed(text: string): string {
  const comment = text.search(/[ \t]#/);
  let end = comment < 0 ? text.length : comment;
  while (end > 0 && ' \t,;'.includes(text.charAt(end - 1))) {
    end--;
  }
  return text.slice(0, end);
}

/** Whether a variable of this name with this value holds a secret that somebody chose. */
export const isSecretValue = (name: string, value: string): boolean =>
  isSecretName(name) && isLiteralSecret(value) && !isPlaceholder(value) && !isWellKnown(value);
