import { posix } from 'node:path';
import { type CopySource, copySources } from '../../context/sources.ts';
import { trialIn } from '../../context/verdict.ts';
import { absolutePath } from '../../image/config.ts';
import { contentBefore } from '../../image/contents.ts';
import type { StageView } from '../../image/target.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import { mountsOf } from '../../parse/dockerfile/mounts.ts';
import { basename, innerWords, wordsRange } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand, textOfRun } from '../../parse/shell/shell.ts';
import { joinPath } from '../../workspace/paths.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lockfile-missing',
  severity: 'error',
  title: 'An installer needs a lock file that is not in the image',
  fix: 'copy the lock file beside the manifest (safe)',
  why: `\`npm ci\` installs what \`package-lock.json\` or \`npm-shrinkwrap.json\` says and nothing else. Without one, the build fails
with \`npm error code EUSAGE\`. The same goes for \`pnpm install --frozen-lockfile\`, for \`uv sync\` with \`--frozen\` or
\`--locked\`, and for \`cargo build\` with \`--locked\` or \`--frozen\`. \`yarn install --frozen-lockfile\` of Yarn 1 and
\`poetry install\` work without a lock file. (Measured with npm 11, pnpm 9, uv 0.9, Cargo 1.9x and Yarn 1.22.)

The rule speaks only where the manifest is in the image, all that was copied before is known, and no earlier command may
have made the lock file.`,
  dockerfile: (target) =>
    target.stages.flatMap((stage) =>
      stage.instructions
        .filter(({ keyword, json }) => keyword === 'RUN' && !json)
        .flatMap((run) => missingIn(run, stage) ?? []),
    ),
};

interface Installer {
  readonly manifest: string;
  readonly locks: readonly string[];
  /** Commands that may make the lock file. */
  readonly makes: RegExp;
  isStrict(words: readonly string[], manifest: string): boolean;
}

const has = (words: readonly string[], ...options: readonly string[]): boolean =>
  options.some((one) => words.includes(one));

const installers: Readonly<Record<string, Installer>> = {
  npm: {
    manifest: 'package.json',
    locks: ['package-lock.json', 'npm-shrinkwrap.json'],
    makes: /\bnpm (?:-\S+ )*(?:i|install|update|shrinkwrap|init|add)\b|\bnp[xm]x?\b.*\block|synp|yarn|pnpm|bun/,
    isStrict: ([command]) => command === 'ci' || command === 'clean-install',
  },
  pnpm: {
    manifest: 'package.json',
    locks: ['pnpm-lock.yaml'],
    makes: /\bpnpm (?:-\S+ )*(?:add|import|update|fetch|deploy)\b|lockfile-only|no-frozen-lockfile/,
    // Without dependencies, pnpm needs no lock file.
    isStrict: ([command = '', ...rest], manifest) =>
      /^(?:i|install)$/.test(command) &&
      has(rest, '--frozen-lockfile') &&
      /[dD]ependencies"\s*:\s*\{\s*"/.test(manifest),
  },
  uv: {
    manifest: 'pyproject.toml',
    locks: ['uv.lock'],
    makes: /\buv (?:-\S+ )*(?:lock|add|init|remove)\b/,
    isStrict: ([command, ...rest]) => command === 'sync' && has(rest, '--frozen', '--locked'),
  },
  cargo: {
    manifest: 'Cargo.toml',
    locks: ['Cargo.lock'],
    makes: /\bcargo (?:-\S+ )*(?:generate-lockfile|update|add|init|new|chef|vendor|check|fetch|build|test|run)\b/,
    isStrict: ([command = '', ...rest]) =>
      /^(?:b|build|c|check|fetch|t|test)$/.test(command) && has(rest, '--locked', '--frozen'),
  },
};

/** Options that lead the installer to another folder. */
const elsewhere =
  /^(?:--(?:prefix|dir|directory|project|manifest-path|package|workspace|lockfile-dir|cwd|filter)(?:=|$)|-C$|-w$|-F$)/;

function missingIn(run: Instruction, stage: StageView): Finding | undefined {
  const commands = runCommands(run);
  for (const [index, command] of commands.entries()) {
    const words = innerWords(command.words);
    const installer = installers[basename(words[0]?.value ?? '')];
    const found = installer && missing(installer, { words, command, before: commands.slice(0, index), run, stage });
    if (found) {
      return found;
    }
  }
  return undefined;
}

/** A command of a RUN that may call an installer. */
interface Call {
  readonly words: readonly Word[];
  readonly command: ShellCommand;
  /** The commands before it in the same RUN. */
  readonly before: readonly ShellCommand[];
  readonly run: Instruction;
  readonly stage: StageView;
}

function missing(installer: Installer, { words, command, before, run, stage }: Call): Finding | undefined {
  const { manifest, locks, makes, isStrict } = installer;
  const given = words.slice(1).map(({ value }) => value);
  const folder = folderOf(before, run, stage);
  const isSkippable =
    command.nesting !== undefined || command.after?.text === '||' || before.some(({ after }) => after?.text === '||');
  if (folder === undefined || isSkippable || given.some((word) => elsewhere.test(word)) || mountsFiles(run)) {
    return undefined;
  }
  const found = contentBefore(joinPath(folder, manifest), stage, run);
  if (found.kind !== 'file' || found.text === undefined || !isStrict(given, found.text)) {
    return undefined;
  }
  // A folder above may be the root of a workspace, which has the lock file.
  const places = [folder, ...above(folder).filter((one) => !ofSystem.has(one))].flatMap((one) =>
    locks.map((lock) => joinPath(one, lock)),
  );
  const isAbsent = places.every((place) => contentBefore(place, stage, run).kind === 'absent');
  if (!isAbsent || mayBeMade(makes, before, { run, stage })) {
    return undefined;
  }
  const call = `${basename(words[0]?.value ?? '')} ${given.filter((word) => /^(?:ci|clean-install|install|i|sync|build|b|--frozen.*|--locked)$/.test(word)).join(' ')}`;
  const range = wordsRange(words);
  const { fixes, where } = lockFix(installer, found.source, { run, stage });
  return {
    range,
    severity: stage.isReached ? 'error' : 'warning',
    message: `${call} needs ${locks[0]}, which is not in ${folder}: the build fails. ${where}`,
    fixes,
  };
}

/** Whether a command above may make the lock file. */
function mayBeMade(
  makes: RegExp,
  before: readonly ShellCommand[],
  { run, stage }: Pick<Call, 'run' | 'stage'>,
): boolean {
  const at = stage.steps.findIndex(({ instruction }) => instruction === run);
  const runs = stage.steps.slice(0, at).filter(({ instruction: { keyword } }) => keyword === 'RUN');
  return (
    runs.some(({ instruction }) => makes.test(textOfRun(instruction))) ||
    before.some(({ words }) => makes.test(words.map(({ value }) => value).join(' ')))
  );
}

/** Where a command of a RUN runs, as far as `cd` tells. */
function folderOf(before: readonly ShellCommand[], run: Instruction, stage: StageView): string | undefined {
  const { workdir, base } = stage.imageBefore(run);
  let folder = workdir ?? (base.kind === 'image' ? undefined : '/');
  for (const { words } of before) {
    const [program, path] = words.map(({ value }) => value);
    if (program === 'pushd' || program === 'popd') {
      return undefined;
    }
    if (program === 'cd') {
      folder = path === undefined || /[$`~*]|^-/.test(path) ? undefined : absolutePath(path, folder);
    }
  }
  return folder;
}

/** Folders in which no application stands by itself. */
const ofSystem = new Set(['/home', '/opt', '/srv', '/usr', '/usr/src', '/var']);

const above = (folder: string): readonly string[] =>
  folder === '/' ? [] : [posix.dirname(folder), ...above(posix.dirname(folder))];

/** Whether a mount may bring files of the context. */
const mountsFiles = (run: Instruction): boolean => mountsOf(run).some(({ type }) => type === 'bind');

/** Copies the lock file that stands beside the manifest in the context. */
function lockFix(
  { manifest, locks }: Installer,
  source: string | undefined,
  { run, stage }: Pick<Call, 'run' | 'stage'>,
): { readonly fixes: readonly Fix[]; readonly where: string } {
  const { file, project, build } = stage.target;
  const lock = locks.find((one) => source && project.workspace.kind(joinPath(posix.dirname(source), one)) === 'file');
  if (source === undefined || lock === undefined) {
    return { fixes: [], where: `There is none beside ${manifest} in the build context: make it, and copy it too.` };
  }
  const where = `COPY ${lock} too.`;
  const trial = build.context === undefined ? undefined : trialIn(build.context, stage.target);
  const isFrom = ({ path, read }: CopySource) => read !== undefined && path?.endsWith(manifest);
  const copy = copySources(stage.target).find(
    (one) => one.stage === stage && isFrom(one) && joinPath(build.context ?? '.', one.read ?? '') === source,
  );
  if (copy === undefined || trial === undefined || copy.instruction.range.start > run.range.start) {
    return { fixes: [], where };
  }
  const { sources, destination } = copyWords(copy.instruction);
  const isFolder = sources.length > 1 || /(?:^|\/)\.?$/.test(destination?.value ?? '');
  const written = copy.word.value.endsWith(manifest) ? copy.word.value.slice(0, -manifest.length) + lock : '';
  if (!isFolder || copy.instruction.json || /[$"'\\]/.test(written) || written === '' || !trial(copy, written)) {
    return { fixes: [], where };
  }
  const edit = { range: { start: copy.word.range.end, end: copy.word.range.end }, text: ` ${written}` };
  return { fixes: [{ title: `Copy ${lock} too`, edits: { [file.path]: [edit] }, safe: true }], where };
}
