import { lastEnv } from '../../image/last-env.ts';
import { accessTo } from '../../image/start/access.ts';
import { shellWritesOf } from '../../image/start/shell-writes.ts';
import { type Script, startedBy } from '../../image/start/started.ts';
import { mayWrite, namesIn, readable, type Writes, writesOf } from '../../image/start/writes.ts';
import type { StageView } from '../../image/target.ts';
import { computed } from '../../memo.ts';
import { type Dockerfile, flagNamed, type Instruction } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import { mayBeWritten, namedByOptions, written } from './written.ts';

/** What has to change in a Dockerfile so that another user can do what the image does when it starts. */
export interface Handover {
  /** `--chown` for each COPY that gave a place to root. */
  readonly edits: readonly TextEdit[];
  /** Whether the user can certainly do the same as root then, as far as the files tell. */
  readonly isEnough: boolean;
}

/** Hands what the start command of a stage writes to another user, `uid:gid`. */
export function handOver(stage: StageView, user: string): Handover {
  const { paths, isKnown, needsAccount } = writesOfStart(stage);
  if (!isKnown || needsAccount) {
    return { edits: [], isEnough: false };
  }
  const names = new Set([user.split(':')[0] ?? '']);
  const makers = new Set<Instruction>();
  let isEnough = true;
  for (const path of new Set(paths)) {
    const access = accessTo(path, names, stage);
    if (access.writes === false && access.maker && mayChown(access.maker, stage)) {
      makers.add(access.maker);
    } else if (!access.writes) {
      isEnough = false;
    }
  }
  const { file } = stage.target;
  return { edits: isEnough ? [...makers].map((maker) => chown(maker, user, file)) : [], isEnough };
}

/** Whether the start command of a stage looks for the account that it runs as, or may do so unseen. */
export function looksForAccount(stage: StageView): boolean {
  const { isKnown, needsAccount } = writesOfStart(stage);
  return needsAccount || (!isKnown && !startedBy(stage).isWhole);
}

const mayChown = (maker: Instruction, { target }: StageView): boolean =>
  (maker.keyword === 'COPY' || maker.keyword === 'ADD') && target.file.instructions.includes(maker);

/** Gives what a COPY or ADD makes to a user. */
export function chown(instruction: Instruction, user: string, { text }: Dockerfile): TextEdit {
  const given = flagNamed(instruction, 'chown')?.valueRange;
  if (given) {
    return { range: given, text: user };
  }
  // Behind --from, as most people write it.
  const at = instruction.flags.findLast(({ name }) => name === 'from')?.range.end ?? instruction.keywordRange.end;
  return { range: { start: at, end: at }, text: ` --chown=${user}${text[at] === undefined ? ' ' : ''}` };
}

/** What an image writes when it runs: by its scripts where they can be read, by its variables and volumes. */
const writesOfStart: (stage: StageView) => Writes = computed((stage) => {
  const { scripts, commands, isWhole } = startedBy(stage);
  const { base } = stage.lineage;
  const workdir = stage.image.workdir ?? '/';
  const variable = (name: string) => lastEnv(stage.steps, name)?.value;
  const texts = scripts.map((script) => ({ ...script, text: readable(script.text) }));
  const code = texts.filter(isCode);
  const writing = code.filter(({ text }) => mayWrite(text));
  const shared = new Map(writing.length === 0 ? [] : code.flatMap(({ text }) => [...namesIn(text)]));
  const found = writing.map(({ path, text }) =>
    writesOf(text, { path, workdir, names: new Map([...shared, ...namesIn(text)]), variable }),
  );
  const shell = texts.filter((script) => !isCode(script)).map(({ text }) => text);
  const all = [...found, shellWritesOf(commands, [...shell, ...shellForms(stage)].join('\n'), { workdir, variable })];
  // An unknown program of a distroless image rarely writes anywhere else than its variables and volumes say.
  const isBare = base.kind === 'distroless' || base.kind === 'scratch';
  return {
    paths: [
      ...all.flatMap(({ paths }) => paths),
      ...written(stage).map(({ path }) => path),
      ...namedByOptions(stage),
      ...(isWhole ? [] : mayBeWritten(stage)),
    ],
    isKnown: (isWhole || isBare) && all.every(({ isKnown }) => isKnown),
    needsAccount: usesHomeOfRoot(stage) || all.some(({ needsAccount }) => needsAccount),
  };
});

/** Tools that install into the home of the user who runs them. */
const installsAtHome =
  /--user\b|\/root\b|~\/|\$\{?HOME\b|\b(?:playwright|poetry|pipenv|pipx|nvm|rustup|cargo|sdkman|pyenv|conda|mamba|nltk|huggingface\S*)\b|\buv\s+(?:sync|tool|python|venv)\b/;

/** Whether the image has something in /root, which no other user may enter. */
const usesHomeOfRoot = ({ ownSteps }: StageView): boolean =>
  ownSteps.some(({ instruction }) => {
    const { keyword, words } = instruction;
    switch (keyword) {
      case 'RUN':
        return installsAtHome.test(textOfRun(instruction));
      case 'COPY':
      case 'ADD':
        return isRootHome.test(words.at(-1)?.value ?? '');
      case 'ENV':
      case 'WORKDIR':
      case 'VOLUME':
      case 'CMD':
      case 'ENTRYPOINT':
        return words.some(({ value }) => isRootHome.test(value));
      default:
        return false;
    }
  });

const isRootHome = /(?:^|[:="'\s])(?:\/root(?:\/|[:"'\s]|$)|~\/|\$\{?HOME\b)/;

const isCode = ({ language }: Script): boolean => language !== 'shell';

/** The texts of CMD and ENTRYPOINT in shell form. */
const shellForms = ({ image }: StageView): readonly string[] =>
  [image.entrypoint, image.cmd].flatMap((command) =>
    command?.instruction && !command.exec ? [command.instruction.body.text] : [],
  );
