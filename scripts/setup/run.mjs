import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What went wrong and what to do about it, for a person; printed without a stack. */
export class SetupError extends Error {}

/** Runs a program without a shell and gives its output; a failure says which program, where and its last lines. */
export function run(program, args, { cwd, env, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, windowsHide: true });
    let output = '';
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('error', (error) => reject(new SetupError(`${program} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) {
        return resolve(stdout);
      }
      const line = [program, ...args].join(' ');
      const last = output.trimEnd().split('\n').slice(-30).join('\n');
      reject(
        new SetupError(
          `This failed (${signal ?? `exit code ${code}`}) in ${cwd ?? process.cwd()}:\n  ${line}\n${last}`,
        ),
      );
    });
  });
}

/** Runs a program whose output a person follows; `onOutput` reads along. Gives its exit code. */
export function spawnProgram(program, args, { cwd, env, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = onOutput ? ['ignore', 'pipe', 'inherit'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio });
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      onOutput(text);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** The full path of a program on PATH, or undefined. */
export function which(name, path = process.env.PATH ?? '') {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.com`] : [name];
  for (const folder of path.split(delimiter).filter(Boolean)) {
    for (const candidate of names) {
      if (isProgram(join(folder, candidate))) {
        return join(folder, candidate);
      }
    }
  }
  return undefined;
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** PATH with `folder` in front. */
export const pathWith = (folder) => `${folder}${delimiter}${process.env.PATH ?? ''}`;

/** PATH with the folders where Debian keeps system programs such as runc, which a user's PATH may lack. */
export const systemPath = () => `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;

/** Runs a script; what a person can mend is said without a stack. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    // esbuild has printed its errors itself.
    if (error instanceof SetupError) {
      console.error(`\n${error.message}`);
    } else if (!error.errors) {
      console.error(error);
    }
    process.exitCode = 1;
  }
}
