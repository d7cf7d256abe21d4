import { createHash } from 'node:crypto';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { once } from '../../memo.ts';
import { type News, openNews, stopNews } from './news.ts';

/**
 * The findings of every file and the way each goes to the client: exactly one.
 *
 * Open documents are always pushed. Unopened files are pushed too until the client pulls the workspace for the first
 * time; from then on they are only pulled. A pull never carries the findings of an open document: it answers that
 * there are none, which clears what an earlier pull said about the file before it was opened.
 *
 * A client that waits for news (it sends a token for partial results, as VS Code does) keeps both kinds side by side,
 * so a file changes over when the client takes the answer: what was pulled is pushed once a pull has said that there
 * is nothing, and what was pushed is taken back when a pull brings it.
 */
export interface Reports {
  readonly channel: Channel;
  /** By key (`keyOf`). */
  readonly entries: Map<string, Entry>;
  /** URIs of the files whose findings were pushed and not taken back. */
  readonly pushed: Map<string, string>;
  /** By URI, the key of the file that was pushed last: a document that moves to another folder gets another key. */
  readonly pushedBy: Map<string, string>;
  /** Result ids of the files whose findings were pulled. */
  readonly told: Map<string, string>;
  /** Open documents that are pushed as soon as the client has given up what it pulled. */
  readonly held: Map<string, NodeJS.Timeout>;
  readonly news: News;
  /** The client has pulled the workspace. */
  pulled: boolean;
  /** The client waits for news. */
  waits: boolean;
}

export interface Channel {
  publish(params: PublishDiagnosticsParams): void;
  /** Asks the client to pull again. */
  refresh(): void;
  keyOf(uri: string): string | undefined;
  /** True when every file has been checked, false after so many milliseconds. */
  settled(milliseconds?: number): Promise<boolean>;
}

/** What is known of a file. */
export interface Report {
  readonly uri: string;
  /** Undefined for an unopened file. */
  readonly version: number | undefined;
  readonly items: readonly Diagnostic[];
}

export interface Entry extends Report {
  /** The result id; computed when it is asked for, since every keystroke makes an entry. */
  readonly id: () => string;
}

/** The result id of a file that has nothing to pull. */
export const nothing = 'none';

export const openReports = (channel: Channel): Reports => ({
  channel,
  entries: new Map(),
  pushed: new Map(),
  pushedBy: new Map(),
  told: new Map(),
  held: new Map(),
  news: openNews(channel.refresh),
  pulled: false,
  waits: false,
});

export function stopReports({ held, news }: Reports): void {
  for (const timer of held.values()) {
    clearTimeout(timer);
  }
  stopNews(news);
}

/** What is known of a file, whichever way it goes. */
export const findingsOf = ({ entries }: Reports, key: string): readonly Diagnostic[] => entries.get(key)?.items ?? [];

export const keysOf = ({ entries }: Reports, prefix: string): readonly string[] =>
  [...entries.keys()].filter((key) => key.startsWith(prefix));

export const entryOf = (report: Report): Entry => ({ ...report, id: once(() => resultId(report.items)) });

const resultId = (items: readonly Diagnostic[]): string =>
  items.length === 0 ? nothing : createHash('sha1').update(JSON.stringify(items)).digest('base64');

export const isPushed = ({ pulled }: Reports, { version }: Entry): boolean => version !== undefined || !pulled;

/** The result id that a pull is answered with. */
export const pullId = (reports: Reports, entry: Entry | undefined): string =>
  entry && !isPushed(reports, entry) ? entry.id() : nothing;
