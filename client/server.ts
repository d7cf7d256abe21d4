import { type Disposable, type Event, EventEmitter, type LogOutputChannel, type Uri } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type CommandParams,
  commandRequest,
  type FixAllParams,
  type FixAllResult,
  type FolderParams,
  fixAllRequest,
  type InferredPlan,
  inferPlanRequest,
  type PlanTextParams,
  planTextRequest,
  type TreeFolder,
  treeRequest,
} from '../server/protocol.ts';

/** Everything that the client asks of the server beyond the Language Server Protocol. Requests reject when it is not there. */
export interface Server extends Disposable {
  /** Starts the server where it is not running. */
  start(): Promise<void>;
  /** The server has started, or its tree has changed. */
  readonly onTreeChanged: Event<void>;
  tree(): Promise<readonly TreeFolder[]>;
  fixAll(params: FixAllParams): Promise<FixAllResult>;
  /** Lines ready to paste. */
  buildCommand(params: CommandParams): Promise<readonly string[]>;
  planText(params: PlanTextParams): Promise<string>;
  inferPlan(folder: string): Promise<InferredPlan>;
}

/**
 * The server, started by the first request: the library that talks to it is the largest part of the client and is loaded
 * on demand. Requests wait until the server is up.
 */
export function openServer(extension: Uri, log: LogOutputChannel): Server {
  const changed = new EventEmitter<void>();
  const subscriptions: Disposable[] = [];
  let client: Promise<LanguageClient> | undefined;
  const load = (): Promise<LanguageClient> => {
    client ??= import('./language-client.ts').then(({ createLanguageClient }) =>
      createLanguageClient(extension, { log, changed: () => changed.fire(), subscriptions }),
    );
    return client;
  };
  const ask = async <Result>(method: string, params?: unknown): Promise<Result> => {
    const loaded = await load();
    await loaded.start();
    return params === undefined ? loaded.sendRequest<Result>(method) : loaded.sendRequest<Result>(method, params);
  };
  const folderParams = (folder: string): FolderParams => ({ folder });
  return {
    start: async () => (await load()).start(),
    onTreeChanged: changed.event,
    tree: () => ask(treeRequest),
    fixAll: (params) => ask(fixAllRequest, params),
    buildCommand: (params) => ask(commandRequest, params),
    planText: (params) => ask(planTextRequest, params),
    inferPlan: (folder) => ask(inferPlanRequest, folderParams(folder)),
    dispose: () => {
      changed.dispose();
      for (const subscription of subscriptions) {
        subscription.dispose();
      }
      void client?.then((loaded) => loaded.dispose());
    },
  };
}
