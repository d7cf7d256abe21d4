import { randomUUID } from 'node:crypto';
import { count, painter, type Terminal } from '../terminal.ts';
import { type Cancellation, listen } from './cancellation.ts';
import { type Executed, execute } from './execute.ts';
import { type Failure, failureOf } from './failure.ts';
import type { BuildEvent, ImageEnd } from './history.ts';
import { recorder } from './history-file.ts';
import { type Log, logger } from './log-file.ts';
import { paste, type Shell } from './paste.ts';
import { type Docker, preflight } from './preflight.ts';
import { childEnvironment, findProgram, isProgram } from './programs.ts';
import { type Progress, readProgress, tailLines } from './progress.ts';
import { keptNowhere, openScreen, type Screen, seconds } from './screen.ts';
import type { BuildStep } from './steps.ts';

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
export async function runBuild(steps: readonly BuildStep[], options: RunOptions): Promise<number> {
  const { root, terminal } = options;
  const env = childEnvironment(process.env);
  const cancellation = listen(terminal);
  try {
    const docker = await preflight(findProgram('docker', env, process.platform, isProgram), {
      builder: options.builder,
      platforms: options.checkPlatforms ? platformsOf(steps) : new Map(),
      cwd: root,
      env,
      platform: process.platform,
      cancellation,
    });
    if (cancellation.level() > 0) {
      terminal.err('Nothing was built.\n');
      return interrupted;
    }
    if ('refusal' in docker) {
      terminal.err(`lucid: ${docker.refusal}\nNothing was built.\n`);
      return 2;
    }
    const record = recorder(root, terminal);
    const screen = openScreen(terminal);
    const paint = painter(terminal.colour);
    const id = randomUUID();
    const log = logger(root, id, terminal);
    return await runAll(steps, { ...options, id, docker, env, cancellation, record, log, screen, paint });
  } finally {
    cancellation.close();
  }
}

/** The exit code of a build that was ended from outside. */
const interrupted = 130;

/** One run of the command: what it was asked for, and what all its steps share. */
interface Run extends RunOptions {
  /** As the history calls it. */
  readonly id: string;
  readonly docker: Docker;
  readonly env: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
  readonly record: (event: BuildEvent) => void;
  /** Opens the log of an image. */
  readonly log: (image: string) => Log;
  readonly screen: Screen;
  readonly paint: Paint;
}

async function runAll(steps: readonly BuildStep[], run: Run): Promise<number> {
  const started = Date.now();
  const images = steps.map((step) => step.image);
  run.record({ event: 'run-start', run: run.id, time: started, pid: process.pid, images, push: run.push });
  const outcomes = new Map<string, Outcome>();
  for (const [index, step] of steps.entries()) {
    if (mustSkip(step, outcomes, run)) {
      outcomes.set(step.image, 'skipped');
    } else {
      outcomes.set(step.image, await buildOne(step, `[${index + 1}/${steps.length}]`, run));
    }
  }
  const of = (outcome: Outcome): readonly string[] => images.filter((image) => outcomes.get(image) === outcome);
  const ok = of('built').length === images.length;
  run.record({ event: 'run-end', run: run.id, time: Date.now(), ok });
  run.screen.print(summary(of, images.length, Date.now() - started, run.paint));
  if (run.cancellation.level() > 0) {
    return interrupted;
  }
  return ok ? 0 : 1;
}

/** After a failure the rest is left; with `--keep-going` only what needs an image that was not built. */
function mustSkip(step: BuildStep, outcomes: ReadonlyMap<string, Outcome>, run: Run): boolean {
  if (run.cancellation.level() > 0) {
    return true;
  }
  const unbuilt = [...outcomes].filter(([, outcome]) => outcome !== 'built').map(([image]) => image);
  return run.keepGoing ? step.needs.some((need) => unbuilt.includes(need)) : unbuilt.length > 0;
}

/** Builds one image, shows how it goes and records what became of it. */
async function buildOne(step: BuildStep, position: string, run: Run): Promise<Outcome> {
  const { screen, paint } = run;
  const { image } = step;
  const began = Date.now();
  run.record({ event: 'image-start', run: run.id, time: began, image });
  screen.print(`\n${paint('bold', `${position} ${image}`)}  ${step.dockerfile}`);
  screen.print(paint('cyan', paste(step.argv, run.shell)));
  const attempted = await attempt(step, run);
  const milliseconds = Date.now() - began;
  const { exitCode } = attempted.result;
  const outcome = exitCode === 0 ? 'built' : run.cancellation.level() > 0 ? 'interrupted' : 'failed';
  const finish = { built: finishBuilt, interrupted: finishInterrupted, failed: finishFailed }[outcome];
  const end = finish({ ...attempted, step, milliseconds }, run);
  const warnings = attempted.progress.warnings();
  const shared = { run: run.id, time: began + milliseconds, image, milliseconds, tags: step.references, warnings };
  const log = attempted.log === undefined ? {} : { log: attempted.log };
  run.record({ event: 'image-end', ...shared, ...log, ...end });
  return outcome;
}

/** A step that has ended. */
interface Ended {
  readonly step: BuildStep;
  readonly result: Executed;
  readonly progress: Progress;
  /** Where its whole output stands, from the workspace root. */
  readonly log: string | undefined;
  readonly milliseconds: number;
}

/** What the history records of the way in which a step ended. */
type EndRecord = Pick<ImageEnd, 'ok' | 'pushed' | 'interrupted' | 'reason' | 'line' | 'digest'>;

function finishBuilt(ended: Ended, { screen, paint, push }: Run): EndRecord {
  const { digest } = ended.result;
  showWarnings(ended, screen, paint);
  const words = paint('green', push ? 'built and pushed' : 'built');
  screen.print(`  ${words} in ${seconds(ended.milliseconds)}${digest ? `  ${digest}` : ''}`);
  if (ended.progress.text().some(keptNowhere)) {
    screen.print('  The result is in the build cache only: --push or --load keeps it.');
  }
  return { ok: true, ...(digest ? { digest } : {}), pushed: push };
}

function finishInterrupted({ milliseconds }: Ended, { screen, paint }: Run): EndRecord {
  screen.print(`  ${paint('yellow', 'interrupted')} after ${seconds(milliseconds)}`);
  return { ok: false, interrupted: true, pushed: false };
}

function finishFailed(ended: Ended, { screen, paint, missing }: Run): EndRecord {
  const { step, result, progress } = ended;
  showWarnings(ended, screen, paint);
  const failure = failureIn(result, progress, missing.get(step.image));
  screen.print(failureReport(ended, failure, screen.showsOutput ? repeatedLines : tailLines, paint));
  return { ok: false, ...reasonOf(failure), pushed: false };
}

function showWarnings({ step, progress }: Ended, screen: Screen, paint: Paint): void {
  for (const { line, message } of progress.warnings()) {
    const place = line === undefined ? step.dockerfile : `${step.dockerfile}:${line}`;
    screen.print(`  ${paint('yellow', 'warning')}  ${place}  ${message}`);
  }
}

async function attempt(step: BuildStep, run: Run): Promise<Pick<Ended, 'result' | 'progress' | 'log'>> {
  const progress = readProgress();
  if (run.missing.has(step.image)) {
    return { result: { exitCode: null, error: undefined, digest: undefined }, progress, log: undefined };
  }
  const log = run.log(step.image);
  const stop = run.screen.follow(progress);
  try {
    const result = await execute(step, {
      docker: run.docker,
      cwd: run.root,
      env: run.env,
      cancellation: run.cancellation,
      onLine: (line) => {
        const news = progress.read(line);
        run.screen.news(news);
        log.news(news);
      },
    });
    return { result, progress, log: log.path };
  } finally {
    stop();
    log.close();
  }
}

function failureIn(result: Executed, progress: Progress, missing: string | undefined): Failure {
  const reason = missing ?? (result.error === undefined ? undefined : `docker could not be run: ${result.error}`);
  if (reason !== undefined) {
    return { reason, line: undefined, output: [], snippet: [], advice: undefined };
  }
  return failureOf(progress, result.exitCode);
}

const reasonOf = ({ reason, line }: Failure): Pick<ImageEnd, 'reason' | 'line'> =>
  line === undefined ? { reason } : { reason, line };

type Paint = ReturnType<typeof painter>;

/** How many of the last lines a failure repeats where all output was printed already. */
const repeatedLines = 20;

function failureReport({ step, milliseconds, log }: Ended, failure: Failure, lines: number, paint: Paint): string {
  const place = failure.line === undefined ? step.dockerfile : `${step.dockerfile}:${failure.line}`;
  return [
    `  ${paint('red', 'failed')} after ${seconds(milliseconds)}  ${paint('bold', place)}`,
    `  ${failure.reason}`,
    ...[...failure.output.slice(-lines), ...failure.snippet].map((line) => `    ${line}`),
    ...(log === undefined ? [] : [`  whole output: ${log}`]),
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
function platformsOf(steps: readonly BuildStep[]): ReadonlyMap<string, readonly string[]> {
  const platforms = new Map<string, string[]>();
  for (const { image, platforms: names } of steps) {
    for (const name of names) {
      platforms.set(name, [...(platforms.get(name) ?? []), image]);
    }
  }
  return platforms;
}
