import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { which } from './run.mjs';

/** An installed VS Code as a program that can be started without a shell, or undefined. */
export function findDesktop(env = process.env, platform = process.platform) {
  if (platform === 'win32') {
    return windowsPrograms(env).find((file) => existsSync(file));
  }
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) {
    return undefined;
  }
  const names = ['code', 'code-insiders', 'codium'];
  // In a terminal of a remote window `code` is another program, which opens files only.
  const onPath = names.map((name) => which(name)).find((file) => file && !file.includes('remote-cli'));
  if (onPath) {
    return onPath;
  }
  const bundle = '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code';
  return platform === 'darwin' && existsSync(bundle) ? bundle : undefined;
}

/** PATH holds `bin\code.cmd`, a batch file, which takes a shell; the program itself lies one folder higher. */
function windowsPrograms(env) {
  const besidePath = (env.PATH ?? env.Path ?? '')
    .split(delimiter)
    .filter((folder) => existsSync(join(folder, 'code.cmd')))
    .map((folder) => join(folder, '..', 'Code.exe'));
  const installed = [env.LOCALAPPDATA && join(env.LOCALAPPDATA, 'Programs'), env.ProgramFiles]
    .filter(Boolean)
    .map((folder) => join(folder, 'Microsoft VS Code', 'Code.exe'));
  return [...besidePath, ...installed];
}
