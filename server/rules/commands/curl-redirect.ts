import type { StageView } from '../../image/target.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand } from '../../parse/shell/shell.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'curl-redirect',
  severity: 'warning',
  alsoBy: { tally: 'tally/curl-should-follow-redirects' },
  title: 'curl does not follow the redirect of GitHub',
  fix: '`-L` (safe)',
  why: `GitHub answers requests for the files of a release and for archives with a redirect to another host. curl follows it only
with \`-L\`. Without it curl writes the empty answer and ends with success, also with \`-f\`: the step passes with an empty file, or
fails in what reads the file.

The rule ignores options in a variable and a \`.curlrc\`.`,
  dockerfile: ({ stages, file }) =>
    file.text.includes('.curlrc')
      ? []
      : stages
          .filter((stage) => stage.isReached)
          .flatMap((stage) =>
            stage.instructions
              .filter(({ keyword }) => keyword === 'RUN')
              .flatMap((run) => runCommands(run).flatMap((command) => stops(command, stage) ?? [])),
          ),
};

const redirected =
  /^https?:\/\/github\.com\/[^/]+\/[^/]+\/(?:releases\/(?:latest\/)?download|archive|tarball|zipball|raw)\//;
const follows =
  /^(?:-[a-zA-Z#]*L[a-zA-Z#]*|--location(?:-trusted)?|-[a-zA-Z]*K.*|--config(?:=.*)?|-[a-zA-Z]*I[a-zA-Z]*|--head)$/;

function stops({ words }: ShellCommand, { target: { file } }: StageView): Finding | undefined {
  const [program, ...rest] = innerWords(words);
  const url = rest.find(({ value }) => redirected.test(value));
  if (
    !program ||
    !url ||
    basename(program.value) !== 'curl' ||
    rest.some(({ value }) => follows.test(value) || /^[$`]/.test(value))
  ) {
    return undefined;
  }
  const at = { start: program.range.end, end: program.range.end };
  return {
    range: url.range,
    message: `GitHub redirects this address, and curl does not follow without -L: it writes an empty file and succeeds. Add -L.`,
    fixes: [{ title: 'Add -L', edits: { [file.path]: [{ range: at, text: ' -L' }] }, safe: true }],
  };
}
