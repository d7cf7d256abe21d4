import { cleanPath, isOutside } from '../workspace/paths.ts';

/** What single values of a plan look like, and what is wrong with those that do not. */

/** The value to use, or what is wrong with it as the end of a sentence. */
export type Checked = { readonly ok: string } | { readonly wrong: string };

const ok = (text: string): Checked => ({ ok: text });
const wrong = (reason: string): Checked => ({ wrong: reason });
const component = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const registryHost = /^(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d{1,5})?$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
const controls = /[\u0000-\u001f\u007f]/;

/** Values end up among the arguments of `docker`, where a leading dash would make them options. */
function argument(text: string, check: (text: string) => Checked): Checked {
  if (text.startsWith('-')) {
    return wrong('begins with `-`: docker would take it for an option');
  }
  if (controls.test(text)) {
    return wrong('contains a line break or another control character');
  }
  return check(text);
}

export const line = (text: string): Checked => argument(text, ok);

/** What a variable holds. It may begin with a dash, as `-O2` does: docker sees `NAME=-O2`. */
export const value = (text: string): Checked =>
  controls.test(text) ? wrong('contains a line break or another control character') : ok(text);

export const word = (text: string): Checked =>
  argument(text, () =>
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text)
      ? ok(text)
      : wrong('must be one word of letters, digits, `.`, `_` and `-`'),
  );

export const variable = (text: string): Checked =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? ok(text) : wrong('is no name for a variable: letters, digits and `_` only');

/** A path from the workspace root, normalised: no `./`, no trailing slash, `.` for the root itself. */
export function path(text: string): Checked {
  return argument(text, () => {
    if (/^[A-Za-z]:/.test(text) || /^[/\\]/.test(text)) {
      return wrong('is absolute: write the path from the workspace root, so that it is the same on every machine');
    }
    if (text.includes('\\')) {
      return wrong(`contains \`\\\`: write \`${text.replaceAll('\\', '/')}\``);
    }
    const clean = cleanPath(text);
    if (text.trim() !== text || clean.trim() !== clean) {
      return wrong('begins or ends with a space');
    }
    return isOutside(clean) ? wrong('leaves the workspace') : ok(clean);
  });
}

export function filePath(text: string): Checked {
  const checked = path(text);
  if ('wrong' in checked) {
    return checked;
  }
  return /(?:^|\/)\.?$/.test(text) ? wrong('names a folder, not a file') : checked;
}

const elsewhere = /^(?:[a-z][a-z0-9+-]*:\/\/|target:|git@)/;

/** A path of the workspace, or something that buildx gets from elsewhere: an image, a Git repository, a URL. */
export const namedContext = (text: string): Checked => (elsewhere.test(text) ? line(text) : path(text));

/** The workspace path that a named context is; undefined for what lies elsewhere. */
export const namedContextPath = (text: string): string | undefined => (elsewhere.test(text) ? undefined : text);

/** The name of an image without registry and tag. */
export function image(text: string): Checked {
  return argument(text, () => {
    if (text.includes('@')) {
      return wrong('contains a digest: an image that is built has none yet');
    }
    if (text.split(':').length > 2) {
      return wrong('contains two `:`, which no image reference may');
    }
    if (text.includes(':')) {
      return wrong(`contains a tag: write \`${text.split(':')[0]}\` and put the tag under \`tags\``);
    }
    if (/[A-Z]/.test(text)) {
      return wrong(`must be in lower case: \`${text.toLowerCase()}\``);
    }
    return text.split('/').every((part) => component.test(part))
      ? ok(text)
      : wrong('is no image name: lower-case letters and digits, with single `.`, `_` or `-` between them');
  });
}

/** `docker.io/pickme`, `localhost:5000`: what stands before the name of every image. */
export function registry(text: string): Checked {
  return argument(text, () => {
    if (/^[a-z]+:\/\//i.test(text)) {
      return wrong(`is a URL: write \`${text.replace(/^[a-z]+:\/\//i, '')}\``);
    }
    if (text.endsWith('/')) {
      return wrong(`ends with \`/\`: write \`${text.replace(/\/+$/, '')}\``);
    }
    if (/[A-Z]/.test(text)) {
      return wrong(`must be in lower case: \`${text.toLowerCase()}\``);
    }
    const [host = '', ...names] = text.split('/');
    return registryHost.test(host) && names.every((part) => component.test(part))
      ? ok(text)
      : wrong('is no registry with a namespace, such as `docker.io/pickme` or `localhost:5000`');
  });
}

/** The base of a final stage, without tag or digest: which of its tags is used is for the Dockerfile to say. */
export function base(text: string): Checked {
  return argument(text, () => {
    if (text === 'scratch') {
      return ok(text);
    }
    if (text.includes('@')) {
      return wrong(`contains a digest: write \`${text.split('@')[0]}\``);
    }
    const [, host = '', rest = text] = /^([^/]*[.:][^/]*|localhost)\/(.*)$/.exec(text) ?? [];
    if (rest.includes(':')) {
      return wrong(`contains a tag: write \`${text.slice(0, text.lastIndexOf(':'))}\``);
    }
    if (/[A-Z]/.test(text)) {
      return wrong(`must be in lower case: \`${text.toLowerCase()}\``);
    }
    return (host === '' || registryHost.test(host)) && rest.split('/').every((part) => component.test(part))
      ? ok(text)
      : wrong('is no image name, such as `gcr.io/distroless/base-debian12`');
  });
}

/** A tag whose placeholders are `{timestamp}`, `{id}` and `{phase}`. */
export function tag(text: string): Checked {
  return argument(text, () => {
    if (text.includes(':')) {
      return wrong('contains `:`: write the tag alone');
    }
    const unknown = /\{(?!(?:timestamp|id|phase)\})[^}]*\}?/.exec(text);
    if (unknown) {
      return wrong(`contains \`${unknown[0]}\`: placeholders are {timestamp}, {id} and {phase}`);
    }
    return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(text.replace(/\{\w+\}/g, 'x'))
      ? ok(text)
      : wrong('is no tag: at most 128 letters, digits, `_`, `.` and `-`');
  });
}

export const platform = (text: string): Checked =>
  argument(text, () =>
    /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9.]+)?$/.test(text)
      ? ok(text)
      : wrong('is no platform, such as `linux/arm64` or `linux/arm/v7`'),
  );

export const user = (text: string): Checked =>
  /^\d{1,10}:\d{1,10}$/.test(text) ? ok(text) : wrong('must be two numbers, user and group, such as `"65532:65532"`');

export function health(text: string): Checked {
  if (text === 'tcp' || text === 'none') {
    return ok(text);
  }
  return /^\/[^\s'"\\]*$/.test(text) ? ok(text) : wrong('must be a path such as `/health`, or `tcp`, or `none`');
}

/** A folder of the image, normalised. */
export function workdir(text: string): Checked {
  if (text === 'none') {
    return ok(text);
  }
  return /^\/[^\s'"\\$]*$/.test(text) && !controls.test(text) && !/\/\.\.?(?:\/|$)/.test(text)
    ? ok(cleanPath(text))
    : wrong('must be an absolute path of the image, such as `/app`, or `none`');
}

/** As `docker buildx build --secret` takes them. */
export const secret = (text: string): Checked =>
  argument(text, () =>
    /^(?:type=(?:file|env),)?id=[^,=]+(?:,(?:src|source|env)=[^,]+)?$/.test(text)
      ? ok(text)
      : wrong('must be `id=NAME`, `id=NAME,src=FILE` or `id=NAME,env=VARIABLE`'),
  );

export function subnet(text: string): Checked {
  const [, address = '', length = ''] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
  const valid = address !== '' && address.split('.').every((part) => Number(part) < 256) && Number(length) <= 32;
  return valid ? ok(text) : wrong('is no subnet, such as `172.20.0.0/16`');
}

export const severities: readonly string[] = ['error', 'warning', 'info', 'hint', 'off'];
export const severity = (text: string): Checked =>
  severities.includes(text) ? ok(text) : wrong(`must be one of ${severities.join(', ')}`);

const bytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const seconds: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };

/** `10 GB` in bytes; undefined where it is no size. */
export const sizeOf = (text: string): number | undefined => amount(text, bytes);
/** `2 h` in seconds; undefined where it is no duration. */
export const durationOf = (text: string): number | undefined => amount(text, seconds);

/** Bytes as a plan writes them: `10 GB`. */
export const sizeText = (value: number): string => amountText(value, bytes);
/** Seconds as a plan writes them: `2 h`. */
export const durationText = (value: number): string => amountText(value, seconds);

/** In the unit that takes the fewest characters. */
function amountText(value: number, units: Readonly<Record<string, number>>): string {
  const texts = Object.entries(units).map(([unit, factor]) => `${value / factor} ${unit}`);
  return texts.reduce((best, text) => (amount(text, units) === value && text.length < best.length ? text : best));
}

function amount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([A-Za-z]+)$/.exec(text) ?? [];
  return Object.hasOwn(units, unit) ? Number(number) * (units[unit] as number) : undefined;
}

export const size = (text: string): Checked =>
  sizeOf(text) === undefined ? wrong('must be a size such as `10 GB` or `512 MiB`') : ok(text);
export const duration = (text: string): Checked =>
  durationOf(text) === undefined ? wrong('must be a duration such as `2 h` or `90 min`') : ok(text);
