import type { BuildTarget } from '../image/target.ts';
import { computed } from '../memo.ts';
import { joinPath } from '../workspace/paths.ts';
import { hasWildcard, splitWildcard } from '../workspace/patterns.ts';
import { isToolFolder } from '../workspace/walk.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { type Shipped, shippedSources } from './shipped.ts';
import { filesOf } from './shipped-files.ts';
import { type CopySource, copySources } from './sources.ts';

/** A text file of the workspace that a COPY brings into the final image. */
export interface ShippedText {
  readonly source: CopySource;
  /** From the workspace root. */
  readonly path: string;
  /** The source is the file itself, not its folder. */
  readonly isNamed: boolean;
  readonly comments: Comments;
}

/** How comments begin: `#`, `//` or not at all. */
export type Comments = 'hash' | 'slash' | 'none';

/** The files of an image are read up to so many; the sources of one service are fewer. Each keystroke asks for them again. */
const maximumFiles = 400;
/** The folders of a large copy are listed up to so many entries, the upper ones first. */
const maximumEntries = 2000;
/** Larger files are data. */
export const maximumTextBytes = 256 * 1024;

/** The text files that ship, each once, with the first COPY that brings it. */
export const shippedTexts: (target: BuildTarget) => readonly ShippedText[] = computed((target) =>
  textsOf(target, () => true),
);

/** Those of them from which a service takes its settings. */
export const shippedSettings: (target: BuildTarget) => readonly ShippedText[] = computed((target) =>
  textsOf(target, (path) => settings.test(path)),
);

const settings = /\.(?:ya?ml|toml|ini|cfg|conf|properties|json|env)$|(?:^|\/)\.env[^/]*$/i;

function textsOf(target: BuildTarget, isWanted: (path: string) => boolean): readonly ShippedText[] {
  const { workspace } = target.project;
  const told = new Set<string>();
  const found: ShippedText[] = [];
  const budget: Budget = { entries: maximumEntries, files: maximumFiles };
  const add = (source: CopySource, path: string, isNamed: boolean): void => {
    const comments = found.length < maximumFiles && !told.has(path) ? commentsOf(path) : undefined;
    if (comments !== undefined && isWanted(path) && target.project.kindOf(path) === undefined) {
      told.add(path);
      found.push({ source, path, isNamed, comments });
    }
  };
  for (const shipped of [...shippedSources(target)].sort(inFileOrder)) {
    const { source } = shipped.judged;
    const root = rootOf(shipped);
    const isFile = root !== undefined && workspace.kind(root) === 'file';
    const all = root === undefined ? [] : isFile ? [root] : textsBelow(root, workspace, budget);
    const candidates = all
      .filter((path) => !told.has(path) && isWanted(path) && commentsOf(path) !== undefined)
      .slice(0, Math.max(0, budget.files));
    budget.files -= isFile ? 0 : candidates.length;
    for (const { path } of filesOf(shipped, candidates)) {
      add(source, path, isFile);
    }
  }
  // What a builder installs from its manifest ships under other names.
  for (const source of copySources(target)) {
    const path =
      source.context === undefined || source.read === undefined ? undefined : joinPath(source.context, source.read);
    if (path !== undefined && manifest.test(path) && source.kind === 'copy' && source.stage.isReached) {
      add(source, path, true);
    }
  }
  return found;
}

const manifest = /(?:^|\/)(?:requirements[^/]*\.txt|pyproject\.toml|package\.json|go\.mod|Cargo\.toml)$/;

const inFileOrder = (a: Shipped, b: Shipped): number =>
  a.judged.source.word.range.start - b.judged.source.word.range.start;

/** The file or the folder of the workspace from which something ships. */
function rootOf({ judged: { source }, below }: Shipped): string | undefined {
  const { context, read } = source;
  if (context === undefined || read === undefined) {
    return undefined;
  }
  const path = joinPath(context, hasWildcard(read) ? splitWildcard(read).fixed : read);
  const part = joinPath(path, below);
  return below !== '.' && source.stage.target.project.workspace.kind(part) !== undefined ? part : path;
}

/** What may still be listed and looked at for one image. */
interface Budget {
  entries: number;
  files: number;
}

/** The text files below a folder of the workspace, as long as the budget lasts. */
function textsBelow(folder: string, workspace: Workspace, budget: Budget): readonly string[] {
  const found: string[] = [];
  const folders = [folder];
  for (const at of folders) {
    const entries = workspace.list(at) ?? [];
    budget.entries -= entries.length;
    if (budget.entries < 0) {
      break;
    }
    for (const { name, kind, linked } of entries) {
      const path = joinPath(at, name);
      if (kind === 'file' && commentsOf(path) !== undefined) {
        found.push(path);
      } else if (kind === 'directory' && !linked && !isToolFolder(name)) {
        folders.push(path);
      }
    }
  }
  return found;
}

const hash =
  /(?:\.(?:py|pyi|sh|bash|ya?ml|toml|ini|cfg|conf|properties|rb)|(?:^|\/)\.env(?:\.[\w.-]+)?|\.env|(?:^|\/)requirements[^/]*\.txt)$/i;
const slash = /\.(?:[cm]?[jt]sx?|go|rs|java|kts?|scala|cc?|cpp|hpp|h|cs|swift|php|proto|sol)$|(?:^|\/)go\.mod$/i;
const none = /\.(?:json|xml)$/i;
/** Made by tools. */
const generated = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json)$|\.min\.js$/i;

/** How comments begin in a file; undefined for files that are not read. */
function commentsOf(path: string): Comments | undefined {
  if (generated.test(path)) {
    return undefined;
  }
  return hash.test(path) ? 'hash' : slash.test(path) ? 'slash' : none.test(path) ? 'none' : undefined;
}

/** Whether rules read a file where an image copies it. */
export const isReadText = (path: string): boolean => commentsOf(path) !== undefined;

/** A text with blanks in place of its comments and documentation strings; offsets stay. Linear. */
export function withoutComments(text: string, comments: Comments): string {
  if (comments === 'none') {
    return text;
  }
  const blank = (found: string): string => found.replace(/[^\r\n]/g, ' ');
  if (comments === 'hash') {
    const lines = text.replace(/(^|[ \t])#[^\r\n]*/gm, blank);
    return blankBetween(blankBetween(lines, '"""', '"""'), "'''", "'''");
  }
  return blankBetween(text.replace(/(^|[ \t;{}(),])\/\/[^\r\n]*/gm, blank), '/*', '*/');
}

/** Blanks what stands between two marks, where the first begins its line. */
function blankBetween(text: string, open: string, close: string): string {
  if (!text.includes(open)) {
    return text;
  }
  const parts: string[] = [];
  let at = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, at)) {
    const end = text.indexOf(close, start + open.length);
    const stop = end < 0 ? text.length : end + close.length;
    const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
    const isComment = open === '/*' || /^[ \t]*[rRuU]?$/.test(line);
    parts.push(
      text.slice(at, start),
      isComment ? text.slice(start, stop).replace(/[^\r\n]/g, ' ') : text.slice(start, stop),
    );
    at = stop;
  }
  return parts.join('') + text.slice(at);
}
