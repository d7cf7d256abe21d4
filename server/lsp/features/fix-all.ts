import type { TextDocumentEdit } from 'vscode-languageserver/node';
import { checkedFiles } from '../../check/check.ts';
import { fixAll } from '../../check/fix.ts';
import { type FixAllResult, textDigest } from '../../protocol.ts';
import { projectOf } from '../documents/folder.ts';
import type { Session } from '../documents/session.ts';
import { documentsOf, type Subject, textOf } from '../documents/subject.ts';
import { lineEdits } from '../protocol/line-edits.ts';

/** The edits of every safe fix of one file; with `rule` only of that rule's findings. */
export function fixFile(about: Subject, rule?: string): TextDocumentEdit[] {
  const { project, path, settings, documents } = about;
  const { texts } = fixAll(project, [path], {
    severities: settings.rules,
    ...(rule !== undefined && { rule }),
  });
  return [...texts].map(([changed, text]) => ({
    textDocument: { uri: documents.uri(changed), version: documents.version(changed) },
    edits: lineEdits(documents.text(changed), text),
  }));
}

/** The edits of every safe fix of all folders. Nothing is applied. */
export function fixWorkspace(session: Session, rule?: string): FixAllResult {
  const results = session.folders.map((folder) => {
    const project = projectOf(folder);
    const { uri } = documentsOf(session, folder);
    // Bytes that are not UTF-8 are read as this character.
    const isDecoded = (path: string): boolean => !textOf(project, path).includes('\ufffd');
    const all = checkedFiles(project);
    const skipped = all.filter((path) => !isDecoded(path)).map(uri);
    const { texts, fixed } = fixAll(project, all.filter(isDecoded), {
      severities: folder.settings.rules,
      ...(rule !== undefined && { rule }),
    });
    const files = [...texts].map(([path, text]) => {
      const before = textOf(project, path);
      return { uri: uri(path), digest: textDigest(before), edits: lineEdits(before, text) };
    });
    return { files, fixed, skipped };
  });
  return {
    files: results.flatMap((result) => result.files),
    findings: results.reduce((sum, result) => sum + result.fixed, 0),
    skipped: results.flatMap((result) => result.skipped),
  };
}
