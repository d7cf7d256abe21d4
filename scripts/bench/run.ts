import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverArguments } from '../../client/server-arguments.ts';
import { checkTime, growth, ruleGrowth, ruleTimes } from './rule-times.ts';
import { startup } from './startup.ts';
import { writeWorkspace } from './workspaces.ts';

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The design's target, where it names one. */
  readonly target?: number;
}

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli.cjs');
const scratch = mkdtempSync(join(tmpdir(), 'lucid-bench-'));

interface Run {
  readonly seconds: number;
  readonly megabytes: number;
}

/** The best of some runs of a process: what the machine can do when nothing else disturbs it. */
function best(runs: number, program: string, args: readonly string[], cwd: string): Run {
  const measured = Array.from({ length: runs }, () => measure(program, args, cwd));
  return measured.reduce((a, b) => (a.seconds < b.seconds ? a : b));
}

/** The worst of some runs, time and memory each: what a person may meet. */
async function worst(runs: number, run: () => Promise<Run>): Promise<Run> {
  const measured: Run[] = [];
  for (let n = 0; n < runs; n++) {
    measured.push(await run());
  }
  return {
    seconds: Math.max(...measured.map(({ seconds }) => seconds)),
    megabytes: Math.max(...measured.map(({ megabytes }) => megabytes)),
  };
}

/** Keystrokes in a process with the arguments of the language server; client and server share it. */
function typed(lines: number, count: number): { readonly median: number; readonly p95: number } {
  const script = join(import.meta.dirname, 'typing.ts');
  const args = [...serverArguments, script, join(scratch, 'typing'), String(lines), String(count)];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`typing.ts failed: ${stderr}`);
  }
  return JSON.parse(stdout);
}

/** Peak memory is what `/usr/bin/time` reports; without it only the time is known. */
function measure(program: string, args: readonly string[], cwd: string): Run {
  const timer = existsSync('/usr/bin/time');
  const started = performance.now();
  const run: SpawnSyncReturns<string> = timer
    ? spawnSync('/usr/bin/time', ['-f', 'peak %M', program, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 30 })
    : spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  const seconds = (performance.now() - started) / 1000;
  if (run.error) {
    throw run.error;
  }
  return { seconds, megabytes: Number(/peak (\d+)/.exec(run.stderr)?.[1] ?? Number.NaN) / 1024 };
}

async function rows(): Promise<readonly Row[]> {
  const result: Row[] = [];
  const add = (what: string, value: number, unit: string, target?: number) =>
    result.push(target === undefined ? { what, value, unit } : { what, value, unit, target });

  const typing = typed(876, 240);
  add('keystroke to published diagnostics, 876 lines, median', typing.median, 'ms');
  add('keystroke to published diagnostics, 876 lines, p95', typing.p95, 'ms', 10);

  const middle = join(scratch, 'middle');
  const files = writeWorkspace(middle, 150, 90, 120);
  const node = process.execPath;
  const lucid = best(5, node, [cli, 'check', '--format', 'json'], middle);
  add('lucid check, cold, 150 Dockerfiles of 120 lines and 90 compose files', lucid.seconds, 's', 0.5);
  if (Number.isFinite(lucid.megabytes)) {
    add('… its peak memory', lucid.megabytes, 'MB');
  }
  const start = await worst(5, () => startup(join(root, 'dist/server.cjs'), middle, files));
  add('language server, from its start to the problems of all of them, worst of 5', start.seconds, 's', 2);
  if (Number.isFinite(start.megabytes)) {
    add('… its peak memory', start.megabytes, 'MB', 150);
  }
  const peers: readonly (readonly [string, string, readonly string[]])[] = [
    ['dockerfile-utils', node, [join(import.meta.dirname, 'dockerfile-utils.mjs'), ...files]],
    ...(process.env.LUCID_HADOLINT ? [['hadolint', process.env.LUCID_HADOLINT, ['--no-fail', ...files]] as const] : []),
  ];
  for (const [name, program, args] of peers) {
    const peer = best(3, program, args, middle);
    add(`${name}, the same Dockerfiles`, peer.seconds, 's');
    add(`… its time as a multiple of Lucid's`, peer.seconds / lucid.seconds, '×');
  }

  const thousand = join(scratch, 'thousand');
  writeWorkspace(thousand, 1000, 0, 40);
  const large = join(scratch, 'large');
  writeWorkspace(large, 10_000, 0, 40);
  const one = best(2, node, [cli, 'check', '--format', 'json'], thousand);
  const ten = best(1, node, [cli, 'check', '--format', 'json'], large);
  add('lucid check, 1,000 Dockerfiles of 40 lines', one.seconds, 's');
  add('lucid check, 10,000 Dockerfiles of 40 lines', ten.seconds, 's', 15);
  add('… time of 10,000 over 1,000', ten.seconds / one.seconds, '×');
  if (Number.isFinite(ten.megabytes)) {
    add('… peak memory of 10,000', ten.megabytes, 'MB', 400);
  }

  for (const { rule, milliseconds } of ruleTimes()) {
    add(`rule ${rule}, 876 lines`, milliseconds, 'ms');
  }
  add('time to check 12,000 lines over that of 6,000', growth(12_000), '×');
  add('20,000 lines FROM $X', checkTime(`ARG X=debian:12\n${'FROM $X\n'.repeat(20_000)}`) / 1000, 's', 1);
  add('20,000 lines RUN', checkTime(`FROM debian:12\n${'RUN apt-get update && make\n'.repeat(20_000)}`) / 1000, 's', 2);
  add('20,000 stages of one name', checkTime('FROM debian:12 AS build\n'.repeat(20_000)) / 1000, 's', 2);
  const users = Array.from(
    { length: 2000 },
    (_, n) => `FROM ${n === 0 ? 'debian:12' : `s${n - 1}`} AS s${n}\nRUN useradd u${n}\n`,
  );
  add('2,000 stages in a chain, each with its useradd', checkTime(users.join('')) / 1000, 's', 2);
  for (const { rule, ratio } of ruleGrowth(6_000)) {
    add(`rule ${rule}, 6,000 lines over 3,000`, ratio, '×', 2.3);
  }
  const vsix = join(root, 'out/lucid.vsix');
  if (existsSync(vsix)) {
    add('VSIX', statSync(vsix).size / 1024 / 1024, 'MB', 1);
  }
  return result;
}

try {
  const table = await rows();
  for (const { what, value, unit, target } of table) {
    const verdict = target === undefined ? '' : `  (target ${target} ${unit}${value <= target ? '' : ', missed'})`;
    console.log(`${what.padEnd(70)} ${value.toFixed(2).padStart(9)} ${unit}${verdict}`);
  }
  const out = join(root, 'out');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'bench.json'), `${JSON.stringify(table, null, 2)}\n`);
  console.log(`\nAlso in ${join('out', 'bench.json')}.`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
