import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { failureOf, tidy } from '../../server/buildx/failure.ts';
import { type News, type Progress, readProgress } from '../../server/buildx/progress.ts';

/** What buildx 0.33 and BuildKit 0.29 wrote to standard error with `--progress=rawjson`. */
const recorded = (name: string): readonly string[] =>
  readFileSync(`test/data/build/${name}.rawjson`, 'utf8').split('\n').slice(0, -1);

function play(lines: readonly string[]): { readonly progress: Progress; readonly news: readonly News[] } {
  const progress = readProgress();
  const news = lines.flatMap((line) => progress.read(line));
  return { progress, news };
}

const event = (value: unknown): string => JSON.stringify(value);
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

test('a build for two platforms tells its steps, output and warnings', () => {
  const { progress, news } = play(recorded('two-platforms'));
  const done = news.flatMap((each) => (each.kind === 'done' ? [each.vertex.name] : []));
  assert.ok(done.includes('[linux/amd64 2/3] COPY a.txt /a.txt') && done.includes('exporting to image'));
  const logs = news.flatMap((each) => (each.kind === 'log' ? [each.text] : []));
  assert.deepEqual(logs, ['hé', 'two', 'hé', 'two']);
  assert.deepEqual(progress.failed(), []);
  assert.deepEqual(progress.running(), []);
  const [warning] = progress.warnings();
  assert.equal(warning?.line, 4);
  assert.match(warning?.message ?? '', /^JSONArgsRecommended: /);
  assert.match(warning?.url ?? '', /json-args-recommended/);
});

test('a failing RUN: the step, its exit code, its line, its output', () => {
  const { progress } = play(recorded('failing-run'));
  const failure = failureOf(progress, 1);
  assert.equal(
    failure.reason,
    `RUN ["/usr/bin/python3","-c","import sys;print('about to fail');sys.exit(3)"]: exit code 3`,
  );
  assert.equal(failure.line, 3);
  assert.equal(failure.output[0], 'about to fail');
  assert.ok(failure.snippet.some((line) => line.startsWith('   3 | >>> RUN')));
});

test('a missing source: what is missing and where', () => {
  const failure = failureOf(play(recorded('missing-source')).progress, 1);
  assert.equal(failure.reason, 'COPY missing/x /x: "/missing/x": not found');
  assert.equal(failure.line, 3);
});

test('a step that was only cancelled is not the reason', () => {
  const { progress } = play(recorded('two-stages'));
  assert.equal(progress.failed().length, 2);
  const failure = failureOf(progress, 1);
  assert.equal(failure.reason, 'RUN echo one && false: exit code 1');
  assert.equal(failure.line, 2);
  assert.equal(failure.output[0], 'one');
});

test('what the parser refuses', () => {
  const failure = failureOf(play(recorded('parse-error')).progress, 1);
  assert.equal(failure.reason, 'dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)');
  assert.equal(failure.line, 2);
});

test('a base that does not exist', () => {
  const failure = failureOf(play(recorded('missing-base')).progress, 1);
  assert.equal(failure.reason, 'gcr.io/distroless/nope:1: not found');
  assert.equal(failure.line, 1);
});

test('plain output of an older buildx tells the same failure', () => {
  const text = `#5 [2/2] RUN false
#5 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1
------
 > [2/2] RUN false:
------
Dockerfile.api:7
--------------------
   6 |     FROM busybox
   7 | >>> RUN false
   8 |
--------------------
ERROR: failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1`;
  const failure = failureOf(play(text.split('\n')).progress, 1);
  assert.equal(failure.reason, 'exit code 1');
  assert.equal(failure.line, 7);
  assert.deepEqual(failure.snippet, ['   6 |     FROM busybox', '   7 | >>> RUN false', '   8 |']);
});

test('without any word there is still a reason', () => {
  assert.equal(failureOf(readProgress(), 125).reason, 'docker buildx ended with exit code 125');
  assert.equal(failureOf(play(['boom', '']).progress, 1).reason, 'boom');
  assert.equal(failureOf(play([`ERROR: ${'x'.repeat(1000)}`]).progress, 1).reason.length, 401);
});

test('useless wrapping is taken off', () => {
  const error =
    'failed to build: failed to solve: rpc error: code = Unknown desc = failed to compute cache key: "/x": not found';
  assert.equal(tidy(error), '"/x": not found');
  assert.equal(tidy('anything else'), 'anything else');
});

const advised: readonly (readonly [error: string, advice: RegExp])[] = [
  ['exec /bin/sh: exec format error', /binfmt/],
  ['push access denied, insufficient_scope: authorization failed', /docker login/],
  ['write /x: no space left on device', /prune/],
  ['docker exporter does not currently support exporting manifest lists', /containerd image store/],
  ['no match for platform in manifest: not found', /not published/],
  ['dial tcp: lookup registry-1.docker.io: no such host', /network/],
  ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock', /Start Docker Desktop/],
];
for (const [error, advice] of advised) {
  test(`advice for: ${error}`, () => {
    assert.match(failureOf(play([`ERROR: ${error}`]).progress, 1).advice ?? '', advice);
  });
}

test('there is no advice for an unknown failure', () => {
  assert.equal(failureOf(play(['ERROR: odd']).progress, 1).advice, undefined);
});

test('output arrives in pieces: lines and letters are put together', () => {
  const [a, b] = [Buffer.from('hé').subarray(0, 2), Buffer.from('hé').subarray(2)];
  const log = (data: string) => event({ logs: [{ vertex: 'v', data }] });
  const { news } = play([log(base64(a)), log(base64(Buffer.concat([b, Buffer.from('llo\n10%\r99%\r100%\nopen')])))]);
  assert.deepEqual(
    news.map((each) => each.kind === 'log' && each.text),
    ['héllo', '100%'],
  );
});

test('the end of a step shows what had no line end', () => {
  const { news } = play([
    event({ logs: [{ vertex: 'v', data: base64('last words') }] }),
    event({
      vertexes: [{ digest: 'v', name: 'RUN', started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' }],
    }),
  ]);
  assert.deepEqual(
    news.map((each) => each.kind),
    ['log', 'done'],
  );
});

test('a step that is opened again is printed again only when it took time', () => {
  const vertex = (started: number, completed?: number) =>
    event({
      vertexes: [
        {
          digest: 'v',
          name: 'FROM x',
          started: new Date(started).toISOString(),
          ...(completed === undefined ? {} : { completed: new Date(completed).toISOString() }),
        },
      ],
    });
  const times = (lines: readonly string[]) =>
    play(lines).news.flatMap((each) => (each.kind === 'done' ? [each.milliseconds] : []));
  assert.deepEqual(times([vertex(0, 10), vertex(20), vertex(20, 60)]), [10]);
  assert.deepEqual(times([vertex(0, 10), vertex(20), vertex(20, 5020)]), [10, 5000]);
  assert.equal(play([vertex(0, 10), vertex(20)]).progress.running().length, 1);
});

test('a build cannot write to the terminal in our name', () => {
  const { news } = play([
    event({ logs: [{ vertex: 'v', data: base64('\x1b[2J\x1b]0;title\x07red\x1b[31m!\n') }] }),
    '\x1b[1Aup',
  ]);
  assert.deepEqual(
    news.map((each) => each.kind !== 'done' && each.text),
    ['red!', 'up'],
  );
});

test('junk is shown as text, and the build goes on', () => {
  const junk = [
    '{',
    '{}',
    '{"vertexes":1}',
    'null',
    '[]',
    '{"a":[]}',
    '\u0000',
    '{"vertexes":[{},null,7],"logs":[{},{"data":7}],"warnings":[{"short":7}]}',
  ];
  const { progress } = play([...junk, event({ vertexes: [{ digest: 'v', started: 'never', completed: 'never' }] })]);
  assert.deepEqual(progress.text(), junk.slice(0, 7));
  assert.deepEqual(progress.running(), []);
});

test('a long build is remembered by its end only', () => {
  const progress = readProgress();
  const data = base64(Array.from({ length: 1000 }, (_, index) => `line ${index}\n`).join(''));
  for (let index = 0; index < 100; index++) {
    progress.read(event({ logs: [{ vertex: 'v', data }] }));
  }
  progress.read(event({ vertexes: [{ digest: 'v', name: '[1/1] RUN x', error: 'failed' }] }));
  assert.equal(progress.failed()[0]?.tail.length, 200);
  assert.equal(progress.failed()[0]?.tail.at(-1), 'line 999');
});
