import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import { lineStarts, type Position, type Range, type TextEdit } from '../model/text.ts';
import type { Severity } from '../rules/rule.ts';

/** A general Dockerfile problem, found by dockerfile-utils; `code` is its number there. */
export interface LibraryProblem {
  readonly code: number;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fixes: readonly LibraryFix[];
}

interface LibraryFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** More problems of one file than a person reads. */
const most = 1000;

const service = DockerfileLanguageServiceFactory.createLanguageService();

/**
 * The problems that dockerfile-utils finds in a text, with their quick fixes. It is ten times slower than our reader, and
 * its time grows with the square of the text: 8000 lines of `ENV` take seconds. So the language server asks it in a
 * thread of its own.
 */
export function libraryProblems(text: string): readonly LibraryProblem[] {
  const starts = lineStarts(text);
  const offset = ({ line, character }: Position) => (starts[line] ?? text.length) + character;
  const toRange = (range: Diagnostic['range']): Range => ({ start: offset(range.start), end: offset(range.end) });
  return service
    .validate(text)
    .slice(0, most)
    .map((diagnostic) => ({
      code: Number(diagnostic.code ?? 0),
      severity: severityOf(diagnostic),
      message: diagnostic.message,
      range: toRange(diagnostic.range),
      fixes: fixesOf(diagnostic, text, toRange),
    }));
}

function severityOf({ severity }: Diagnostic): Severity {
  if (severity === DiagnosticSeverity.Error) {
    return 'error';
  }
  return severity === DiagnosticSeverity.Warning ? 'warning' : 'info';
}

/** The quick fixes of the language service, as the edits that its commands would make. */
function fixesOf(
  diagnostic: Diagnostic,
  text: string,
  toRange: (range: Diagnostic['range']) => Range,
): readonly LibraryFix[] {
  return service
    .computeCodeActions({ uri: 'Dockerfile' }, diagnostic.range, { diagnostics: [diagnostic] })
    .flatMap(({ title, command, arguments: values }) => {
      const edits = service
        .computeCommandEdits(text, command, values ?? [])
        .map(({ range, newText }) => ({ range: toRange(range), text: newText }));
      return edits.length === 0 ? [] : [{ title, edits }];
    });
}
