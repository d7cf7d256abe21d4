import type { StageView } from '../../image/target.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand } from '../../parse/shell/shell.ts';
import type { Finding, Rule } from '../rule.ts';
import { shellOf } from './official-shell.ts';

export const rule: Rule = {
  id: 'apt-get-question',
  severity: 'warning',
  alsoBy: { hadolint: 'DL3014', tally: 'hadolint/DL3014' },
  title: 'apt-get asks a question that a build does not answer',
  fix: '`-y` (safe)',
  why: `\`apt-get install\` without \`-y\` asks "Do you want to continue?" as soon as further packages come along. A build has nobody
who answers: \`Abort.\`, and the build fails. It passes only for packages whose dependencies are all in the image, which changes
with every release. \`install\`, \`upgrade\`, \`dist-upgrade\`, \`remove\`, \`purge\` and \`autoremove\` ask.

The rule ignores \`-qq\`, which answers as well, a pipe (\`yes | apt-get …\`), options in a variable, and images with a
configuration of apt that says \`Assume-Yes\`.`,
  dockerfile: ({ stages }) =>
    stages
      .filter((stage) => stage.isReached && !mayAssumeYes(stage))
      .flatMap((stage) =>
        stage.instructions
          .filter(({ keyword }) => keyword === 'RUN')
          .flatMap((run) => runCommands(run).flatMap((command) => asks(command, stage) ?? [])),
      ),
};

/** Only an image that is known has no configuration of its own. */
const mayAssumeYes = ({ lineage, steps }: StageView): boolean =>
  shellOf(lineage.base) !== 'dash' ||
  steps.some(({ instruction }: { instruction: Instruction }) => /assume-?yes/i.test(textOf(instruction)));

const textOf = ({ body, heredocs }: Instruction): string =>
  [body.text, ...heredocs.map(({ content }) => content)].join('\n');

const asking = new Set([
  'install',
  'upgrade',
  'dist-upgrade',
  'full-upgrade',
  'remove',
  'purge',
  'autoremove',
  'build-dep',
]);
const answered =
  /^(?:-[a-zA-Z]*y[a-zA-Z]*|--yes|--assume-yes|--assume-no|--force-yes|-[a-zA-Z]*q[a-zA-Z]*q[a-zA-Z]*|-q=[2-9]|--quiet=[2-9]|-[a-zA-Z]*[sd][a-zA-Z]*|--simulate|--just-print|--dry-run|--no-act|--recon|--print-uris|--download-only|--trivial-only|-h|--help|-o|-c|--option.*|--config-file.*)$/;

function asks({ words, before }: ShellCommand, { target }: StageView): Finding | undefined {
  const [program, ...rest] = innerWords(words);
  const name = basename(program?.value ?? '');
  if ((name !== 'apt-get' && name !== 'apt') || before?.text === '|') {
    return undefined;
  }
  const action = rest.find(({ value }) => !value.startsWith('-'));
  if (!action || !asking.has(action.value) || rest.some(isAnswer)) {
    return undefined;
  }
  const { file } = target;
  const at = { start: action.range.end, end: action.range.end };
  return {
    range: action.range,
    message: `${name} ${action.value} without -y asks whether to continue: the build fails as soon as it does. Write ${name} ${action.value} -y.`,
    fixes: [{ title: 'Add -y', edits: { [file.path]: [{ range: at, text: ' -y' }] }, safe: true }],
  };
}

/** An option that answers, or a variable that may hold one. */
const isAnswer = ({ value }: Word): boolean => answered.test(value) || /^["']?[$`]/.test(value);
