import type { Base } from '../../image/base.ts';
import { absolutePath } from '../../image/config.ts';
import { meantPath } from '../../image/meant-path.ts';
import type { BuildTarget, ImageStep, StageView } from '../../image/target.ts';
import { isDead } from '../../image/users/accounts.ts';
import { onlyMakesUsers } from '../../image/users/commands.ts';
import { fromOf, type Instruction, type Word } from '../../model/dockerfile.ts';
import { textOfRun } from '../../parse/shell/shell.ts';
import { contextPath, joinPath } from '../../workspace/paths.ts';
import { hasWildcard } from '../../workspace/patterns.ts';
import type { Finding, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'copy-destination-file',
  severity: 'warning',
  alsoBy: { hadolint: 'DL3021', tally: 'hadolint/DL3021' },
  title: 'Several files are copied onto one path',
  fix: 'a slash at the end of the destination (safe)',
  why: `\`COPY a.txt b.txt /app\` makes a *folder* of \`/app\` only if it is one already. Otherwise \`/app\` becomes a file that holds the
last source, and the others are lost; the build passes. A later \`WORKDIR /app\` then fails with \`mkdir /app: not a directory\`,
and a folder among the sources behind a file with \`cannot copy to non-directory\`. With a slash (\`/app/\`) it is a folder in any case.

The rule knows the sources that are in the build context, and a destination that no earlier step mentions, in \`scratch\`,
distroless and the official images of languages and distributions.`,
  dockerfile: ({ stages }) => stages.filter((stage) => stage.isReached).flatMap(inStage),
};

/** One pass over the steps, with the paths that are there so far. */
function inStage(stage: StageView): readonly Finding[] {
  if (!isKnown(stage.lineage.base) || !stage.instructions.some(isCandidate)) {
    return [];
  }
  const later = workdirsOf(stage);
  const paths: Paths = { made: new Set(), copied: new Set(), words: new Set(), isUnknown: false };
  const findings: Finding[] = [];
  for (const [index, step] of stage.steps.entries()) {
    const path = step.stage === stage && isCandidate(step.instruction) ? destinationOf(step) : undefined;
    if (path !== undefined && isNew(path, step, paths)) {
      findings.push(...(ontoOne(step, (later.get(path) ?? -1) > index) ?? []));
    }
    note(step, paths);
  }
  return findings;
}

const languages = new Set('alpine debian golang node python ruby rust ubuntu'.split(' '));

/** Whether the folders of an image are known. */
const isKnown = (base: Base): boolean =>
  base.kind === 'scratch' ||
  base.kind === 'distroless' ||
  (base.kind === 'image' &&
    base.reference.registry === 'docker.io' &&
    languages.has(base.reference.repository.replace(/^library\//, '')));

const isCandidate = (instruction: Instruction): boolean =>
  (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
  instruction.words.length > 2 &&
  instruction.heredocs.length === 0 &&
  fromOf(instruction) === undefined;

/** The path that is not written as a folder; undefined for a folder, and where the path is unknown. */
function destinationOf({ stage, instruction, before }: ImageStep): string | undefined {
  const written = stage.target.value(instruction.words.at(-1)?.value, instruction);
  return written === undefined || /(?:^|\/)\.{0,2}$/.test(written) ? undefined : absolutePath(written, before.workdir);
}

function ontoOne(step: ImageStep, becomesFolder: boolean): readonly Finding[] | undefined {
  const { stage, instruction } = step;
  const { file } = stage.target;
  const last = instruction.words.at(-1) as Word;
  const kinds = instruction.words
    .slice(0, -1)
    .map(({ value }) => kindOf(stage.target.value(value, instruction), stage.target));
  if (kinds[0] !== 'file' || kinds.includes(undefined)) {
    return undefined;
  }
  const isFatal = becomesFolder || kinds.includes('directory');
  const end = last.range.end - (instruction.json ? 1 : 0);
  const written = file.text.slice(last.range.start, last.range.end).replace(/^"|"$/g, '');
  const edits = { [file.path]: [{ range: { start: end, end }, text: '/' }] };
  return [
    {
      range: last.range,
      severity: isFatal ? 'error' : 'warning',
      message: `"${written}" becomes a file here, not a folder: ${isFatal ? 'the build fails' : 'each source overwrites the one before'}. Write "${written}/".`,
      fixes: /[\w.-]/.test(file.text.charAt(end - 1)) ? [{ title: `Write "${written}/"`, edits, safe: true }] : [],
    },
  ];
}

/** What a source in the build context is; undefined where that is unknown. */
function kindOf(source: string | undefined, target: BuildTarget): 'file' | 'directory' | undefined {
  const { build, project } = target;
  if (source === undefined || build.context === undefined || hasWildcard(source) || source.includes('://')) {
    return undefined;
  }
  const kind = project.workspace.kind(joinPath(build.context, meantPath(contextPath(source), target)));
  return kind === 'file' || kind === 'directory' ? kind : undefined;
}

/** What the steps so far have made. */
interface Paths {
  /** With all folders above them. */
  readonly made: Set<string>;
  /** Destinations of COPY and ADD, below which anything may be. */
  readonly copied: Set<string>;
  /** The words of every RUN, the parts of its paths too. */
  readonly words: Set<string>;
  isUnknown: boolean;
}

/** Folders at the top of a Linux system, and what images of languages add. */
const system = /^\/(?:bin|boot|dev|etc|go|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)(?:\/|$)/;

function isNew(path: string, { before, stage }: ImageStep, paths: Paths): boolean {
  const isSystem = stage.lineage.base.kind !== 'scratch' && system.test(path);
  return (
    path !== '/' &&
    !isSystem &&
    !paths.isUnknown &&
    !paths.made.has(path) &&
    !paths.words.has(path.slice(path.lastIndexOf('/') + 1)) &&
    !upwards(path).some((folder) => paths.copied.has(folder)) &&
    !upwards(before.workdir ?? '/').includes(path)
  );
}

/** A path and the folders above it. */
const upwards = (path: string): readonly string[] => {
  const parts = path.split('/').filter((part) => part !== '');
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
};

/** Programs that make paths which they do not name. */
const unpacks = /\.sh\b|\b(?:git|make|rsync|tar|unzip)\b|\$/;

function note({ instruction, stage, before }: ImageStep, paths: Paths): void {
  const { keyword, words } = instruction;
  if (keyword === 'RUN') {
    // An account that cannot be made has no folder.
    if (onlyMakesUsers(instruction) && isDead(instruction, stage)) {
      return;
    }
    const text = textOfRun(instruction);
    paths.isUnknown ||= unpacks.test(text);
    for (const word of text.split(/[^\w.-]+/)) {
      paths.words.add(word);
    }
  } else if (keyword === 'WORKDIR' || keyword === 'VOLUME' || keyword === 'COPY' || keyword === 'ADD') {
    const written = stage.target.value(words.at(-1)?.value, instruction);
    const path = written === undefined ? undefined : absolutePath(written, before.workdir);
    paths.isUnknown ||= path === undefined;
    for (const folder of upwards(path ?? '/')) {
      paths.made.add(folder);
    }
    if (path !== undefined && (keyword === 'COPY' || keyword === 'ADD')) {
      paths.copied.add(path);
    }
  }
}

/** The last step that makes a path a folder by WORKDIR, by path. */
function workdirsOf({ steps }: StageView): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [index, { instruction, stage, before }] of steps.entries()) {
    const written =
      instruction.keyword === 'WORKDIR' ? stage.target.value(instruction.words[0]?.value, instruction) : undefined;
    for (const folder of written === undefined ? [] : upwards(absolutePath(written, before.workdir) ?? '/')) {
      found.set(folder, index);
    }
  }
  return found;
}
