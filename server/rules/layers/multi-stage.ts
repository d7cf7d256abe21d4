import { posix } from 'node:path';
import { distinct } from '../../check/distinct.ts';
import type { Finding, Rule } from '../../check/rule.ts';
import { imageHistory } from '../../image/history.ts';
import { programsIn } from '../../image/programs.ts';
import { finalStage } from '../../image/stages.ts';
import type { Dockerfile, Instruction, Word } from '../../model/dockerfile.ts';
import { listed, planned } from '../../model/wording.ts';
import { innerWords } from '../../parse/shell/commands.ts';
import { runCommands } from '../../parse/shell/shell.ts';
import type { Build, Project } from '../../project/project.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { installedPackages, isBuildPackage } from './installs.ts';

export const rule: Rule = {
  id: 'multi-stage',
  severity: 'info',
  title: 'Build tools stay in the final stage',
  why: `Compilers, headers, git and development packages are needed to build, not to run. In the final stage they are hundreds of
megabytes on every pull, and tools for whoever breaks in. Install them in a builder stage and COPY what they made. A RUN that removes them
again leaves nothing behind and is left alone.

Only images of the plan are looked at.`,
  dockerfile: (file, project) =>
    distinct(planned(project.builds(file.path)).flatMap((build) => judge(file, build, project))),
};

function judge(file: Dockerfile, build: Build, project: Project): readonly Finding[] {
  const stage = finalStage(file, build.target);
  if (!stage) {
    return [];
  }
  const history = imageHistory(file, stage, build, project);
  // Without a package manager the RUN fails, which is another rule's matter.
  if (programsIn(history, file, build, project)) {
    return [];
  }
  const own = history.steps.filter((step) => step.file === file).map(({ instruction }) => instruction);
  return own
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((run) => [...packages(run), ...npmInstall(run, own, build, project.workspace)]);
}

function packages(run: Instruction): readonly Finding[] {
  const found = installedPackages(runCommands(run)).filter(({ value }) => isBuildPackage(value));
  const [first] = found;
  if (!first) {
    return [];
  }
  const names = listed(found.map(({ value }) => value));
  const message = `${names} ${found.length > 1 ? 'stay' : 'stays'} in the final image, which does not need ${found.length > 1 ? 'them' : 'it'} to run. Install in a builder stage, and COPY what it made.`;
  return [{ range: first.range, message }];
}

function npmInstall(
  run: Instruction,
  own: readonly Instruction[],
  build: Build,
  workspace: Workspace,
): readonly Finding[] {
  const isProduction = own.some(({ keyword, body }) =>
    keyword === 'ENV' || keyword === 'ARG' ? /NODE_ENV.*prod/.test(body.text) : /\bprune\b/.test(body.text),
  );
  if (isProduction || build.context === undefined) {
    return [];
  }
  const name = runCommands(run)
    .map(({ words }) => innerWords(words))
    .find(installsAll)?.[0];
  if (!name || !hasDevDependencies(posix.join(build.context, 'package.json'), workspace)) {
    return [];
  }
  const message = `${name.value} installs the development dependencies of package.json as well, and they stay in the final image. Use --omit=dev, or install in a builder stage.`;
  return [{ range: name.range, message }];
}

/** `npm ci`, `npm install`, without a package and without an option that leaves development out. */
function installsAll([program, action, ...rest]: readonly Word[]): boolean {
  if (program?.value !== 'npm' || !action || !['ci', 'i', 'install'].includes(action.value)) {
    return false;
  }
  return rest.every(({ value }) => value.startsWith('-') && !/^--(?:omit|production|only|global)|^-g$/.test(value));
}

function hasDevDependencies(path: string, workspace: Workspace): boolean {
  const read = workspace.read(path);
  return 'text' in read && /"devDependencies"\s*:\s*\{\s*"/.test(read.text);
}
