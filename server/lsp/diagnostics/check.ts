import type { Diagnostic } from 'vscode-languageserver/node';
import { checkFile, type Diagnosis } from '../../check/check.ts';
import { isSaidByOthers, otherLinters } from '../../check/other-linters.ts';
import { isChecked } from '../../check/source-file.ts';
import { type Folder, openUri } from '../documents/folder.ts';
import { folderKey } from '../documents/places.ts';
import { keyOfUri, type Session } from '../documents/session.ts';
import { type Subject, subjectIn, subjectOf } from '../documents/subject.ts';
import { type ClientFacts, lintersIn } from '../protocol/capabilities.ts';
import { toDiagnostics } from '../protocol/convert.ts';
import type { Settings } from '../protocol/settings.ts';
import { type GeneralProblems, wantsGeneral } from './general.ts';
import { removeReport, setReport } from './push.ts';
import type { Reports } from './reports.ts';

/** What a check needs: the files, and where its findings go. */
export interface Checker {
  readonly session: Session;
  readonly reports: Reports;
  readonly general: GeneralProblems;
  /** Findings of a file from elsewhere: failed builds. */
  readonly buildProblems: (folder: Folder, path: string) => readonly Diagnostic[];
  /** Hears of every check. */
  readonly checked: () => void;
}

/** Checks an open document, and looks for its general problems when it has rested. */
export function checkDocument(checker: Checker, uri: string): void {
  const { session, reports, general } = checker;
  const document = session.documents.get(uri);
  const subject = subjectOf(session, uri);
  const key = keyOfUri(session, uri);
  if (!document || !subject || key === undefined) {
    return;
  }
  // Files that Lucid does not check get no report, not even an empty one.
  if (!isChecked(subject.project.kindOf(subject.path))) {
    removeReport(reports, key);
    return;
  }
  const { version } = document;
  const own = diagnose(subject);
  const items = toItems(checker, subject, withoutCommon(own, subject.settings, session.client));
  const publish = (more: readonly Diagnostic[]): void =>
    setReport(reports, key, { uri, version, items: [...items, ...more] });
  if (wantsGeneral(subject.settings, session.client)) {
    publish(general.kept(key, document.getText(), subject.documents));
    general.later(key, subject, own, (found) => {
      // A newer text has asked again by then.
      if (session.documents.get(uri)?.version === version) {
        publish(found);
      }
    });
  } else {
    general.drop(key);
    publish([]);
  }
  checker.checked();
}

/** Checks a file of a folder, open or not. */
export function checkPath(checker: Checker, folder: Folder, path: string): void {
  const { session, reports } = checker;
  const open = openUri(folder, path);
  if (open !== undefined) {
    checkDocument(checker, open);
    return;
  }
  const subject = subjectIn(session, folder, path);
  const key = folderKey(folder, path);
  if (subject.project.workspace.kind(path) !== 'file') {
    removeReport(reports, key);
    return;
  }
  const items = toItems(checker, subject, diagnose(subject));
  setReport(reports, key, { uri: subject.documents.uri(path), version: undefined, items });
  checker.checked();
}

/** The findings of a file. Binary files (with a NUL) have no findings. */
const diagnose = ({ project, path, settings, documents }: Subject): readonly Diagnosis[] =>
  documents.text(path).includes('\0') ? [] : checkFile(project, path, { severities: settings.rules });

/** Without what another linter of the editor says of an open document. Of unopened files the others say nothing. */
function withoutCommon(
  own: readonly Diagnosis[],
  { commonChecks }: Settings,
  { options }: ClientFacts,
): readonly Diagnosis[] {
  if (commonChecks === 'on') {
    return own;
  }
  const linters = commonChecks === 'off' ? otherLinters : lintersIn(options);
  return own.filter((diagnosis) => !isSaidByOthers(diagnosis, linters));
}

function toItems({ buildProblems }: Checker, subject: Subject, own: readonly Diagnosis[]): readonly Diagnostic[] {
  const { folder, path, documents } = subject;
  return [...toDiagnostics(own, documents), ...(folder ? buildProblems(folder, path) : [])];
}
