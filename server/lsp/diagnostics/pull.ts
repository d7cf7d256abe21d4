import type {
  CancellationToken,
  DocumentDiagnosticReport,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { waitForNews } from './news.ts';
import { changeOver, takeBack } from './push.ts';
import { nothing, pullId, type Reports } from './reports.ts';

/** Takes a part of the answer to a pull of the workspace. A client that sends it waits for news. */
export type TakePart = (report: WorkspaceDiagnosticReport) => void;

/** What a pull of the workspace says of one file. */
interface Answer {
  readonly key: string;
  readonly report: WorkspaceDocumentDiagnosticReport;
}

/** Milliseconds between two parts of an answer, while the workspace is being checked. */
const partPause = 500;

export function pullDocument(reports: Reports, key: string, previous: string | undefined): DocumentDiagnosticReport {
  const entry = reports.entries.get(key);
  const resultId = pullId(reports, entry);
  noteAnswer(reports, key, resultId);
  if (resultId === previous) {
    return { kind: 'unchanged', resultId };
  }
  return { kind: 'full', resultId, items: resultId === nothing ? [] : [...(entry?.items ?? [])] };
}

/**
 * Answers when every file has been checked. A client that waits for news hears of the files that are ready in the
 * meantime, and gets its answer no sooner than there is news: it pauses before it pulls again.
 */
export async function pullWorkspace(
  reports: Reports,
  params: WorkspaceDiagnosticParams,
  token: CancellationToken,
  takePart: TakePart | undefined,
): Promise<WorkspaceDiagnosticReport> {
  const { channel, news } = reports;
  const known = new Map(params.previousResultIds.map(({ uri, value }) => [uri, value]));
  reports.pulled = true;
  reports.waits = takePart !== undefined;
  let hasNews = takePart === undefined;
  for (;;) {
    const settled = await channel.settled(takePart && partPause);
    const answers = compare(reports, known);
    const fresh = answers.filter(({ report }) => report.kind === 'full');
    hasNews ||= fresh.length > 0;
    if ((settled && hasNews) || news.stopped || token.isCancellationRequested) {
      return { items: give(reports, answers) };
    }
    if (settled) {
      await waitForNews(news, token);
    } else if (fresh.length > 0) {
      const items = give(reports, fresh);
      takePart?.({ items });
      for (const { uri, resultId } of items) {
        known.set(uri, resultId ?? nothing);
      }
    }
  }
}

/** Compares every file with the result ids that the client knows, by URI. */
function compare(reports: Reports, known: ReadonlyMap<string, string>): readonly Answer[] {
  const { channel, entries, told } = reports;
  const previous = new Map([...known].map(([uri, id]) => [channel.keyOf(uri) ?? uri, { uri, id }]));
  const concerned = [...entries.keys()].filter(
    (key) => pullId(reports, entries.get(key)) !== nothing || previous.has(key) || told.has(key),
  );
  const gone = [...previous.keys(), ...told.keys()].filter((key) => !entries.has(key));
  return [...new Set([...concerned, ...gone])].flatMap((key): readonly Answer[] => {
    const entry = entries.get(key);
    const before = previous.get(key);
    const uri = entry?.uri ?? before?.uri;
    if (uri === undefined) {
      return [];
    }
    const resultId = pullId(reports, entry);
    const common = { uri, version: entry?.version ?? null, resultId };
    if (before?.id === resultId) {
      return [{ key, report: { ...common, kind: 'unchanged' } }];
    }
    const items = resultId === nothing ? [] : [...(entry?.items ?? [])];
    return [{ key, report: { ...common, kind: 'full', items } }];
  });
}

function give(reports: Reports, answers: readonly Answer[]): WorkspaceDocumentDiagnosticReport[] {
  return answers.map(({ key, report }) => {
    noteAnswer(reports, key, report.resultId ?? nothing);
    return report;
  });
}

/** Notes the answer about a file, and switches the file to being pushed or pulled. */
function noteAnswer(reports: Reports, key: string, id: string): void {
  const { entries, held, told } = reports;
  if (id !== nothing) {
    told.set(key, id);
    takeBack(reports, key);
    return;
  }
  told.delete(key);
  // After the answer has been sent.
  if (entries.has(key) && held.has(key)) {
    setImmediate(changeOver, reports, key);
  }
}
