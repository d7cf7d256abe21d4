import { posix } from 'node:path';
import { contentAt, firstWorkdir } from '../../image/contents.ts';
import { lastEnv } from '../../image/last-env.ts';
import { meantPath } from '../../image/meant-path.ts';
import { outcomes } from '../../image/programs/commands.ts';
import { type Entry, entryOf } from '../../image/programs/entry.ts';
import { healthWords, startedWords } from '../../image/programs/start.ts';
import { packageCopies } from '../../image/python/copies.ts';
import { searchModule } from '../../image/python/modules.ts';
import { mayBeInstalled } from '../../image/python/requirements.ts';
import { BuildTarget, type ImageStep, type StageView } from '../../image/target.ts';
import { computed, remember } from '../../memo.ts';
import { fromOf, type Instruction, sourceRange } from '../../model/dockerfile.ts';
import type { Project } from '../../model/project.ts';
import type { Range } from '../../model/text.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import { contextPath, isBelow, joinPath } from '../../workspace/paths.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'start-file-missing',
  severity: 'error',
  title: 'The script or module that the container starts is not in the image',
  why: `\`python app.py\` ends in \`can't open file '/app/app.py'\` if no COPY brings it to the working directory, \`node server.js\`
in \`Cannot find module\`, \`/app/run.sh\` in \`no such file or directory\`, and \`uvicorn main:app\` in
\`Could not import module "main"\`. \`python -m api\` needs \`api/__main__.py\`. The image builds, but the container does not start.
With HEALTHCHECK it becomes unhealthy.

Lucid follows every COPY, also from other stages, back to the build context. The rule stays silent where something unknown
may bring the file: a RUN that makes files, another image, an unknown base image, a file that git ignores, a VOLUME, a volume
of a compose file, a package that pip installs.`,
  *dockerfile(target) {
    const { final } = target;
    if (!final || /(?:^|\/)\.devcontainer\//.test(target.file.path)) {
      return;
    }
    const { cmd, entrypoint, healthcheck } = final.image;
    yield* missing(entryOf(startedWords(final.image)), [cmd?.instruction, entrypoint?.instruction], final);
    yield* missing(entryOf(healthWords(final.image)), [healthcheck?.inner], final);
  },
};

/** A file that ought to be in the image. */
interface Missing {
  readonly path: string;
  readonly why: 'no-file' | 'no-module' | 'no-main' | 'no-package';
}

function* missing(
  entry: Entry | undefined,
  commands: readonly (Instruction | undefined)[],
  stage: StageView,
): Iterable<Finding> {
  const here = stage.ownSteps.flatMap(({ instruction }) => [instruction, instruction.inner]);
  const place =
    entry &&
    placeOf(
      entry,
      commands.filter((one) => one !== undefined && here.includes(one)),
    );
  const found = entry && place ? missingFile(entry, stage) : undefined;
  if (!entry || !place || !found || !isCertain(found, entry, stage)) {
    return;
  }
  const isProbe = place.instruction === stage.image.healthcheck?.inner;
  const outcome = isProbe ? outcomes.HEALTHCHECK : outcomes.CMD;
  yield {
    range: place.range,
    message: `${wrong(entry, found)}: ${outcome}. ${advice(found, stage)}`,
    ...(isProbe && { severity: 'warning' as const }),
  };
}

function wrong({ word, kind }: Entry, { path, why }: Missing): string {
  const name = posix.basename(path);
  if (why === 'no-main') {
    return `"-m ${word}" needs ${name} in ${posix.dirname(path)}, which is not in the image`;
  }
  if (why === 'no-package') {
    return `"${word}" is not in the image, because a part of it is a file`;
  }
  return kind === 'module' || kind === 'application'
    ? `"${word}" needs ${path}, which is not in the image`
    : `${path} is not in the image`;
}

function advice({ path, why }: Missing, stage: StageView): string {
  if (why === 'no-main') {
    return `Add ${posix.basename(path)}, or name a module of the package.`;
  }
  const elsewhere = sameName(path, stage);
  return `No COPY brings it${elsewhere === undefined ? ' from the build context' : `: the build context has ${elsewhere}`}. Copy it there, or correct the command.`;
}

/** A file of the same name in the build context or in a folder of it. */
function sameName(path: string, { target: { build, project } }: StageView): string | undefined {
  const { context } = build;
  const name = posix.basename(path);
  if (context === undefined) {
    return undefined;
  }
  const folders = (project.workspace.list(context) ?? []).filter(({ kind }) => kind === 'directory');
  return ['.', ...folders.map((folder) => folder.name)]
    .map((folder) => joinPath(folder, name))
    .find((one) => project.workspace.kind(joinPath(context, one)) === 'file');
}

/** The word to underline. */
function placeOf(
  { word }: Entry,
  commands: readonly (Instruction | undefined)[],
): { readonly instruction: Instruction; readonly range: Range } | undefined {
  for (const instruction of commands) {
    const meant = instruction && intended(instruction);
    const found = meant?.words.find(({ value }) => (meant.json ? value === word : value.includes(word)));
    if (instruction && meant && found) {
      const { body } = instruction;
      return { instruction, range: meant.json ? found.range : sourceRange(body, 0, body.text.length) };
    }
    const inOne = meant?.words.find(({ value }) => value.includes(word));
    if (instruction && inOne) {
      return { instruction, range: inOne.range };
    }
  }
  return undefined;
}

function missingFile(entry: Entry, stage: StageView): Missing | undefined {
  const { kind, name } = entry;
  const workdir = stage.image.workdir ?? firstWorkdir(stage);
  if (workdir === undefined) {
    return undefined;
  }
  if (kind === 'program' || kind === 'script') {
    const path = posix.resolve(workdir, name);
    return contentAt(path, stage).kind === 'absent' ? { path, why: 'no-file' } : undefined;
  }
  const value = lastEnv(stage.steps, 'PYTHONPATH');
  const changed = ['GUNICORN_CMD_ARGS', 'PYTHONHOME', 'PYTHONSAFEPATH', 'UVICORN_APP_DIR'];
  if ((value && value.value === undefined) || changed.some((one) => lastEnv(stage.steps, one))) {
    return undefined;
  }
  if (kind === 'application' && contentAt(joinPath(workdir, 'gunicorn.conf.py'), stage).kind !== 'absent') {
    return undefined;
  }
  // What pip may bring is asked of the names of the packages.
  const ofPip = new Set(packageCopies(stage).map(({ lands }) => lands));
  const named = (value?.value ?? '')
    .split(':')
    .filter((folder) => folder !== '' && !/\/(?:site|dist)-packages\/?$/.test(folder) && !ofPip.has(folder));
  const folders = [...new Set([workdir, ...named].map((folder) => posix.resolve(workdir, folder)))];
  const options = { isMain: kind === 'module', mayBeInstalled: mayBeInstalled(stage.target) };
  const search = searchModule(name, folders, stage, options);
  return search.kind === 'missing' ? search : undefined;
}

const manifest =
  /(?:^|\/)(?:requirements[^/]*|constraints[^/]*|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|pyproject\.toml|[\w-]+\.lock|Pipfile|setup\.(?:py|cfg)|\.npmrc)$/;

/** Whether nothing outside of the Dockerfile may bring the file: code is copied, and nothing is mounted there. */
const isCertain = (found: Missing, entry: Entry, stage: StageView): boolean =>
  stage.ownSteps.some((step) => bringsCode(step, found.path)) &&
  !isMounted(posix.dirname(found.path), stage.target) &&
  everyContext(entry, stage);

/** Whether a COPY brings code to the folder of a file, or a file of its name to another one. */
function bringsCode({ instruction, stage, before }: ImageStep, path: string): boolean {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') {
    return false;
  }
  const { target } = stage;
  const { sources, destination } = copyWords(intended(instruction));
  const written = target.value(destination?.value, instruction) ?? '';
  const lands = posix.resolve(before.workdir ?? '/', written);
  const top = `/${path.split('/')[1]}`;
  const isThere = lands === top || isBelow(lands, top) || posix.dirname(path) === '/';
  if (fromOf(instruction) !== undefined) {
    return isThere && sources.some(({ value }) => !/site-packages|\/bin\/|\.local|venv|node_modules/.test(value));
  }
  const { context } = target.build;
  const name = posix.basename(path);
  return sources.some(({ value }) => {
    const source = joinPath(context ?? '.', meantPath(contextPath(value), target));
    const isNamed = posix.basename(source) === name || target.project.workspace.kind(joinPath(source, name)) === 'file';
    return isNamed || (isThere && !manifest.test(value));
  });
}

/** Whether a compose file mounts something over a folder, or gives the container another command. */
function isMounted(folder: string, { project, file }: BuildTarget): boolean {
  const parts = folder.split('/').slice(1);
  const above = parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`).filter((one) => one !== '/');
  return (
    above.some(namedInCompose(project)) ||
    project
      .compose()
      .some(
        ({ builds, text }) =>
          builds.some(({ dockerfile }) => dockerfile === file.path) &&
          /^[ \t]+(?:command|entrypoint)[ \t]*:/m.test(text),
      )
  );
}

/** The answers for at most so many folders are kept: most images of a workspace have the same few. */
const keptFolders = 16;

/** Whether a compose file of the workspace names a folder of images. */
const namedInCompose: (project: Project) => (folder: string) => boolean = computed((project) =>
  remember(keptFolders, (folder) => {
    const name = new RegExp(`[:\\s"'=]${folder.replace(/[^\w/]/g, '\\$&')}/?(?:[:"'\\s,}]|$)`, 'm');
    // The plain search is several times as fast, and finds nothing in most files.
    return project.compose().some(({ text }) => text.includes(folder) && name.test(text));
  }),
);

/** Whether the file is missing in every context that the build may have: one that Lucid infers is a guess. */
function everyContext(entry: Entry, { target }: StageView): boolean {
  const { build, file, project } = target;
  if (build.source !== 'inferred') {
    return true;
  }
  const parts = contextPath(posix.dirname(file.path)).split('/');
  const contexts = ['.', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
  return contexts.every((context) => {
    const { final } = new BuildTarget(file, { ...build, context }, project);
    return context === build.context || (final !== undefined && missingFile(entry, final) !== undefined);
  });
}
