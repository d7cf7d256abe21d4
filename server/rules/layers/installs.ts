import type { Word } from '../../model/dockerfile.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import type { ShellCommand } from '../../parse/shell/shell.ts';

/** The sub-command that installs, by package manager. */
const installing: Readonly<Record<string, readonly string[]>> = {
  apk: ['add'],
  apt: ['install'],
  'apt-get': ['install'],
  aptitude: ['install'],
  dnf: ['install'],
  microdnf: ['install'],
  yum: ['install'],
  zypper: ['install', 'in'],
};
const removing = new Set(['autoremove', 'del', 'erase', 'purge', 'remove']);
/** Options whose value is the next word. */
const withValue = new Set(['-t', '--virtual', '-o', '--target-release', '--repository', '-X']);

/** The system packages that a RUN installs and leaves in the image. Empty if the RUN removes packages again. */
export function installedPackages(commands: readonly ShellCommand[]): readonly Word[] {
  const called = commands.flatMap(({ words }) => {
    const [program, ...rest] = innerWords(words);
    const manager = program && basename(program.value);
    return manager !== undefined && Object.hasOwn(installing, manager) ? [{ manager, rest }] : [];
  });
  if (called.some(({ rest }) => rest.some(({ value }) => removing.has(value)))) {
    return [];
  }
  return called.flatMap(({ manager, rest }) => {
    const at = rest.findIndex(({ value }) => installing[manager]?.includes(value));
    if (at < 0) {
      return [];
    }
    return rest
      .slice(at + 1)
      .filter(({ value }, index, all) => !/^[-$]/.test(value) && !withValue.has(all[index - 1]?.value ?? ''));
  });
}

const tools =
  /^(?:alpine-sdk|autoconf|automake|bison|build-base|build-essential|cargo|clang|cmake|cpp|default-jdk|flex|gcc|g\+\+|gfortran|git|go|golang(?:-go)?|gradle|libtool|llvm|make|maven|meson|nasm|ninja(?:-build)?|openjdk-?\d+-jdk(?:-headless)?|pkg-?conf(?:ig)?|rust|rustc)(?:-\d+(?:\.\d+)*)?$/;

/** Whether a package is needed only to build: a compiler, its tools, headers. */
export function isBuildPackage(name: string): boolean {
  const bare = name.replace(/[=<>~@:].*$/, '');
  return tools.test(bare) || /-dev(?:el)?$/.test(bare) || /^linux-headers/.test(bare);
}
