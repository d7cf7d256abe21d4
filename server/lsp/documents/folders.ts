import { inferredBuild } from '../../model/build.ts';
import type { PlanFile } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { openProject } from '../../project/open.ts';
import { type DiskWorkspace, diskWorkspace } from '../../workspace/disk.ts';
import { memoryWorkspace } from '../../workspace/memory.ts';
import { overlay } from '../../workspace/overlay.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { defaultSettings, type Settings } from '../protocol/settings.ts';

/** One workspace folder: its disk, the documents that are open on top of it, and the project that both make. */
export interface Folder {
  /** As the client writes it, without a trailing slash. */
  readonly uri: string;
  /** Absolute, with `/`. */
  readonly path: string;
  settings(): Settings;
  configure(settings: Settings): void;
  /** The project as of now. */
  project(): Project;
  /** Sets the text of an open document and the URI by which the client names it. */
  put(path: string, uri: string, text: string): void;
  close(path: string): void;
  /** Paths of the open documents that count. */
  open(): readonly string[];
  /** The client's URI of an open document. */
  openUri(path: string): string | undefined;
  /** The open document holds something else than the disk. */
  differs(path: string): boolean;
  /**
   * Forgets what was seen on disk of a path, or of everything. An open document whose file has gone counts no more,
   * as for a build, until it is edited or its file is back.
   */
  forget(path?: string): void;
}

export function openFolder(uri: string, path: string): Folder {
  const disk = withoutMarks(diskWorkspace(path));
  const texts = new Map<string, string>();
  const uris = new Map<string, string>();
  // Open documents whose file was on disk when their text was last set, and those whose file has gone since.
  const saved = new Set<string>();
  const gone = new Set<string>();
  let settings = defaultSettings;
  let lastGood: PlanFile | undefined;
  // The project with the texts as they were when a file other than a Dockerfile last changed.
  let base: { readonly project: Project; readonly texts: ReadonlyMap<string, string> } | undefined;
  let current: Project | undefined;

  const opened = (): { readonly project: Project; readonly texts: ReadonlyMap<string, string> } => {
    if (base) {
      return base;
    }
    const snapshot = present();
    const project = openProject(overlay(disk, snapshot), {
      ...(settings.planFile !== undefined && { planPath: settings.planFile }),
      ...(lastGood && { lastGood }),
    });
    lastGood = project.planFile;
    base = { project, texts: snapshot };
    return base;
  };

  /** The texts that count: a document whose file was deleted lingers in its tab, but is no part of the folder any more. */
  const present = (): Map<string, string> => new Map([...texts].filter(([open]) => !gone.has(open)));

  const drop = (): void => {
    base = undefined;
    current = undefined;
  };

  return {
    uri: uri.replace(/\/+$/, ''),
    path,
    settings: () => settings,
    configure: (value) => {
      if (value.planFile !== settings.planFile) {
        lastGood = undefined;
      }
      settings = value;
      drop();
    },
    project: () => {
      if (current) {
        return current;
      }
      const { project, texts: before } = opened();
      const changed = new Map([...present()].filter(([path, text]) => before.get(path) !== text));
      current = project.withTexts(changed);
      return current;
    },
    put: (path, name, text) => {
      // Who goes on writing in a document wants it, whatever became of its file.
      if (texts.get(path) !== text) {
        gone.delete(path);
        if (disk.kind(path) === 'file') {
          saved.add(path);
        } else {
          saved.delete(path);
        }
      }
      texts.set(path, text);
      uris.set(path, name);
      current = undefined;
      // Only the text of a Dockerfile that was known before may change without opening the project anew.
      if (!base?.texts.has(path) || !base.project.files().dockerfiles.includes(path)) {
        drop();
      }
    },
    close: (path) => {
      texts.delete(path);
      uris.delete(path);
      saved.delete(path);
      gone.delete(path);
      drop();
    },
    open: () => [...present().keys()],
    openUri: (path) => uris.get(path),
    differs: (path) => {
      const read = disk.read(path);
      const open = texts.get(path);
      return open !== undefined && !('text' in read && read.text === withoutMark(open));
    },
    forget: (path) => {
      disk.forget(path);
      for (const open of texts.keys()) {
        if (disk.kind(open) === 'file') {
          saved.add(open);
          gone.delete(open);
        } else if (saved.has(open)) {
          gone.add(open);
        }
      }
      drop();
    },
  };
}

/** Editors keep a byte order mark out of a document's text, so positions in a file that is not open count without it, too. */
const withoutMarks = (disk: DiskWorkspace): DiskWorkspace => ({
  ...disk,
  read: (path) => {
    const read = disk.read(path);
    return 'text' in read ? { text: withoutMark(read.text) } : read;
  },
});

const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/**
 * A Dockerfile outside of every workspace folder: nothing around it is walked. On disk its context is its own folder;
 * elsewhere (`untitled:`) it is unknown.
 */
export function loneProject(name: string, text: string, directory: string | undefined): Project {
  const workspace: Workspace =
    directory === undefined
      ? memoryWorkspace({ [name]: text })
      : overlay(diskWorkspace(directory), new Map([[name, text]]));
  return alone(openProject(workspace), name, directory === undefined ? undefined : '.');
}

function alone(project: Project, path: string, context: string | undefined): Project {
  // Parsed before anything else asks, so that other texts of it never lead to a walk.
  project.dockerfile(path);
  const build = inferredBuild(context);
  return {
    workspace: project.workspace,
    plan: project.plan,
    planFile: project.planFile,
    kindOf: (other) => (other === path ? 'dockerfile' : undefined),
    files: () => ({ dockerfiles: [path], compose: [], bake: [] }),
    compose: () => [],
    bake: () => [],
    dockerfile: project.dockerfile,
    builds: () => [build],
    withTexts: (texts) => alone(project.withTexts(texts), path, context),
  };
}
