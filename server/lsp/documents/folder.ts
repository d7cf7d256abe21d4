import type { PlanFile } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { openProject } from '../../project/open.ts';
import { type DiskWorkspace, diskWorkspace } from '../../workspace/disk.ts';
import type { FileKind } from '../../workspace/file-kinds.ts';
import { overlay } from '../../workspace/overlay.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';
import { withoutSlash } from '../protocol/uris.ts';

/** One workspace folder: its disk, the documents that are open on top of it, and the project that both make. */
export interface Folder {
  /** As the client writes it, without a slash at the end. */
  readonly uri: string;
  /** Absolute, with `/`. */
  readonly path: string;
  readonly disk: DiskWorkspace;
  /** Open documents by path. */
  readonly documents: Map<string, OpenDocument>;
  settings: Settings;
  /** The last plan that could be read; it stays in force while the file is broken. */
  lastGood: PlanFile | undefined;
  /** Opened when a file other than a Dockerfile last changed. */
  base: Base | undefined;
  /** `base` with the present texts of its Dockerfiles. */
  current: Project | undefined;
}

interface OpenDocument {
  /** As the client names it. */
  readonly uri: string;
  readonly text: string;
  /**
   * `saved` and `unsaved` tell whether the file was on disk when the text was last set. A document whose saved file
   * was `deleted` stays open in its tab but no longer counts, as for a build, until it is edited or its file is back.
   */
  readonly file: 'saved' | 'unsaved' | 'deleted';
}

interface Base {
  readonly project: Project;
  readonly texts: ReadonlyMap<string, string>;
}

export function openFolder(uri: string, path: string): Folder {
  return {
    uri: withoutSlash(uri),
    path,
    disk: withoutMarks(diskWorkspace(path)),
    documents: new Map(),
    settings: defaultSettings,
    lastGood: undefined,
    base: undefined,
    current: undefined,
  };
}

export function configure(folder: Folder, settings: Settings): void {
  if (settings.planFile !== folder.settings.planFile) {
    folder.lastGood = undefined;
  }
  folder.settings = settings;
  reopen(folder);
}

/** The project as of now. */
export function projectOf(folder: Folder): Project {
  if (folder.current === undefined) {
    const { project, texts } = baseOf(folder);
    const changed = new Map([...presentTexts(folder)].filter(([path, text]) => texts.get(path) !== text));
    folder.current = project.withTexts(changed);
  }
  return folder.current;
}

function baseOf(folder: Folder): Base {
  if (folder.base === undefined) {
    const { disk, settings, lastGood } = folder;
    const texts = presentTexts(folder);
    const project = openProject(overlay(disk, texts), {
      ...(settings.planFile !== undefined && { planPath: settings.planFile }),
      ...(lastGood && { lastGood }),
    });
    folder.lastGood = project.planFile;
    folder.base = { project, texts };
  }
  return folder.base;
}

/** The kind of a file. The texts of Dockerfiles change no kinds, so a keystroke in one opens no project. */
export const kindIn = (folder: Folder, path: string): FileKind | undefined => baseOf(folder).project.kindOf(path);

/** The texts of the documents that count. */
const presentTexts = ({ documents }: Folder): ReadonlyMap<string, string> =>
  new Map([...documents].flatMap(([path, { text, file }]) => (file === 'deleted' ? [] : [[path, text]])));

/** The next `projectOf` opens the project anew. */
function reopen(folder: Folder): void {
  folder.base = undefined;
  folder.current = undefined;
}

/** Sets the text of an open document and the URI by which the client names it. */
export function putDocument(folder: Folder, path: string, { uri, text }: Pick<OpenDocument, 'uri' | 'text'>): void {
  const { documents, disk } = folder;
  const before = documents.get(path);
  const unchanged = before?.text === text;
  const file = unchanged ? before.file : disk.kind(path) === 'file' ? 'saved' : 'unsaved';
  documents.set(path, { uri, text, file });
  folder.current = undefined;
  // The base stays only where a Dockerfile that it knows has another text.
  const { base } = folder;
  if (!base?.texts.has(path) || base.project.kindOf(path) !== 'dockerfile') {
    reopen(folder);
  }
}

export function closeDocument(folder: Folder, path: string): void {
  folder.documents.delete(path);
  reopen(folder);
}

/** Paths of the open documents that count. */
export const openPaths = (folder: Folder): readonly string[] => [...presentTexts(folder).keys()];

/** The client's URI of an open document. */
export const openUri = (folder: Folder, path: string): string | undefined => folder.documents.get(path)?.uri;

/** Tells whether an open document holds something else than the disk. */
export function differsFromDisk({ disk, documents }: Folder, path: string): boolean {
  const open = documents.get(path);
  const saved = disk.read(path);
  return open !== undefined && !('text' in saved && saved.text === withoutMark(open.text));
}

/** Forgets what was seen on disk of a path, or of everything. */
export function forget(folder: Folder, path?: string): void {
  const { disk, documents } = folder;
  disk.forget(path);
  for (const [open, document] of documents) {
    if (disk.kind(open) === 'file') {
      documents.set(open, { ...document, file: 'saved' });
    } else if (document.file === 'saved') {
      documents.set(open, { ...document, file: 'deleted' });
    }
  }
  reopen(folder);
}

/** Editors keep a byte order mark out of a document's text, so the texts of the disk come without it, too. */
const withoutMarks = (disk: DiskWorkspace): DiskWorkspace => ({
  ...disk,
  read: (path, limit) => {
    const read = disk.read(path, limit);
    return 'text' in read ? { text: withoutMark(read.text) } : read;
  },
});

const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);
