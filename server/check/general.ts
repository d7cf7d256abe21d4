import { DockerfileLanguageServiceFactory } from 'dockerfile-language-service';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Dockerfile } from '../model/dockerfile.ts';
import { lineStarts, type Position, type Range, type TextEdit } from '../model/text.ts';
import { rules } from '../rules/index.ts';
import type { Fix, Severity } from '../rules/rule.ts';
import type { Diagnosis } from './check.ts';

/** A general Dockerfile problem, found by dockerfile-utils; `code` is its number there. */
export interface GeneralProblem {
  readonly code: number;
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly fixes: readonly Fix[];
}

const service = DockerfileLanguageServiceFactory.createLanguageService();

/**
 * The problems that dockerfile-utils finds, without those that it misreads and those that our own findings on the same lines
 * report. It is ten times slower than our reader, so callers run it while the user is not typing.
 */
export function generalProblems(file: Dockerfile, own: readonly Diagnosis[]): readonly GeneralProblem[] {
  // It takes the lines of a here-document whose mark has a space (`<< EOF`) for instructions, and all its problems are wrong.
  if (file.instructions.some(({ heredocs }) => heredocs.some(({ spaced }) => spaced))) {
    return [];
  }
  const starts = lineStarts(file.text);
  const offset = ({ line, character }: Position) => (starts[line] ?? file.text.length) + character;
  const toRange = (range: { start: Position; end: Position }): Range => ({
    start: offset(range.start),
    end: offset(range.end),
  });
  return service
    .validate(file.text)
    .map((diagnostic) => ({ diagnostic, range: toRange(diagnostic.range) }))
    .filter(({ range }) => !inHeredoc(range, file) && !own.some((finding) => saysTheSame(finding, range, file)))
    .map(({ diagnostic, range }) => ({
      code: Number(diagnostic.code ?? 0),
      severity: severityOf(diagnostic),
      message: diagnostic.message,
      range,
      fixes: fixesOf(diagnostic, file, toRange),
    }));
}

function inHeredoc(range: Range, file: Dockerfile): boolean {
  return file.instructions.some(({ heredocs }) =>
    heredocs.some(({ contentRange }) => range.start >= contentRange.start && range.start <= contentRange.end),
  );
}

/** Rules about how an instruction is written. Their finding on an instruction replaces a general problem of it. */
const aboutForm = new Set(rules.filter((rule) => rule.aboutForm).map(({ id }) => id));

function saysTheSame(finding: Diagnosis, range: Range, file: Dockerfile): boolean {
  if (!aboutForm.has(finding.rule)) {
    return false;
  }
  if (range.start <= finding.range.end && finding.range.start <= range.end) {
    return true;
  }
  const instruction = file.instructions.find(
    ({ range: whole }) => finding.range.start >= whole.start && finding.range.start <= whole.end,
  );
  return instruction !== undefined && range.start >= instruction.range.start && range.start <= instruction.range.end;
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
  file: Dockerfile,
  toRange: (range: Diagnostic['range']) => Range,
): readonly Fix[] {
  const context = { diagnostics: [diagnostic] };
  return service
    .computeCodeActions({ uri: file.path }, diagnostic.range, context)
    .flatMap(({ title, command, arguments: values }) => {
      const edits: readonly TextEdit[] = service
        .computeCommandEdits(file.text, command, values ?? [])
        .map(({ range, newText }) => ({ range: toRange(range), text: newText }));
      return edits.length === 0 ? [] : [{ title, edits: { [file.path]: edits }, safe: false }];
    });
}
