import { type ExtensionContext, tasks, window, workspace } from 'vscode';
import { fixPreviews, previewScheme } from './commands/fix-preview.ts';
import { registerCommands } from './commands/index.ts';
import { planContent, planScheme } from './commands/plan.ts';
import { openServer } from './server.ts';
import { taskProvider } from './tasks/provider.ts';
import { Tree } from './tree/tree.ts';

/** What other extensions and the tests get from `activate`. */
export interface LucidApi {
  readonly tree: Pick<Tree, 'folders' | 'provider'>;
}

export function activate(context: ExtensionContext): LucidApi {
  const log = window.createOutputChannel('Lucid', { log: true });
  const server = openServer(context.extensionUri, log);
  const tree = new Tree(server, log);
  const previews = fixPreviews();
  context.subscriptions.push(
    log,
    server,
    tree,
    server.onTreeChanged(tree.refresh),
    workspace.registerTextDocumentContentProvider(planScheme, planContent(server)),
    workspace.registerTextDocumentContentProvider(previewScheme, previews.provider),
    tasks.registerTaskProvider('lucid', taskProvider(tree.folders, context.extensionUri)),
    tasks.onDidEndTask(({ execution }) => {
      if (execution.task.definition.type === 'lucid') {
        tree.refresh();
      }
    }),
    ...registerCommands({ server, tree, previews, log, extension: context.extensionUri }),
  );
  // The server starts after this function has returned, so that no other extension waits for it.
  setImmediate(tree.refresh);
  return { tree };
}
