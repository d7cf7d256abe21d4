import { computed } from '../memo.ts';
import { fromOf, type Stage, type Word } from '../model/dockerfile.ts';
import { copyWords } from '../parse/dockerfile/copy-words.ts';
import { intended } from '../parse/dockerfile/json-array.ts';
import { basename } from '../parse/shell/commands.ts';
import { contextPath, joinPath } from '../workspace/paths.ts';
import { hasWildcard } from '../workspace/patterns.ts';
import { absolutePath } from './config.ts';
import { meantPath } from './meant-path.ts';
import type { BuildTarget, ImageStep, StageView } from './target.ts';

/** Something that COPY or ADD brings into an image. */
export interface Arrival {
  /** Where it lands; undefined where that is unknown, so that it may be anywhere. */
  readonly destination: string | undefined;
  /** One file, a folder that may hold anything, or a folder of Python packages, which holds no program of the system. */
  readonly kind: 'file' | 'folder' | 'packages';
  /** The folder of the workspace that is copied, whose content can be seen. */
  readonly folder?: string;
}

const anything: Arrival = { destination: undefined, kind: 'folder' };

/** What each step to the image of a stage copies into it. */
export const arrivalsIn: (stage: StageView) => ReadonlyMap<ImageStep, readonly Arrival[]> = computed(
  ({ steps, target }) => new Map(steps.filter(isCopy).map((step) => [step, arrivalsBy(step, target)])),
);

/** What a step to the image of a stage copies into it; nothing for other instructions than COPY and ADD. */
export const arrivalsOf = (step: ImageStep, stage: StageView): readonly Arrival[] => arrivalsIn(stage).get(step) ?? [];

const isCopy = ({ instruction: { keyword } }: ImageStep): boolean => keyword === 'COPY' || keyword === 'ADD';

/** A step of another Dockerfile may copy anything: it has a context of its own. */
function arrivalsBy(step: ImageStep, own: BuildTarget): readonly Arrival[] {
  const { stage, instruction, before } = step;
  if (stage.target !== own) {
    return [anything];
  }
  const meant = copyWords(intended(instruction));
  const written = stage.target.value(meant.destination?.value, instruction);
  const destination = written === undefined ? undefined : absolutePath(written, before.workdir);
  if (written === undefined || destination === undefined) {
    return [anything];
  }
  const intoFolder = meant.sources.length > 1 || /(?:^|\/)\.?$/.test(written);
  return meant.sources.flatMap((word) => {
    const source = stage.target.value(word.value, instruction);
    const what = whatArrives(source, word, step);
    if (what.kind !== 'file') {
      return [{ destination, ...what }];
    }
    const inside = { destination: joinPath(destination, basename((source ?? '').replace(/\/+$/, ''))), ...what };
    // A destination without a slash may be a folder already.
    return intoFolder ? [inside] : [{ destination, ...what }, inside];
  });
}

/** What a source of COPY or ADD is, as far as the workspace, the stages and its name tell. */
function whatArrives(
  source: string | undefined,
  word: Word,
  { stage, instruction }: ImageStep,
): Pick<Arrival, 'kind' | 'folder'> {
  const { build, project } = stage.target;
  const isHeredoc = instruction.heredocs.some(({ range }) => range.start === word.range.start);
  if (isHeredoc) {
    return { kind: 'file' };
  }
  if (source === undefined) {
    return { kind: 'folder' };
  }
  const from = fromOf(instruction);
  if (from) {
    return { kind: kindElsewhere(source, stage.target.stageMeant(from.value, stage.index)) };
  }
  const unpacked = instruction.keyword === 'ADD' && /\.(?:tar|t[bgx]z2?|tar\.\w+)$|:\/\//i.test(source);
  if (unpacked || build.context === undefined || hasWildcard(source)) {
    return { kind: 'folder' };
  }
  const path = joinPath(build.context, meantPath(contextPath(source), stage.target));
  const kind = project.workspace.kind(path);
  if (kind === 'directory') {
    return { kind: 'folder', folder: path };
  }
  return { kind: kind === 'file' || hasExtension(source) ? 'file' : 'folder' };
}

const packageFolder = /(?:^|\/)(?:\.local|site-packages|dist-packages|\.?venv|virtualenv|node_modules|wheels)(?:\/|$)/;
const hasExtension = (path: string): boolean => /[^/]\.\w+$/.test(path);

/** What a path in another stage or image is, as far as its name and the stage tell. */
function kindElsewhere(source: string, maker: Stage | undefined): Arrival['kind'] {
  if (packageFolder.test(source) && !/\/bin\//.test(source)) {
    return 'packages';
  }
  const path = source.replace(/(?<=.)\/+$/, '');
  const runs = maker?.instructions.filter(({ keyword }) => keyword === 'RUN').map(({ body }) => body.text) ?? [];
  const written = (option: RegExp): boolean =>
    runs.some((text) => [...text.matchAll(option)].some(([, value]) => value === path));
  if (written(/\bpip\S* [^;&|]*?(?:--(?:prefix|target|root)[= ]|-t )([^\s"']+)/g)) {
    return 'packages';
  }
  if (source.endsWith('/')) {
    return 'folder';
  }
  const ofCargo = /(?:^|\/)target\/(?:[\w-]+\/)?(?:release|debug)\/[^/]+$/.test(path);
  const isFile = hasExtension(path) || ofCargo || /\/s?bin\/[^/]+$/.test(path) || written(/\s-o[= ]?([^\s"']+)/g);
  return isFile ? 'file' : 'folder';
}
