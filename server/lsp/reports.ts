import { createHash } from 'node:crypto';
import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';

/**
 * What every file's findings are and which way each goes to the client: exactly one.
 *
 * Open documents are pushed, always. Unopened files are pushed too until the client pulls the workspace for the first
 * time; from then on they are only pulled. A pull never carries the findings of an open document: it answers that
 * there are none, which also clears what an earlier pull said about the file before it was opened.
 */
export interface Reports {
  /** Sets the findings of a file; `version` is that of an open document, undefined for an unopened file. */
  set(key: string, uri: string, version: number | undefined, diagnostics: readonly Diagnostic[]): void;
  /** Takes a file's findings back. */
  remove(key: string): void;
  /** What is known of a file, whichever way it goes. */
  get(key: string): readonly Diagnostic[];
  keys(): readonly string[];
  pullDocument(key: string, previous: string | undefined): DocumentDiagnosticReport;
  /** Answers at once where there is news; a client that takes partial results waits for news. */
  pullWorkspace(params: WorkspaceDiagnosticParams, token: CancellationToken): Promise<WorkspaceDiagnosticReport>;
  /** Lets all who wait go. */
  stop(): void;
}

export interface Channel {
  publish(params: PublishDiagnosticsParams): void;
  /** Asks the client to pull again. */
  refresh(): void;
  keyOf(uri: string): string | undefined;
  /** Resolves when every file has been looked at, or after so many milliseconds. */
  settled(milliseconds: number | undefined): Promise<void>;
}

interface Entry {
  readonly uri: string;
  /** Undefined for an unopened file. */
  readonly version: number | undefined;
  readonly items: readonly Diagnostic[];
  readonly id: string;
}

/** The result id of a file that has nothing to pull. */
const nothing = 'none';
/** Milliseconds that a client which waits for news is made to wait while a large workspace is being looked at. */
const patience = 1000;
/**
 * Milliseconds before news goes out. It comes in bursts; and a client that has just closed a document must have put
 * away what it pulled for it, or it would drop the news about it.
 */
const gathering = 50;

export function openReports(channel: Channel): Reports {
  const entries = new Map<string, Entry>();
  let pulled = false;
  let stopped = false;
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const pushes = (entry: Entry): boolean => entry.version !== undefined || !pulled;
  const publish = (entry: Entry, items: readonly Diagnostic[]): void =>
    channel.publish({
      uri: entry.uri,
      ...(entry.version !== undefined && { version: entry.version }),
      diagnostics: [...items],
    });
  const pullId = (entry: Entry | undefined): string => (entry && !pushes(entry) ? entry.id : nothing);
  const wakeAll = (): number => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
    return woken.length;
  };
  const tell = (): void => {
    timer = undefined;
    if (wakeAll() === 0 && !stopped) channel.refresh();
  };
  const news = (): void => {
    if (pulled && !stopped) timer ??= setTimeout(tell, gathering);
  };

  const replace = (key: string, next: Entry | undefined): void => {
    const before = entries.get(key);
    if (next) entries.set(key, next);
    else entries.delete(key);
    const moved = before && (next === undefined || before.uri !== next.uri || !pushes(next));
    if (before && pushes(before) && moved && before.items.length > 0) publish({ ...before, version: undefined }, []);
    if (next && pushes(next) && (next.version !== undefined || next.items.length > 0 || before?.items.length))
      publish(next, next.items);
    if (pullId(before) !== pullId(next)) news();
  };

  const reportOf = (key: string, entry: Entry | undefined, uri: string, previous: string | undefined) => {
    const id = pullId(entries.get(key));
    const version = entry?.version ?? null;
    return id === previous
      ? ({ kind: 'unchanged', uri, version, resultId: id } as const)
      : ({ kind: 'full', uri, version, resultId: id, items: id === nothing ? [] : [...(entry?.items ?? [])] } as const);
  };

  const compare = (params: WorkspaceDiagnosticParams): WorkspaceDocumentDiagnosticReport[] => {
    const previous = new Map<string, { readonly uri: string; readonly id: string }>();
    for (const { uri, value } of params.previousResultIds) previous.set(channel.keyOf(uri) ?? uri, { uri, id: value });
    const known = [...entries].filter(([key, entry]) => pullId(entry) !== nothing || previous.has(key));
    const gone = [...previous].filter(([key]) => !entries.has(key));
    return [
      ...known.map(([key, entry]) => reportOf(key, entry, entry.uri, previous.get(key)?.id)),
      ...gone.map(([key, { uri, id }]) => reportOf(key, undefined, uri, id)),
    ];
  };

  return {
    set: (key, uri, version, diagnostics) => {
      const items = [...diagnostics];
      const before = entries.get(key);
      const id = items.length === 0 ? nothing : createHash('sha1').update(JSON.stringify(items)).digest('base64');
      if (before && before.id === id && before.uri === uri && before.version === version) return;
      replace(key, { uri, version, items, id });
    },
    remove: (key) => {
      if (entries.has(key)) replace(key, undefined);
    },
    get: (key) => entries.get(key)?.items ?? [],
    keys: () => [...entries.keys()],
    pullDocument: (key, previous) => {
      const entry = entries.get(key);
      const id = pullId(entry);
      if (id === previous) return { kind: 'unchanged', resultId: id };
      return { kind: 'full', resultId: id, items: id === nothing ? [] : [...(entry?.items ?? [])] };
    },
    pullWorkspace: async (params, token) => {
      if (!pulled) {
        for (const entry of entries.values())
          if (entry.version === undefined && entry.items.length > 0) publish(entry, []);
        pulled = true;
      }
      const waits = params.partialResultToken !== undefined;
      for (;;) {
        await channel.settled(waits ? patience : undefined);
        const items = compare(params);
        if (!waits || stopped || token.isCancellationRequested || items.some((item) => item.kind === 'full'))
          return { items };
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          token.onCancellationRequested(() => resolve());
        });
      }
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      wakeAll();
    },
  };
}
