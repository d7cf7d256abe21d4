import { type ExtensionContext, tasks, window, workspace } from 'vscode';
import { State } from 'vscode-languageclient/node';
import { treeChanged } from '../server/protocol.ts';
import { fixPreviews, previewScheme } from './commands/fix-preview.ts';
import { registerCommands } from './commands/index.ts';
import { planContent, planScheme } from './commands/plan.ts';
import { createLanguageClient } from './language-client.ts';
import { requests } from './server.ts';
import { taskProvider } from './tasks/provider.ts';
import { createTree, type Tree } from './tree/tree.ts';

/** What other extensions and the tests get from `activate`. */
export interface LucidApi {
  readonly tree: Pick<Tree, 'folders' | 'provider'>;
}

export function activate(context: ExtensionContext): LucidApi {
  const log = window.createOutputChannel('Lucid', { log: true });
  const client = createLanguageClient(context, log);
  const start = (): Promise<void> => client.start();
  const server = requests(client, start);
  const tree = createTree(server, log);
  const previews = fixPreviews();
  context.subscriptions.push(
    log,
    client,
    tree,
    client.onNotification(treeChanged, tree.refresh),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) {
        tree.refresh();
      }
    }),
    workspace.registerTextDocumentContentProvider(planScheme, planContent(server)),
    workspace.registerTextDocumentContentProvider(previewScheme, previews.provider),
    tasks.registerTaskProvider('lucid', taskProvider(tree.folders, context.extensionUri)),
    tasks.onDidEndTask(({ execution }) => {
      if (execution.task.definition.type === 'lucid') {
        tree.refresh();
      }
    }),
    ...registerCommands({ server, tree, previews, log, extension: context.extensionUri, restart: start }),
  );
  start().catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  return { tree };
}
