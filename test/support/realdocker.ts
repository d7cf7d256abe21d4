// A real BuildKit with buildx, a registry and an engine for the tests, on a machine that reaches package registries only.
// Names such as gcr.io/distroless/python3-debian12 and python:3.11-slim resolve to local stand-ins.
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDocker, systemPath } from '../../scripts/setup/tools.mjs';
import { removeFolder, start, temporaryFolder, waitFor } from './processes.ts';
import { builderName, startCore } from './realdocker-core.ts';
import { ensureStandIns } from './realdocker-images.ts';

export interface BuildOptions {
  /** Relative to the current folder or absolute; `Dockerfile` in the context when left out. */
  readonly dockerfile?: string;
  readonly platforms?: readonly string[];
  /** Whole names, such as `${buildKit.registry}/test/image:tag`. */
  readonly tags?: readonly string[];
  readonly push?: boolean;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Any other arguments of `docker buildx build`. */
  readonly more?: readonly string[];
}

export interface Result {
  readonly ok: boolean;
  readonly exitCode: number | null;
  /** Standard output and standard error together, in the order of their arrival. */
  readonly output: string;
}

/** What `docker buildx imagetools inspect` says of a pushed tag. */
export interface Manifest {
  readonly mediaType: string;
  readonly digest: string;
  /** Such as `linux/arm64`, sorted; attestations left out. Empty for a manifest that is no index. */
  readonly platforms: readonly string[];
}

export interface BuildKit {
  /** The name of the buildx builder; already the default one in `env`. */
  readonly builder: string;
  /** The environment of a program that uses this builder, on top of `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** Host and port of the local registry; images named after it can be pushed and pulled. */
  readonly registry: string;
  readonly build: (context: string, options?: BuildOptions) => Promise<Result>;
  readonly manifest: (tag: string) => Promise<Manifest>;
  readonly stop: () => Promise<void>;
}

/** Starts everything that `docker buildx build` needs. The first time it prepares tools and images for some minutes. */
export async function startBuildKit(): Promise<BuildKit> {
  const tools = await ensureDocker();
  const standIns = await ensureStandIns(tools);
  const folder = temporaryFolder('lucid-docker');
  // A copy, because tests push into it.
  const storage = join(folder, 'registry');
  cpSync(standIns, storage, { recursive: true });
  const { registry, env, stop } = await startCore(tools, folder, storage);
  const docker = (args: readonly string[]) => execute(tools.docker, args, env);
  return {
    builder: builderName,
    env,
    registry,
    build: (context, options = {}) => docker(buildArguments(context, options)),
    manifest: async (tag) =>
      parseManifest(await docker(['buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', tag])),
    stop: async () => {
      await stop();
      removeFolder(folder);
    },
  };
}

function buildArguments(context: string, options: BuildOptions): string[] {
  const args = ['buildx', 'build', '--progress=plain'];
  if (options.dockerfile) {
    args.push('-f', options.dockerfile);
  }
  if (options.platforms) {
    args.push('--platform', options.platforms.join(','));
  }
  for (const tag of options.tags ?? []) {
    args.push('-t', tag);
  }
  for (const [name, value] of Object.entries(options.buildArgs ?? {})) {
    args.push('--build-arg', `${name}=${value}`);
  }
  if (options.push) {
    args.push('--push');
  }
  return [...args, ...(options.more ?? []), context];
}

interface RawManifest {
  readonly mediaType: string;
  readonly digest: string;
  readonly manifests?: readonly { readonly platform?: { readonly os: string; readonly architecture: string } }[];
}

function parseManifest({ ok, output }: Result): Manifest {
  if (!ok) {
    throw new Error(`The manifest could not be read: ${output}`);
  }
  const { mediaType, digest, manifests = [] } = JSON.parse(output) as RawManifest;
  const platforms = manifests.flatMap(({ platform }) => (platform ? [`${platform.os}/${platform.architecture}`] : []));
  return { mediaType, digest, platforms: platforms.filter((name) => name !== 'unknown/unknown').sort() };
}

export interface RunOptions {
  /** Read-only root, no capabilities, no new privileges: how hardened images are meant to run. */
  readonly readOnly?: boolean;
  readonly platform?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments after the image's name. */
  readonly command?: readonly string[];
  /** Any other arguments of `docker run`. */
  readonly more?: readonly string[];
  /** How long the container may take to end or to turn healthy or unhealthy; 30 when left out. */
  readonly seconds?: number;
}

export interface RunResult {
  /** Null while it was still running. */
  readonly exitCode: number | null;
  readonly output: string;
  /** The verdict of the image's health check. */
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
}

export interface Engine {
  /** `DOCKER_HOST` and the rest, to be laid over `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs an image until it ends or its health is known, then removes the container. */
  readonly run: (image: string, options?: RunOptions) => Promise<RunResult>;
  readonly stop: () => Promise<void>;
}

/** Starts an engine without network for containers; it pulls from the local registry. */
export async function startEngine(): Promise<Engine> {
  const tools = await ensureDocker();
  const folder = temporaryFolder('lucid-engine');
  const host = `unix://${join(folder, 'docker.sock')}`;
  const env = { DOCKER_HOST: host, DOCKER_CONFIG: join(folder, 'config'), DOCKER_CONTEXT: '' };
  const places = [
    '--data-root',
    join(folder, 'data'),
    '--exec-root',
    join(folder, 'exec'),
    '--pidfile',
    join(folder, 'pid'),
  ];
  const args = [...places, '-H', host, '--iptables=false', '--ip6tables=false', '--bridge=none'];
  const docker = (more: readonly string[]) => execute(tools.docker, more, env);
  const ready = async () => (await docker(['version'])).ok;
  const engine = await start({
    name: 'dockerd',
    program: tools.dockerd,
    args,
    folder,
    env: { PATH: systemPath() },
    ready,
  });
  return {
    env,
    run: (image, options = {}) => runContainer(docker, image, options),
    stop: async () => {
      await engine.stop();
      removeFolder(folder);
    },
  };
}

type Docker = (args: readonly string[]) => Promise<Result>;

async function runContainer(docker: Docker, image: string, options: RunOptions): Promise<RunResult> {
  const args = ['--network', 'none', '--health-interval=1s', ...(options.more ?? [])];
  if (options.readOnly) {
    args.push('--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges');
  }
  if (options.platform) {
    args.push('--platform', options.platform);
  }
  for (const [name, value] of Object.entries(options.env ?? {})) {
    args.push('-e', `${name}=${value}`);
  }
  const created = await docker(['create', ...args, image, ...(options.command ?? [])]);
  const container = created.output.trim().split('\n').at(-1) ?? '';
  if (!created.ok) {
    return { exitCode: created.exitCode, output: created.output, health: 'none' };
  }
  try {
    const started = await docker(['start', container]);
    if (!started.ok) {
      return { exitCode: started.exitCode, output: started.output, health: 'none' };
    }
    let state = await inspect(docker, container);
    await waitFor(async () => {
      state = await inspect(docker, container);
      return state.exitCode !== null || state.health === 'healthy' || state.health === 'unhealthy';
    }, options.seconds ?? 30);
    const { output } = await docker(['logs', container]);
    return { ...state, output };
  } finally {
    await docker(['rm', '-f', '-v', container]);
  }
}

async function inspect(docker: Docker, container: string): Promise<Omit<RunResult, 'output'>> {
  const { output } = await docker(['inspect', '--format', '{{json .State}}', container]);
  const state = JSON.parse(output) as { Status: string; ExitCode: number; Health?: { Status: RunResult['health'] } };
  const ended = state.Status === 'exited' || state.Status === 'dead';
  return { exitCode: ended ? state.ExitCode : null, health: state.Health?.Status ?? 'none' };
}

function execute(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ ok: exitCode === 0, exitCode, output }));
  });
}
