import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Makes a folder whose `docker` is `fake-docker.mjs`, and gives back a PATH on which it comes first.
 * A script of two lines, because PATH cannot name a program with arguments; Windows would need a compiled one.
 */
export function fakeDockerPath(folder: string, script: string, node = process.execPath): string {
  if (process.platform === 'win32') {
    throw new Error('The fake docker is a shell script, which Windows does not run.');
  }
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'docker');
  writeFileSync(program, `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 exec '${node}' '${script}' "$@"\n`);
  chmodSync(program, 0o755);
  return `${folder}${delimiter}${process.env.PATH ?? ''}`;
}
