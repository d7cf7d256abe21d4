import { isLogPath } from './log-path.ts';
import type { BuildWarning } from './progress.ts';

/**
 * The events of `.lucid/history.jsonl`, one JSON object a line, in the order in which they happened. `time` counts
 * milliseconds since 1970. A reader passes over events and fields that it does not know.
 */
export type BuildEvent =
  | {
      readonly event: 'run-start';
      readonly run: string;
      readonly time: number;
      /** The process that builds; while it lives, the run is under way. */
      readonly pid: number;
      /** Ids, in the order in which they are built. */
      readonly images: readonly string[];
      readonly push: boolean;
    }
  | { readonly event: 'image-start'; readonly run: string; readonly time: number; readonly image: string }
  | ImageEnd
  | { readonly event: 'run-end'; readonly run: string; readonly time: number; readonly ok: boolean };

export interface ImageEnd {
  readonly event: 'image-end';
  readonly run: string;
  readonly time: number;
  readonly image: string;
  readonly ok: boolean;
  /** The build was cancelled: it neither succeeded nor failed. */
  readonly interrupted?: boolean;
  readonly milliseconds: number;
  /** Why it failed, one line. */
  readonly reason?: string;
  /** The line of the Dockerfile that failed, from 1. */
  readonly line?: number;
  readonly digest?: string;
  readonly tags: readonly string[];
  readonly pushed: boolean;
  readonly warnings: readonly BuildWarning[];
  /** The whole output, from the workspace root. */
  readonly log?: string;
}

export interface LastBuildOf {
  readonly state: 'building' | 'built' | 'failed' | 'interrupted';
  /** When it ended; when it began where it has not ended. Milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number | undefined;
  readonly reason: string | undefined;
  readonly line: number | undefined;
  readonly digest: string | undefined;
  readonly pushed: boolean;
  readonly warnings: readonly BuildWarning[];
  readonly log: string | undefined;
}

/** The events of a history, or of its last part. Lines that a crash has torn, or of unknown shape, are skipped. */
export function readHistory(text: string): readonly BuildEvent[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) {
      return [];
    }
    try {
      const event: unknown = JSON.parse(line);
      return isEvent(event) ? [event] : [];
    } catch {
      return [];
    }
  });
}

function isEvent(value: unknown): value is BuildEvent {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { event, run, time, image, images, pid } = value as Record<string, unknown>;
  if (typeof run !== 'string' || typeof time !== 'number') {
    return false;
  }
  if (event === 'run-start') {
    return Array.isArray(images) && typeof pid === 'number';
  }
  if (event === 'run-end') {
    return true;
  }
  return (event === 'image-start' || event === 'image-end') && typeof image === 'string';
}

/**
 * The last build of each image. An image that was begun and not ended is being built as long as its run has not ended
 * and the process that builds it lives; otherwise it was interrupted.
 */
export function lastBuilds(
  events: readonly BuildEvent[],
  isAlive: (pid: number) => boolean = () => true,
): ReadonlyMap<string, LastBuildOf> {
  const pids = new Map<string, number>();
  const ended = new Set<string>();
  const last = new Map<string, BuildEvent & { image: string }>();
  for (const event of events) {
    if (event.event === 'run-start') {
      pids.set(event.run, event.pid);
    } else if (event.event === 'run-end') {
      ended.add(event.run);
    } else {
      last.set(event.image, event);
    }
  }
  const alive = new Map<string, boolean>();
  const isRunning = (run: string): boolean => {
    const known = alive.get(run);
    if (known !== undefined) {
      return known;
    }
    const pid = pids.get(run);
    const running = !ended.has(run) && pid !== undefined && isAlive(pid);
    alive.set(run, running);
    return running;
  };
  return new Map([...last].map(([image, event]) => [image, lastBuildOf(event, isRunning)]));
}

function lastBuildOf(event: BuildEvent, isRunning: (run: string) => boolean): LastBuildOf {
  const nothing = {
    milliseconds: undefined,
    reason: undefined,
    line: undefined,
    digest: undefined,
    pushed: false,
    log: undefined,
  };
  if (event.event !== 'image-end') {
    return { ...nothing, state: isRunning(event.run) ? 'building' : 'interrupted', at: event.time, warnings: [] };
  }
  return {
    state: event.ok ? 'built' : event.interrupted ? 'interrupted' : 'failed',
    at: event.time,
    milliseconds: number(event.milliseconds),
    reason: text(event.reason),
    line: number(event.line),
    digest: text(event.digest),
    pushed: event.pushed === true,
    warnings: Array.isArray(event.warnings) ? event.warnings.flatMap(warning) : [],
    log: isLogPath(event.log) ? event.log : undefined,
  };
}

// A cloned repository may bring a history of any shape.
const number = (value: unknown): number | undefined => (Number.isFinite(value) ? (value as number) : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function warning(value: unknown): readonly BuildWarning[] {
  const { line, message, url } = (value ?? {}) as Record<string, unknown>;
  return typeof message === 'string' ? [{ line: number(line), message, url: text(url) }] : [];
}
