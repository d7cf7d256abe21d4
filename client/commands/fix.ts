import { Uri, window, workspace } from 'vscode';
import { linkless } from '../tree/words.ts';
import type { Context } from './context.ts';

/** Fixes what is safe to fix in every file, or what one rule found; shows everything first. */
export const fixAllInWorkspace =
  ({ server, previews }: Context) =>
  async (rule?: unknown): Promise<void> => {
    const chosen = typeof rule === 'string' ? rule : undefined;
    const result = await server.fixAll(chosen === undefined ? {} : { rule: chosen });
    if (result.skipped.length > 0) {
      const names = result.skipped.map((uri) => workspace.asRelativePath(Uri.parse(uri))).join(', ');
      window.showWarningMessage(
        `Not UTF-8, so nothing is fixed there: ${linkless(names)}. Save with encoding UTF-8 first.`,
      );
    }
    if (result.files.length === 0) {
      const of = chosen === undefined ? '' : ` of ${chosen}`;
      window.showInformationMessage(`No finding${of} has a fix that is safe to apply everywhere.`);
    } else if (await previews.offer(result)) {
      window.setStatusBarMessage('Fixed. Undo takes the changes back.', 6000);
    }
  };
