// The programs behind the real BuildKit: a registry that stands for Docker Hub and gcr.io, and BuildKit's daemon.
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DockerTools, run, systemPath } from '../../scripts/setup/tools.mjs';
import { answers, freePort, type Program, start } from './processes.ts';

export const builderName = 'lucid-test';

export interface Core {
  /** Host and port of the registry. */
  readonly registry: string;
  /** What `docker buildx` needs in its environment to use this builder. */
  readonly env: Record<string, string>;
  readonly stop: () => Promise<void>;
}

/** Starts a registry over `storage` and a BuildKit that resolves Docker Hub's and gcr.io's names from it. */
export async function startCore(tools: DockerTools, folder: string, storage: string): Promise<Core> {
  const programs: Program[] = [];
  const stop = async () => {
    for (const program of programs.reverse()) {
      await program.stop();
    }
  };
  try {
    const registry = await startRegistry(tools, folder, storage, programs);
    const socket = await startBuildKitDaemon(tools, folder, registry, programs);
    return { registry, env: await createBuilder(tools, folder, socket), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startRegistry(tools: DockerTools, folder: string, storage: string, programs: Program[]) {
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'registry.json');
  // YAML reads JSON. No pruning of unfinished uploads, because the storage lives for one run only.
  const maintenance = { uploadpurging: { enabled: false } };
  const settings = { version: '0.1', log: { level: 'warn' }, http: { addr: address } };
  writeFileSync(
    config,
    JSON.stringify({ ...settings, storage: { filesystem: { rootdirectory: storage }, maintenance } }),
  );
  const args = ['serve', config];
  const ready = () => answers(`http://${address}/v2/`);
  programs.push(await start({ name: 'registry', program: tools.registry, args, folder, ready }));
  return address;
}

async function startBuildKitDaemon(tools: DockerTools, folder: string, registry: string, programs: Program[]) {
  const socket = `unix://${join(folder, 'buildkitd.sock')}`;
  const config = join(folder, 'buildkitd.toml');
  const mirror = (host: string) => `[registry."${host}"]\n  mirrors = ["${registry}"]\n`;
  writeFileSync(
    config,
    `root = "${join(folder, 'buildkit')}"
[grpc]
  address = ["${socket}"]
[worker.oci]
  enabled = true
  networkMode = "host"
[worker.containerd]
  enabled = false
${['docker.io', 'gcr.io'].map(mirror).join('')}[registry."${registry}"]
  http = true
`,
  );
  const ready = () =>
    run(tools.buildctl, ['--addr', socket, 'debug', 'workers']).then(
      () => true,
      () => false,
    );
  const env = { PATH: systemPath() };
  programs.push(
    await start({ name: 'buildkitd', program: tools.buildkitd, args: ['--config', config], folder, env, ready }),
  );
  return socket;
}

/** A Docker configuration of its own, so that the user's builders and credentials stay out of the tests. */
async function createBuilder(tools: DockerTools, folder: string, socket: string) {
  const configFolder = dockerConfig(tools, folder);
  const env = { DOCKER_CONFIG: configFolder, BUILDX_BUILDER: builderName };
  const args = ['buildx', 'create', '--name', builderName, '--driver', 'remote', '--use', socket];
  await run(tools.docker, args, { env: { ...process.env, DOCKER_CONFIG: configFolder } });
  return env;
}

export function dockerConfig(tools: DockerTools, folder: string): string {
  const plugins = join(folder, 'docker-config', 'cli-plugins');
  mkdirSync(plugins, { recursive: true });
  const plugin = join(plugins, 'docker-buildx');
  if (!existsSync(plugin)) {
    symlinkSync(tools.buildx, plugin);
  }
  return join(folder, 'docker-config');
}
