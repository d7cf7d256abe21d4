import { type DistrolessImage, distrolessAsOf, distrolessImage, distrolessRegistry } from '../../facts/distroless.ts';
import { imageReferences, type WrittenReference } from '../../image/references/image-references.ts';
import type { BuildTarget } from '../../image/target.ts';
import { parseReference } from '../../model/reference.ts';
import type { Range, TextEdit, WorkspaceEdits } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { meantImage } from './names.ts';

export const rule: Rule = {
  id: 'distroless-deprecated',
  severity: 'info',
  title: 'A distroless image is out of support, or will be soon',
  fix: 'the successor, also in the plan',
  why: `Each distroless image is built from one release of Debian. An image that was dropped can still be pulled, but gets
no security updates. The dates come from the distroless repository and its support policy. The message says how old this
information is.

The successor is built from another release of Debian and often has another version of the language (Python 3.11 becomes
3.13). Then the builder stage and the paths of packages have to change too, so the fix is not safe. Images in other
registries are ignored.`,
  dockerfile: (target) => imageReferences(target).flatMap(deprecated),
};

function deprecated(name: WrittenReference): readonly Finding[] {
  const reference = name.value === undefined ? undefined : parseReference(name.value);
  const image = reference && meantImage(reference);
  if (!image || (image.dropped === undefined && image.endOfSupport === undefined)) {
    return [];
  }
  const state =
    image.dropped !== undefined
      ? `has had no security updates since ${image.dropped}`
      : `gets security updates only until about ${image.endOfSupport}`;
  const successor = image.successor ? ` Use ${image.successor}${change(image)}.` : '';
  return [
    {
      range: name.range,
      message: `${distrolessRegistry}/${image.name} ${state}.${successor} (As of ${distrolessAsOf}.)`,
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
    : `, with Python ${version} instead of ${python}: the builder stage must change too`;
}

function successorFix(name: WrittenReference, image: DistrolessImage, successor: string): readonly Fix[] {
  const { value = '' } = name;
  const start = value.indexOf(image.name);
  // The digest belongs to the old image.
  const digest = value.indexOf('@');
  const end = digest < 0 ? start + image.name.length : value.length;
  const text = successor + value.slice(start + image.name.length, digest < 0 ? end : digest);
  const range = start < 0 ? undefined : name.written(start, end);
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
 * Changes the plan too, if the old image is the base image of the final stage and the plan names it. Undefined if the plan
 * cannot be edited at that place.
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

/** Whether a range of the file names the base image of the final stage: in its FROM, or in the ARG that FROM uses. */
function isFinalBase({ start }: Range, image: string, target: BuildTarget): boolean {
  const from = target.final?.lineage.from.from;
  const name = imageReferences(target).find(({ instruction }) => instruction === from);
  const at = name?.value?.indexOf(image) ?? -1;
  return at >= 0 && name?.written(at, at + image.length)?.start === start;
}
