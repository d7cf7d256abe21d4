import { programsIn } from '../../image/programs/programs.ts';
import type { BuildTarget } from '../../image/target.ts';
import { once } from '../../memo.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { innerWords } from '../../parse/shell/commands.ts';
import { runCommands } from '../../parse/shell/shell.ts';
import { joinPath } from '../../workspace/paths.ts';
import type { Finding, Rule } from '../rule.ts';
import { listed } from '../wording.ts';
import { installedPackages, isBuildPackage } from './installs.ts';

export const rule: Rule = {
  id: 'multi-stage',
  severity: 'info',
  title: 'Build tools stay in the final stage',
  why: `Compilers, headers, git and development packages are needed to build, not to run. In the final stage they add
hundreds of megabytes to every pull, and they help an attacker. Install them in a builder stage and COPY the result.

The rule ignores a RUN that removes the packages again, and Dockerfiles outside the plan.`,
  dockerfile({ build, final }) {
    // Without a package manager the RUN fails; `distroless-missing-tool` and `distroless-shell` report that.
    if (!build.image || !final || programsIn(final)) {
      return [];
    }
    const own = final.ownSteps.map(({ instruction }) => instruction);
    const installsAll = once(() => !isProduction(own) && hasDevDependencies(final.target));
    return own
      .filter(({ keyword }) => keyword === 'RUN')
      .flatMap((run) => [...packages(run), ...npmInstalls(run).filter(installsAll)]);
  },
};

function packages(run: Instruction): readonly Finding[] {
  const found = installedPackages(runCommands(run)).filter(({ value }) => isBuildPackage(value));
  const [first] = found;
  if (!first) {
    return [];
  }
  const names = listed(found.map(({ value }) => value));
  const message = `Build tools stay in the final stage: ${names}. The image does not need ${found.length > 1 ? 'them' : 'it'} to run. Install in a builder stage, and COPY the result.`;
  return [{ range: first.range, message }];
}

/** Whether the environment, or a later command, leaves development dependencies out. */
const isProduction = (own: readonly Instruction[]): boolean =>
  own.some(({ keyword, body }) =>
    keyword === 'ENV' || keyword === 'ARG' ? /NODE_ENV.*prod/.test(body.text) : /\bprune\b/.test(body.text),
  );

function npmInstalls(run: Instruction): readonly Finding[] {
  const name = runCommands(run)
    .map(({ words }) => innerWords(words))
    .find(installsEverything)?.[0];
  if (!name) {
    return [];
  }
  const message = `${name.value} installs development dependencies in the final stage: the image does not need them to run. Use --omit=dev, or install in a builder stage.`;
  return [{ range: name.range, message }];
}

/** `npm ci`, `npm install`, without a package and without an option that leaves development out. */
function installsEverything([program, action, ...rest]: readonly Word[]): boolean {
  if (program?.value !== 'npm' || !action || !['ci', 'i', 'install'].includes(action.value)) {
    return false;
  }
  return rest.every(({ value }) => value.startsWith('-') && !/^--(?:omit|production|only|global)|^-g$/.test(value));
}

function hasDevDependencies({ build, project }: BuildTarget): boolean {
  const read =
    build.context === undefined ? undefined : project.workspace.read(joinPath(build.context, 'package.json'));
  return read !== undefined && 'text' in read && /"devDependencies"\s*:\s*\{\s*"/.test(read.text);
}
