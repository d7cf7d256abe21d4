import { posix } from 'node:path';
import { meantPath } from '../../image/meant-path.ts';
import type { ImageStep, StageView } from '../../image/target.ts';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import type { Project } from '../../model/project.ts';
import { nextLine } from '../../model/text.ts';
import { wordsRange } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand, textOfRun } from '../../parse/shell/shell.ts';
import { contextPath, isBelow, joinPath } from '../../workspace/paths.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';
import { dependencyInstall } from './dependencies.ts';

export const rule: Rule = {
  id: 'layer-order',
  severity: 'info',
  title: 'The source code is copied before the dependencies are installed',
  fix: 'copy the manifest first, and the source code after the installation',
  why: `If a layer changes, BuildKit builds all layers after it again. If the source code is copied first, every change of
any file installs all dependencies again. Copy only the manifest (\`requirements.txt\`, \`package.json\`, \`go.mod\`), install,
and copy the source code after that: the installation then comes from the cache until the manifest changes.

The rule ignores a manifest that refers to the source code (\`-e .\`). An installation may read other files too, so the fix is
not safe.`,
  dockerfile: ({ stages }) => stages.filter((stage) => stage.isReached).flatMap(judgeStage),
};

/** A folder of the context that a COPY puts into the image. */
interface CopiedFolder {
  /** False where the path as written is missing, and another one is meant. */
  readonly isThere: boolean;
  readonly step: ImageStep;
  /** From the workspace root. */
  readonly source: string;
  /** As written. */
  readonly written: string;
  readonly destination: string;
}

function judgeStage(stage: StageView): readonly Finding[] {
  const { context } = stage.target.build;
  if (context === undefined || !stage.instructions.some(({ keyword }) => isCopy(keyword))) {
    return [];
  }
  const inStage = new Set(stage.instructions);
  const own = stage.steps.filter(({ instruction }) => inStage.has(instruction));
  const folders: CopiedFolder[] = [];
  for (const step of own) {
    if (isCopy(step.instruction.keyword)) {
      folders.push(...copiedFolder(step, context));
    }
    if (step.instruction.keyword !== 'RUN') {
      continue;
    }
    const finding = installedLate(step, folders, own);
    if (finding) {
      return [finding];
    }
  }
  return [];
}

/** ADD of a folder does the same as COPY. */
const isCopy = (keyword: string): boolean => keyword === 'COPY' || keyword === 'ADD';

/** Only a plain COPY of one folder: with several sources it is not clear what to move. */
function copiedFolder(step: ImageStep, context: string): readonly CopiedFolder[] {
  const { instruction, stage } = step;
  const [source, destination, more] = instruction.words.map(({ value }) => value);
  if (source === undefined || destination === undefined || more !== undefined || instruction.json) {
    return [];
  }
  if (instruction.flags.some(({ name }) => name !== 'chown' && name !== 'chmod')) {
    return [];
  }
  if (hasWildcard(source) || /[$"'\\]/.test(source + destination)) {
    return [];
  }
  const folder = joinPath(context, meantPath(contextPath(source), stage.target));
  if (stage.target.project.workspace.kind(folder) !== 'directory') {
    return [];
  }
  const isThere = folder === joinPath(context, contextPath(source));
  return [{ step, source: folder, written: source, isThere, destination: posix.resolve(workdirOf(step), destination) }];
}

/** A placeholder for an unknown working directory, so that equal relative paths still compare equal. */
const workdirOf = ({ before }: ImageStep): string => before.workdir ?? '/?';

function installedLate(
  run: ImageStep,
  folders: readonly CopiedFolder[],
  own: readonly ImageStep[],
): Finding | undefined {
  const { file, project } = run.stage.target;
  const install = dependencyInstall(runCommands(run.instruction));
  if (!install) {
    return undefined;
  }
  const workdir = workdirOf(run);
  const paths = install.manifests.map((name) => posix.resolve(workdir, name));
  const folder = folders.find(({ destination }) => paths.every((path) => isBelow(path, destination)));
  if (!folder) {
    return undefined;
  }
  const inFolder = (path: string) => posix.relative(folder.destination, path);
  const names = paths.map(inFolder);
  if (!names.every((name) => standsAlone(joinPath(folder.source, name), project))) {
    return undefined;
  }
  const locks = install.locks
    .map((name) => inFolder(posix.resolve(workdir, name)))
    .filter((name) => project.workspace.kind(joinPath(folder.source, name)) === 'file');
  const needed = [...names, ...locks];
  // A folder with only manifests is not source code.
  const entries = project.workspace.list(folder.source) ?? [];
  if (entries.every(({ name }) => needed.includes(name))) {
    return undefined;
  }
  return {
    range: folder.step.instruction.range,
    message: `Every change in "${folder.written}" installs the dependencies again: this ${folder.step.instruction.keyword} comes before the RUN on line ${run.instruction.startLine}. Copy ${listed(needed)} first, install, and copy the rest after that.`,
    // A lock file that is not on this disk may be made before the build: an install such as `npm ci` would miss it.
    fixes:
      !folder.isThere || (install.locks.length > 0 && locks.length === 0 && isStrict(run))
        ? []
        : moveFix(folder, run, needed, own),
    related: [
      { path: file.path, range: run.instruction.keywordRange, message: 'The dependencies are installed here.' },
    ],
  };
}

/** Whether an install fails without its lock file. */
const isStrict = ({ instruction }: ImageStep): boolean =>
  /\bnpm ci\b|\bclean-install\b|--frozen|--locked|--immutable/.test(textOfRun(instruction));

/** Whether a manifest refers to no other files, which the installation would need too. */
function standsAlone(path: string, { workspace }: Project): boolean {
  const read = workspace.read(path);
  if (!('text' in read)) {
    return false;
  }
  if (/\.json$/.test(path)) {
    return !/"(?:workspaces|(?:pre|post)?install|prepare)"|"(?:file|link|workspace):/.test(read.text);
  }
  if (/go\.mod$/.test(path)) {
    return !/=>\s*\.{1,2}\//.test(read.text);
  }
  return !/^[ \t]*(?:-e|-r|-c|--editable|--requirement|\.|file:|gemspec)|path:|@\s*file:/m.test(read.text);
}

/** No fix if an instruction between COPY and RUN may use the source code. */
function moveFix(
  folder: CopiedFolder,
  run: ImageStep,
  needed: readonly string[],
  own: readonly ImageStep[],
): readonly Fix[] {
  const { file } = run.stage.target;
  const copy = folder.step.instruction;
  const between = own
    .slice(own.indexOf(folder.step) + 1, own.indexOf(run))
    .map(({ instruction }) => instruction.keyword);
  const harmless = new Set(['ARG', 'ENV', 'EXPOSE', 'LABEL', 'WORKDIR']);
  const isRelative = !copy.words[1]?.value.startsWith('/');
  if (!between.every((keyword) => harmless.has(keyword)) || (isRelative && between.includes('WORKDIR'))) {
    return [];
  }
  if (!runCommands(run.instruction).every(needsNoSource)) {
    return [];
  }
  const present = new Set(
    own.slice(0, own.indexOf(folder.step)).flatMap(({ instruction }) => copiedNames(instruction)),
  );
  const missing = needed.filter((name) => !present.has(name));
  const isDeep = missing.some((name) => name.includes('/'));
  if (isDeep) {
    return [];
  }
  const text = file.text.slice(copy.range.start, copy.range.end);
  const end = run.instruction.range.end;
  const moved = { range: { start: end, end }, text: `${file.newline}${text}` };
  const title =
    missing.length === 0
      ? 'Copy the source code after the installation'
      : `Copy ${listed(missing)} first, and the source code after the installation`;
  const first =
    missing.length === 0
      ? { range: { start: copy.range.start, end: nextLine(file.text, copy.range.end) }, text: '' }
      : {
          range: wordsRange(copy.words),
          text: `${missing.map((name) => prefixed(folder.written, name)).join(' ')} ${asFolder(copy)}`,
        };
  return [{ title, edits: { [file.path]: [first, moved] }, safe: false }];
}

const neutral = new Set(
  'addgroup adduser apk apt apt-get chmod chown echo groupadd mkdir pip pip3 rm set true useradd'.split(' '),
);

/** Whether a command only installs, or certainly does not read the source code. */
function needsNoSource(command: ShellCommand): boolean {
  const [program, action] = command.words.map(({ value }) => value);
  if (program === undefined || neutral.has(program) || action === 'cache') {
    return true;
  }
  return dependencyInstall([command]) !== undefined;
}

const copiedNames = (instruction: Instruction): readonly string[] =>
  isCopy(instruction.keyword) && !fromOf(instruction) ? instruction.words.slice(0, -1).map(({ value }) => value) : [];

const prefixed = (folder: string, name: string): string =>
  /^\.?\/?$/.test(folder) ? name : `${folder.replace(/\/+$/, '')}/${name}`;

/** The destination with a slash at its end, as COPY of several files needs it. */
function asFolder({ words }: Instruction): string {
  const destination = words.at(-1)?.value ?? '';
  return destination.endsWith('/') ? destination : `${destination}/`;
}
