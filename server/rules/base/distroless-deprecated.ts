import { type DistrolessImage, distrolessAsOf, distrolessImage, distrolessRegistry } from '../../facts/distroless.ts';
import { imageReferences, type WrittenReference } from '../../image/image-references.ts';
import type { BuildTarget } from '../../image/target.ts';
import { parseReference } from '../../model/reference.ts';
import type { Range, TextEdit, WorkspaceEdits } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'distroless-deprecated',
  severity: 'info',
  title: 'A distroless image that is no longer maintained, or not for long',
  fix: 'the successor, in the plan as well',
  why: `Distroless follows the releases of Debian. An image that was dropped may still be pulled, but gets no security updates any
more. The dates come from the distroless repository and its support policy; the message says as of when.

The successor is another release of Debian and often another version of the language (Python 3.11 becomes 3.13), so that the
builder stage and the paths of packages change with it. That is for a person to decide.`,
  unmasks: [
    {
      rules: [
        'distroless-missing-tool',
        'entrypoint-repeated',
        'no-user-creation',
        'python-version-mismatch',
        'python-packages-path',
      ],
      why: 'The successor has another version of the language, as the title of the fix says, and no digest that hides it.',
    },
  ],
  dockerfile: (target) => imageReferences(target).flatMap(deprecated),
};

function deprecated(name: WrittenReference): readonly Finding[] {
  const reference = name.value === undefined ? undefined : parseReference(name.value);
  const image = reference && distrolessImage(reference);
  if (!image || (image.dropped === undefined && image.endOfSupport === undefined)) {
    return [];
  }
  const state =
    image.dropped !== undefined
      ? `was dropped on ${image.dropped} and gets no updates any more`
      : `is supported until about ${image.endOfSupport}`;
  const successor = image.successor ? ` ${image.successor} succeeds it${change(image)}.` : '';
  return [
    {
      range: name.range,
      message: `${distrolessRegistry}/${image.name} ${state} (as of ${distrolessAsOf}).${successor}`,
      fixes: image.successor === undefined ? [] : successorFix(name, image, image.successor),
    },
  ];
}

/** What changes with the successor besides the release of Debian. */
function change({ python, successor }: DistrolessImage): string {
  const next = parseReference(`${distrolessRegistry}/${successor}`);
  const version = next && distrolessImage(next)?.python;
  return python === undefined || version === python
    ? ''
    : `, with Python ${version} instead of ${python}: the builder changes with it`;
}

function successorFix(name: WrittenReference, image: DistrolessImage, successor: string): readonly Fix[] {
  const { value = '' } = name;
  const start = value.indexOf(image.name);
  // A digest is that of the old image.
  const digest = value.indexOf('@');
  const end = digest < 0 ? start + image.name.length : value.length;
  const text = successor + value.slice(start + image.name.length, digest < 0 ? end : digest);
  const range = name.written(start, end);
  if (!range) {
    return [];
  }
  const { target } = name.stage;
  const plan = planEdits(range, image, successor, target);
  if (plan === undefined) {
    return [];
  }
  const edits = { [target.file.path]: [{ range, text }], ...plan };
  return [{ title: `Use the successor: "${successor}"${change(image)}`, edits, safe: false }];
}

/**
 * The plan asks for the base of the final stage by name, so it changes along where that is what changes; undefined where
 * the plan cannot be edited there.
 */
function planEdits(
  changed: Range,
  image: DistrolessImage,
  successor: string,
  { siblings, project: { planFile } }: BuildTarget,
): WorkspaceEdits | undefined {
  const asked = siblings.filter(
    (target) =>
      target.build.image?.base === `${distrolessRegistry}/${image.name}` && isFinalBase(changed, image.name, target),
  );
  const edits = asked.map(({ build }): TextEdit | undefined => {
    const place = build.image && planFile.imagePath(build.image.id);
    const range = place && planFile.rangeOf([...place, 'base']);
    const at = range ? planFile.text.slice(range.start, range.end).indexOf(image.name) : -1;
    if (!range || at < 0) {
      return undefined;
    }
    return { range: { start: range.start + at, end: range.start + at + image.name.length }, text: successor };
  });
  if (edits.length === 0) {
    return {};
  }
  const known = edits.filter((edit) => edit !== undefined);
  return planFile.path !== undefined && known.length === edits.length ? { [planFile.path]: known } : undefined;
}

/** Whether a stretch of the file is what the final stage takes its base from: its FROM, or the ARG behind it. */
function isFinalBase({ start }: Range, image: string, target: BuildTarget): boolean {
  const from = target.final?.lineage.from.from;
  const name = imageReferences(target).find(({ instruction }) => instruction === from);
  const at = name?.value?.indexOf(image) ?? -1;
  return at >= 0 && name?.written(at, at + image.length)?.start === start;
}
