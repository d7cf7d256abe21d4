import { posix } from 'node:path';
import { readTag } from '../../facts/distroless.ts';
import { programsIn } from '../../image/programs/programs.ts';
import { imageReferences } from '../../image/references/image-references.ts';
import type { BuildTarget, ImageStep, StageView } from '../../image/target.ts';
import { fromOf, type Instruction, type Word } from '../../model/dockerfile.ts';
import { parseReference } from '../../model/reference.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'runtime-shell',
  severity: 'warning',
  title: 'A shell or a package manager comes into a runtime image that has none',
  fix: 'the tag without `debug`',
  why: `A distroless image and \`scratch\` have no shell and no package manager, so that an intruder finds none. A COPY of
\`/bin/bash\`, of busybox or of a package manager, and the tag \`:debug\` with its busybox, give that up for the image that runs.

A shell is often copied for a start script or a health check: start the program itself, and let it ask itself. To look into
a running container, \`docker debug\` and \`kubectl debug\` bring their own tools.

The rule looks at the final stage. It ignores folders that may hold a shell among other things, such as \`/usr/local\`.`,
  dockerfile(target) {
    const { final } = target;
    if (final === undefined || programsIn(final) === undefined) {
      return [];
    }
    const [first, ...more] = final.ownSteps.flatMap((step) => copiedBy(step, target));
    const related = more.map(({ range }) => ({ path: target.file.path, range, message: 'So does this.' }));
    return [...debugTag(final, target), ...(first ? [{ ...first, related }] : [])];
  },
};

const shells = /^(?:a|ba|da|k|z)?sh$|^busybox(?:\..*)?$|^toybox$/;
const managers = /^(?:apk|apt|apt-get|dnf|dpkg|microdnf|rpm|yum|zypper|npm|npx|pnpm|yarn|pip[\d.]*)$/;

/** Folders of system programs, and the images from which they bring a shell. */
const systemFolder = /^\/?(?:usr\/)?s?bin\/?$/;
const systemImage = /^(?:library\/)?(?:alpine|busybox|debian|ubuntu|bash)$/;

function copiedBy({ stage, instruction }: ImageStep, target: BuildTarget): readonly Finding[] {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') {
    return [];
  }
  const { sources } = copyWords(intended(instruction));
  const isHere = stage.target === target;
  return isHere ? sources.flatMap((word) => copied(word, instruction, stage) ?? []) : [];
}

function copied(word: Word, instruction: Instruction, stage: StageView): Finding | undefined {
  const value = stage.target.value(word.value, instruction);
  const from = fromOf(instruction);
  if (value === undefined) {
    return undefined;
  }
  const name = posix.basename(value);
  const isProgram = /(?:^|\/)s?bin\/[^/]+$/.test(value) || (from === undefined && value === name);
  const what = shells.test(name) ? 'a shell' : managers.test(name) ? 'a package manager' : undefined;
  if (isProgram && what) {
    return finding(word, `${name}, ${what},`);
  }
  const reference = from && !stage.target.stageNamed(from.value, stage.index) ? parseReference(from.value) : undefined;
  const isSystem = reference?.registry === 'docker.io' && systemImage.test(reference.repository);
  if (!isSystem || !(systemFolder.test(value) || value === '/')) {
    return undefined;
  }
  return finding(word, `A shell, with all of ${value} of ${from?.value},`);
}

const finding = ({ range }: Word, what: string): Finding => ({
  range,
  message: `${what} comes into a runtime image that has none. An intruder can use it. Start the program itself, in exec form, and leave it out.`,
});

/** `FROM gcr.io/distroless/…:debug` of the image that runs. */
function debugTag({ lineage: { base, from } }: StageView, target: BuildTarget): readonly Finding[] {
  const name = imageReferences(target).find(({ instruction }) => instruction === from.from);
  if (base.kind !== 'distroless' || !base.debug || from.target !== target || name?.value === undefined) {
    return [];
  }
  const { tag = 'latest' } = base.reference;
  const message = `The tag "${tag}" brings busybox, a shell, into the image that runs. An intruder can use it. Take the tag without "debug".`;
  return [{ range: name.range, message, fixes: tagFix(tag, name.value, name.written(0, name.value.length), target) }];
}

/** Where the image only starts a program of its own, and nothing of it may need busybox. */
function tagFix(
  tag: string,
  value: string,
  range: Finding['range'] | undefined,
  { file, final }: BuildTarget,
): readonly Fix[] {
  const wanted = tag.replace(/^debug-nonroot/, 'nonroot').replace(/^debug/, 'latest');
  const { entrypoint } = final?.image ?? {};
  const startsOwn = entrypoint?.instruction?.json === true && entrypoint.words[0]?.startsWith('/') === true;
  const needing = new Set(['HEALTHCHECK', 'ONBUILD', 'RUN', 'SHELL']);
  const isUsed =
    !startsOwn ||
    final?.steps.some(({ instruction: { keyword, body } }) => needing.has(keyword) || body.text.includes('busybox'));
  const end = value.indexOf(`:${tag}`);
  if (range === undefined || isUsed || value.includes('@') || end < 0 || !readTag(wanted)) {
    return [];
  }
  const text = `${value.slice(0, end)}:${wanted}`;
  return [{ title: `Use the tag "${wanted}"`, edits: { [file.path]: [{ range, text }] }, safe: false }];
}
