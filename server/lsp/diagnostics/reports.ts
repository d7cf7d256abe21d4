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
import { once } from '../../memo.ts';

/**
 * What every file's findings are and which way each goes to the client: exactly one.
 *
 * Open documents are pushed, always. Unopened files are pushed too until the client pulls the workspace for the first
 * time; from then on they are only pulled. A pull never carries the findings of an open document: it answers that
 * there are none, which clears what an earlier pull said about the file before it was opened.
 *
 * A client that waits for news (it sends a token for partial results, as VS Code does) keeps both kinds side by side,
 * so a file changes over when the client takes the answer: what was pulled is pushed once a pull has said that there
 * is nothing, and what was pushed is taken back when a pull brings it.
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
  /** Answers at once where there is news; a client that waits for news gets no other answer. */
  pullWorkspace(
    params: WorkspaceDiagnosticParams,
    token: CancellationToken,
    waitsForNews: boolean,
  ): Promise<WorkspaceDiagnosticReport>;
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
  /** The result id; only made where a pull or a comparison asks, since every keystroke makes an entry. */
  readonly id: () => string;
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
/** Milliseconds after which an open document is pushed even if the client has not pulled it since: VS Code asks every 2 s. */
const changeover = 4000;

export function openReports(channel: Channel): Reports {
  const entries = new Map<string, Entry>();
  /** Where findings were pushed that have not been taken back: the URI. */
  const pushed = new Map<string, string>();
  /** What pulls brought, where that was anything: the result id. */
  const told = new Map<string, string>();
  const held = new Map<string, NodeJS.Timeout>();
  let pulled = false;
  let waits = false;
  let stopped = false;
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  const isPushed = (entry: Entry): boolean => entry.version !== undefined || !pulled;
  const pullId = (entry: Entry | undefined): string => (entry && !isPushed(entry) ? entry.id() : nothing);

  const wakeAll = (): number => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) {
      wake();
    }
    return woken.length;
  };
  const tell = (): void => {
    timer = undefined;
    if (wakeAll() === 0 && !stopped) {
      channel.refresh();
    }
  };
  const news = (): void => {
    if (pulled && !stopped) {
      timer ??= setTimeout(tell, gathering);
    }
  };

  const takeBack = (key: string): void => {
    const uri = pushed.get(key);
    if (uri === undefined) {
      return;
    }
    pushed.delete(key);
    channel.publish({ uri, diagnostics: [] });
  };
  const push = (key: string, { uri, version, items }: Entry): void => {
    if (pushed.get(key) !== uri) {
      takeBack(key);
    }
    if (version === undefined && items.length === 0) {
      takeBack(key);
      return;
    }
    channel.publish({ uri, ...(version !== undefined && { version }), diagnostics: [...items] });
    if (items.length > 0) {
      pushed.set(key, uri);
    } else {
      pushed.delete(key);
    }
  };
  /** Brings what the client sees of a file up to what is known, as far as it is not for the client to ask. */
  const bring = (key: string): void => {
    const entry = entries.get(key);
    if ((told.get(key) ?? nothing) !== pullId(entry)) {
      news();
    }
    clearTimeout(held.get(key));
    held.delete(key);
    if (entry && isPushed(entry)) {
      if (waits && told.has(key)) {
        held.set(
          key,
          setTimeout(() => changeOver(key), changeover),
        );
      } else {
        push(key, entry);
      }
    } else if (!entry || !waits || entry.items.length === 0) {
      takeBack(key);
    }
  };
  const changeOver = (key: string): void => {
    told.delete(key);
    if (!stopped) {
      bring(key);
    }
  };

  /** Notes that a pull answers this about a file, and changes over what is to go the other way. */
  const answer = (key: string, id: string): void => {
    const entry = entries.get(key);
    if (id !== nothing) {
      told.set(key, id);
      takeBack(key);
      return;
    }
    told.delete(key);
    // After the answer has been sent.
    if (entry && held.has(key)) {
      setImmediate(changeOver, key);
    }
  };

  const compare = (params: WorkspaceDiagnosticParams): readonly [string, WorkspaceDocumentDiagnosticReport][] => {
    const previous = new Map<string, { readonly uri: string; readonly id: string }>();
    for (const { uri, value } of params.previousResultIds) {
      previous.set(channel.keyOf(uri) ?? uri, { uri, id: value });
    }
    const concerned = [...entries.keys()].filter(
      (key) => pullId(entries.get(key)) !== nothing || previous.has(key) || told.has(key),
    );
    const gone = [...previous.keys(), ...told.keys()].filter((key) => !entries.has(key));
    return [...new Set([...concerned, ...gone])].flatMap((key) => {
      const entry = entries.get(key);
      const before = previous.get(key);
      const uri = entry?.uri ?? before?.uri;
      if (uri === undefined) {
        return [];
      }
      const resultId = pullId(entry);
      const common = { uri, version: entry?.version ?? null, resultId };
      const items = resultId === nothing ? [] : [...(entry?.items ?? [])];
      return [[key, before?.id === resultId ? { ...common, kind: 'unchanged' } : { ...common, kind: 'full', items }]];
    });
  };

  return {
    set: (key, uri, version, diagnostics) => {
      const items = [...diagnostics];
      const before = entries.get(key);
      const id = once(() => resultId(items));
      if (before && before.uri === uri && before.version === version && before.id() === id()) {
        return;
      }
      entries.set(key, { uri, version, items, id });
      bring(key);
    },
    remove: (key) => {
      if (entries.delete(key)) {
        bring(key);
      }
    },
    get: (key) => entries.get(key)?.items ?? [],
    keys: () => [...entries.keys()],
    pullDocument: (key, previous) => {
      const entry = entries.get(key);
      const id = pullId(entry);
      answer(key, id);
      if (id === previous) {
        return { kind: 'unchanged', resultId: id };
      }
      return { kind: 'full', resultId: id, items: id === nothing ? [] : [...(entry?.items ?? [])] };
    },
    pullWorkspace: async (params, token, waitsForNews) => {
      pulled = true;
      waits = waitsForNews;
      for (;;) {
        await channel.settled(waits ? patience : undefined);
        const reports = compare(params);
        if (!waits || stopped || token.isCancellationRequested || reports.some(([, { kind }]) => kind === 'full')) {
          for (const [key, { resultId }] of reports) {
            answer(key, resultId ?? nothing);
          }
          return { items: reports.map(([, report]) => report) };
        }
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          token.onCancellationRequested(() => resolve());
        });
      }
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      for (const one of held.values()) {
        clearTimeout(one);
      }
      wakeAll();
    },
  };
}

const resultId = (items: readonly Diagnostic[]): string =>
  items.length === 0 ? nothing : createHash('sha1').update(JSON.stringify(items)).digest('base64');
