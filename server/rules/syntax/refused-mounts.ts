import { csvFields } from '../../parse/refused/csv.ts';

/** What a mount of RUN says, as far as it decides whether BuildKit refuses it. */
interface MountSettings {
  /** Undefined where it is unknown. */
  readonly type: string | undefined;
  readonly keys: ReadonlySet<string>;
}

const types = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const boolean = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
const size = /^\d+(?:\.\d+)* ?[kmgtp]?i?b?$/i;
const wholeNumber = /^\d+$/;
const valuesOf: Readonly<Record<string, RegExp>> = {
  sharing: /^(?:shared|private|locked)$/i,
  readonly: boolean,
  ro: boolean,
  readwrite: boolean,
  rw: boolean,
  mode: /^[0-7]+$/,
  uid: wholeNumber,
  gid: wholeNumber,
};
const anyText = ['from', 'source', 'src', 'target', 'dst', 'destination', 'id', 'env'];

/** Why BuildKit refuses a mount, once it has expanded its values; `value` is undefined for an unknown one. */
export function mountRefusal(text: string, value: (text: string) => string | undefined): string | undefined {
  const keys = new Set<string>();
  let type: string | undefined = 'bind';
  for (const field of csvFields(text) ?? []) {
    const equals = field.indexOf('=');
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
    const given = equals < 0 ? undefined : value(field.slice(equals + 1));
    const known = equals < 0 || given !== undefined;
    const refused =
      key === 'type' && known ? typeRefusal(given) : fieldRefusal({ field, key, given, hasValue: equals >= 0 }, type);
    if (refused !== undefined) {
      return refused;
    }
    if (key === 'type') {
      type = given?.toLowerCase();
    }
    keys.add(key === 'src' ? 'source' : key === 'dst' || key === 'destination' ? 'target' : key);
  }
  return wholeRefusal({ type, keys });
}

const typeRefusal = (given: string | undefined): string | undefined =>
  given !== undefined && types.includes(given.toLowerCase())
    ? undefined
    : given === undefined
      ? `invalid field 'type' must be a key=value pair`
      : `unsupported mount type "${given}"`;

interface Field {
  readonly field: string;
  readonly key: string;
  /** Undefined where it is unknown or there is none. */
  readonly given: string | undefined;
  readonly hasValue: boolean;
}

function fieldRefusal({ field, key, given, hasValue }: Field, type: string | undefined): string | undefined {
  const isSwitch = ['readonly', 'ro', 'readwrite', 'rw'].includes(key);
  if (key === 'required' && type !== undefined && type !== 'secret' && type !== 'ssh') {
    return `unexpected key 'required' for mount type '${type}'`;
  }
  if (!hasValue) {
    return isSwitch || key === 'required' ? undefined : `invalid field '${field}' must be a key=value pair`;
  }
  if (key === 'size' && type !== undefined && type !== 'tmpfs') {
    return `unexpected key 'size' for mount type '${type}'`;
  }
  const form = key === 'required' ? boolean : key === 'size' ? size : valuesOf[key];
  if (form) {
    return given === undefined || form.test(given) ? undefined : `invalid value for ${key}: ${given}`;
  }
  return key === 'type' || anyText.includes(key) ? undefined : `unexpected key '${key}' in '${field}'`;
}

function wholeRefusal({ type, keys }: MountSettings): string | undefined {
  if (type === 'bind' || type === 'tmpfs') {
    const owner = ['mode', 'uid', 'gid'].find((key) => keys.has(key));
    if (owner) {
      return `${owner} not allowed for "${type}" type mounts`;
    }
  }
  if (type === 'secret') {
    if (keys.has('from')) {
      return 'secret mount should not have a from';
    }
    if (keys.has('source') && keys.has('id')) {
      return `both source and id can't be set`;
    }
    if (!keys.has('source') && !keys.has('target') && !keys.has('id')) {
      return 'invalid secret mount. one of source, target required';
    }
  }
  return keys.has('sharing') && type !== undefined && type !== 'cache'
    ? `invalid cache sharing set for ${type} mount`
    : undefined;
}
