import {
  commands,
  type QuickPickItem,
  Range,
  type Tab,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { type FixAllResult, type FixedFile, type ProtocolEdit, textDigest } from '../../server/protocol.ts';
import { plural } from '../tree/words.ts';

/** Scheme of the documents that show files as they would be. */
export const previewScheme = 'lucid-fixed';

/** One file of a preview: what it is and what it would be. */
interface Proposal {
  readonly uri: Uri;
  /** Digest of the text that the edits were made for. */
  readonly digest: string;
  readonly edits: readonly ProtocolEdit[];
  readonly preview: Uri;
}

export interface FixPreviews {
  readonly provider: TextDocumentContentProvider;
  /** Shows the changes beside the present texts, lets a person choose files, and applies them. False: nothing was applied. */
  offer(result: FixAllResult): Promise<boolean>;
}

/**
 * A person sees every change first, and all files start ticked. In VS Code's own refactoring preview an edit that needs
 * confirmation starts unticked, file by file.
 */
export function fixPreviews(): FixPreviews {
  const texts = new Map<string, string>();
  let offers = 0;

  const propose = ({ uri: name, digest, edits }: FixedFile, document: TextDocument, offer: number): Proposal => {
    const uri = Uri.parse(name);
    // Named by its offer: VS Code may still hold the text of an earlier one.
    const preview = uri.with({ scheme: previewScheme, query: String(offer) });
    texts.set(preview.toString(), fixedText(document, edits));
    return { uri, digest, edits, preview };
  };

  const show = async (proposals: readonly Proposal[], title: string): Promise<Tab | undefined> => {
    const resources = proposals.map(({ uri, preview }) => [uri, uri, preview]);
    await commands.executeCommand('vscode.changes', title, resources);
    return window.tabGroups.activeTabGroup.activeTab;
  };

  return {
    provider: { provideTextDocumentContent: (uri) => texts.get(uri.toString()) },
    async offer(result) {
      offers += 1;
      const offer = offers;
      const documents = await unchanged(result.files.map(({ uri, digest }) => ({ uri: Uri.parse(uri), digest })));
      const proposals = result.files.map((file, index) => propose(file, documents[index] as TextDocument, offer));
      const title = `Fix ${plural(result.findings, 'finding')} in ${plural(proposals.length, 'file')}`;
      const tab = await show(proposals, title);
      try {
        const chosen = await chooseFiles(proposals, title);
        return chosen !== undefined && chosen.length > 0 && (await apply(chosen));
      } finally {
        if (tab && window.tabGroups.all.some((group) => group.tabs.includes(tab))) {
          await window.tabGroups.close(tab);
        }
        for (const { preview } of proposals) {
          texts.delete(preview.toString());
        }
      }
    },
  };
}

/** All files are ticked. The list stays while the person reads the changes behind it. */
function chooseFiles(proposals: readonly Proposal[], title: string): Promise<readonly Proposal[] | undefined> {
  const pick = window.createQuickPick<QuickPickItem & { readonly proposal: Proposal }>();
  pick.title = title;
  pick.placeholder = 'Files to change: OK applies, Escape leaves everything as it is';
  pick.canSelectMany = true;
  pick.ignoreFocusOut = true;
  pick.items = proposals.map((proposal) => ({
    label: workspace.asRelativePath(proposal.uri),
    description: plural(proposal.edits.length, 'change'),
    proposal,
  }));
  pick.selectedItems = pick.items;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems.map((item) => item.proposal));
      pick.dispose();
    });
    // No effect after an acceptance, which has resolved the promise.
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/**
 * The documents, with the text that was checked: its edits would garble any other text. They are opened each time,
 * because VS Code closes a document without an editor after some minutes.
 */
async function unchanged(files: readonly Pick<Proposal, 'uri' | 'digest'>[]): Promise<readonly TextDocument[]> {
  const documents = await Promise.all(files.map(({ uri }) => workspace.openTextDocument(uri)));
  const changed = documents.filter((document, index) => textDigest(document.getText()) !== files[index]?.digest);
  if (changed.length > 0) {
    const names = changed.map(({ uri }) => workspace.asRelativePath(uri)).join(', ');
    throw new Error(`${names} changed since it was checked, so nothing was fixed. Save it and run the command again.`);
  }
  return documents;
}

async function apply(proposals: readonly Proposal[]): Promise<boolean> {
  await unchanged(proposals);
  const edit = new WorkspaceEdit();
  for (const { uri, edits } of proposals) {
    for (const { range, newText } of edits) {
      edit.replace(uri, toRange(range), newText);
    }
  }
  // As a refactoring, files that are not open in an editor are saved, too. VS Code refuses where a document has changed
  // since this process last heard of it.
  if (!(await workspace.applyEdit(edit, { isRefactoring: true }))) {
    throw new Error('VS Code did not apply the changes, so nothing was fixed. Run the command again.');
  }
  return true;
}

const toRange = ({ start, end }: ProtocolEdit['range']): Range =>
  new Range(start.line, start.character, end.line, end.character);

/** The text of a document after edits that do not overlap. */
function fixedText(document: TextDocument, edits: readonly ProtocolEdit[]): string {
  const text = document.getText();
  const parts = edits
    .map(({ range, newText }) => {
      const { start, end } = toRange(range);
      return { start: document.offsetAt(start), end: document.offsetAt(end), newText };
    })
    .sort((a, b) => a.start - b.start);
  const pieces = parts.map((part, index) => text.slice(parts[index - 1]?.end ?? 0, part.start) + part.newText);
  return pieces.join('') + text.slice(parts.at(-1)?.end ?? 0);
}
