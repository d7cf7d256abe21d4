import { Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { FixAllResult } from '../../server/protocol.ts';
import { plural } from '../tree/words.ts';
import type { Context } from './context.ts';

/** Every change asks to be confirmed, so VS Code shows them all before anything is written. */
function previewEdit(result: FixAllResult): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const file of result.files) {
    const uri = Uri.parse(file.uri);
    const label = workspace.asRelativePath(uri);
    for (const { range, newText } of file.edits) {
      const { start, end } = range;
      edit.replace(uri, new Range(start.line, start.character, end.line, end.character), newText, {
        needsConfirmation: true,
        label,
      });
    }
  }
  return edit;
}

/** Fixes what is safe to fix in every file, or what one rule found; shows a preview. */
export const fixAllInWorkspace =
  (context: Context) =>
  async (rule?: unknown): Promise<void> => {
    const chosen = typeof rule === 'string' ? rule : undefined;
    const result = await context.server.fixAll(chosen === undefined ? {} : { rule: chosen });
    if (result.files.length === 0) {
      const of = chosen === undefined ? '' : ` of ${chosen}`;
      window.showInformationMessage(`No finding${of} has a fix that is safe to apply everywhere.`);
      return;
    }
    const applied = await workspace.applyEdit(previewEdit(result), { isRefactoring: true });
    if (applied) {
      const what = `${plural(result.findings, 'finding')} in ${plural(result.files.length, 'file')}`;
      window.setStatusBarMessage(`Fixed ${what}.`, 6000);
    }
  };
