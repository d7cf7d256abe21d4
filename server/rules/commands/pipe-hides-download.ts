import { insertAbove } from '../../edits/insert.ts';
import type { StageView } from '../../image/target.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands, textOfRun } from '../../parse/shell/shell.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { type Download, passesOnNothing, pipedDownloads } from './downloads.ts';
import { shellOf } from './official-shell.ts';

export const rule: Rule = {
  id: 'pipe-hides-download',
  severity: 'warning',
  alsoBy: { hadolint: 'DL4006', tally: 'hadolint/DL4006' },
  title: 'A pipe hides that a download failed',
  fix: '`SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, or `set -o pipefail` on Alpine',
  why: `The exit code of a pipe is that of its last command. \`curl … | sh\`: where the download fails, the shell reads nothing and
ends with success. The step passes, BuildKit keeps it in its cache, and the mistake shows somewhere else: in a later step that
fails at every build until the cache is cleared, or in a container.

A shell, Python, Perl, \`tee\`, \`cat\` and \`dd\` pass on nothing. tar, gunzip, xz, gpg, grep and \`sha256sum -c\` fail, so the rule
ignores pipes into them. It also ignores a RUN that uses afterwards what the download brings, and one that sets \`pipefail\`. The
shell of Debian and Ubuntu, dash, does not know that option; bash does, and so does the shell of Alpine.`,
  dockerfile: ({ stages }) => stages.filter((stage) => stage.isReached).flatMap((stage) => unset(stage) ?? []),
};

/** One finding for a stage: one SHELL is missing. */
function unset(stage: StageView): Finding | undefined {
  const hidden = stage.instructions
    .filter((run) => run.keyword === 'RUN' && !setsPipefail(run, stage))
    .flatMap((run) => hiddenIn(run).map((download) => ({ run, download })));
  const [first, ...more] = hidden;
  if (!first) {
    return undefined;
  }
  const { program, reader } = first.download;
  return {
    range: program.range,
    message: `A failed ${basename(program.value)} goes unnoticed: ${basename(reader.value)} reads nothing and succeeds. The step passes and is cached. Set pipefail, so that the pipe fails with the download.`,
    fixes: fixesOf(first.run, stage),
    related: more.map(({ download }) => ({
      path: stage.target.file.path,
      range: download.program.range,
      message: 'So does this one.',
    })),
  };
}

const setsPipefail = (run: Instruction, stage: StageView): boolean =>
  textOfRun(run).includes('pipefail') ||
  (stage.imageBefore(run).shell?.some((word) => word.includes('pipefail')) ?? false);

/** The downloads whose failure nothing in the same RUN notices: a later command may use what the download brings. */
function hiddenIn(run: Instruction): readonly Download[] {
  const caring = runCommands(run).findLast(
    ({ words }) => !indifferent.has(basename(innerWords(words)[0]?.value ?? '')),
  );
  return pipedDownloads(run).filter(
    ({ last }) => passesOnNothing(last) && (caring === undefined || caring.range.start <= last.range.start),
  );
}

/** Programs that do not care whether the download came. */
const indifferent = new Set(
  'addgroup adduser apk apt apt-get cd dnf echo export groupadd mkdir rm true useradd usermod yum'.split(' '),
);

function fixesOf(run: Instruction, { target, lineage }: StageView): readonly Fix[] {
  const { file } = target;
  const shell = shellOf(lineage.base);
  const [first] = runCommands(run);
  if (shell === 'ash' && first && run.heredocs.length === 0) {
    const edits = {
      [file.path]: [{ range: { start: first.range.start, end: first.range.start }, text: 'set -o pipefail && ' }],
    };
    return [{ title: 'Begin with "set -o pipefail"', edits, safe: false }];
  }
  if (shell !== 'dash') {
    return [];
  }
  const edit = insertAbove(file, run, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]');
  return [
    {
      title: 'Use bash with pipefail: SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
      edits: { [file.path]: [edit] },
      safe: false,
    },
  ];
}
