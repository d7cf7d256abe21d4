import type { Diagnostic } from 'vscode-languageserver/node';
import { checkFile } from '../check.ts';
import { genericProblems } from '../generic.ts';
import type { SeverityName } from '../model/plan.ts';
import { generalSource } from '../protocol.ts';
import type { ClientFacts } from './capabilities.ts';
import { toDiagnostics } from './convert.ts';
import type { Subject } from './session.ts';
import type { Settings } from './settings.ts';

/** Whether general Dockerfile problems are wanted: as set, and by default unless the client says that another extension has them. */
export function wantsGeneral({ generalProblems }: Settings, { options }: ClientFacts): boolean {
  if (generalProblems === 'auto') return options.generalProblemsElsewhere !== true;
  return generalProblems === 'on';
}

/** General problems of a Dockerfile that our own findings do not cover. For idle time. */
export function generalDiagnostics(
  { project, path, documents }: Subject,
  severities: Readonly<Record<string, SeverityName>>,
): Diagnostic[] {
  const file = project.files.dockerfiles.includes(path) ? project.dockerfile(path) : undefined;
  if (file === undefined || file.text.includes('\0')) return [];
  const problems = genericProblems(file, checkFile(project, path, { severities }));
  const diagnoses = problems.map(({ code, ...problem }) => ({
    ...problem,
    file: path,
    rule: String(code),
    related: [],
  }));
  return toDiagnostics(diagnoses, documents).map((diagnostic) => ({ ...diagnostic, source: generalSource }));
}
