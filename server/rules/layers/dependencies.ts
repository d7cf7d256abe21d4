import { basename, innerWords } from '../../parse/shell/commands.ts';
import type { ShellCommand } from '../../parse/shell/shell.ts';

/** A command that installs what a manifest lists, and the files that it reads. */
export interface DependencyInstall {
  /** The manifests, from the working directory; patterns of COPY for files that go together. */
  readonly manifests: readonly string[];
  /** Lock files, which are copied with the manifests if they exist. */
  readonly locks: readonly string[];
}

const none = { manifests: [], locks: [] };

/** The first command of a RUN that installs from a manifest. */
export function dependencyInstall(commands: readonly ShellCommand[]): DependencyInstall | undefined {
  for (const { words } of commands) {
    const [program, ...rest] = innerWords(words).map(({ value }) => value);
    const found = program === undefined ? none : installOf(basename(program), rest);
    if (found.manifests.length > 0) {
      return found;
    }
  }
  return undefined;
}

function installOf(program: string, rest: readonly string[]): DependencyInstall {
  const [first, second] = rest;
  if (/^python[\d.]*$/.test(program) && first === '-m' && second === 'pip') {
    return installOf('pip', rest.slice(2));
  }
  if (/^pip[\d.]*$/.test(program) && first === 'install') {
    return pipInstall(rest.slice(1));
  }
  // With the name of a package, the command installs only that package.
  const isPlain = rest.slice(1).every((word) => word.startsWith('-'));
  switch (program) {
    case 'npm':
      return isPlain && ['ci', 'i', 'install'].includes(first ?? '')
        ? { manifests: ['package.json'], locks: ['package-lock.json', 'npm-shrinkwrap.json'] }
        : none;
    case 'yarn':
      return isPlain && (first === undefined || first === 'install' || first.startsWith('-'))
        ? { manifests: ['package.json'], locks: ['yarn.lock'] }
        : none;
    case 'pnpm':
      return isPlain && ['i', 'install'].includes(first ?? '')
        ? { manifests: ['package.json'], locks: ['pnpm-lock.yaml'] }
        : none;
    case 'go':
      return first === 'mod' && second === 'download' ? { manifests: ['go.mod'], locks: ['go.sum'] } : none;
    case 'bundle':
      return isPlain && first === 'install' ? { manifests: ['Gemfile'], locks: ['Gemfile.lock'] } : none;
    default:
      return none;
  }
}

/** `pip install -r FILE`. The result is `none` if it also installs a folder, which needs the source code. */
function pipInstall(words: readonly string[]): DependencyInstall {
  const manifests = words.flatMap((word, index) => {
    const before = words[index - 1];
    if (before === '-r' || before === '--requirement' || before === '-c' || before === '--constraint') {
      return [word];
    }
    return /^(?:-r|--requirement=|-c)(?=[^-])(.+)$/.exec(word)?.[1] ?? [];
  });
  const needsSource = words.some(
    (word) => /^\.|^-e|^--editable|\.whl$|\//.test(word) && !manifests.includes(word) && !/^--?\w[\w-]*=/.test(word),
  );
  const isKnown = manifests.every((path) => !/[$`*?]|:\/\//.test(path));
  return isKnown && !needsSource && words.some((word) => /^(?:-r|--requirement)/.test(word))
    ? { manifests, locks: [] }
    : none;
}
