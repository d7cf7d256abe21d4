import {
  ProcessExecution,
  Task,
  type TaskDefinition,
  TaskGroup,
  TaskPanelKind,
  TaskRevealKind,
  Uri,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import { type BuildRequest, buildArguments, isBuildRequest } from './arguments.ts';

/** The part of tasks.json that says what to build; its schema stands in package.json. */
export interface BuildDefinition extends TaskDefinition, BuildRequest {
  readonly type: 'lucid';
}

function taskName(definition: BuildDefinition): string {
  const what =
    definition.all === true
      ? 'all'
      : definition.phase === undefined
        ? (definition.images ?? []).join(' ')
        : `phase ${definition.phase}`;
  return definition.push === true ? `build and push ${what}` : `build ${what}`;
}

/** A definition from tasks.json names something to build. */
export const isBuildDefinition = (definition: TaskDefinition): definition is BuildDefinition =>
  definition.type === 'lucid' && isBuildRequest(definition);

/**
 * The build as a process of its own: the Node or Electron that runs this extension host runs `lucid build`.
 * No shell stands between, so nothing has to be quoted and every platform does the same.
 */
export function buildTask(definition: BuildDefinition, folder: WorkspaceFolder, extension: Uri): Task {
  const program = Uri.joinPath(extension, 'dist', 'cli.cjs').fsPath;
  const configuration = workspace.getConfiguration('lucid', folder);
  const settings = {
    planFile: configuration.get('planFile'),
    builder: configuration.get('build.builder'),
    keepGoing: configuration.get('build.keepGoing'),
  };
  const lucid = [program, ...buildArguments(definition, settings, folder.uri.fsPath)];
  const execution = new ProcessExecution(process.execPath, lucid, {
    cwd: folder.uri.fsPath,
    env: { ELECTRON_RUN_AS_NODE: '1' },
  });
  const task = new Task(definition, folder, taskName(definition), 'lucid', execution, []);
  task.group = TaskGroup.Build;
  task.presentationOptions = {
    reveal: TaskRevealKind.Always,
    panel: TaskPanelKind.Dedicated,
    clear: true,
    echo: false,
  };
  return task;
}
