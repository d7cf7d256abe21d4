import { type Answer, ask } from './ask.ts';
import type { Cancellation } from './cancellation.ts';

/** What a build needs to know about the Docker at hand. */
export interface Docker {
  /** Absolute path of the program. */
  readonly program: string;
  /** `[0, 33, 0]`; undefined where buildx does not say. */
  readonly buildx: readonly number[] | undefined;
}

/** Why no build can start: what happened, and what to do. */
export interface Refusal {
  readonly refusal: string;
}

export interface Needs {
  readonly builder: string | undefined;
  /** The platforms of all steps with the images that ask for them; empty where they are not to be checked. */
  readonly platforms: ReadonlyMap<string, readonly string[]>;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Ends the questions. */
  readonly cancellation: Cancellation;
}

/** In milliseconds. An engine that starts up may take its time; one that never answers must not hold the build forever. */
const patience = 30_000;

/** Asks, before the first step, for everything that a build needs. */
export async function preflight(program: string | undefined, needs: Needs): Promise<Docker | Refusal> {
  const { platform } = needs;
  if (program === undefined) {
    return { refusal: noDocker(platform) };
  }
  const questions = { ...needs, patience };
  // Asked at once: each takes as long as docker needs to start.
  const [version, inspected] = await Promise.all([
    ask(program, ['buildx', 'version'], questions),
    ask(program, ['buildx', 'inspect', ...(needs.builder === undefined ? [] : [needs.builder])], questions),
  ]);
  const silence = silentCommand(version, inspected);
  if (silence !== undefined) {
    return { refusal: silent(silence, platform) };
  }
  if (!version.ok) {
    return { refusal: noBuildx(firstLine(version.output), platform) };
  }
  const builder = parseInspect(inspected.output);
  if (!inspected.ok || builder.error !== undefined) {
    const said = builder.error ?? firstLine(inspected.output);
    return { refusal: noBuilder(said, needs.builder, platform) };
  }
  const lacking = [...needs.platforms].filter(
    ([name]) => builder.platforms.length > 0 && !knows(builder.platforms, name),
  );
  if (lacking.length > 0) {
    return { refusal: noPlatform(builder, lacking) };
  }
  return { program, buildx: parseVersion(version.output) };
}

/** `--progress=rawjson` came with buildx 0.13. */
export const hasRawJson = ({ buildx }: Docker): boolean =>
  buildx === undefined || (buildx[0] as number) > 0 || (buildx[1] as number) >= 13;

/** The version in `github.com/docker/buildx v0.12.1-desktop.4 30feaa1`. */
export function parseVersion(output: string): readonly number[] | undefined {
  const found = /\bv?(\d+)\.(\d+)\.(\d+)/.exec(output);
  return found ? found.slice(1).map(Number) : undefined;
}

export interface Builder {
  readonly name: string;
  readonly driver: string;
  readonly platforms: readonly string[];
  /** Why no node of it answers. */
  readonly error: string | undefined;
}

/** What `docker buildx inspect` prints. A builder that is not running lists no platforms; accept that. */
export function parseInspect(output: string): Builder {
  const values = (key: string): readonly string[] =>
    [...output.matchAll(new RegExp(`^${key}:[ \\t]*(.*)$`, 'gm'))].map((match) => (match[1] ?? '').trim());
  const platforms = values('Platforms').flatMap((list) =>
    list.split(',').map((name) => name.trim().replace(/\*$/, '')),
  );
  const errors = values('Error');
  const endpoints = values('Endpoint');
  const driver = values('Driver')[0] ?? '';
  // Other drivers start an inactive BuildKit when it is needed. A remote one must run already.
  const gone = driver === 'remote' && values('Status').every((status) => status === 'inactive');
  const silence = gone ? `no BuildKit answers at ${endpoints.join(', ')}` : undefined;
  return {
    name: values('Name')[0] ?? '',
    driver,
    platforms: [...new Set(platforms.filter((name) => name !== ''))],
    error: errors.length >= Math.max(1, endpoints.length) ? errors[0] : silence,
  };
}

/** `linux/arm64/v8` is what `linux/arm64` means; other variants count. */
function knows(platforms: readonly string[], wanted: string): boolean {
  const plain = (name: string): string => name.replace(/^(.*\/arm64)\/v8$/, '$1').replace(/^(.*\/arm)$/, '$1/v7');
  return platforms.some((name) => plain(name) === plain(wanted));
}

function silentCommand(version: Answer, inspected: Answer): string | undefined {
  if (version.timedOut) {
    return 'docker buildx version';
  }
  return version.ok && inspected.timedOut ? 'docker buildx inspect' : undefined;
}

const firstLine = (text: string): string =>
  text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim() ?? 'it says nothing';

const isDesktop = (platform: NodeJS.Platform): boolean => platform === 'win32' || platform === 'darwin';

function noDocker(platform: NodeJS.Platform): string {
  const install = isDesktop(platform)
    ? 'Install Docker Desktop (https://docs.docker.com/desktop/) and start it.'
    : 'Install Docker Engine (https://docs.docker.com/engine/install/).';
  return `The program docker was not found on PATH.\n${install} Where it is installed, open a new terminal or restart the editor, so that PATH is read again.`;
}

function noBuildx(said: string, platform: NodeJS.Platform): string {
  const install = isDesktop(platform)
    ? 'Docker Desktop carries it: update Docker Desktop.'
    : 'Install the package docker-buildx-plugin (https://docs.docker.com/build/install-buildx/).';
  return `This docker has no buildx: ${said}\n${install}`;
}

function silent(command: string, platform: NodeJS.Platform): string {
  const wait = isDesktop(platform)
    ? 'Wait until Docker Desktop shows "Engine running", or restart it.'
    : 'See whether the docker service is well: `systemctl status docker`.';
  return `${command} did not answer within ${patience / 1000} seconds.\n${wait}`;
}

function noBuilder(said: string, builder: string | undefined, platform: NodeJS.Platform): string {
  if (/no builder .* found/i.test(said)) {
    return `There is no builder "${builder ?? ''}".\n\`docker buildx ls\` lists those that there are; \`docker buildx create --name ${builder ?? 'NAME'}\` makes one.`;
  }
  if (/permission denied/i.test(said)) {
    return `Docker's engine may not be used by this account: ${said}\nAdd the account to the group docker (https://docs.docker.com/engine/install/linux-postinstall/), then log in again.`;
  }
  if (/^no BuildKit answers/.test(said)) {
    return `The builder does not answer: ${said}.\nStart that BuildKit, or name another builder with --builder: \`docker buildx ls\` lists them.`;
  }
  const start = isDesktop(platform)
    ? 'Start Docker Desktop and wait until it shows "Engine running". On Windows, `wsl --shutdown` helps where it hangs.'
    : 'Start it: `sudo systemctl start docker`. Where the engine is elsewhere, see `docker context ls`.';
  return `Docker's builder does not answer: ${said}\n${start}`;
}

function noPlatform(builder: Builder, lacking: readonly (readonly [string, readonly string[]])[]): string {
  const wanted = lacking.map(
    ([name, images]) => `${name} (${images.slice(0, 3).join(', ')}${images.length > 3 ? ', …' : ''})`,
  );
  return [
    `The builder ${builder.name} does not run ${wanted.join(' and ')}; it knows ${builder.platforms.join(', ')}.`,
    'Install the emulation with `docker run --privileged --rm tonistiigi/binfmt --install all`, or name another builder with --builder.',
    'Where no RUN step runs on that platform, build with --no-platform-check.',
  ].join('\n');
}
