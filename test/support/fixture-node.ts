// Images with Node.js for the registry of a test run: Debian and distroless stand-ins with the Node.js that runs the tests.
import assert from 'node:assert/strict';
import { cpSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { which } from '../../scripts/setup/tools.mjs';
import { fixtureFolder } from './fixture-folder.ts';
import { removeFolder } from './processes.ts';
import type { BuildKit } from './realdocker.ts';

/** The Node.js of the tests is newer than 22. What counts are its paths, its ENTRYPOINT and what it says of a missing file. */
const dockerfile = `FROM debian:bookworm-slim AS slim
COPY node /usr/local/bin/
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
CMD ["node"]

FROM gcr.io/distroless/base-debian12:latest AS distroless
COPY --from=slim /usr/lib/x86_64-linux-gnu/libstdc++.so.6 /usr/lib/x86_64-linux-gnu/libgcc_s.so.1 /usr/lib/x86_64-linux-gnu/
COPY node /nodejs/bin/
ENTRYPOINT ["/nodejs/bin/node"]
`;

/** Pushes `node:22-slim` with npm and `distroless/nodejs22-debian12`, for amd64. */
export async function pushNode(buildKit: BuildKit): Promise<void> {
  const folder = fixtureFolder({ Dockerfile: dockerfile });
  cpSync(process.execPath, join(folder, 'node'));
  cpSync(npmFolder(), join(folder, 'npm'), { recursive: true });
  const push = async (target: string, name: string) => {
    const platforms = ['linux/amd64'];
    // Compression takes longer than everything else.
    const output = `type=image,name=${buildKit.registry}/${name},push=true,compression=uncompressed`;
    const built = await buildKit.build(folder, { platforms, more: ['--target', target, '--output', output] });
    assert.ok(built.ok, built.output);
  };
  await push('slim', 'library/node:22-slim');
  await push('distroless', 'distroless/nodejs22-debian12:latest');
  removeFolder(folder);
}

/** The folder of npm: it is beside its program, which is a link. */
function npmFolder(): string {
  const program = process.env.npm_execpath ?? which('npm');
  assert.ok(program, 'npm is on PATH');
  return dirname(dirname(realpathSync(program)));
}
