import { distrolessName, nonroot } from '../facts/distroless.ts';
import type { Instruction } from '../model/dockerfile.ts';
import { intended } from '../parse/dockerfile/json-array.ts';
import { cleanPath, joinPath } from '../workspace/paths.ts';
import type { Base } from './base.ts';

/**
 * A command in exec or shell form and where it was set. `instruction` is undefined where the base image sets it. An array that
 * is almost JSON counts as JSON, so that its fault hides no other one.
 */
export interface Command {
  readonly words: readonly string[];
  readonly exec: boolean;
  readonly instruction: Instruction | undefined;
}

/** What an image does when it is run, as far as its Dockerfiles and the facts of its base tell. */
export interface ImageConfig {
  readonly base: Base;
  /** As USER or the base writes it: `65532`, `nonroot`, `0`; undefined where it is unknown. */
  readonly user: string | undefined;
  /** The last USER; undefined where the base decides. */
  readonly userInstruction: Instruction | undefined;
  /** Empty where it was cleared; undefined where it is unknown. */
  readonly entrypoint: Command | undefined;
  readonly cmd: Command | undefined;
  readonly healthcheck: Instruction | undefined;
  /** Absolute; undefined where it is unknown. */
  readonly workdir: string | undefined;
  /** False where the image is known to have no `/bin/sh`; undefined where that is unknown. */
  readonly hasShell: boolean | undefined;
  /** The words that shell forms run under, by SHELL. */
  readonly shell: readonly string[] | undefined;
}

/** The configuration of a base image. */
export function configOfBase(base: Base): ImageConfig {
  const common = { base, userInstruction: undefined, healthcheck: undefined, shell: undefined, cmd: undefined };
  const inherited = (words: readonly string[]): Command => ({ words, exec: true, instruction: undefined });
  if (base.kind === 'scratch') {
    return { ...common, user: '0', entrypoint: inherited([]), workdir: '/', hasShell: false };
  }
  if (base.kind === 'distroless') {
    const words = base.debug && !base.image.entrypoint ? ['/busybox/sh'] : (base.image.entrypoint ?? []);
    const user = base.nonroot === undefined ? undefined : base.nonroot ? String(nonroot.uid) : '0';
    const workdir = base.nonroot ? nonroot.home : '/';
    return { ...common, user, entrypoint: inherited(words), workdir, hasShell: false };
  }
  // Every distroless image lacks a shell, even one that the facts do not list.
  const hasShell = base.kind === 'image' && distrolessName(base.reference) !== undefined ? false : undefined;
  return { ...common, user: undefined, entrypoint: undefined, workdir: undefined, hasShell };
}

/**
 * The image after one more instruction of `own`, the instructions of its stage. `value` expands a word where the instruction
 * stands; undefined is an unknown value.
 */
export function configAfter(
  config: ImageConfig,
  instruction: Instruction,
  own: readonly Instruction[],
  value: (text: string) => string | undefined,
): ImageConfig {
  const words = instruction.words.map((word) => word.value);
  const [first] = words;
  switch (instruction.keyword) {
    case 'USER':
      return { ...config, user: first === undefined ? undefined : value(first), userInstruction: instruction };
    case 'WORKDIR':
      return { ...config, workdir: workdirAfter(config.workdir, first === undefined ? undefined : value(first)) };
    case 'ENTRYPOINT': {
      // Setting ENTRYPOINT clears the CMD of the base, but not one of the same stage.
      const isOwn = config.cmd?.instruction && own.includes(config.cmd.instruction);
      const cmd = isOwn ? config.cmd : undefined;
      return { ...config, entrypoint: commandOf(instruction), cmd };
    }
    case 'CMD':
      return { ...config, cmd: commandOf(instruction) };
    case 'HEALTHCHECK':
      return { ...config, healthcheck: instruction };
    case 'SHELL':
      return { ...config, shell: words };
    default:
      return config;
  }
}

function commandOf(instruction: Instruction): Command {
  const { words, json } = intended(instruction);
  return { words: words.map(({ value }) => value), exec: json, instruction };
}

/** A path of an image, cleaned; undefined where it counts from an unknown working directory. */
export function absolutePath(path: string, workdir: string | undefined): string | undefined {
  if (path.startsWith('/')) {
    return cleanPath(path);
  }
  return workdir === undefined ? undefined : joinPath(workdir, path);
}

function workdirAfter(before: string | undefined, path: string | undefined): string | undefined {
  if (path?.startsWith('/')) {
    return path;
  }
  return path && before ? `${before.replace(/\/$/, '')}/${path}` : undefined;
}
