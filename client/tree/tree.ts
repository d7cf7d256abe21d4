import {
  commands,
  type Disposable,
  EventEmitter,
  type LogOutputChannel,
  type TreeDataProvider,
  type TreeView,
  window,
} from 'vscode';
import type { TreeFolder } from '../../server/protocol.ts';
import type { Server } from '../server.ts';
import { treeItem } from './item.ts';
import { childNodes, type Node, topNodes } from './node.ts';
import { folderName, plural } from './words.ts';

export interface Tree extends Disposable {
  readonly provider: TreeDataProvider<Node>;
  /** What the sidebar shows; asked of the server once until `refresh`. */
  folders(): Promise<readonly TreeFolder[]>;
  /** Asks the server again and redraws. */
  refresh(): void;
}

/** Keys of the `when` clauses in package.json. */
function setContext(folders: readonly TreeFolder[] | undefined): void {
  const set = (key: string, value: boolean): void => {
    void commands.executeCommand('setContext', `lucid.${key}`, value);
  };
  set('serverFailed', folders === undefined);
  set('planned', folders?.some((folder) => folder.planned) ?? false);
  set('hasPlanFile', folders?.some((folder) => folder.planPath !== undefined) ?? false);
}

/** `ask` has logged the failure, and the welcome text of the view tells it. */
const told = (): undefined => undefined;

/** Names the folder where there are several. */
const planProblem = (folder: TreeFolder, several: boolean): readonly string[] => {
  const { planProblem: problem } = folder;
  return problem === undefined ? [] : [several ? `${folderName(folder)}: ${problem}` : problem];
};

function decorate(view: TreeView<Node>, folders: readonly TreeFolder[]): void {
  const images = folders.flatMap((folder) => folder.phases.flatMap((phase) => phase.images));
  const broken = images.filter((image) => image.errors > 0 || image.state === 'failed').length;
  view.badge =
    broken === 0 ? undefined : { value: broken, tooltip: `${plural(broken, 'image')} with errors or a failed build` };
  // The API clears the message with an empty string as well as with undefined.
  view.message = folders.flatMap((folder) => planProblem(folder, folders.length > 1)).join('\n');
}

/** The view `lucid.images`. */
export function createTree(server: Server, log: LogOutputChannel): Tree {
  const changed = new EventEmitter<undefined>();
  let asked: Promise<readonly TreeFolder[]> | undefined;
  let shown: readonly TreeFolder[] | undefined;

  const show = (answer: readonly TreeFolder[] | undefined): void => {
    setContext(answer);
    const before = shown;
    shown = answer ?? [];
    decorate(view, shown);
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(shown)) {
      changed.fire(undefined);
    }
  };

  const ask = (): Promise<readonly TreeFolder[]> => {
    const request = server.tree();
    asked = request;
    // A later request may overtake this one; then its answer counts.
    request.then(
      (answer) => request === asked && show(answer),
      (error: unknown) => {
        if (request === asked) {
          // The next caller asks again instead of getting this failure.
          asked = undefined;
          log.error(error instanceof Error ? error : String(error));
          show(undefined);
        }
      },
    );
    return request;
  };

  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItem,
    async getChildren(node) {
      if (node !== undefined) {
        return [...childNodes(node)];
      }
      // VS Code drops its rows while it waits for new ones, and clicks in between are lost. So it hears of a change only
      // when the answer is here.
      const answer = shown ?? (await (asked ?? ask()).catch(told));
      return [...topNodes(answer ?? [])];
    },
  };
  const view = window.createTreeView('lucid.images', {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
  });

  return {
    provider,
    folders: () => asked ?? ask(),
    // The palette needs the context keys even while the view is hidden.
    refresh: () => void ask().catch(told),
    dispose() {
      view.dispose();
      changed.dispose();
    },
  };
}
