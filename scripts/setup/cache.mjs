import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { step } from './progress.mjs';

/** The folder outside the checkout that keeps every tool the project installs for itself. */
export function cacheFolder(env = process.env, platform = process.platform) {
  const base =
    env.XDG_CACHE_HOME ||
    (platform === 'win32' && (env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'))) ||
    (platform === 'darwin' && join(homedir(), 'Library', 'Caches')) ||
    join(homedir(), '.cache');
  return join(base, 'lucid-vscode');
}

/**
 * The cached folder `name`, made by `install` the first time. The work happens in a temporary folder that is renamed
 * when it is complete, so an interrupted installation leaves nothing that looks finished.
 */
export async function cached(name, title, install) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) {
    return folder;
  }
  mkdirSync(dirname(folder), { recursive: true });
  removeAbandoned(folder);
  const unfinished = mkdtempSync(`${folder}.unfinished-`);
  try {
    await step(title, folder, (progress) => install(unfinished, progress));
    adopt(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** What interrupted installations left; younger ones may still be at work in another process. */
function removeAbandoned(folder) {
  for (const name of readdirSync(dirname(folder))) {
    const path = join(dirname(folder), name);
    const abandoned =
      name.startsWith(`${basename(folder)}.unfinished-`) && Date.now() - statSync(path).mtimeMs > 86_400_000;
    if (abandoned) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** Another process may have finished the same part first; its result is as good as ours. */
function adopt(unfinished, folder) {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) {
      throw error;
    }
  }
}
