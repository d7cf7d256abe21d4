import { randomUUID } from 'node:crypto';
import { accessSync, constants, statSync } from 'node:fs';
import { count, painter, type Terminal } from '../terminal.ts';
import { type Cancellation, type Executed, execute } from './execute.ts';
import { type Failure, failureOf } from './failure.ts';
import type { BuildEvent, ImageEnd } from './history.ts';
import { openHistory } from './history-file.ts';
import { paste, type Shell } from './paste.ts';
import { type Docker, preflight } from './preflight.ts';
import { findProgram } from './programs.ts';
import { type Progress, readProgress } from './progress.ts';
import { keptNowhere, openScreen, type Screen, seconds } from './screen.ts';
import type { Step } from './steps.ts';

export interface RunOptions {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Images whose Dockerfile or context is not there, and what is missing: they fail without being tried. */
  readonly missing: ReadonlyMap<string, string>;
  readonly push: boolean;
  readonly keepGoing: boolean;
  readonly checkPlatforms: boolean;
  readonly builder: string | undefined;
  readonly shell: Shell;
  readonly terminal: Terminal;
}

/** What became of an image. */
type Outcome = 'built' | 'failed' | 'interrupted' | 'skipped';

/** Builds the steps one after the other; gives back the exit code: 0 all built, 1 a failure, 2 not begun, 130 interrupted. */
export async function runBuild(steps: readonly Step[], options: RunOptions): Promise<number> {
  const { root, terminal } = options;
  const env = childEnvironment(process.env);
  const docker = await preflight(findProgram('docker', env, process.platform, isProgram), {
    builder: options.builder,
    platforms: options.checkPlatforms ? platformsOf(steps) : new Map(),
    cwd: root,
    env,
    platform: process.platform,
  });
  if ('refusal' in docker) {
    terminal.err(`lucid: ${docker.refusal}\nNothing was built.\n`);
    return 2;
  }
  const cancellation = listen(terminal);
  try {
    return await runAll(steps, { ...options, docker, env, cancellation, record: recorder(root, terminal) });
  } finally {
    cancellation.close();
  }
}

interface Run extends RunOptions {
  readonly docker: Docker;
  readonly env: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
  readonly record: (event: BuildEvent) => void;
}

async function runAll(steps: readonly Step[], options: Run): Promise<number> {
  const run = randomUUID();
  const started = Date.now();
  const screen = openScreen(options.terminal);
  const images = steps.map((step) => step.image);
  options.record({ event: 'run-start', run, time: started, pid: process.pid, images, push: options.push });
  const outcomes = new Map<string, Outcome>();
  for (const [index, step] of steps.entries()) {
    if (mustSkip(step, outcomes, options)) {
      outcomes.set(step.image, 'skipped');
    } else {
      outcomes.set(step.image, await buildOne(step, run, `[${index + 1}/${steps.length}]`, screen, options));
    }
  }
  const of = (outcome: Outcome): readonly string[] => images.filter((image) => outcomes.get(image) === outcome);
  const ok = of('built').length === images.length;
  options.record({ event: 'run-end', run, time: Date.now(), ok });
  screen.print(summary(of, images.length, Date.now() - started, painter(options.terminal.colour)));
  if (options.cancellation.level() > 0) {
    return 130;
  }
  return ok ? 0 : 1;
}

/** After a failure the rest is left; with `--keep-going` only what needs an image that was not built. */
function mustSkip(step: Step, outcomes: ReadonlyMap<string, Outcome>, options: Run): boolean {
  if (options.cancellation.level() > 0) {
    return true;
  }
  const unbuilt = [...outcomes].filter(([, outcome]) => outcome !== 'built').map(([image]) => image);
  return options.keepGoing ? step.needs.some((need) => unbuilt.includes(need)) : unbuilt.length > 0;
}

async function buildOne(step: Step, run: string, position: string, screen: Screen, options: Run): Promise<Outcome> {
  const paint = painter(options.terminal.colour);
  const { image } = step;
  const began = Date.now();
  options.record({ event: 'image-start', run, time: began, image });
  screen.print(`\n${paint('bold', `${position} ${image}`)}  ${step.dockerfile}`);
  screen.print(paint('cyan', paste(step.argv, options.shell)));
  const { result, progress } = await attempt(step, screen, options);
  const milliseconds = Date.now() - began;
  const common = { event: 'image-end', run, time: Date.now(), image, milliseconds, tags: step.references } as const;
  const warnings = progress.warnings();
  if (options.cancellation.level() > 0 && result.exitCode !== 0) {
    options.record({ ...common, ok: false, interrupted: true, pushed: false, warnings });
    screen.print(`  ${paint('yellow', 'interrupted')} after ${seconds(milliseconds)}`);
    return 'interrupted';
  }
  for (const { line, message } of warnings) {
    screen.print(
      `  ${paint('yellow', 'warning')}  ${step.dockerfile}${line === undefined ? '' : `:${line}`}  ${message}`,
    );
  }
  if (result.exitCode === 0) {
    const { digest } = result;
    options.record({ ...common, ok: true, ...(digest ? { digest } : {}), pushed: options.push, warnings });
    screen.print(
      `  ${paint('green', options.push ? 'built and pushed' : 'built')} in ${seconds(milliseconds)}${digest ? `  ${digest}` : ''}`,
    );
    if (progress.text().some(keptNowhere)) {
      screen.print('  The result is in the build cache only: --push or --load keeps it.');
    }
    return 'built';
  }
  const failure = failureIn(result, progress, options.missing.get(image));
  options.record({ ...common, ok: false, ...reasonOf(failure), pushed: false, warnings });
  screen.print(failureReport(step, failure, milliseconds, paint));
  return 'failed';
}

async function attempt(
  step: Step,
  screen: Screen,
  options: Run,
): Promise<{ readonly result: Executed; readonly progress: Progress }> {
  const progress = readProgress();
  if (options.missing.has(step.image)) {
    return { result: { exitCode: null, error: undefined, digest: undefined }, progress };
  }
  const stop = screen.follow(progress);
  try {
    const result = await execute(step, {
      docker: options.docker,
      cwd: options.root,
      env: options.env,
      cancellation: options.cancellation,
      onLine: (line) => screen.news(progress.read(line)),
    });
    return { result, progress };
  } finally {
    stop();
  }
}

function failureIn(result: Executed, progress: Progress, missing: string | undefined): Failure {
  const reason = missing ?? (result.error === undefined ? undefined : `docker could not be run: ${result.error}`);
  if (reason !== undefined) {
    return { reason, line: undefined, details: [], advice: undefined };
  }
  return failureOf(progress, result.exitCode);
}

const reasonOf = ({ reason, line }: Failure): Pick<ImageEnd, 'reason' | 'line'> =>
  line === undefined ? { reason } : { reason, line };

type Paint = ReturnType<typeof painter>;

function failureReport(step: Step, failure: Failure, milliseconds: number, paint: Paint): string {
  const place = failure.line === undefined ? step.dockerfile : `${step.dockerfile}:${failure.line}`;
  return [
    `  ${paint('red', 'failed')} after ${seconds(milliseconds)}  ${paint('bold', place)}`,
    `  ${failure.reason}`,
    ...failure.details.map((line) => `    ${line}`),
    ...(failure.advice === undefined ? [] : [`  ${paint('green', 'what to do:')} ${failure.advice}`]),
  ].join('\n');
}

function summary(
  of: (outcome: Outcome) => readonly string[],
  total: number,
  milliseconds: number,
  paint: Paint,
): string {
  const built = of('built').length;
  const list = (outcome: Outcome, words: string): string =>
    of(outcome).length === 0 ? '' : `\n${words}: ${of(outcome).join(', ')}`;
  return [
    `\n${paint(built === total ? 'green' : 'red', `Built ${built} of ${count(total, 'image')}`)} in ${seconds(milliseconds)}.`,
    list('failed', 'Failed'),
    list('interrupted', 'Interrupted'),
    list('skipped', 'Not built'),
  ].join('');
}

/** The platforms of all steps, each with the images that ask for it. */
function platformsOf(steps: readonly Step[]): ReadonlyMap<string, readonly string[]> {
  const platforms = new Map<string, string[]>();
  for (const { image, platforms: names } of steps) {
    for (const name of names) {
      platforms.set(name, [...(platforms.get(name) ?? []), image]);
    }
  }
  return platforms;
}

/** What only our own process needs to know: the editor runs it by its own executable. */
function childEnvironment({ ELECTRON_RUN_AS_NODE: _, ...env }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not for us: the next folder of PATH may have it.
    return false;
  }
}

/** Writes to the history; where it cannot be written, that is said once and the build goes on. */
function recorder(root: string, terminal: Terminal): (event: BuildEvent) => void {
  let append: ((event: BuildEvent) => void) | undefined;
  let failed = false;
  return (event) => {
    if (failed) {
      return;
    }
    try {
      append ??= openHistory(root);
      append(event);
    } catch (error) {
      failed = true;
      terminal.err(`lucid: the build history cannot be written: ${(error as Error).message}\n`);
    }
  };
}

/** Turns Ctrl+C, and the ways in which an editor or a CI job ends us, into a cancellation. */
function listen(terminal: Terminal): Cancellation & { close(): void } {
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
  const callbacks = new Set<() => void>();
  let requests = 0;
  const request = (): void => {
    requests++;
    if (requests === 1) {
      terminal.err('\nlucid: stopping the build. Press Ctrl+C again to kill it.\n');
    }
    for (const callback of callbacks) {
      callback();
    }
  };
  const heard = signals.filter((signal) => process.platform === 'win32' || signal !== 'SIGBREAK');
  for (const signal of heard) {
    process.on(signal, request);
  }
  return {
    level: () => Math.min(requests, 2) as 0 | 1 | 2,
    onRequest: (callback) => {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    close: () => {
      for (const signal of heard) {
        process.off(signal, request);
      }
    },
  };
}
