import type { Progress, Vertex } from './progress.ts';

/** Why a build failed, for a person and for the line of the Dockerfile. */
export interface Failure {
  /** One line. */
  readonly reason: string;
  /** In the Dockerfile, from 1. */
  readonly line: number | undefined;
  /** The last output of the step. */
  readonly output: readonly string[];
  /** What BuildKit printed around the line. */
  readonly snippet: readonly string[];
  /** What to do, where that is known. */
  readonly advice: string | undefined;
}

const longestReason = 400;

/** Reads the failure out of what a build said. `exitCode` is null where a signal ended buildx. */
export function failureOf(progress: Progress, exitCode: number | null): Failure {
  const text = progress.text();
  const vertex = progress.failed().find((each) => !isCancelled(each.error ?? ''));
  const closing = text.findLast((line) => /^ERROR: /i.test(line))?.replace(/^ERROR: /i, '');
  const error =
    closing ?? vertex?.error ?? lastWords(text) ?? `docker buildx ended with exit code ${exitCode ?? 'unknown'}`;
  return {
    reason: short(vertex === undefined ? tidy(error) : withStep(vertex, tidy(error))),
    line: lineOf(text, error),
    output: vertex?.tail ?? [],
    snippet: snippetOf(text),
    advice: adviceFor([error, vertex?.error ?? '', ...(vertex?.tail ?? [])].join('\n')),
  };
}

const isCancelled = (error: string): boolean => /context canceled$/.test(error);

const lastWords = (text: readonly string[]): string | undefined => text.findLast((line) => line.trim() !== '');

/** BuildKit wraps an error in everything that it was doing: this takes the wrapping off. */
export function tidy(error: string): string {
  const wrapping =
    /^(?:failed to (?:build|solve|compute cache key|calculate checksum of ref \S+)|rpc error: code = \w+ desc =):? /;
  let bare = error;
  while (wrapping.test(bare)) {
    bare = bare.replace(wrapping, '');
  }
  const exit = /^process ".*" did not complete successfully: (exit code: \d+.*)$/s.exec(bare);
  if (exit) {
    return (exit[1] as string).replace(/^exit code: /, 'exit code ');
  }
  const absent = /^(\S+): failed to resolve source metadata for \1: (?:\1: )?(.*)$/s.exec(bare);
  return absent ? `${absent[1]}: ${absent[2]}` : bare;
}

/** `RUN pip install …: exit code 1`. */
function withStep({ name }: Vertex, error: string): string {
  const step = name.replace(/^\[[^\]]*\] /, '');
  return /^\[.*\d+\/\d+\] /.test(name) && !error.startsWith('dockerfile parse error')
    ? `${step.length > 160 ? `${step.slice(0, 160)}…` : step}: ${error}`
    : error;
}

function lineOf(text: readonly string[], error: string): number | undefined {
  const marker = text.findIndex((line, index) => /^\S.*:\d+$/.test(line) && /^-{10,}$/.test(text[index + 1] ?? ''));
  const found = /:(\d+)$/.exec(text[marker] ?? '') ?? /\bparse error on line (\d+)\b/.exec(error);
  return found ? Number(found[1]) : undefined;
}

/** The stretch of the Dockerfile that BuildKit prints between two dashed lines. */
function snippetOf(text: readonly string[]): readonly string[] {
  const dashes = text.flatMap((line, index) => (/^-{20}$/.test(line) ? [index] : []));
  const [start, end] = dashes.slice(-2);
  return start === undefined || end === undefined ? [] : text.slice(start + 1, end);
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longestReason ? `${line.slice(0, longestReason)}…` : line;
}

/** Failures whose message does not say what to do about them. */
const advices: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /exec format error/i,
    'The builder cannot run programs of this platform. Install its emulation with `docker run --privileged --rm tonistiigi/binfmt --install all`, or build on a builder that has it (--builder).',
  ],
  [
    /insufficient_scope|denied: requested access|401 unauthorized|no basic auth credentials|authentication required/i,
    'The registry refuses. Log in with `docker login` (and the name of the registry, unless it is Docker Hub), and check that `registry` in the plan is yours.',
  ],
  [/no space left on device/i, 'The disk of the builder is full. `docker buildx prune` removes old build cache.'],
  [
    /multi-platform build is not supported for the docker driver|does not currently support exporting manifest lists|docker exporter does not/i,
    'The engine cannot hold an image of several platforms. Turn on the containerd image store in Docker Desktop, or make a builder with `docker buildx create --use`, and push instead of loading.',
  ],
  [
    /no match for platform in manifest/i,
    'The base image is not published for this platform. Use another tag or base, or build for other platforms.',
  ],
  [
    /i\/o timeout|no such host|network is unreachable|tls handshake timeout|connection refused/i,
    'A server did not answer. Check the network, the proxy of Docker, and the name of the registry.',
  ],
  [
    /cannot connect to the docker daemon|failed to connect to the docker api|docker daemon is not running/i,
    'The engine has stopped answering. Start Docker Desktop (or the docker service), then build again.',
  ],
];

const adviceFor = (text: string): string | undefined => advices.find(([pattern]) => pattern.test(text))?.[1];
