import { posix } from 'node:path';
import { innerWords } from '../analysis/commands.ts';
import { distinct } from '../analysis/distinct.ts';
import { imageHistory } from '../analysis/image.ts';
import { installedPackages, isBuildPackage } from '../analysis/installs.ts';
import { programsIn } from '../analysis/programs.ts';
import { finalStage } from '../analysis/stages.ts';
import { listed, planned } from '../analysis/wording.ts';
import type { Dockerfile, Instruction, Word } from '../model/dockerfile.ts';
import { runCommands } from '../parse/shell.ts';
import type { Build, Project } from '../project.ts';
import { examplePlan, type Finding, type Rule } from '../rule.ts';
import type { Workspace } from '../workspace/workspace.ts';

const anyBase = { 'lucid.yaml': examplePlan('Dockerfile').replace(' base: gcr.io/distroless/python3-debian12,', '') };

export const rule: Rule = {
  id: 'multi-stage',
  severity: 'info',
  title: 'Build tools stay in the final stage',
  why: `Compilers, headers, git and development packages are needed to build, not to run. In the final stage they are hundreds of
megabytes on every pull, and tools for whoever breaks in. Install them in a builder stage and COPY what they made. A RUN that removes them
again leaves nothing behind and is left alone.

Only images of the plan are looked at.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim\nRUN apt-get update && apt-get install -y --no-install-recommends \\\n    # for cryptography\n    build-essential \\\n    libffi-dev=3.4.4-1 curl\n',
      with: anyBase,
    },
    {
      title: 'Through a stage, by another package manager',
      file: 'Dockerfile',
      bad: 'FROM alpine:3.22 AS base\nRUN apk add --no-cache gcc musl-dev tini\nFROM base\nCMD ["tini"]\n',
      with: anyBase,
    },
    {
      title: 'Development dependencies of npm',
      file: 'web/Dockerfile',
      bad: 'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\nCMD ["node", "server.js"]\n',
      with: {
        'lucid.yaml': examplePlan('web/Dockerfile', 'context: web').replace(
          ' base: gcr.io/distroless/python3-debian12,',
          '',
        ),
        'web/package.json': '{ "devDependencies": { "typescript": "5" } }',
        'web/package-lock.json': '{}',
      },
    },
  ],
  silent: [
    {
      title: 'In a builder, removed again, or nothing of the kind',
      file: 'Dockerfile',
      text: 'FROM debian:12 AS build\nRUN apt-get install -y gcc git\nFROM alpine:3.22\nRUN apk add --no-cache --virtual .build-deps gcc musl-dev && make && apk del .build-deps\nRUN apk add --virtual gcc tini make.sh\nRUN echo apt-get install gcc\nCOPY --from=build /x /x\n',
      with: anyBase,
    },
    {
      title: 'Production dependencies only',
      file: 'Dockerfile',
      text: 'FROM node:22 AS a\nENV NODE_ENV=production\nRUN npm ci\nFROM a\nRUN npm ci --omit=dev && npm install --global pm2\n',
      with: { ...anyBase, 'package.json': '{ "devDependencies": { "typescript": "5" } }' },
    },
    {
      title: 'A file that the plan does not name',
      file: 'tools/Dockerfile',
      text: 'FROM debian:12\nRUN apt-get install -y gcc\n',
      with: anyBase,
    },
  ],
  dockerfile: (file, project) =>
    distinct(planned(project.builds(file.path)).flatMap((build) => judge(file, build, project))),
};

function judge(file: Dockerfile, build: Build, project: Project): readonly Finding[] {
  const stage = finalStage(file, build.target);
  if (!stage) return [];
  const history = imageHistory(file, stage, build, project);
  // Without a package manager the RUN fails, which is another rule's matter.
  if (programsIn(history, file, build, project)) return [];
  const own = history.steps.filter((step) => step.file === file).map(({ instruction }) => instruction);
  return own
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap((run) => [...packages(run), ...npmInstall(run, own, build, project.workspace)]);
}

function packages(run: Instruction): readonly Finding[] {
  const found = installedPackages(runCommands(run)).filter(({ value }) => isBuildPackage(value));
  const [first] = found;
  if (!first) return [];
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
  if (isProduction || build.context === undefined) return [];
  const name = runCommands(run)
    .map(({ words }) => innerWords(words))
    .find(installsAll)?.[0];
  if (!name || !hasDevDependencies(posix.join(build.context, 'package.json'), workspace)) return [];
  const message = `${name.value} installs the development dependencies of package.json as well, and they stay in the final image. Use --omit=dev, or install in a builder stage.`;
  return [{ range: name.range, message }];
}

/** `npm ci`, `npm install`, without a package and without an option that leaves development out. */
function installsAll([program, action, ...rest]: readonly Word[]): boolean {
  if (program?.value !== 'npm' || !action || !['ci', 'i', 'install'].includes(action.value)) return false;
  return rest.every(({ value }) => value.startsWith('-') && !/^--(?:omit|production|only|global)|^-g$/.test(value));
}

function hasDevDependencies(path: string, workspace: Workspace): boolean {
  const read = workspace.read(path);
  return 'text' in read && /"devDependencies"\s*:\s*\{\s*"/.test(read.text);
}
