import { posix } from 'node:path';
import { nonroot } from '../../facts/distroless.ts';
import { computed } from '../../memo.ts';
import { flagNamed, fromOf, type Instruction } from '../../model/dockerfile.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands } from '../../parse/shell/shell.ts';
import { isBelow, joinPath } from '../../workspace/paths.ts';
import { arrivalsOf } from '../arrivals.ts';
import { absolutePath } from '../config.ts';
import type { ImageStep, StageView } from '../target.ts';
import { usersOf } from '../users/users.ts';

/** Whether a user can write at a path of an image. `maker` is the COPY that gave the place to root. */
export type Access =
  | { readonly writes: true }
  | { readonly writes: false; readonly maker: Instruction | undefined }
  | { readonly writes: undefined };

/** Something that happens to a path while the image is built. */
interface Event {
  readonly what: 'made' | 'owned' | 'opened' | 'unknown';
  /** Undefined where that is unknown: any. */
  readonly path: string | undefined;
  /** Without its group. Undefined where it is unknown. */
  readonly owner: string | undefined;
  /** Also what is below. */
  readonly isDeep: boolean;
  readonly instruction: Instruction;
  /** The folder of the workspace whose content is copied. */
  readonly folder?: string | undefined;
  /** What is copied from elsewhere keeps its owners. */
  readonly isElsewhere?: boolean;
}

/** Places where every user may write. */
const open = /^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)|^\/dev\/(?:null|stdout|stderr|tty|fd\/\d)$|^\/proc\/self\//;

/** Whether the user with some names and numbers can write at a path in the finished image of a stage. */
export function accessTo(path: string, user: ReadonlySet<string>, stage: StageView): Access {
  if (open.test(path)) {
    return { writes: true };
  }
  const { base } = stage.lineage;
  const hasHome = base.kind === 'distroless' && user.has(String(nonroot.uid));
  for (let at = path; at !== '/' && at !== '.'; at = posix.dirname(at)) {
    if (hasHome && at === nonroot.home) {
      return { writes: true };
    }
    const found = stateOf(at, stage);
    if (found === 'unknown') {
      return { writes: undefined };
    }
    if (found && 'within' in found) {
      const { within, maker } = found;
      const folder = stateOf(within, stage);
      // With --chown, the folder that the COPY makes and all in it belong to the user.
      const makes = folder !== 'unknown' && folder !== undefined && 'maker' in folder && folder.maker === maker;
      return makes ? { writes: false, maker } : { writes: undefined };
    }
    if (found) {
      const { owner, isOpen, maker } = found;
      return isOpen || (owner !== undefined && isUser(owner, user, stage))
        ? { writes: true }
        : { writes: false, maker: owner === '0' || owner === 'root' ? maker : undefined };
    }
  }
  return { writes: false, maker: undefined };
}

const isUser = (owner: string, user: ReadonlySet<string>, stage: StageView): boolean =>
  user.has(owner) || user.has(usersOf(stage).end.ids.get(owner) ?? '');

/** The path may come with a folder that is copied from another stage or image. */
interface Within {
  readonly within: string;
  readonly maker: Instruction;
}

interface State {
  readonly owner: string | undefined;
  readonly isOpen: boolean;
  readonly maker: Instruction | undefined;
}

/** What is at a path when the image is finished; undefined where nothing is. */
function stateOf(path: string, stage: StageView): State | Within | 'unknown' | undefined {
  let state: State | undefined;
  for (const event of eventsOf(stage)) {
    if (event.path === undefined) {
      return 'unknown';
    }
    const isHere = event.path === path;
    const isAbove = isBelow(path, event.path);
    if (event.what === 'made') {
      const made = { owner: event.owner, isOpen: false, maker: event.instruction };
      if (isHere || isBelow(event.path, path)) {
        state ??= made;
      } else if (isAbove && event.isElsewhere) {
        return { within: event.path, maker: event.instruction };
      } else if (isAbove && event.folder !== undefined) {
        const kind = stage.target.project.workspace.kind(joinPath(event.folder, posix.relative(event.path, path)));
        state = kind === 'file' ? made : kind === undefined ? state : (state ?? made);
      }
    } else if (isHere || (isAbove && event.isDeep)) {
      if (event.what === 'unknown') {
        return 'unknown';
      }
      if (state) {
        state =
          event.what === 'opened' ? { ...state, isOpen: true } : { ...state, owner: event.owner, maker: undefined };
      }
    }
  }
  return state;
}

const eventsOf: (stage: StageView) => readonly Event[] = computed((stage) =>
  stage.steps.flatMap((step) => (step.stage.target === stage.target ? eventsOfStep(step, stage) : [])),
);

function eventsOfStep(step: ImageStep, own: StageView): readonly Event[] {
  const { instruction, before, stage } = step;
  const user = before.user?.split(':')[0] ?? '0';
  switch (instruction.keyword) {
    case 'WORKDIR': {
      const word = stage.target.value(instruction.words[0]?.value, instruction);
      const path = word === undefined ? undefined : absolutePath(word, before.workdir ?? '/');
      return [{ what: 'made', path, owner: user, isDeep: false, instruction }];
    }
    case 'COPY':
    case 'ADD': {
      const chown = flagNamed(instruction, 'chown');
      const spec = chown && stage.target.value(chown.value, instruction);
      const owner = chown ? spec?.split(':')[0] : '0';
      const isElsewhere = !chown && fromOf(instruction) !== undefined;
      return arrivalsOf(step, own).map(({ destination, folder, kind }) => ({
        ...{ what: 'made' as const, path: destination, owner, isDeep: false, instruction, folder },
        isElsewhere: kind !== 'packages' && (isElsewhere || (kind === 'folder' && folder === undefined && !chown)),
      }));
    }
    case 'RUN':
      return eventsOfRun(step, user);
    default:
      return [];
  }
}

function eventsOfRun({ instruction, before, stage }: ImageStep, user: string): readonly Event[] {
  const lists = instruction.json ? [instruction.words] : runCommands(instruction).map(({ words }) => words);
  return lists.flatMap((all): readonly Event[] => {
    const [program, ...rest] = innerWords(all).map(({ value }) => stage.target.value(value, instruction));
    const options = rest.filter((word) => word?.startsWith('-'));
    const operands = rest.filter((word) => !word?.startsWith('-'));
    const isDeep = options.some((word) => /^-\w*R|^--recursive/.test(word ?? ''));
    const at = (words: readonly (string | undefined)[]) =>
      words.map((word) =>
        word === undefined || /[*?{$]/.test(word) ? undefined : absolutePath(word, before.workdir ?? '/'),
      );
    const events = (what: Event['what'], words: readonly (string | undefined)[], owner: string | undefined) =>
      at(words).map((path) => ({ what, path, owner, isDeep, instruction }));
    switch (basename(program ?? '')) {
      case 'mkdir':
        return events('made', operands, user);
      case 'touch':
        return events('made', operands, user);
      case 'chown':
        return events('owned', operands.slice(1), operands[0]?.split(':')[0] || undefined);
      case 'chmod':
        return /^(?:[0-7]{0,4}7|[ugo]{0,3}[ao][ugo]{0,3}\+\w{0,5}w\w{0,5}|\+\w{0,5}w\w{0,5})$/.test(operands[0] ?? '')
          ? events('opened', operands.slice(1), undefined)
          : [];
      case 'install':
      case 'cp':
      case 'mv':
      case 'ln':
      case 'rsync':
      case 'tar':
      case 'unzip':
      case 'setfacl':
        return events('unknown', operands, undefined).map((event) => ({ ...event, isDeep: true }));
      default:
        return [];
    }
  });
}
