import { commands, type Disposable, window } from 'vscode';
import { linkless } from '../tree/words.ts';
import { buildCommand, copyBuildCommand } from './build.ts';
import type { Context } from './context.ts';
import { fixAllInWorkspace } from './fix.ts';
import { openDockerfile, showLog, showProblems } from './open.ts';
import { adoptPlan, createPlanFile, createPlanFromWorkspace, showPlan } from './plan.ts';

type Handler = (...args: readonly unknown[]) => unknown;

/** Registers every command of package.json; what one throws is shown with a way to the output. */
export function registerCommands(context: Context): Disposable[] {
  const handlers: Readonly<Record<string, Handler>> = {
    buildImage: buildCommand(context, 'image', false),
    buildImageAndPush: buildCommand(context, 'image', true),
    buildPhase: buildCommand(context, 'phase', false),
    buildPhaseAndPush: buildCommand(context, 'phase', true),
    buildAll: buildCommand(context, 'all', false),
    buildAllAndPush: buildCommand(context, 'all', true),
    copyBuildCommand: copyBuildCommand(context),
    openDockerfile: openDockerfile(context),
    showProblems: showProblems(context),
    showLog: showLog(context),
    showPlan: showPlan(context),
    adoptPlan: adoptPlan(context),
    createPlanFile: createPlanFile(context),
    createPlanFromWorkspace: createPlanFromWorkspace(context),
    fixAllInWorkspace: fixAllInWorkspace(context),
    refresh: async () => {
      await context.server.start();
      context.tree.refresh();
    },
    showOutput: () => context.log.show(),
  };
  return Object.entries(handlers).map(([name, handler]) =>
    commands.registerCommand(`lucid.${name}`, guarded(context, handler)),
  );
}

const guarded =
  (context: Context, handler: Handler): Handler =>
  async (...args) => {
    try {
      await handler(...args);
    } catch (error) {
      context.log.error(error instanceof Error ? error : String(error));
      const message = error instanceof Error ? error.message : String(error);
      // Not awaited: a command is over when it failed, not when its message is closed.
      window.showErrorMessage(`Lucid: ${linkless(message)}`, 'Show Output').then((answer) => {
        if (answer !== undefined) {
          context.log.show();
        }
      });
    }
  };
