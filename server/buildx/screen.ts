import { escapeMark, fit, painter, printable, type Terminal } from '../terminal.ts';
import type { News, Progress, Vertex } from './progress.ts';

/** Shows the progress of one build after the other. */
export interface Screen {
  /** Whether every line of output stays; otherwise only the newest one of each step is shown. */
  readonly showsOutput: boolean;
  /** Lines that stay. */
  print(text: string): void;
  news(news: readonly News[]): void;
  /** Begins to follow a build; gives back how to stop. */
  follow(progress: Progress): () => void;
}

/** On a terminal: finished steps stay, running ones are rewritten below them. Elsewhere: every line, once. */
export function openScreen(terminal: Terminal): Screen {
  return terminal.columns === undefined ? plainScreen(terminal) : liveScreen(terminal, terminal.columns);
}

export const seconds = (milliseconds: number): string =>
  milliseconds < 60_000
    ? `${(milliseconds / 1000).toFixed(1)} s`
    : `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;

type Paint = ReturnType<typeof painter>;

/** A step's name without the digest of its base in full. */
const label = (vertex: Vertex): string => printable(vertex.name).replace(/(@sha256:[0-9a-f]{12})[0-9a-f]{52}/, '$1');

/** `     3.2 s  [2/3] RUN pip install …`. Preparations and base images are worth a line only where they took time. */
function doneLine(vertex: Vertex, milliseconds: number, paint: Paint): string | undefined {
  const preparation = /^\[(?:\S+ )?internal\]|^resolving provenance|^\[[^\]]*\] FROM |^$/.test(vertex.name);
  if (preparation && milliseconds < 1000 && vertex.error === undefined) {
    return undefined;
  }
  const state = vertex.error !== undefined ? 'failed' : vertex.cached ? 'cached' : seconds(milliseconds);
  const colour = vertex.error !== undefined ? 'red' : vertex.cached ? 'dim' : 'green';
  return `  ${paint(colour, state.padStart(9))}  ${label(vertex)}`;
}

/**
 * Plain text that is shown while the build goes on: the steps of a buildx without events, and warnings. The report of a
 * failure uses the rest, and the end of the build says when the result is kept nowhere.
 */
const isWorthPrinting = (text: string): boolean => /^#\d+ /.test(text) || (/^WARN/i.test(text) && !keptNowhere(text));

/** Buildx's warning that neither `--push` nor `--load` was asked for, and the driver keeps the result to itself. */
export const keptNowhere = (text: string): boolean => /^WARN.*No output specified/i.test(text);

function plainScreen(terminal: Terminal): Screen {
  const paint = painter(terminal.colour);
  let speaker = '';
  const print = (text: string): void => {
    terminal.out(`${text}\n`);
  };
  return {
    showsOutput: true,
    print,
    news: (news) => {
      for (const each of news) {
        if (each.kind === 'log') {
          if (speaker !== each.vertex.digest) {
            print(`             ${label(each.vertex)}`);
          }
          speaker = each.vertex.digest;
          print(`           | ${each.text}`);
        } else if (each.kind === 'done') {
          const line = doneLine(each.vertex, each.milliseconds, paint);
          if (line !== undefined) {
            print(line);
          }
          speaker = '';
        } else if (isWorthPrinting(each.text)) {
          print(`  ${each.text}`);
        }
      }
    },
    follow: () => () => undefined,
  };
}

/** How often the running steps are rewritten, in milliseconds. */
const refresh = 120;
const maximumRows = 6;

function liveScreen(terminal: Terminal, columns: number): Screen {
  const paint = painter(terminal.colour);
  const logs = new Map<string, string>();
  // A row that reaches the last column wraps on some terminals.
  const room = Math.max(10, columns - 1);
  let shown = 0;
  const erase = (): string => (shown > 0 ? `${escapeMark}[${shown}A${escapeMark}[0J` : '');
  const print = (text: string): void => {
    terminal.out(`${erase()}${text}\n`);
    shown = 0;
  };
  const draw = (progress: Progress, begun: ReadonlyMap<string, number>): void => {
    const rows = progress.running().slice(0, maximumRows);
    const lines = rows.flatMap((vertex) => {
      const row = `  ${seconds(Date.now() - (begun.get(vertex.digest) ?? Date.now())).padStart(9)}  ${label(vertex)}`;
      const log = logs.get(vertex.digest);
      return [fit(row, room), ...(log ? [paint('dim', fit(`           | ${log}`, room))] : [])];
    });
    terminal.out(`${erase()}${lines.map((line) => `${line}\n`).join('')}`);
    shown = lines.length;
  };
  return {
    showsOutput: false,
    print,
    news: (news) => {
      for (const each of news) {
        if (each.kind === 'log') {
          logs.set(each.vertex.digest, each.text);
        } else if (each.kind === 'done') {
          const line = doneLine(each.vertex, each.milliseconds, paint);
          if (line !== undefined) {
            print(line);
          }
        } else if (isWorthPrinting(each.text)) {
          print(`  ${each.text}`);
        }
      }
    },
    follow: (progress) => {
      // The builder's clock may differ from ours: elapsed time counts from when a step was first seen running.
      const begun = new Map<string, number>();
      const timer = setInterval(() => {
        for (const { digest } of progress.running()) {
          if (!begun.has(digest)) {
            begun.set(digest, Date.now());
          }
        }
        draw(progress, begun);
      }, refresh);
      return () => {
        clearInterval(timer);
        terminal.out(erase());
        shown = 0;
      };
    },
  };
}
