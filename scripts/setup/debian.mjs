import { existsSync, readFileSync } from 'node:fs';
import { step } from './progress.mjs';
import { run, SetupError } from './run.mjs';

export const isDebian = () =>
  existsSync('/etc/debian_version') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));

const isRoot = () => process.getuid?.() === 0;
let listsAreFresh = false;

/** Installs the Debian packages that are missing, when we may; elsewhere says exactly what to install. */
export async function ensurePackages(purpose, packages) {
  const missing = isDebian() ? await missingPackages(packages) : packages;
  if (missing.length === 0) {
    return;
  }
  if (!isDebian() || !isRoot()) {
    throw new SetupError(adviceFor(purpose, missing));
  }
  await step(`Debian packages for ${purpose}: ${missing.join(' ')}`, '', async () => {
    if (!listsAreFresh) {
      await aptGet(['update']);
    }
    listsAreFresh = true;
    await aptGet(['install', '-y', '--no-install-recommends', ...missing]);
  });
}

function adviceFor(purpose, missing) {
  if (!isDebian()) {
    return `${purpose} can be set up on Debian only, as root (packages ${missing.join(' ')}).`;
  }
  return `${purpose} needs Debian packages and you are not root. Run:\n  sudo apt-get install ${missing.join(' ')}`;
}

async function missingPackages(packages) {
  const listing = await run('dpkg-query', ['-W', '-f', '${binary:Package} ${db:Status-Status}\\n'], {});
  const installed = new Set();
  for (const line of listing.split('\n')) {
    const [name, status] = line.split(' ');
    if (status === 'installed') {
      installed.add(name.split(':')[0]);
    }
  }
  return packages.filter((name) => !installed.has(name));
}

/** Waits for another apt that is running, asks nothing. */
function aptGet(args) {
  return run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=600', ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
