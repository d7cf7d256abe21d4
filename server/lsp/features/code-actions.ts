import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type Range,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { AdoptedContexts } from '../../model/build.ts';
import { adoptedPlan } from '../../project/adopt.ts';
import { adoptCommand, checkSource, type PlanTextParams } from '../../protocol.ts';
import { rules } from '../../rules/index.ts';
import type { Session } from '../documents/session.ts';
import { type Subject, subjectOf } from '../documents/subject.ts';
import { fixAllKind } from '../protocol/capabilities.ts';
import { type FindingData, offsetAt, positions } from '../protocol/convert.ts';
import { isRecord } from '../protocol/settings.ts';
import { fixFile } from './fix-all.ts';
import { suppressEdit } from './suppress.ts';

/** What a fix-all action carries until it is chosen. */
interface FixAllData {
  readonly uri: string;
  readonly rule: string;
}

/** `findings` are the document's own, as of its present text. */
export function codeActions(session: Session, params: CodeActionParams, findings: readonly Diagnostic[]): CodeAction[] {
  const { uri } = params.textDocument;
  const about = subjectOf(session, uri);
  if (!about) {
    return [];
  }
  const { only } = params.context;
  const wants = (kind: string): boolean => only === undefined || only.some((one) => within(kind, one));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    const near = findings.filter((finding) => touches(finding.range, params.range));
    const here = near.filter((finding) => finding.source === checkSource);
    actions.push(
      ...near.flatMap((finding) => quickFixes(session, about, finding)),
      ...fixAllOfRule(session, about, here, findings),
      ...here.flatMap((finding) => suppression(session, about, finding)),
    );
  }
  // Offered on save and among the source actions, not in the light bulb at the cursor.
  if (only !== undefined && wants(fixAllKind)) {
    const changes = fixFile(about);
    if (changes.length > 0) {
      actions.push({ title: 'Fix all Lucid problems', kind: fixAllKind, edit: editOf(session, changes) });
    }
  }
  return actions;
}

/** Computes the edit of a fix-all action that was chosen. */
export function resolveCodeAction(session: Session, action: CodeAction): CodeAction {
  const data: unknown = action.data;
  if (!isRecord(data) || typeof data.uri !== 'string' || typeof data.rule !== 'string') {
    return action;
  }
  const about = subjectOf(session, data.uri);
  return about ? { ...action, edit: editOf(session, fixFile(about, data.rule)) } : action;
}

const fixesOf = (finding: Diagnostic): FindingData['fixes'] => (finding.data as FindingData | undefined)?.fixes ?? [];

/** The fixes that a finding carries; the first safe one is what "auto fix" takes. */
function quickFixes(session: Session, about: Subject, finding: Diagnostic): CodeAction[] {
  const fixes = fixesOf(finding);
  const preferred = fixes.findIndex((fix) => fix.safe);
  return fixes.flatMap((fix, index): CodeAction[] => {
    const action = { title: fix.title, kind: CodeActionKind.QuickFix, diagnostics: [finding] };
    if (fix.adopts) {
      const how = adoption(session, about, fix.adopts);
      return how ? [{ ...action, ...how }] : [];
    }
    return [{ ...action, edit: editOf(session, fix.changes), ...(index === preferred && { isPreferred: true }) }];
  });
}

/** Writes the embedded plan as a file: by the extension's command, which saves it, else by an edit that creates it. */
function adoption(
  session: Session,
  { project, documents, folder }: Subject,
  contexts: AdoptedContexts,
): Pick<CodeAction, 'command' | 'edit'> | undefined {
  if (project.planFile.kind !== 'embedded') {
    return undefined;
  }
  if (session.client.options.commands && folder) {
    const params: PlanTextParams = { folder: folder.uri, contexts };
    return { command: { title: 'Adopt the Embedded Plan', command: adoptCommand, arguments: [params] } };
  }
  if (!session.client.createsFiles || !session.client.versionedEdits) {
    return undefined;
  }
  const uri = documents.uri('lucid.yaml');
  const start = { line: 0, character: 0 };
  const text = { range: { start, end: start }, newText: adoptedPlan(project, contexts) };
  return {
    edit: {
      documentChanges: [
        { kind: 'create', uri, options: { overwrite: false } },
        { textDocument: { uri, version: null }, edits: [text] },
      ],
    },
  };
}

/** One action for each rule that has several safely fixable findings in the file. */
function fixAllOfRule(
  session: Session,
  about: Subject,
  here: readonly Diagnostic[],
  findings: readonly Diagnostic[],
): CodeAction[] {
  const fixable = (rule: string): Diagnostic[] =>
    findings.filter((finding) => finding.code === rule && fixesOf(finding).some((fix) => fix.safe));
  return [...new Set(here.map((finding) => String(finding.code)))].flatMap((rule): CodeAction[] => {
    const all = fixable(rule);
    if (all.length < 2 || !here.some((finding) => all.includes(finding))) {
      return [];
    }
    const data: FixAllData = { uri: about.documents.uri(about.path), rule };
    const action: CodeAction = {
      title: `Fix all ${rule} problems in this file`,
      kind: CodeActionKind.QuickFix,
      diagnostics: here.filter((finding) => all.includes(finding)),
    };
    if (session.client.resolvesCodeActions) {
      return [{ ...action, data }];
    }
    return [{ ...action, edit: editOf(session, fixFile(about, rule)) }];
  });
}

function suppression(session: Session, about: Subject, finding: Diagnostic): CodeAction[] {
  const rule = String(finding.code);
  if (rules.find(({ id }) => id === rule)?.suppressible === false) {
    return [];
  }
  const { documents, path } = about;
  const text = documents.text(path);
  const edit = suppressEdit(about, rule, offsetAt(text, finding.range.start));
  const change: TextDocumentEdit = {
    textDocument: { uri: documents.uri(path), version: documents.version(path) },
    edits: [{ range: positions(text)(edit.range), newText: edit.text }],
  };
  return [
    {
      title: `Suppress ${rule} here`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [finding],
      edit: editOf(session, [change]),
    },
  ];
}

function editOf(session: Session, changes: readonly TextDocumentEdit[]): WorkspaceEdit {
  if (session.client.versionedEdits) {
    return { documentChanges: [...changes] };
  }
  return {
    changes: Object.fromEntries(changes.map(({ textDocument, edits }) => [textDocument.uri, edits as TextEdit[]])),
  };
}

/** `quickfix` is within `quickfix` and within ``. */
const within = (kind: string, wanted: string): boolean =>
  wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`);

function touches(a: Range, b: Range): boolean {
  const before = (x: Range['start'], y: Range['start']): boolean =>
    x.line < y.line || (x.line === y.line && x.character <= y.character);
  return before(a.start, b.end) && before(b.start, a.end);
}
