import type { ImageStep, StageView } from '../../image/target.ts';
import { basename, innerWords } from '../../parse/shell/commands.ts';
import { runCommands, type ShellCommand, textOfRun } from '../../parse/shell/shell.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'apt-get-lists',
  severity: 'error',
  title: 'apt-get install without the lists of packages',
  why: `The official images of Debian and Ubuntu hold no lists of packages: \`E: Unable to locate package curl\`, and the build
fails. \`apt-get update\` fetches them. It belongs in the same RUN as the installation: a list in the cache grows old, and then
names packages that are gone.

The rule knows \`debian\` and \`ubuntu\`, packages that they lack, and stays silent as soon as an earlier step may have
brought the lists: by \`update\`, a script, a COPY or a mount.`,
  dockerfile: ({ stages }) => stages.filter((stage) => stage.isReached).flatMap((stage) => unlisted(stage) ?? []),
};

/** The first installation of a stage: the others fail for the same reason. */
function unlisted(stage: StageView): Finding | undefined {
  const { base } = stage.lineage;
  const isBare =
    base.kind === 'image' &&
    base.reference.registry === 'docker.io' &&
    /^library\/(?:debian|ubuntu)$/.test(base.reference.repository);
  for (const step of isBare ? stage.steps : []) {
    if (mayBringLists(step)) {
      return undefined;
    }
    const installed = runCommands(step.instruction).flatMap((command) => absentPackage(command) ?? []);
    const [found] = installed;
    if (found) {
      return step.stage === stage ? finding(found.value, found.range) : undefined;
    }
  }
  return undefined;
}

const finding = (name: string, range: Finding['range']): Finding => ({
  range,
  message: `${name} is in no list of packages: the image has none, and the build fails. Run apt-get update first, in the same RUN.`,
});

/** Whether a step may fetch the lists, or is not known well enough. */
function mayBringLists({ instruction, before }: ImageStep): boolean {
  const { keyword, flags } = instruction;
  if (keyword === 'COPY' || keyword === 'ADD' || keyword === 'ONBUILD' || before.shell !== undefined) {
    return true;
  }
  return (
    keyword === 'RUN' &&
    (instruction.json ||
      flags.length > 0 ||
      /update|\.sh\b|\||\$|\bsource\b|\bpython|\bbash\b/.test(textOfRun(instruction)))
  );
}

/** Packages that people install, and that neither image has. */
const absent =
  /^(?:build-essential|ca-certificates|curl|ffmpeg|g\+\+|gcc|git|gnupg|jq|locales|make|nginx|nodejs|npm|python3(?:-pip|-venv|-dev)?|sudo|unzip|vim|wget|zip)$/;

function absentPackage({ words }: ShellCommand) {
  const [program, ...rest] = innerWords(words);
  const isInstall =
    /^apt(?:-get)?$/.test(basename(program?.value ?? '')) && rest.some(({ value }) => value === 'install');
  return isInstall ? rest.find(({ value }) => absent.test(value)) : undefined;
}
