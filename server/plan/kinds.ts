import * as check from './checks.ts';

/**
 * The kinds of text in a plan: how the loader checks each, and the pattern by which editors know it. The loader's checks
 * explain what is wrong, which a pattern cannot; a test holds the two together.
 */
export interface TextKind {
  readonly check: (text: string) => check.Checked;
  readonly schema: Readonly<Record<string, unknown>>;
}

const raw = String.raw;
const component = raw`[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*`;
const host = raw`(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?`;
const printable = raw`[^\u0000-\u001f\u007f]`;
const placeholder = raw`\{(?:timestamp|id|phase)\}`;
const byte = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|0?[0-9]{1,2})';
const inside = raw`^(?![-/ ])(?![A-Za-z]:)(?!(?:\./)*\.\.(?:/|$))[^\\\u0000-\u001f\u007f]*[^\\\u0000-\u001f\u007f ]$`;

export const word: TextKind = { check: check.word, schema: { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' } };
export const line: TextKind = { check: check.line, schema: { pattern: `^(?!-)${printable}+$` } };
export const value: TextKind = { check: check.value, schema: { pattern: `^${printable}*$` } };
export const variable: TextKind = { check: check.variable, schema: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' } };
export const path: TextKind = { check: check.path, schema: { pattern: inside } };
export const filePath: TextKind = {
  check: check.filePath,
  schema: { pattern: inside, not: { pattern: raw`(?:^|/)\.?$` } },
};
export const namedContext: TextKind = {
  check: check.namedContext,
  schema: {
    anyOf: [{ pattern: raw`^(?:[a-z][a-z0-9+-]*://|target:|git@)${printable}*$` }, { pattern: inside }],
  },
};
export const image: TextKind = { check: check.image, schema: { pattern: `^${component}(?:/${component})*$` } };
export const registry: TextKind = { check: check.registry, schema: { pattern: `^${host}(?:/${component})*$` } };
export const base: TextKind = {
  check: check.base,
  schema: { pattern: `^(?:${host}/)?${component}(?:/${component})*$` },
};
export const tag: TextKind = {
  check: check.tag,
  schema: { pattern: `^(?:[A-Za-z0-9_]|${placeholder})(?:[A-Za-z0-9_.-]|${placeholder}){0,127}$` },
};
export const platform: TextKind = {
  check: check.platform,
  schema: {
    pattern: '^[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9.]+)?$',
    examples: ['linux/arm64', 'linux/amd64', 'linux/arm/v7'],
  },
};
export const user: TextKind = { check: check.user, schema: { pattern: '^[0-9]{1,10}:[0-9]{1,10}$' } };
export const health: TextKind = { check: check.health, schema: { pattern: raw`^(?:tcp|none|/[^\s'"\\]*)$` } };
export const workdir: TextKind = {
  check: check.workdir,
  schema: { pattern: raw`^(?:none|/[^\s'"\\$\u0000-\u001f\u007f]*)$`, not: { pattern: raw`/\.\.?(?:/|$)` } },
};
export const secret: TextKind = {
  check: check.secret,
  schema: {
    pattern: raw`^(?:type=(?:file|env),)?id=[^,=\u0000-\u001f\u007f]+(?:,(?:src|source|env)=[^,\u0000-\u001f\u007f]+)?$`,
  },
};
export const subnet: TextKind = {
  check: check.subnet,
  schema: { pattern: raw`^(?:${byte}\.){3}${byte}/(?:3[0-2]|[12]?[0-9]|0[0-9])$` },
};
export const severity: TextKind = { check: check.severity, schema: { enum: check.severities } };
export const size: TextKind = {
  check: check.size,
  schema: { pattern: raw`^[0-9]+(?:\.[0-9]+)? ?(?:B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$` },
};
export const duration: TextKind = {
  check: check.duration,
  schema: { pattern: raw`^[0-9]+(?:\.[0-9]+)? ?(?:s|min|h|d)$` },
};
