import type { Diagnostic } from 'vscode-languageserver/node';
import type { LastBuildOf } from '../../buildx/history.ts';
import { paste, shellOf } from '../../buildx/paste.ts';
import { buildSteps } from '../../buildx/steps.ts';
import { imagesOf } from '../../model/plan.ts';
import { defaultPlanText } from '../../plan/default-plan.ts';
import { parsePlan } from '../../plan/load.ts';
import { adoptedPlan } from '../../project/adopt.ts';
import { declaredPlan } from '../../project/contexts.ts';
import { inferPlan } from '../../project/infer.ts';
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
} from '../../protocol.ts';
import { type Folder, projectOf } from '../documents/folder.ts';
import type { Session } from '../documents/session.ts';
import { withoutSlash } from '../protocol/uris.ts';
import { fixWorkspace } from './fix-all.ts';
import { treeFolder } from './tree.ts';

/** What the requests ask of the other features. */
export interface Sources {
  findings(folder: Folder, path: string): readonly Diagnostic[];
  builds(folder: Folder): ReadonlyMap<string, LastBuildOf>;
  /** Resolves when every file has been checked, in a large workspace when many have been. */
  settled(): Promise<unknown>;
}

/** Answers the requests of `protocol.ts`. A request that cannot be answered is refused with a reason that a person can read. */
export function answerRequests(session: Session, sources: Sources): void {
  const { connection } = session;
  connection.onRequest(treeRequest, async (): Promise<TreeFolder[]> => {
    await sources.settled();
    return session.folders.map((folder) =>
      treeFolder(folder, (path) => sources.findings(folder, path), sources.builds(folder)),
    );
  });
  connection.onRequest(
    fixAllRequest,
    (params: FixAllParams | undefined): FixAllResult => fixWorkspace(session, params?.rule),
  );
  connection.onRequest(commandRequest, (params: CommandParams): string[] => {
    const plan = declaredPlan(projectOf(folderOf(session, params.folder)));
    const steps = buildSteps(plan, params.images, { push: params.push, time: new Date() });
    return steps.map((step) => paste(step.argv, shellOf(process.platform)));
  });
  connection.onRequest(inferPlanRequest, (params: FolderParams): InferredPlan => {
    const text = inferPlan(projectOf(folderOf(session, params.folder)));
    return { text, images: imagesOf(parsePlan(text, '').plan).length };
  });
  connection.onRequest(planTextRequest, (params: PlanTextParams): string => {
    const project = projectOf(folderOf(session, params.folder));
    return project.planFile.kind === 'embedded' ? adoptedPlan(project, params.contexts ?? 'plan') : defaultPlanText;
  });
}

/** The folder that a request names. Throws for a folder outside of the workspace. */
function folderOf(session: Session, uri: string): Folder {
  const wanted = withoutSlash(uri);
  const folder = session.folders.find((one) => one.uri === wanted);
  if (folder === undefined) {
    throw new Error(`${uri} is no folder of this workspace.`);
  }
  return folder;
}
