import type { Diagnostic } from 'vscode-languageserver/node';
import { checkFile } from '../check.ts';
import type { SeverityName } from '../model/plan.ts';
import type { Project } from '../project.ts';
import { type Documents, toDiagnostics } from './convert.ts';

/** The diagnostics of one file. A file with a NUL in it is no text and has none. */
export function checkDocument(
  project: Project,
  path: string,
  severities: Readonly<Record<string, SeverityName>>,
  documents: Documents,
): Diagnostic[] {
  if (documents.text(path).includes('\0')) return [];
  return toDiagnostics(checkFile(project, path, { severities }), documents);
}
