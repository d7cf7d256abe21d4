import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import { type BuildEvent, type LastBuildOf, lastBuilds } from '../../buildx/history.ts';
import { historyStamp, isAlive, readHistoryFile } from '../../buildx/history-file.ts';
import { imagesOf } from '../../model/plan.ts';
import { buildSource } from '../../protocol.ts';
import { type Folder, projectOf } from '../documents/folder.ts';
import { folderKey } from '../documents/places.ts';
import { textOf } from '../documents/subject.ts';

/** What the build history says, per folder. */
export interface Builds {
  of(folder: Folder): ReadonlyMap<string, LastBuildOf>;
  /** What the last builds found in a Dockerfile, until it is built again or edited. */
  problems(folder: Folder, path: string): readonly Diagnostic[];
  /** An open document was edited: findings of earlier builds no longer hold. */
  edited(folder: Folder, path: string): void;
  /** The Dockerfiles of the images in the history. */
  dockerfiles(folder: Folder): readonly string[];
}

/** @param failed hears why a history could not be read; its images then count as not built */
export function openBuilds(failed: (error: unknown) => void): Builds {
  const histories = new Map<Folder, { readonly stamp: string; readonly events: readonly BuildEvent[] }>();
  const edits = new Map<string, number>();
  // The file is compared on each call: a build ends before the client tells that the file has changed.
  const eventsOf = (folder: Folder): readonly BuildEvent[] => {
    try {
      const stamp = historyStamp(folder.path);
      const known = histories.get(folder);
      if (known?.stamp === stamp) {
        return known.events;
      }
      const events = readHistoryFile(folder.path);
      histories.set(folder, { stamp, events });
      return events;
    } catch (error) {
      failed(error);
      return [];
    }
  };
  // Computed on each call: a killed build leaves no event.
  const of = (folder: Folder): ReadonlyMap<string, LastBuildOf> => lastBuilds(eventsOf(folder), isAlive);
  return {
    of,
    problems: (folder, path) => {
      if (eventsOf(folder).length === 0) {
        return [];
      }
      const { plan, workspace } = projectOf(folder);
      const builds = of(folder);
      const changed = (): number => Math.max(edits.get(folderKey(folder, path)) ?? 0, savedAt(folder, path));
      const last = imagesOf(plan).flatMap((image) => {
        const build = image.dockerfile === path ? builds.get(image.id) : undefined;
        return build ? [{ id: image.id, build }] : [];
      });
      if (last.every(({ build }) => build.state !== 'failed' && build.warnings.length === 0)) {
        return [];
      }
      const since = changed();
      const text = textOf({ workspace }, path);
      return last.filter(({ build }) => build.at > since).flatMap(({ id, build }) => toDiagnostics(id, build, text));
    },
    edited: (folder, path) => void edits.set(folderKey(folder, path), Date.now()),
    dockerfiles: (folder) => {
      const builds = of(folder);
      return imagesOf(projectOf(folder).plan)
        .filter((image) => builds.has(image.id))
        .map((image) => image.dockerfile);
    },
  };
}

function toDiagnostics(image: string, build: LastBuildOf, text: string): Diagnostic[] {
  const failure: Diagnostic[] =
    build.state === 'failed'
      ? [
          {
            range: lineRange(text, build.line),
            severity: DiagnosticSeverity.Error,
            source: buildSource,
            code: image,
            message: `Building ${image} failed: ${build.reason ?? 'see the terminal'}`,
          },
        ]
      : [];
  return [
    ...failure,
    ...build.warnings.map((warning) => ({
      range: lineRange(text, warning.line),
      severity: DiagnosticSeverity.Warning,
      source: buildSource,
      code: image,
      message: warning.message,
      ...(warning.url !== undefined && { codeDescription: { href: warning.url } }),
    })),
  ];
}

/** A line from 1, without the blanks around it; the first one where the build named none. */
function lineRange(text: string, line: number | undefined): Diagnostic['range'] {
  const all = text.split('\n');
  const index = Math.min(Math.max((line ?? 1) - 1, 0), all.length - 1);
  const content = all[index] ?? '';
  const start = content.length - content.trimStart().length;
  return { start: { line: index, character: start }, end: { line: index, character: content.trimEnd().length } };
}

/** When a file was last saved, in milliseconds since 1970; 0 where it is not there. */
const savedAt = (folder: Folder, path: string): number =>
  statSync(join(folder.path, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
