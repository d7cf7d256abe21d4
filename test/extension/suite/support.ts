// What the tests of the extension have in common; runs inside the extension host.
import assert from 'node:assert/strict';
import {
  type CodeAction,
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  extensions,
  languages,
  Range,
  type TextDocument,
  tasks,
  type Uri,
  Uri as Uris,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { LucidApi } from '../../../client/extension.ts';
import type { TreeFolder, TreeImage } from '../../../server/protocol.ts';
import { fakeDockerPath } from '../../support/fake-path.ts';
import { eventually } from '../runner.ts';

export const identifier = 'lucid.lucid-dockerfiles';

/** The folder under test: a copy of examples/lucid. */
export function root(): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'A folder is open.');
  return folder.uri;
}

export const file = (path: string): Uri => Uris.joinPath(root(), ...path.split('/'));

/** A file of the repository, from which the extension runs. */
export function extensionFile(path: string): string {
  const extension = extensions.getExtension(identifier);
  assert.ok(extension, `${identifier} is installed.`);
  return Uris.joinPath(extension.extensionUri, ...path.split('/')).fsPath;
}

export async function api(): Promise<LucidApi> {
  const extension = extensions.getExtension<LucidApi>(identifier);
  assert.ok(extension, `${identifier} is installed.`);
  return extension.activate();
}

export async function open(path: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(file(path));
  await window.showTextDocument(document);
  return document;
}

export const ruleOf = (diagnostic: Diagnostic): string =>
  String(typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code);

/** What the extension says about a file: `9 error copy-source-missing payment-systems/tron/requirements.txt`. */
export function findings(path: string, rule: RegExp, document?: TextDocument): readonly string[] {
  return diagnosticsOf(path, rule).map((one) => {
    const severity = DiagnosticSeverity[one.severity].toLowerCase();
    const text = document === undefined ? '' : ` ${document.getText(one.range)}`;
    return `${one.range.start.line + 1} ${severity} ${ruleOf(one)}${text}`;
  });
}

export const diagnosticsOf = (path: string, rule = /./): readonly Diagnostic[] =>
  languages
    .getDiagnostics(file(path))
    .filter((one) => (one.source ?? '').startsWith('lucid') && rule.test(ruleOf(one)))
    .sort((a, b) => a.range.start.compareTo(b.range.start));

/** Waits until the findings are these; the assertion shows the difference when they never are. */
export async function expectFindings(
  path: string,
  rule: RegExp,
  expected: readonly string[],
  document?: TextDocument,
): Promise<void> {
  const same = (): boolean => JSON.stringify(findings(path, rule, document)) === JSON.stringify(expected);
  try {
    await eventually(`the findings of ${path}`, same);
  } catch {
    assert.deepEqual(findings(path, rule, document), expected);
  }
}

/** The quick fixes and source actions at a place, as the light bulb would offer them. */
export const codeActions = async (document: TextDocument, range: Range, kind?: string): Promise<CodeAction[]> =>
  commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind, 100);

/** Does what clicking on a code action does. */
export async function apply(action: CodeAction): Promise<void> {
  if (action.edit) {
    assert.ok(await workspace.applyEdit(action.edit));
  }
  if (action.command) {
    await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

/** Applies the quick fix with this title at the first finding of a rule. */
export async function quickFix(document: TextDocument, rule: string, title: RegExp): Promise<void> {
  const path = workspace.asRelativePath(document.uri, false);
  const [first] = await eventually(`a finding of ${rule} in ${path}`, () => {
    const found = diagnosticsOf(path, new RegExp(`^${rule}$`));
    return found.length > 0 && found;
  });
  assert.ok(first);
  const actions = await codeActions(document, first.range, 'quickfix');
  const action = actions.find((one) => title.test(one.title));
  assert.ok(action, `No fix ${title} among: ${actions.map((one) => one.title).join(' | ')}`);
  await apply(action);
}

export const fixAllIn = async (document: TextDocument): Promise<void> => {
  const whole = new Range(0, 0, document.lineCount, 0);
  const [action] = await codeActions(document, whole, 'source.fixAll.lucid');
  if (action) {
    await apply(action);
  }
};

/** Replaces text that stands in a document exactly once, as an editor does. */
export async function replace(document: TextDocument, before: string, after: string): Promise<void> {
  const text = document.getText();
  const start = text.indexOf(before);
  assert.ok(start >= 0, `${before} is in the document.`);
  assert.equal(text.indexOf(before, start + 1), -1, `${before} is there once.`);
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(start + before.length)), after);
  assert.ok(await workspace.applyEdit(edit));
}

/** The only folder's tree, once it meets a condition. */
export async function tree(what: string, holds: (folder: TreeFolder) => boolean, seconds = 60): Promise<TreeFolder> {
  const { tree } = await api();
  return eventually(
    what,
    async () => {
      const [folder] = await tree.folders();
      return folder && holds(folder) ? folder : undefined;
    },
    seconds,
  );
}

export const images = (folder: TreeFolder): readonly TreeImage[] => folder.phases.flatMap((phase) => phase.images);

export function image(folder: TreeFolder, id: string): TreeImage {
  const found = images(folder).find((one) => one.id === id);
  assert.ok(found, `${id} is in the plan.`);
  return found;
}

const platform = process.platform === 'darwin' ? 'osx' : process.platform === 'win32' ? 'windows' : 'linux';

/** Terminals find the stand-in for docker in `folder`, whose steps take so many milliseconds; undefined takes it away. */
export function useFakeDocker(folder: string | undefined, milliseconds: number): Thenable<void> {
  const path = folder && fakeDockerPath(folder, extensionFile('test/support/fake-docker.mjs'));
  const env = path && { PATH: path, LUCID_FAKE_STEP: String(milliseconds) };
  return workspace.getConfiguration('terminal.integrated.env').update(platform, env);
}

/** Runs what starts a build and waits until its process has ended; gives its exit code. */
export async function built(start: () => Thenable<unknown>): Promise<number | undefined> {
  let stop = (): void => undefined;
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.definition.type === 'lucid') {
        resolve(exitCode);
      }
    });
    stop = () => listener.dispose();
  });
  try {
    await start();
    return await ended;
  } finally {
    stop();
  }
}

/** It was built to an end, whatever that was; what is being built has a last build already. */
export const settled = ({ last, state }: TreeImage): boolean => last !== undefined && state !== 'building';
