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

/** The part of tasks.json that says what to build; its schema stands in package.json. */
export interface BuildDefinition extends TaskDefinition {
  readonly type: 'lucid';
  readonly images?: readonly string[];
  readonly phase?: string;
  readonly all?: boolean;
  readonly push?: boolean;
}

/** Arguments of the `lucid` command line for a definition and the settings of its folder. */
export function buildArguments(definition: BuildDefinition, folder: WorkspaceFolder): readonly string[] {
  const settings = workspace.getConfiguration('lucid', folder);
  const plan = settings.get<string>('planFile', '');
  const builder = settings.get<string>('build.builder', '');
  return [
    'build',
    '--root',
    folder.uri.fsPath,
    ...(definition.all === true ? ['--all'] : []),
    ...(definition.phase === undefined ? [] : ['--phase', definition.phase]),
    ...(definition.images ?? []),
    ...(definition.push === true ? ['--push'] : []),
    ...(settings.get<boolean>('build.keepGoing', false) ? ['--keep-going'] : []),
    ...(builder === '' ? [] : ['--builder', builder]),
    ...(plan === '' ? [] : ['--plan', plan]),
  ];
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
  definition.type === 'lucid' &&
  (definition.all === true || typeof definition.phase === 'string' || Array.isArray(definition.images));

/**
 * The build as a process of its own: the Node or Electron that runs this extension host runs `lucid build`.
 * No shell stands between, so nothing has to be quoted and every platform does the same.
 */
export function buildTask(definition: BuildDefinition, folder: WorkspaceFolder, extension: Uri): Task {
  const program = Uri.joinPath(extension, 'dist', 'cli.cjs').fsPath;
  const execution = new ProcessExecution(process.execPath, [program, ...buildArguments(definition, folder)], {
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
