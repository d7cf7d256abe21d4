import { existsSync } from 'node:fs';
import { ensurePackages } from './debian.mjs';
import { ensureBuildKit, ensureBuildx } from './go.mjs';
import { run, SetupError, systemPath, which } from './run.mjs';

const binfmt = '/proc/sys/fs/binfmt_misc';

/** A Docker client with buildx, BuildKit, an engine, a registry and the emulation of arm64, ready to be started. */
export async function ensureDocker() {
  if (process.platform !== 'linux') {
    throw new SetupError('The tests with a real BuildKit run on Linux only.');
  }
  // A Docker that is already installed stays; Debian's package would replace its engine.
  const engine = which('dockerd', systemPath()) ? [] : ['docker.io'];
  const rest = ['docker-registry', 'qemu-user-static', 'binfmt-support', 'debootstrap'];
  await ensurePackages('BuildKit', [...engine, ...rest]);
  await ensureEmulation();
  const buildx = await ensureBuildx();
  const buildkit = await ensureBuildKit();
  return { docker: find('docker'), dockerd: find('dockerd'), registry: find('docker-registry'), buildx, ...buildkit };
}

function find(name) {
  const found = which(name, systemPath());
  if (found) {
    return found;
  }
  throw new SetupError(`${name} was not found on PATH although its package is installed. Reinstall the package.`);
}

/** Lets the kernel run arm64 programs through qemu; BuildKit notices it when it starts. */
async function ensureEmulation() {
  if (process.arch !== 'x64' || existsSync(`${binfmt}/qemu-aarch64`)) {
    return;
  }
  const env = { PATH: systemPath() };
  try {
    if (!existsSync(`${binfmt}/register`)) {
      await run('mount', ['-t', 'binfmt_misc', 'binfmt_misc', binfmt], { env });
    }
    if (!existsSync(`${binfmt}/qemu-aarch64`)) {
      await run('update-binfmts', ['--import', 'qemu-aarch64'], { env });
    }
    if (!existsSync(`${binfmt}/qemu-aarch64`)) {
      await run('update-binfmts', ['--enable', 'qemu-aarch64'], { env });
    }
  } catch (error) {
    throw new SetupError(
      `This system does not run arm64 programs, and qemu could not be registered:\n${error.message}`,
    );
  }
}
