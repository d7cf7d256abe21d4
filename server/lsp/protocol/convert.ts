import {
  type Diagnostic,
  DiagnosticSeverity,
  type Position,
  type Range as ProtocolRange,
  type TextDocumentEdit,
} from 'vscode-languageserver/node';
import type { Diagnosis } from '../../check/check.ts';
import type { AdoptedContexts } from '../../model/build.ts';
import { lineStarts, positionAt, type Range, type WorkspaceEdits } from '../../model/text.ts';
import { checkSource } from '../../protocol.ts';
import type { Severity } from '../../rules/rule.ts';

/** The files that diagnoses and their fixes point to. */
export interface Documents {
  uri(path: string): string;
  /** Of an open document; null for a file on disk. */
  version(path: string): number | null;
  text(path: string): string;
}

/** A fix in the protocol's terms, as it travels in `Diagnostic.data`. */
interface FixData {
  readonly title: string;
  readonly safe: boolean;
  readonly changes: readonly TextDocumentEdit[];
  readonly adopts?: AdoptedContexts;
}

/** What `Diagnostic.data` holds. */
export interface FindingData {
  readonly fixes: readonly FixData[];
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Where the lines begin as the protocol counts them: a carriage return ends a line, too. */
function protocolLines(text: string): readonly number[] {
  if (!/\r(?!\n)/.test(text)) {
    return lineStarts(text);
  }
  return [0, ...[...text.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)];
}

/** Offsets to positions in one text; its lines are found once. */
export function positions(text: string): (range: Range) => ProtocolRange {
  const starts = protocolLines(text);
  return (range) => ({ start: positionAt(starts, range.start), end: positionAt(starts, range.end) });
}

/** The offset of a position; positions past the end of a line or of the text are drawn back to it. */
export function offsetAt(text: string, position: Position): number {
  const starts = protocolLines(text);
  const start = starts[position.line];
  if (start === undefined) {
    return text.length;
  }
  const end = starts[position.line + 1] ?? text.length;
  return Math.min(start + position.character, end);
}

/** Diagnoses of one file as the protocol wants them, each with its own fixes. */
export function toDiagnostics(diagnoses: readonly Diagnosis[], documents: Documents): Diagnostic[] {
  const known = new Map<string, (range: Range) => ProtocolRange>();
  const rangesOf = (path: string) => {
    const ranges = known.get(path) ?? positions(documents.text(path));
    known.set(path, ranges);
    return ranges;
  };
  return diagnoses.map((diagnosis) => {
    const data: FindingData = {
      fixes: diagnosis.fixes.map((fix) => ({
        title: fix.title,
        safe: fix.safe,
        changes: toDocumentEdits(fix.edits, documents, rangesOf),
        ...(fix.adopts && { adopts: fix.adopts }),
      })),
    };
    return {
      range: rangesOf(diagnosis.file)(diagnosis.range),
      severity: severities[diagnosis.severity],
      code: diagnosis.rule,
      source: checkSource,
      message: diagnosis.message,
      ...(diagnosis.related.length > 0 && {
        relatedInformation: diagnosis.related.map((related) => ({
          location: { uri: documents.uri(related.path), range: rangesOf(related.path)(related.range) },
          message: related.message,
        })),
      }),
      ...(data.fixes.length > 0 && { data }),
    };
  });
}

function toDocumentEdits(
  edits: WorkspaceEdits,
  documents: Documents,
  rangesOf: (path: string) => (range: Range) => ProtocolRange,
): TextDocumentEdit[] {
  return Object.entries(edits).map(([path, list]) => ({
    textDocument: { uri: documents.uri(path), version: documents.version(path) },
    edits: list.map((edit) => ({ range: rangesOf(path)(edit.range), newText: edit.text })),
  }));
}
