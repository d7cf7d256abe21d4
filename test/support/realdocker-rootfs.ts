// Root file systems made of Debian's own packages, as distroless makes its images and `debootstrap` a Debian.
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run, SetupError } from '../../scripts/setup/tools.mjs';

export type Architecture = 'amd64' | 'arm64';

const basePackages = 'base-files ca-certificates libc6 libssl3 netbase tzdata'.split(' ');
const pythonPackages = (
  'python3.11-minimal libpython3.11-minimal libpython3.11-stdlib zlib1g libexpat1 libffi8 libbz2-1.0 liblzma5 ' +
  'libsqlite3-0 libuuid1 libcrypt1 libgcc-s1 libnsl2 libtirpc3 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 ' +
  'libcom-err2 libkeyutils1 libdb5.3 libtinfo6 libncursesw6 libreadline8'
).split(' ');
const everything = [...basePackages, ...pythonPackages, 'busybox-static'];

/** Downloads the packages for one architecture without telling the system's own apt about that architecture. */
export async function downloadPackages(architecture: Architecture, folder: string): Promise<string> {
  if (!readFileSync('/etc/os-release', 'utf8').includes('VERSION_CODENAME=bookworm')) {
    throw new SetupError('The stand-ins for distroless images are made of Debian 12 packages, so they need Debian 12.');
  }
  const packages = join(folder, `packages-${architecture}`);
  for (const name of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  mkdirSync(packages, { recursive: true });
  const option = (value: string) => ['-o', value];
  const options = [
    ...option(`APT::Architecture=${architecture}`),
    ...option(`APT::Architectures=${architecture}`),
    ...option(`Dir::State::lists=${join(folder, 'lists')}`),
    ...option('Dir::State::status=/dev/null'),
    ...option(`Dir::Cache=${join(folder, 'cache')}`),
    ...option('APT::Sandbox::User=root'),
  ];
  await run('apt-get', ['-q', ...options, 'update']);
  await run('apt-get', ['-q', ...options, 'download', ...everything], { cwd: packages });
  return packages;
}

/** The root of `base-debian12` or, with Python, of `python3-debian12`; `debug` adds a busybox. */
export async function distrolessRoot(packages: string, root: string, kind: 'base' | 'python3', debug: boolean) {
  mkdirSync(root, { recursive: true });
  for (const name of kind === 'base' ? basePackages : [...basePackages, ...pythonPackages]) {
    await run('dpkg-deb', ['-x', packageFile(packages, name), root]);
  }
  for (const name of ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/lintian']) {
    rmSync(join(root, name), { recursive: true, force: true });
  }
  writeAccounts(root);
  writeCertificates(root);
  if (kind === 'python3') {
    for (const name of ['python', 'python3']) {
      symlinkSync('python3.11', join(root, 'usr/bin', name));
    }
  }
  if (debug) {
    await addBusybox(packages, root);
  }
}

function packageFile(packages: string, name: string): string {
  const file = readdirSync(packages).find((entry) => entry.startsWith(`${name}_`));
  if (!file) {
    throw new Error(`${name} was not downloaded to ${packages}.`);
  }
  return join(packages, file);
}

function writeAccounts(root: string): void {
  const account = (name: string, id: number, home: string) => `${name}:x:${id}:${id}:${name}:${home}:/sbin/nologin\n`;
  const accounts =
    account('root', 0, '/root') + account('nobody', 65534, '/nonexistent') + account('nonroot', 65532, '/home/nonroot');
  const group = (name: string, id: number) => `${name}:x:${id}:\n`;
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), accounts);
  writeFileSync(
    join(root, 'etc/group'),
    group('root', 0) + group('nobody', 65534) + group('tty', 5) + group('staff', 50) + group('nonroot', 65532),
  );
  const home = join(root, 'home/nonroot');
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o700);
  chownSync(home, 65532, 65532);
  mkdirSync(join(root, 'tmp'), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
}

/** What the package's installation script would have made. */
function writeCertificates(root: string): void {
  const source = join(root, 'usr/share/ca-certificates/mozilla');
  const bundle = readdirSync(source)
    .sort()
    .map((name) => readFileSync(join(source, name), 'utf8'));
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true });
  writeFileSync(join(root, 'etc/ssl/certs/ca-certificates.crt'), bundle.join(''));
}

async function addBusybox(packages: string, root: string) {
  const unpacked = `${root}-busybox`;
  await run('dpkg-deb', ['-x', packageFile(packages, 'busybox-static'), unpacked]);
  mkdirSync(join(root, 'busybox'));
  cpSync(join(unpacked, 'bin/busybox'), join(root, 'busybox/busybox'));
  rmSync(unpacked, { recursive: true });
  for (const name of [
    'sh',
    'ash',
    'ls',
    'cat',
    'echo',
    'id',
    'wget',
    'env',
    'ps',
    'true',
    'false',
    'test',
    'sleep',
    'mkdir',
    'rm',
  ]) {
    symlinkSync('busybox', join(root, 'busybox', name));
  }
}

/** A minimal Debian with Python; for a foreign architecture its installation scripts run in qemu. */
export async function debianRoot(architecture: Architecture, root: string) {
  const include = '--include=python3,python3-venv,ca-certificates';
  await run('debootstrap', [`--arch=${architecture}`, '--variant=minbase', include, 'bookworm', root], {
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  for (const name of ['var/cache/apt/archives', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/locale', 'var/log']) {
    if (existsSync(join(root, name))) {
      for (const entry of readdirSync(join(root, name))) {
        rmSync(join(root, name, entry), { recursive: true });
      }
    }
  }
}

/** Packs a root so that BuildKit's ADD unpacks it with the same owners and modes. */
export async function pack(root: string, file: string) {
  await run('tar', ['--numeric-owner', '-C', root, '-cf', file, '.']);
  rmSync(root, { recursive: true, force: true });
}
