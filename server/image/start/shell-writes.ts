import { posix } from 'node:path';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import type { ShellCommand } from '../../parse/shell/shell.ts';
import type { Writes } from './writes.ts';

/** Programs that only root may use, or that change the user themselves. */
const needingRoot =
  /^(?:chroot|chown|chgrp|cron|crond|doas|gosu|runuser|setpriv|sshd|su|su-exec|sudo|supervisord|s6-\w+|apt|apt-get|apk|dnf|yum|useradd|adduser|groupadd|addgroup|usermod|groupmod|mount|umount|iptables|ip6tables|sysctl|service|systemctl|ldconfig|update-ca-certificates|setcap|modprobe|rc-service|openrc|nginx|httpd|apache2|apachectl|crontab)$/;

/** Which operands of a program it writes: all of them, or the last. */
const writing: Readonly<Record<string, 'all' | 'last'>> = {
  mkdir: 'all',
  touch: 'all',
  tee: 'all',
  chmod: 'all',
  rm: 'all',
  rmdir: 'all',
  cp: 'last',
  mv: 'last',
  ln: 'last',
  install: 'last',
  mkfifo: 'all',
};

export interface ShellScope {
  readonly workdir: string;
  readonly variable: (name: string) => string | undefined;
}

/** What the commands of a shell write, with the redirections that stand in `text`. */
export function shellWritesOf(commands: readonly ShellCommand[], text: string, scope: ShellScope): Writes {
  const paths: string[] = [];
  let isKnown = true;
  let needsAccount = false;
  const names = new Map(
    [...text.matchAll(/^[ \t]*(?:export[ \t]+)?(\w+)=("[^"\n]*"|'[^'\n]*'|[^\s;]+)/gm)].map(([, name, value]) => [
      name as string,
      (value as string).replace(/^["']|["']$/g, ''),
    ]),
  );
  const value = (word: string, depth = 0): string | undefined => {
    let isWhole = depth < 5;
    const result = word.replace(/\$\{(\w+)(?::?-([^{}]*))?\}|\$(\w+)/g, (_, braced, fallback, plain) => {
      const name = (braced ?? plain) as string;
      const own = names.get(name);
      const found =
        scope.variable(name) ?? (own !== undefined && isWhole ? value(own, depth + 1) : undefined) ?? fallback;
      isWhole &&= found !== undefined;
      return found ?? '';
    });
    return isWhole && !/[$`*?{}]/.test(result) && result !== '' ? posix.resolve(scope.workdir, result) : undefined;
  };
  const add = (word: string) => {
    const path = value(word);
    if (path === undefined) {
      isKnown = false;
    } else {
      paths.push(path);
    }
  };
  for (const { words: all } of commands) {
    const words = innerWords(all).map((word) => word.value);
    const program = basename(words[0] ?? '');
    needsAccount ||= [program, basename(all[0]?.value ?? '')].some((one) => needingRoot.test(one));
    const operands = words.slice(1).filter((word) => !/^[-+]/.test(word));
    const which = writing[program];
    const written = which === 'last' ? operands.slice(-1) : which === 'all' ? operands : [];
    for (const word of program === 'chmod' ? written.slice(1) : written) {
      add(word);
    }
    if (program === 'sed' && words.some((word) => /^-\w*i|^--in-place/.test(word))) {
      add(operands.at(-1) ?? '');
    }
  }
  for (const [, word = ''] of text.matchAll(/(?<![<>&\d=-])(?:\d|&)?>>?\|?[ \t]*(["']?[^\s"'|&;()<>]+)/g)) {
    add(word.replace(/^["']/, ''));
  }
  return { paths, isKnown, needsAccount: needsAccount || /~\/|\$HOME\b|\$\{HOME\b/.test(text) };
}
