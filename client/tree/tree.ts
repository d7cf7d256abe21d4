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

/** Keys of the `when` clauses in package.json. */
function setContext(folders: readonly TreeFolder[] | undefined): void {
  const set = (key: string, value: boolean): void => {
    void commands.executeCommand('setContext', `lucid.${key}`, value);
  };
  set('serverFailed', folders === undefined);
  set('planned', folders?.some((folder) => folder.planned) ?? false);
  set('hasPlanFile', folders?.some((folder) => folder.planPath !== undefined) ?? false);
}

/** The log has the error already, and the welcome text of the view says that the server did not answer. */
const alreadyLogged = (): undefined => undefined;

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

/** The view `lucid.images`: what the server last answered, and the request that is under way. */
export class Tree implements Disposable {
  readonly provider: TreeDataProvider<Node>;
  readonly #server: Server;
  readonly #log: LogOutputChannel;
  readonly #view: TreeView<Node>;
  readonly #changed = new EventEmitter<undefined>();
  #asked: Promise<readonly TreeFolder[]> | undefined;
  #shown: readonly TreeFolder[] | undefined;

  constructor(server: Server, log: LogOutputChannel) {
    this.#server = server;
    this.#log = log;
    this.provider = {
      onDidChangeTreeData: this.#changed.event,
      getTreeItem: treeItem,
      getChildren: async (node) => [...(node === undefined ? await this.#rows() : childNodes(node))],
    };
    this.#view = window.createTreeView('lucid.images', {
      treeDataProvider: this.provider,
      canSelectMany: true,
      showCollapseAll: true,
    });
  }

  /** What the sidebar shows; asked of the server once until `refresh`. */
  readonly folders = (): Promise<readonly TreeFolder[]> => this.#asked ?? this.#ask();

  /** Asks the server again and redraws, even while the view is hidden: the palette needs the context keys. */
  readonly refresh = (): void => void this.#ask().catch(alreadyLogged);

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  /**
   * VS Code drops its rows while it waits for new ones, and clicks in between are lost. So it hears of a change only when
   * the answer is here.
   */
  async #rows(): Promise<readonly Node[]> {
    return topNodes(this.#shown ?? (await this.folders().catch(alreadyLogged)) ?? []);
  }

  /** A later request may overtake an earlier one; then the later answer counts. */
  #ask(): Promise<readonly TreeFolder[]> {
    const request = this.#server.tree();
    this.#asked = request;
    request.then(
      (answer) => request === this.#asked && this.#show(answer),
      (error: unknown) => {
        if (request === this.#asked) {
          // The next caller asks again instead of getting this failure.
          this.#asked = undefined;
          this.#log.error(error instanceof Error ? error : String(error));
          this.#show(undefined);
        }
      },
    );
    return request;
  }

  #show(answer: readonly TreeFolder[] | undefined): void {
    setContext(answer);
    const before = this.#shown;
    this.#shown = answer ?? [];
    decorate(this.#view, this.#shown);
    if (before === undefined || JSON.stringify(before) !== JSON.stringify(this.#shown)) {
      this.#changed.fire(undefined);
    }
  }
}
