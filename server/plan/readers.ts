import type { Range } from '../model/text.ts';
import { nearest } from '../nearest.ts';
import { entries, head } from './entries.ts';
import type { TextKind } from './kinds.ts';
import { report, spend, type Value, valueAt } from './source.ts';

/** JSON Schema, for editors. */
export type Schema = Readonly<Record<string, unknown>>;

/** How a value is read, and how editors know it. */
export interface ValueReader<T> {
  /** Undefined means that the value cannot be used, and that a problem says why. */
  read(value: Value): T | undefined;
  readonly schema: Schema;
}

/** A reader of one value: it counts, and `read` says what it is. */
function reader<T>(schema: Schema, read: (value: Value) => T | undefined): ValueReader<T> {
  return { schema, read: (value) => (spend(value) ? read(value) : undefined) };
}

/** A string of at least one character. */
export function text(kind: TextKind): ValueReader<string> {
  return reader({ type: 'string', ...kind.schema }, (value) => {
    if (value.node?.kind !== 'scalar' || typeof value.node.value !== 'string') {
      const source = value.node?.kind === 'scalar' ? value.node.source : '';
      return report(value, `${value.name} must be text${source ? `: put it in quotes, "${source}"` : ''}.`);
    }
    return value.node.value === '' ? report(value, `${value.name} is empty.`) : checked(value, value.node.value, kind);
  });
}

/** Text, or a number or a truth value as it was written: what environments and build arguments hold. */
export function scalar(kind: TextKind): ValueReader<string> {
  return reader({ type: ['string', 'number', 'boolean'], ...kind.schema }, (value) => {
    const node = value.node;
    if (node?.kind !== 'scalar' || node.value === null) {
      return report(value, `${value.name} must be text or a number.`);
    }
    return checked(value, typeof node.value === 'string' ? node.value : node.source, kind);
  });
}

function checked(value: Value, written: string, { check }: TextKind): string | undefined {
  const result = check(written);
  return 'ok' in result ? result.ok : report(value, `${value.name} ${result.wrong}.`);
}

export function integer(least: number, most: number, example: number): ValueReader<number> {
  const bounds = least === most ? { const: least } : { minimum: least, maximum: most };
  return reader({ type: 'integer', ...bounds }, (value) => {
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
  });
}

export const truth: ValueReader<boolean> = reader({ type: 'boolean' }, (value) =>
  value.node?.kind === 'scalar' && typeof value.node.value === 'boolean'
    ? value.node.value
    : report(value, `${value.name} must be true or false.`),
);

interface ListOptions {
  /** What messages call an item. */
  readonly name: string;
  readonly least?: number;
  readonly unique?: boolean;
}

/** A list; items that cannot be read are left out. */
export function list<T>(item: ValueReader<T>, options: ListOptions): ValueReader<readonly T[]> {
  const { name, least = 0, unique = false } = options;
  const schema = { type: 'array', ...(least > 0 && { minItems: least }), ...(unique && { uniqueItems: true }) };
  return reader({ ...schema, items: item.schema }, (value) => {
    if (value.node?.kind !== 'seq') {
      return report(value, `${value.name} must be a list.`);
    }
    if (value.node.items.length < least) {
      return report(value, `${value.name} must not be empty.`);
    }
    const items: T[] = [];
    const seen = new Set<T>();
    for (const node of value.node.items) {
      if (value.source.budget <= 0) {
        break;
      }
      const at = valueAt(value.source, name, node, value.range);
      const read = item.read(at);
      if (read === undefined) {
        continue;
      }
      if (unique && seen.has(read)) {
        report(at, `${name} stands twice in ${value.name}.`);
      }
      seen.add(read);
      items.push(read);
    }
    return items;
  });
}

/** A mapping from names of the writer's choice to values of one kind. */
export function table<T>(item: ValueReader<T>, key: TextKind): ValueReader<Readonly<Record<string, T>>> {
  const schema = { type: 'object', propertyNames: key.schema, additionalProperties: item.schema };
  return reader(schema, (value) => {
    if (value.node?.kind !== 'map') {
      return report(value, `${value.name} must be a mapping of names to values.`);
    }
    const result: [string, T][] = [];
    for (const [name, entry] of entries(value, value.node)) {
      const fits = key.check(name);
      if ('wrong' in fits) {
        report(entry.key, `\`${name}\` ${fits.wrong}.`);
      }
      const read = item.read({ ...entry.value, name: `\`${name}\`` });
      if (read !== undefined && 'ok' in fits) {
        result.push([name, read]);
      }
    }
    return Object.fromEntries(result);
  });
}

/** What editors show of a key. */
interface KeyDocs {
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

interface Field<T> {
  readonly reader: ValueReader<T>;
  readonly required: boolean;
  readonly docs: KeyDocs & { readonly description: string };
}
type Required<T> = Field<T> & { readonly required: true };
type Optional<T> = Field<T> & { readonly required: false };

export function required<T>(reader: ValueReader<T>, description: string, docs: KeyDocs = {}): Required<T> {
  return { reader, required: true, docs: { description, ...docs } };
}
export function optional<T>(reader: ValueReader<T>, description: string, docs: KeyDocs = {}): Optional<T> {
  return { reader, required: false, docs: { description, ...docs } };
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Read<F> = F extends Field<infer T> ? T : never;
/** A missing or broken required value is undefined too: what can be read counts, and the problem is recorded. */
export type RecordOf<F extends Fields> = { readonly [K in keyof F]: Read<F[K]> | undefined };

interface RecordOptions {
  readonly description?: string;
  /** Keys that begin like this hold whatever the writer likes. */
  readonly free?: { readonly prefix: string; readonly description: string };
}

/** A mapping with the keys of `fields`. */
export function record<F extends Fields>(fields: F, options: RecordOptions = {}): ValueReader<RecordOf<F>> {
  const { free } = options;
  return reader(recordSchema(fields, options), (value) => {
    if (value.node?.kind !== 'map') {
      return report(value, `${value.name} must be a mapping with the keys ${Object.keys(fields).join(', ')}.`);
    }
    const result: Record<string, unknown> = {};
    const found = new Set<string>();
    for (const [name, entry] of entries(value, value.node)) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      found.add(name);
      if (field) {
        result[name] = field.reader.read(entry.value);
      } else if (!free || !name.startsWith(free.prefix)) {
        report(entry.key, unknownKey(name, value.name, Object.keys(fields)));
      }
    }
    for (const [name, field] of Object.entries(fields)) {
      if (field.required && !found.has(name)) {
        report(head(value, value.node), `${value.name} has no \`${name}\`.`);
      }
    }
    return result as RecordOf<F>;
  });
}

function recordSchema(fields: Fields, { description, free }: RecordOptions): Schema {
  const named = Object.entries(fields);
  const needed = named.filter(([, field]) => field.required).map(([name]) => name);
  return {
    ...(description !== undefined && { description }),
    type: 'object',
    additionalProperties: false,
    ...(free && { patternProperties: { [`^${free.prefix}`]: { description: free.description } } }),
    ...(needed.length > 0 && { required: needed }),
    properties: Object.fromEntries(
      named.map(([name, { reader, docs }]) => {
        const { description: meaning, ...more } = docs;
        return [name, { description: meaning, ...reader.schema, ...more }];
      }),
    ),
  };
}

function unknownKey(name: string, owner: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `${owner} has no key \`${name}\`${near ? `: did you mean \`${near}\`?` : `. Known keys: ${known.join(', ')}.`}`;
}

/** Reads as `item` does, and says whether that went without an error. */
export function graded<T extends object>(item: ValueReader<T>): ValueReader<T & { readonly whole: boolean }> {
  return {
    schema: item.schema,
    read: (value) => {
      const before = value.source.errors;
      const result = item.read(value);
      return result && { ...result, whole: value.source.errors === before };
    },
  };
}

/** Reads as `item` does, and keeps where the value stands. */
export function located<T>(item: ValueReader<T>): ValueReader<Located<T>> {
  return {
    schema: item.schema,
    read: (value) => {
      const result = item.read(value);
      return result === undefined ? undefined : { value: result, range: value.range };
    },
  };
}

export interface Located<T> {
  readonly value: T;
  readonly range: Range;
}
