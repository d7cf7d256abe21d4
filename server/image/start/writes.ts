import { callAt, pathOf, type Scope } from './expressions.ts';

/** What a script does that depends on the user. */
export interface Writes {
  /** The absolute paths of files and folders that it writes or makes. */
  readonly paths: readonly string[];
  /** False where it also writes to places that cannot be told. */
  readonly isKnown: boolean;
  /** It does what only root may do, or looks for an account or a home. */
  readonly needsAccount: boolean;
}

/** A call that writes, and which of its arguments is the path. */
const calls: readonly { readonly name: RegExp; readonly argument: number; readonly isMode?: true }[] = [
  { name: /(?<![.\w])(?:io\.|aiofiles\.|codecs\.)?open(?=\()/g, argument: 0, isMode: true },
  { name: /\b(?:os\.(?:makedirs|mkdir|mkfifo)|ensure_dir)(?=\()/g, argument: 0 },
  { name: /\b(?:\w*FileHandler|shelve\.open|TinyDB|sqlite3\.connect|aiosqlite\.connect)(?=\()/g, argument: 0 },
  { name: /\bshutil\.(?:copy\w*|move)(?=\()/g, argument: 1 },
  { name: /\bos\.(?:rename|replace|symlink|link)(?=\()/g, argument: 1 },
  {
    name: /(?:(?<![.\w])|\b(?:fs|fsp|promises)\.)(?:mkdir|writeFile|appendFile|copyFile|mkdtemp)(?:Sync)?(?=\()/g,
    argument: 0,
  },
  { name: /\bcreateWriteStream(?=\()/g, argument: 0 },
];

/** `PATH.mkdir(`, `(BASE / "x").write_text(`, `Path("x").open("w")`. */
const methods =
  /(?<![\w.])((?:[\w.]+|\([^()\n]*\)|[\w.]+\([^()\n]*\))(?:\.parent)*)\.(mkdir|touch|write_text|write_bytes|open)(?=\()/g;

const writing = /^(?:mode\s*=\s*)?["'][rbt]*[wax+][rbt+]*["']$/;
const assignment =
  /^[ \t]*(?:export\s+)?(?:const\s+|let\s+|var\s+)?(?:self\.|cls\.)?(\w+)\s*(?::\s*[\w.[\]| ]+)?=(?!=)[ \t]*(\S.*?)[;,]?[ \t]*$/gm;
const needing =
  /\bos\.(?:setuid|setgid|chown|chroot|getlogin)\b|\bpwd\.getpw|\bgetpass\.getuser|\bexpanduser\b|\.home\(\)|\bos\.homedir\(|["']HOME["']|\bprocess\.(?:setuid|setgid)\b|\bapt-get\b|\bsudo\b/;

/** A text without comments and without very long lines, which are generated. */
export const readable = (source: string): string =>
  source
    .split('\n')
    .filter((line) => line.length < 1000 && !/^[ \t]*(?:#|\/\/)/.test(line))
    .join('\n');

/** Whether a text may write anything, or need an account, at all. */
export const mayWrite = (text: string): boolean =>
  /open|mkdir|makedirs|mkfifo|ensure_dir|write|touch|Handler|sqlite|shelve|TinyDB|shutil|rename|replace|link|filename|log\s*=|file\s*=|append|copy|os\.(?:set|chown|chroot|getlogin)|pwd|getuser|expanduser|home|HOME|setuid|apt-get|sudo/.test(
    text,
  );

/** What the names of a text are set to. */
export const namesIn = (text: string): ReadonlyMap<string, string> =>
  new Map([...text.matchAll(assignment)].map(([, name, value]) => [name as string, value as string]));

/** What a readable text of Python or JavaScript writes. */
export function writesOf(text: string, whole: Scope): Writes {
  const paths: string[] = [];
  let isKnown = true;
  const add = (expression: string | undefined) => {
    const path = expression === undefined ? undefined : pathOf(expression, whole);
    if (path === undefined) {
      isKnown = false;
    } else {
      paths.push(path);
    }
  };
  for (const { name, argument, isMode } of calls) {
    for (const match of text.matchAll(name)) {
      const given = callAt(text, match.index + match[0].length)?.given ?? [];
      if ((isMode && !given.slice(1).some((one) => writing.test(one))) || /:memory:/.test(given[0] ?? '')) {
        continue;
      }
      if (/^\s*def\s+$|\bfunction\s+$/.test(text.slice(Math.max(0, match.index - 12), match.index))) {
        continue;
      }
      add(given[argument]?.replace(/^(?:filename|path|name|file|database|delay)\s*=\s*/, ''));
    }
  }
  for (const match of text.matchAll(methods)) {
    const [, receiver = '', method] = match;
    const given = callAt(text, match.index + match[0].length)?.given ?? [];
    const isOther = /^(?:os|fs|fsp|io|shelve|webbrowser|Image|promises|fs\.promises|aiofiles|codecs)$/.test(receiver);
    if (isOther || (method === 'open' && !given.some((one) => writing.test(one)))) {
      continue;
    }
    add(receiver);
  }
  for (const [, value] of text.matchAll(/["']?\bfilename["']?\s*[:=]\s*([^,)}\n]+)/g)) {
    add(value);
  }
  for (const [, value] of text.matchAll(/^(?:errorlog|accesslog|pidfile|logfile)[ \t]*=[ \t]*(?!["']-["'])(\S.*)$/gm)) {
    add(value);
  }
  for (const [, path] of text.matchAll(/\bsqlite(?:\+\w+)?:\/\/\/(\/?[^"'\s?{}]+)/g)) {
    add(`"${path}"`);
  }
  return { paths, isKnown, needsAccount: needing.test(text) };
}
