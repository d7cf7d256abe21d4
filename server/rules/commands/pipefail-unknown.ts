import { insertAbove } from '../../edits/insert.ts';
import type { StageView } from '../../image/target.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import { runCommands, shellCommands } from '../../parse/shell/shell.ts';
import type { Finding, Rule } from '../rule.ts';
import { shellOf } from './official-shell.ts';

export const rule: Rule = {
  id: 'pipefail-unknown',
  severity: 'error',
  title: 'The shell does not know pipefail',
  fix: '`SHELL ["/bin/bash", "-o", "pipefail", "-c"]`',
  why: `The shell of Debian and Ubuntu images, dash, does not know \`pipefail\`: \`/bin/sh: 1: set: Illegal option -o pipefail\`, and
the build fails, even behind \`|| true\`, because a wrong option of \`set\` ends the shell. Use bash, which these images have:
\`SHELL ["/bin/bash", "-o", "pipefail", "-c"]\`. The shell of Alpine knows the option.

The rule knows official images whose tag names a release up to Debian 12 and Ubuntu 24.04, and stays silent for others.`,
  dockerfile: ({ stages }) =>
    stages
      .filter((stage) => stage.isReached && hasOldDash(stage))
      .flatMap((stage) =>
        stage.instructions.filter(({ keyword }) => keyword === 'RUN').flatMap((run) => refused(run, stage) ?? []),
      ),
};

/** Releases whose dash does not know the option, in tags that name them. */
const oldRelease = /(?:^|-)(?:jessie|stretch|buster|bullseye|bookworm|xenial|bionic|focal|jammy|noble)(?:-|$)/;

function hasOldDash({ lineage: { base }, steps }: StageView): boolean {
  if (shellOf(base) !== 'dash' || base.kind !== 'image') {
    return false;
  }
  const { tag = '', repository } = base.reference;
  const isOld =
    oldRelease.test(tag) ||
    (repository === 'library/debian' && Number.parseInt(tag, 10) <= 12) ||
    (repository === 'library/ubuntu' && Number.parseFloat(tag) <= 24.04);
  // `ln -sf bash /bin/sh` gives the image another shell.
  return (
    isOld &&
    !steps.some(({ instruction }) => /bin\/sh\b|dash/.test(instruction.body.text) && instruction.keyword === 'RUN')
  );
}

function refused(run: Instruction, stage: StageView): Finding | undefined {
  const shell = stage.imageBefore(run).shell?.[0];
  if (shell !== undefined && shell !== '/bin/sh' && shell !== 'sh') {
    return undefined;
  }
  // `RUN bash <<EOF` and `#!/bin/bash` run the content by another shell.
  const [script] = run.heredocs;
  if (script && (/^\t*#!/.test(script.content) || shellCommands(run.body).some(({ words }) => words.length > 0))) {
    return undefined;
  }
  const command = runCommands(run).find(
    ({ words: [set, ...options], nesting }) =>
      nesting === undefined &&
      set?.value === 'set' &&
      options.some(({ value }, at) => value === 'pipefail' && /^-[a-z]*o$/.test(options[at - 1]?.value ?? '')),
  );
  const word = command?.words.find(({ value }) => value === 'pipefail');
  if (!word) {
    return undefined;
  }
  const { file } = stage.target;
  const edit = insertAbove(file, run, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]');
  return {
    range: word.range,
    message: `"pipefail" is unknown to /bin/sh of this image, dash: the build fails. Put SHELL ["/bin/bash", "-o", "pipefail", "-c"] above.`,
    fixes: [
      { title: 'Use bash: SHELL ["/bin/bash", "-o", "pipefail", "-c"]', edits: { [file.path]: [edit] }, safe: false },
    ],
  };
}
