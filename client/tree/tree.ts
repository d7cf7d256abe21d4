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
import { plural } from './words.ts';

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

/** A server that did not answer is in the log, and the welcome text of the view says so. */
const told = (): undefined => undefined;

function decorate(view: TreeView<Node>, folders: readonly TreeFolder[]): void {
  const images = folders.flatMap((folder) => folder.phases.flatMap((phase) => phase.images));
  const broken = images.filter((image) => image.errors > 0 || image.state === 'failed').length;
  view.badge =
    broken === 0 ? undefined : { value: broken, tooltip: `${plural(broken, 'image')} with errors or a failed build` };
  const problem = folders.find((folder) => folder.planProblem !== undefined);
  // The API clears the message with an empty string as well as with undefined.
  view.message =
    problem === undefined
      ? ''
      : `${problem.planPath ?? 'The plan'}: ${problem.planProblem} The last good plan stays in force.`;
}

/** The view `lucid.images`. */
export function createTree(server: Server, log: LogOutputChannel): Tree {
  const changed = new EventEmitter<undefined>();
  let current: Promise<readonly TreeFolder[]> | undefined;

  const folders = (): Promise<readonly TreeFolder[]> => {
    if (current === undefined) {
      const asked = server.tree();
      current = asked;
      asked.then(
        (answer) => {
          // A refresh may have overtaken this answer.
          if (current === asked) {
            setContext(answer);
            decorate(view, answer);
          }
        },
        (error: unknown) => {
          if (current === asked) {
            log.error(error instanceof Error ? error : String(error));
            setContext(undefined);
          }
        },
      );
    }
    return current;
  };

  const refresh = (): void => {
    current = undefined;
    changed.fire(undefined);
    // The context keys are needed by the palette, even while nobody looks at the view.
    folders().catch(told);
  };

  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: treeItem,
    async getChildren(node) {
      if (node !== undefined) {
        return [...childNodes(node)];
      }
      const answer = await folders().catch(told);
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
    folders,
    refresh,
    dispose() {
      view.dispose();
      changed.dispose();
    },
  };
}
