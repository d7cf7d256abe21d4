import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { after } from 'node:test';

const folders: string[] = [];
after(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A folder with these files, removed after the tests of the file. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lucid-cli-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return folder;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
}

/** Starts the command line as a process of its own. */
export function start(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [resolve('server/cli.ts'), ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = ['', ''];
  for (const [index, stream] of [child.stdout, child.stderr].entries()) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      texts[index] += text;
    });
  }
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code) => done({ code, out: texts[0] as string, err: texts[1] as string }));
  });
  return { child, ended };
}

export const lucid = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  start(args, cwd, env).ended;

/**
 * A PATH that holds nothing but a program `docker`, written in JavaScript. `args` holds its arguments; `buildx version`
 * and `buildx inspect` are answered unless the script does so itself.
 */
export function fakeDocker(script: string): NodeJS.ProcessEnv {
  const folder = folderWith({});
  const program = join(folder, 'docker');
  writeFileSync(
    program,
    `#!${process.execPath}
const args = process.argv.slice(2);
const say = (text, code = 0) => { process.stdout.write(text); process.exit(code); };
const fail = (text, code = 1) => { process.stderr.write(text); process.exit(code); };
${script}
if (args[1] === 'version') say('github.com/docker/buildx v0.33.0 \\n');
if (args[1] === 'inspect') say('Name: fake\\nDriver: docker\\n\\nNodes:\\nName: fake\\nEndpoint: fake\\nPlatforms: linux/arm64, linux/amd64\\n');
`,
  );
  chmodSync(program, 0o755);
  return { PATH: folder };
}
