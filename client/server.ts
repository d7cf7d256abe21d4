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
  planTextRequest,
  type TreeFolder,
  treeRequest,
} from '../server/protocol.ts';

/** Everything that the client asks of the server beyond the Language Server Protocol. Requests reject when it is not there. */
export interface Server {
  tree(): Promise<readonly TreeFolder[]>;
  fixAll(params: FixAllParams): Promise<FixAllResult>;
  /** Lines ready to paste. */
  buildCommand(params: CommandParams): Promise<readonly string[]>;
  planText(folder: string): Promise<string>;
  inferPlan(folder: string): Promise<InferredPlan>;
}

/** Requests wait for `started`, so that a command given while VS Code starts is answered, not refused. */
export function requests(client: LanguageClient, started: () => Promise<void>): Server {
  const ask = async <Result>(method: string, params?: unknown): Promise<Result> => {
    await started();
    return params === undefined ? client.sendRequest<Result>(method) : client.sendRequest<Result>(method, params);
  };
  const folderParams = (folder: string): FolderParams => ({ folder });
  return {
    tree: () => ask(treeRequest),
    fixAll: (params) => ask(fixAllRequest, params),
    buildCommand: (params) => ask(commandRequest, params),
    planText: (folder) => ask(planTextRequest, folderParams(folder)),
    inferPlan: (folder) => ask(inferPlanRequest, folderParams(folder)),
  };
}
