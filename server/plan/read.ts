import type { PlanProblem } from '../model/plan.ts';
import type { Range } from '../model/text.ts';
import { nearest } from '../nearest.ts';
import { resolved, withMerged } from '../parse/yaml/lookup.ts';
import type { YamlMap, YamlNode, YamlPair } from '../parse/yaml/tree.ts';

/** A document that is being read: what is wrong with it so far. */
export interface Source {
  readonly problems: PlanProblem[];
  errors: number;
  /** Values that may still be read. Aliases of aliases make a small text endless; this makes it end. */
  budget: number;
}

/** A value of the document: what it is called, where it stands, and its node with aliases followed. */
export interface Value {
  readonly source: Source;
  readonly name: string;
  readonly node: YamlNode | undefined;
  /** Of the value as written; where there is none, of its key. */
  readonly range: Range;
}

/** Reads a value; undefined means that it cannot be used, and that a problem says why. */
export type Reader<T> = (value: Value) => T | undefined;

type Place = Pick<Value, 'source' | 'range'>;

/** Nobody reads a longer list; what is beyond it still counts as broken. */
const mostProblems = 100;
const mostValues = 500_000;

export function report({ source, range }: Place, message: string, severity: 'error' | 'warning' = 'error'): undefined {
  if (severity === 'error') {
    source.errors += 1;
  }
  if (source.problems.length < mostProblems) {
    source.problems.push({ message, range, severity });
  }
}

export const newSource = (): Source => ({ problems: [], errors: 0, budget: mostValues });

/** Where nothing is written, `fallback` (the key) is the place to show. */
export function valueAt(source: Source, name: string, node: YamlNode, fallback: Range): Value {
  const range = node.range.end > node.range.start ? node.range : fallback;
  const value = { source, name, node: resolved(node), range };
  if (node.kind === 'alias' && !node.target) {
    report(value, `\`*${node.name}\`: nothing before it is called \`&${node.name}\`.`);
  }
  return value;
}

function spend(value: Value): boolean {
  value.source.budget -= 1;
  if (value.source.budget === 0) {
    report(value, 'Too many values: aliases repeat each other. Write the values out.');
  }
  return value.source.budget > 0;
}

/** A string of at least one character; `check` returns the value to use, or what is wrong with it. */
export function text(check: (text: string) => Checked = (text) => ({ ok: text })): Reader<string> {
  return (value) => {
    if (!spend(value)) {
      return undefined;
    }
    if (value.node?.kind !== 'scalar' || typeof value.node.value !== 'string') {
      const source = value.node?.kind === 'scalar' ? value.node.source : '';
      return report(value, `${value.name} must be text${source ? `: put it in quotes, "${source}"` : ''}.`);
    }
    return settle(value, value.node.value === '' ? { wrong: 'is empty' } : check(value.node.value));
  };
}

/** What a check says: the value to use, or what is wrong with it as the end of a sentence. */
export type Checked = { readonly ok: string } | { readonly wrong: string };

function settle(value: Value, checked: Checked): string | undefined {
  return 'ok' in checked ? checked.ok : report(value, `${value.name} ${checked.wrong}.`);
}

/** Text, or a number or a truth value as it was written: what environments and build arguments hold. */
export function scalar(check: (text: string) => Checked = (text) => ({ ok: text })): Reader<string> {
  return (value) => {
    if (!spend(value)) {
      return undefined;
    }
    const node = value.node;
    if (node?.kind !== 'scalar' || node.value === null) {
      return report(value, `${value.name} must be text or a number.`);
    }
    return settle(value, check(typeof node.value === 'string' ? node.value : node.source));
  };
}

export function integer(least: number, most: number, example: number): Reader<number> {
  return (value) => {
    if (!spend(value)) {
      return undefined;
    }
    const number = value.node?.kind === 'scalar' ? value.node.value : undefined;
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) {
      return number;
    }
    if (least === most) {
      return report(value, `${value.name} must be ${least}.`);
    }
    const quoted = typeof number === 'string' && /^\d+$/.test(number);
    return report(
      value,
      quoted
        ? `${value.name} must be a number: write it without quotes.`
        : `${value.name} must be a whole number from ${least} to ${most}, for example ${example}.`,
    );
  };
}

export function truth(value: Value): boolean | undefined {
  if (!spend(value)) {
    return undefined;
  }
  if (value.node?.kind === 'scalar' && typeof value.node.value === 'boolean') {
    return value.node.value;
  }
  return report(value, `${value.name} must be true or false.`);
}

/** A list; items that cannot be read are left out. */
export function list<T>(
  item: Reader<T>,
  options: { name: string; least?: number; unique?: boolean },
): Reader<readonly T[]> {
  return (value) => {
    if (!spend(value)) {
      return undefined;
    }
    if (value.node?.kind !== 'seq') {
      return report(value, `${value.name} must be a list.`);
    }
    if (value.node.items.length < (options.least ?? 0)) {
      return report(value, `${value.name} must not be empty.`);
    }
    const items: T[] = [];
    const seen = new Set<T>();
    for (const node of value.node.items) {
      if (value.source.budget <= 0) {
        break;
      }
      const at = valueAt(value.source, options.name, node, value.range);
      const read = item(at);
      if (read === undefined) {
        continue;
      }
      if (options.unique && seen.has(read)) {
        report(at, `${options.name} stands twice in ${value.name}.`);
      }
      seen.add(read);
      items.push(read);
    }
    return items;
  };
}

/** A mapping from names of the writer's choice to values of one kind. */
export function table<T>(item: Reader<T>, key: (name: string) => Checked): Reader<Readonly<Record<string, T>>> {
  return (value) => {
    if (!spend(value)) {
      return undefined;
    }
    if (value.node?.kind !== 'map') {
      return report(value, `${value.name} must be a mapping of names to values.`);
    }
    const result: [string, T][] = [];
    for (const [name, entry] of entries(value, value.node)) {
      const checked = key(name);
      if ('wrong' in checked) {
        report(entry.key, `\`${name}\` ${checked.wrong}.`);
      }
      const read = item({ ...entry.value, name: `\`${name}\`` });
      if (read !== undefined && 'ok' in checked) {
        result.push([name, read]);
      }
    }
    return Object.fromEntries(result);
  };
}

interface Field<T> {
  readonly read: Reader<T>;
  readonly required: boolean;
}
export const required = <T>(read: Reader<T>): Field<T> & { readonly required: true } => ({ read, required: true });
export const optional = <T>(read: Reader<T>): Field<T> & { readonly required: false } => ({ read, required: false });

type Fields = Readonly<Record<string, Field<unknown>>>;
type Read<F> = F extends Field<infer T> ? T : never;
/** A missing or broken required value is undefined too: what can be read counts, and the problem is recorded. */
export type RecordOf<F extends Fields> = { readonly [K in keyof F]: Read<F[K]> | undefined };

/** A mapping with the keys of `fields`, and those for which `extra` is true. */
export function record<F extends Fields>(fields: F, extra = (_key: string): boolean => false): Reader<RecordOf<F>> {
  return (value) => {
    if (!spend(value)) {
      return undefined;
    }
    if (value.node?.kind !== 'map') {
      return report(value, `${value.name} must be a mapping with the keys ${Object.keys(fields).join(', ')}.`);
    }
    const result: Record<string, unknown> = {};
    const found = new Set<string>();
    for (const [name, entry] of entries(value, value.node)) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      found.add(name);
      if (field) {
        result[name] = field.read(entry.value);
      } else if (!extra(name)) {
        report(entry.key, unknownKey(name, value.name, Object.keys(fields)));
      }
    }
    for (const [name, field] of Object.entries(fields)) {
      if (field.required && !found.has(name)) {
        report(head(value, value.node), `${value.name} has no \`${name}\`.`);
      }
    }
    return result as RecordOf<F>;
  };
}

function unknownKey(name: string, owner: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `${owner} has no key \`${name}\`${near ? `: did you mean \`${near}\`?` : `. Known keys: ${known.join(', ')}.`}`;
}

/** Something is missing from a mapping: told at its first key, because the whole of it would light up the screen. */
function head(value: Value, map: YamlMap): Place {
  return { source: value.source, range: map.pairs[0]?.key.range ?? value.range };
}

interface Entry {
  readonly key: Place;
  readonly value: Value;
}

/** The entries of a mapping by name, those of merged mappings (`<<`) included where the mapping has no own. */
function entries(value: Value, map: YamlMap): ReadonlyMap<string, Entry> {
  const { source } = value;
  const own = new Map<string, Entry>();
  for (const pair of map.pairs) {
    const key = resolved(pair.key);
    const place = { source, range: pair.key.range };
    if (key?.kind !== 'scalar' || key.source === '') {
      report(place, `A key of ${value.name} must be a word.`);
    } else if (key.source === '<<') {
      checkMerge(source, pair);
    } else if (own.has(key.source)) {
      report(place, `\`${key.source}\` stands twice in ${value.name}.`);
    } else {
      own.set(key.source, entryOf(source, key.source, pair));
    }
  }
  for (const { pairs } of withMerged(map).slice(1)) {
    for (const pair of pairs) {
      const { key } = pair;
      if (key.kind === 'scalar' && key.source !== '<<' && !own.has(key.source)) {
        own.set(key.source, entryOf(source, key.source, pair));
      }
    }
  }
  return own;
}

function entryOf(source: Source, name: string, { key, value }: YamlPair): Entry {
  return { key: { source, range: key.range }, value: valueAt(source, `\`${name}\``, value, key.range) };
}

function checkMerge(source: Source, { key, value }: YamlPair): void {
  const content = resolved(value);
  const merged = content?.kind === 'seq' ? content.items : [value];
  if (merged.some((item) => resolved(item)?.kind !== 'map')) {
    report({ source, range: key.range }, '`<<` takes a mapping or a list of mappings.');
  }
}

/** Reads with `read`, and says whether that went without an error. */
export function graded<T extends object>(read: Reader<T>): Reader<T & { readonly whole: boolean }> {
  return (value) => {
    const before = value.source.errors;
    const result = read(value);
    return result && { ...result, whole: value.source.errors === before };
  };
}

/** Reads with `read` and keeps where it stood. */
export function located<T>(read: Reader<T>): Reader<Located<T>> {
  return (value) => {
    const result = read(value);
    return result === undefined ? undefined : { value: result, range: value.range };
  };
}

export interface Located<T> {
  readonly value: T;
  readonly range: Range;
}
