import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { printable } from '../terminal.ts';

/** A step of BuildKit's graph, as far as `--progress=rawjson` has told. */
export interface Vertex {
  readonly digest: string;
  /** `[2/3] RUN pip install …`. */
  readonly name: string;
  /** Milliseconds since 1970, by the builder's clock. */
  readonly started: number | undefined;
  readonly completed: number | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
  /** The last lines of its output. */
  readonly tail: readonly string[];
}

/** A warning of BuildKit about the Dockerfile. */
export interface BuildWarning {
  /** In the Dockerfile, from 1. */
  readonly line: number | undefined;
  readonly message: string;
  readonly url: string | undefined;
}

export type News =
  | { readonly kind: 'log'; readonly vertex: Vertex; readonly text: string }
  | { readonly kind: 'done'; readonly vertex: Vertex; readonly milliseconds: number }
  | { readonly kind: 'text'; readonly text: string };

/** What a build has said so far. */
export interface Progress {
  /** Takes one line of buildx's standard error, an event or plain text, and tells what is new in it. */
  read(line: string): readonly News[];
  readonly running: () => readonly Vertex[];
  readonly failed: () => readonly Vertex[];
  readonly warnings: () => readonly BuildWarning[];
  /** The last lines that were plain text: the place of a failure, its snippet, the closing error. */
  readonly text: () => readonly string[];
}

/** How many lines of a step's output are kept for the report of a failure. */
export const tailLines = 200;
const textLines = 200;
const maximumWarnings = 100;

interface Known {
  vertex: Vertex;
  tail: string[];
  decoder: StringDecoder;
  /** Output that has no line end yet. */
  open: string;
  announced: boolean;
}

/** A fold over the lines of one build. Lines that are no events, or events of unknown shape, are kept as text. */
export function readProgress(): Progress {
  const known = new Map<string, Known>();
  const warnings: BuildWarning[] = [];
  const text: string[] = [];
  const vertexes = () => [...known.values()].map((each) => each.vertex);
  return {
    read: (line) => {
      const event = parseEvent(line);
      if (event === undefined) {
        if (text.push(line) > textLines) {
          text.shift();
        }
        return [{ kind: 'text', text: clean(line) }];
      }
      for (const warning of event.warnings) {
        if (warnings.length < maximumWarnings) {
          warnings.push(readWarning(warning));
        }
      }
      return [
        ...event.vertexes.flatMap((raw) => changed(known, raw)),
        ...event.logs.flatMap((raw) => logged(known, raw)),
      ];
    },
    running: () => vertexes().filter((each) => each.started !== undefined && each.completed === undefined),
    failed: () => vertexes().filter((each) => each.error !== undefined),
    warnings: () => warnings,
    text: () => text,
  };
}

/** Events as they arrive: any field may be missing or of another type. */
type Raw = Readonly<Record<string, unknown>>;
type RawEvent = Readonly<Record<'vertexes' | 'logs' | 'warnings', readonly Raw[]>>;

function parseEvent(line: string): RawEvent | undefined {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    const event = JSON.parse(line) as Raw;
    if (!['vertexes', 'statuses', 'logs', 'warnings'].some((key) => Array.isArray(event[key]))) {
      return undefined;
    }
    return { vertexes: objects(event.vertexes), logs: objects(event.logs), warnings: objects(event.warnings) };
  } catch {
    // Text that begins with a brace is text.
    return undefined;
  }
}

const objects = (value: unknown): readonly Raw[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];

const string = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const decoded = (value: unknown): Buffer => Buffer.from(string(value) ?? '', 'base64');

function changed(known: Map<string, Known>, raw: Raw): readonly News[] {
  const before = entry(known, string(raw.digest) ?? '');
  const old = before.vertex;
  const vertex: Vertex = {
    digest: old.digest,
    name: string(raw.name) ?? old.name,
    started: time(raw.started) ?? old.started,
    // BuildKit opens a step again, for example to pull what it had only resolved: then it is not complete any more.
    completed: time(raw.completed),
    cached: raw.cached === true || old.cached,
    error: string(raw.error) || undefined,
    tail: before.tail,
  };
  before.vertex = vertex;
  if (vertex.completed === undefined || vertex.started === undefined) {
    return [];
  }
  const milliseconds = Math.max(0, vertex.completed - vertex.started);
  if (before.announced && milliseconds < 500 && vertex.error === undefined) {
    return [];
  }
  if (!vertex.cached && milliseconds < 1 && vertex.error === undefined) {
    return [];
  }
  before.announced = true;
  return [...rest(before), { kind: 'done', vertex, milliseconds }];
}

function logged(known: Map<string, Known>, raw: Raw): readonly News[] {
  const of = entry(known, string(raw.vertex) ?? '');
  const lines = (of.open + of.decoder.write(decoded(raw.data))).split('\n');
  of.open = lines.pop() ?? '';
  return lines.map((line) => keep(of, line));
}

/** Output that ended without a line end. */
function rest(of: Known): readonly News[] {
  if (of.open === '') {
    return [];
  }
  const line = of.open;
  of.open = '';
  return [keep(of, line)];
}

function keep(of: Known, line: string): News {
  const text = clean(line);
  if (of.tail.push(text) > tailLines) {
    of.tail.shift();
  }
  return { kind: 'log', vertex: of.vertex, text };
}

function entry(known: Map<string, Known>, digest: string): Known {
  const found = known.get(digest);
  if (found) {
    return found;
  }
  const tail: string[] = [];
  const vertex: Vertex = {
    digest,
    name: '',
    started: undefined,
    completed: undefined,
    cached: false,
    error: undefined,
    tail,
  };
  const fresh = { vertex, tail, decoder: new StringDecoder('utf8'), open: '', announced: false };
  known.set(digest, fresh);
  return fresh;
}

const time = (value: unknown): number | undefined => {
  const milliseconds = Date.parse(string(value) ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
};

function readWarning({ short, url, range }: Raw): BuildWarning {
  const start = objects(objects(range).map((each) => each.start))[0];
  const line = typeof start?.line === 'number' ? start.line : undefined;
  return { line, message: clean(decoded(short).toString('utf8').trim().replace(/\n/g, ' ')), url: string(url) };
}

/** A line as a terminal may show it: the last state of a progress bar, without what moves the cursor. */
function clean(line: string): string {
  const last = line.replace(/\r+$/, '').split('\r').pop() ?? '';
  return printable(stripVTControlCharacters(last), '');
}
