import { posix } from 'node:path';
import { fromOf, type Word } from '../../model/dockerfile.ts';
import { basename } from '../../parse/shell/commands.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import { isBelow, joinPath } from '../../workspace/paths.ts';
import { type Arrival, arrivalsIn } from '../arrivals.ts';
import { lastEnv } from '../last-env.ts';
import { languageOf } from '../programs/interpreter.ts';
import { startedWords } from '../programs/start.ts';
import type { ImageStep, StageView } from '../target.ts';
import { installedIn } from './folders.ts';

/** A Python of an official image that was copied alone and is started: it needs its shared library. */
export interface LoneInterpreter {
  /** The COPY that brings it, and its source. */
  readonly step: ImageStep;
  readonly word: Word;
  readonly maker: StageView;
  /** Where it stands in the image. */
  readonly path: string;
  readonly minor: string;
}

const plain = new Set(['alpine', 'debian', 'python', 'ubuntu'].map((name) => `library/${name}`));

/** The started interpreter whose `libpython` certainly does not come along. */
export function loneInterpreter(stage: StageView): LoneInterpreter | undefined {
  const { base } = stage.lineage;
  const isKnown =
    base.kind === 'scratch' ||
    base.kind === 'distroless' ||
    (base.kind === 'image' && base.reference.registry === 'docker.io' && plain.has(base.reference.repository));
  const [program = ''] = startedWords(stage.image);
  if (!isKnown || languageOf(program) !== 'python') {
    return undefined;
  }
  const found = stage.ownSteps.flatMap((step) => broughtBy(step, program, stage)).at(-1);
  return found && !mayHaveLibrary(found, stage) ? found : undefined;
}

/** The copy of the interpreter that a program names, from a stage of an official image. */
function broughtBy(step: ImageStep, program: string, own: StageView): readonly LoneInterpreter[] {
  const { instruction, stage } = step;
  const from = instruction.keyword === 'COPY' ? fromOf(instruction) : undefined;
  const maker = from && stage.target.stageMeant(from.value, stage.index);
  const python = maker && installedIn(maker).python;
  if (!maker || python?.kind !== 'official' || stage.target !== own.target) {
    return [];
  }
  const paths = program.includes('/') ? [program] : [`/usr/local/bin/${program}`, `/usr/bin/${program}`];
  return instruction.words.slice(0, -1).flatMap((word): LoneInterpreter[] => {
    const source = stage.target.value(word.value, instruction)?.replace(/\/+$/, '') ?? '';
    const isBin = source === '/usr/local/bin';
    const isFile = posix.dirname(source) === '/usr/local/bin' && languageOf(source) === 'python';
    const last = stage.target.value(instruction.words.at(-1)?.value, instruction);
    if ((!isBin && !isFile) || !last?.startsWith('/')) {
      return [];
    }
    const lands = paths.find((one) =>
      isBin ? joinPath(last, basename(one)) === one : one === last || joinPath(last, basename(source)) === one,
    );
    const [, minor = python.minor] = /python(3\.\d+)$/.exec(source) ?? /python(3\.\d+)$/.exec(program) ?? [];
    return lands === undefined || minor === undefined ? [] : [{ step, word, maker, path: lands, minor }];
  });
}

const systemFolders = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/usr/local/lib'];

/**
 * The loader looks in `../lib`, which the official images write into the program, in `LD_LIBRARY_PATH`, and in the folders of
 * the system.
 */
function mayHaveLibrary({ path, minor, step: own }: LoneInterpreter, stage: StageView): boolean {
  const { base } = stage.lineage;
  const hasOwn = base.kind === 'image' && base.reference.repository === 'library/python';
  const named = lastEnv(stage.steps, 'LD_LIBRARY_PATH');
  if (
    hasOwn &&
    (base.reference.tag === undefined || base.reference.tag.startsWith(minor) || !/^3\.\d/.test(base.reference.tag))
  ) {
    return true;
  }
  if (lastEnv(stage.steps, 'LD_PRELOAD') || (named && named.value === undefined)) {
    return true;
  }
  const folders = [joinPath(posix.dirname(path), '../lib'), ...systemFolders, ...(named?.value?.split(':') ?? [])];
  const holds = ({ destination, kind }: Arrival): boolean => {
    if (kind === 'packages') {
      return false;
    }
    if (destination === undefined) {
      return true;
    }
    return kind === 'file'
      ? basename(destination).startsWith('libpython')
      : folders.some((one) => one === destination || isBelow(one, destination) || isSystemSubfolder(destination, one));
  };
  const arrives = [...arrivalsIn(stage)].some(
    ([step, arrivals]) => step.instruction !== own.instruction && arrivals.some(holds),
  );
  const also = (arrivalsIn(stage).get(own) ?? []).some(({ destination }) =>
    basename(destination ?? '').startsWith('libpython'),
  );
  const isMade = stage.steps.some(
    ({ instruction }) => instruction.keyword === 'RUN' && /libpython|ldconfig|install/.test(textOfRun(instruction)),
  );
  return arrives || also || isMade;
}

/** `/usr/lib/x86_64-linux-gnu` is searched too. */
const isSystemSubfolder = (folder: string, system: string): boolean =>
  system !== '/usr/local/lib' && isBelow(folder, system) && folder.includes('-linux-');
