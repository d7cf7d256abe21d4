import { posix } from 'node:path';
import { computed } from '../memo.ts';
import { namedContext } from '../model/build.ts';
import { flagNamed, fromOf, type Word } from '../model/dockerfile.ts';
import { copyWords } from '../parse/dockerfile/copy-words.ts';
import { intended } from '../parse/dockerfile/json-array.ts';
import { madeElsewhere } from '../workspace/git.ts';
import { cleanPath, contextPath, isBelow, joinPath } from '../workspace/paths.ts';
import { BadPattern, globMatcher, hasWildcard, splitWildcard } from '../workspace/patterns.ts';
import { absolutePath } from './config.ts';
import { mayMake } from './makes.ts';
import { meantPath } from './meant-path.ts';
import type { ImageStep, StageView } from './target.ts';

/** What stands at a path of an image, as far as the Dockerfile and the workspace tell. */
export type Content =
  | { readonly kind: 'file'; readonly text: string | undefined; readonly source: string | undefined }
  | { readonly kind: 'folder' | 'absent' | 'unknown' };

const absent: Content = { kind: 'absent' };
const unknown: Content = { kind: 'unknown' };
const folder: Content = { kind: 'folder' };

/** Stages copy from each other in chains; a longer one counts as unknown. */
const maximumDepth = 12;

/**
 * What stands at an absolute path of the image that a stage makes, followed through `COPY --from` back to the build context.
 * A RUN that may have made it, another image and what git ignores are unknown. The ignore file is not asked: what it leaves
 * out counts as there.
 */
export const contentAt = (path: string, stage: StageView): Content => find(cleanPath(path), stage, 0);

/** What was found in a stage, by path: several COPYs may follow one path through the same stages. */
const known = computed((_stage: StageView) => new Map<string, Content>());

function find(path: string, stage: StageView, depth: number): Content {
  const before = known(stage).get(path);
  if (before || depth > maximumDepth) {
    return before ?? unknown;
  }
  const content = search(path, stage, depth);
  known(stage).set(path, content);
  return content;
}

function search(path: string, stage: StageView, depth: number): Content {
  // The last step that touches the path decides.
  let isMade = false;
  let isFolder = false;
  for (const step of stage.steps.toReversed()) {
    const found = afterStep(path, step, stage, depth);
    if (found === 'maybe') {
      isMade = true;
    } else if (found.kind === 'folder') {
      isFolder = true;
    } else if (found.kind !== 'absent') {
      return found;
    }
  }
  if (isFolder) {
    return folder;
  }
  return isMade || !isEmptyBase(path, stage) ? unknown : absent;
}

/** What one step leaves at a path: `maybe` where a RUN may have made it. */
function afterStep(path: string, step: ImageStep, own: StageView, depth: number): Content | 'maybe' {
  const { instruction, stage, before } = step;
  switch (instruction.keyword) {
    case 'RUN':
      return stage.target !== own.target || mayMake(path, step) ? 'maybe' : absent;
    case 'VOLUME':
      // What is mounted there is known to nobody.
      return stage.target.values(instruction).some((one) => one === undefined || isIn(path, cleanPath(one)))
        ? unknown
        : absent;
    case 'WORKDIR': {
      const [value] = stage.target.values(instruction);
      const made = value === undefined ? undefined : absolutePath(value, before.workdir);
      return made !== undefined && isIn(made, path) ? folder : absent;
    }
    case 'ADD':
    case 'COPY':
      return stage.target === own.target ? copied(path, step, depth) : unknown;
    default:
      return absent;
  }
}

const isIn = (path: string, outer: string): boolean => path === outer || isBelow(path, outer);

function copied(path: string, step: ImageStep, depth: number): Content {
  const { instruction, stage, before } = step;
  const { sources, destination: word } = copyWords(intended(instruction));
  const written = stage.target.value(word?.value, instruction);
  const destination = written === undefined ? undefined : absolutePath(written, before.workdir ?? workdirOf(stage));
  if (written === undefined || destination === undefined) {
    return unknown;
  }
  if (!isIn(path, destination)) {
    return isBelow(destination, path) ? folder : absent;
  }
  if (flagNamed(instruction, 'parents') || flagNamed(instruction, 'exclude')) {
    return unknown;
  }
  const isFolder = sources.length > 1 || /(?:^|\/)\.?$/.test(written);
  let found: Content = absent;
  for (const source of sources.toReversed()) {
    const one = ofSource(path, { source, step, destination, isFolder }, depth);
    if (one.kind === 'folder') {
      found = folder;
    } else if (one.kind !== 'absent') {
      return one;
    }
  }
  return found;
}

/** Official images begin at the root. */
const workdirOf = ({ lineage: { base } }: StageView): string | undefined => (isPlain(base) ? '/' : undefined);

interface Copy {
  readonly source: Word;
  readonly step: ImageStep;
  readonly destination: string;
  /** Whether the destination is certainly a folder. */
  readonly isFolder: boolean;
}

function ofSource(path: string, copy: Copy, depth: number): Content {
  const { source, step, destination, isFolder } = copy;
  const { instruction, stage } = step;
  const document = instruction.heredocs.find(({ range }) => range.start === source.range.start);
  if (document) {
    const file = isFolder ? joinPath(destination, document.name) : destination;
    return path === file ? { kind: 'file', text: document.content, source: undefined } : absent;
  }
  const value = stage.target.value(source.value, instruction);
  if (value === undefined || (instruction.keyword === 'ADD' && /\.(?:tar|t[bgx]z2?|tar\.\w+)$|:/i.test(value))) {
    return unknown;
  }
  const look = lookup(step, depth);
  if (look === undefined) {
    return unknown;
  }
  const rest = posix.relative(destination, path);
  if (hasWildcard(value)) {
    return ofPattern(rest, contextPath(value), fromOf(instruction) === undefined ? step : undefined);
  }
  const clean = meantPath(contextPath(value), step);
  const itself = look(clean);
  if (itself.kind === 'unknown') {
    return unknown;
  }
  if (itself.kind === 'file') {
    // Without a slash the destination is the file, unless it is a folder already.
    const inFolder = rest === posix.basename(clean);
    const isFile = rest === '' && !isFolder;
    return inFolder || isFile ? itself : absent;
  }
  // The build fails where a source is missing: other rules say so.
  return itself.kind === 'absent' ? unknown : look(joinPath(clean, rest || '.'));
}

/** How a COPY reads a path of its context or of another stage; undefined where it copies from elsewhere. */
function lookup({ instruction, stage }: ImageStep, depth: number): ((path: string) => Content) | undefined {
  const { build, project } = stage.target;
  const from = fromOf(instruction)?.value;
  if (from !== undefined) {
    const maker = stage.target.stageMeant(from, stage.index);
    // Copying from an image or a named context.
    if (maker === undefined || namedContext(build, from)) {
      return undefined;
    }
    return (path) => find(cleanPath(`/${path}`), maker, depth + 1);
  }
  const { context } = build;
  if (context === undefined) {
    return undefined;
  }
  return (path) => {
    const source = joinPath(context, path);
    const kind = project.workspace.kind(source);
    if (kind === undefined) {
      return madeElsewhere(project.workspace, source) ? unknown : absent;
    }
    if (kind === 'file') {
      const read = project.workspace.read(source);
      return { kind, source, text: 'text' in read ? read.text : undefined };
    }
    return kind === 'directory' ? folder : unknown;
  };
}

/** `COPY *.py ./`: files of that name, and what the folders hold that match. */
function ofPattern(rest: string, source: string, step: ImageStep | undefined): Content {
  const look = step && lookup(step, 0);
  const context = step?.stage.target.build.context;
  const { fixed: written, pattern } = splitWildcard(source);
  const fixed = step ? meantPath(written, step) : written;
  if (look === undefined || context === undefined || pattern.includes('/')) {
    return unknown;
  }
  const matches = matcher(pattern);
  const entries = step?.stage.target.project.workspace.list(joinPath(context, fixed));
  if (matches === undefined || entries === undefined) {
    return unknown;
  }
  const [first = ''] = rest.split('/');
  if (rest === '') {
    return folder;
  }
  if (first === rest && entries.some(({ name, kind }) => name === rest && kind === 'file') && matches(rest)) {
    return look(joinPath(fixed, rest));
  }
  const folders = entries.filter(({ name, kind }) => kind === 'directory' && matches(name));
  const inside = folders.map(({ name }) => look(joinPath(joinPath(fixed, name), rest)));
  return (inside.find(({ kind }) => kind !== 'absent') ?? look(joinPath(fixed, rest)).kind === 'unknown')
    ? unknown
    : absent;
}

function matcher(pattern: string): ((name: string) => boolean) | undefined {
  try {
    return globMatcher(pattern);
  } catch (error) {
    if (error instanceof BadPattern) {
      return undefined;
    }
    throw error;
  }
}

const plainImages = new Set(['alpine', 'debian', 'node', 'python', 'ubuntu'].map((name) => `library/${name}`));

/** Bases that bring nothing outside of the folders of their system. */
const isPlain = (base: StageView['lineage']['base']): boolean =>
  base.kind === 'scratch' ||
  base.kind === 'distroless' ||
  (base.kind === 'image' &&
    base.reference.registry === 'docker.io' &&
    plainImages.has(base.reference.repository) &&
    !base.reference.tag?.includes('onbuild'));

const ofSystem = /^\/(?:bin|boot|dev|etc|home\/node|lib\w*|nodejs|proc|run|s?bin|sys|tmp|usr|var|busybox)(?:\/|$)/;

/** Whether the base image of a stage certainly has nothing at a path. */
const isEmptyBase = (path: string, { lineage: { base } }: StageView): boolean =>
  isPlain(base) && path !== '/' && (base.kind === 'scratch' || !ofSystem.test(path) || path.startsWith('/usr/src/'));
