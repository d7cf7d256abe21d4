import { basename } from '../../parse/shell/commands.ts';

/** A program that starts another one. */
interface Launcher {
  /** Options whose value is the next word. */
  readonly valued: RegExp;
  /** Words of its own before the name of the program: the user of `gosu`. */
  readonly own: number;
}

const none = /^$/;
const user: Launcher = { valued: none, own: 1 };
const init: Launcher = { valued: /^-[ep]$/, own: 0 };

const launchers = new Map<string, Launcher>([
  ['catatonit', { valued: none, own: 0 }],
  ['chronic', { valued: none, own: 0 }],
  ['dumb-init', { valued: /^(?:-r|--rewrite)$/, own: 0 }],
  ['env', { valued: /^(?:-[uC]|--unset|--chdir)$/, own: 0 }],
  ['exec', { valued: /^-a$/, own: 0 }],
  ['gosu', user],
  ['ionice', { valued: /^-[cnp]$/, own: 0 }],
  ['nice', { valued: /^-n$/, own: 0 }],
  ['nohup', { valued: none, own: 0 }],
  ['s6-setuidgid', user],
  ['su-exec', user],
  ['stdbuf', { valued: /^-[eio]$/, own: 0 }],
  ['tini', init],
  ['tini-static', init],
]);

/**
 * Where the programs stand among the words of a command: the first, and what it starts in turn, as `tini --`, `env A=b` and
 * `gosu app` do. The number of the words where the last of them names no program yet, as `ENTRYPOINT ["tini", "--"]`.
 */
export function programPlaces(words: readonly string[]): readonly number[] {
  const places = [0];
  for (let at = 0; at < words.length; ) {
    const launcher = launchers.get(basename(words[at] ?? ''));
    if (launcher === undefined) {
      break;
    }
    at = launchedBy(launcher, words, at + 1);
    places.push(at);
  }
  return places;
}

/** The command that `tini --`, `env A=b` and the like start as the same user; none where they name no program yet. */
export function launchedWords(words: readonly string[]): readonly string[] {
  const places = programPlaces(words);
  const asOther = places.find((at) => launchers.get(basename(words[at] ?? '')) === user);
  return words.slice(asOther ?? places.at(-1));
}

/** Where the program stands that a launcher starts. */
function launchedBy({ valued, own }: Launcher, words: readonly string[], from: number): number {
  let at = from;
  for (let word = words[at]; word !== undefined; word = words[at]) {
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') && !/^\w+=/.test(word)) {
      break;
    }
    at += valued.test(word) ? 2 : 1;
  }
  return Math.min(words.length, at + own);
}
