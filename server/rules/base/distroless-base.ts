import { distrolessName, readTag } from '../../facts/distroless.ts';
import type { Base } from '../../image/base.ts';
import { imageReferences } from '../../image/references/image-references.ts';
import type { StageView } from '../../image/target.ts';
import { parseReference, shortName } from '../../model/reference.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'distroless-base',
  severity: 'warning',
  title: "The final stage is not built on the plan's base image",
  fix: "the plan's base image",
  why: `\`base:\` in \`lucid.yaml\` names the base image of an image. Without \`base:\`, any distroless image and \`scratch\` are
fine. Another base image brings a shell and a package manager with their vulnerabilities, or an interpreter of another
version. Lucid follows the base image through stages, ARG defaults and other images of the plan. The tag does not matter
here.

The rule ignores Dockerfiles that the plan does not name. The fix is not safe: what the file installs with the package
manager of the old base image has to move into a builder stage.`,
  *dockerfile(target) {
    const { image } = target.build;
    const lineage = target.final?.lineage;
    // A base image in another file is reported in that file.
    if (image === undefined || lineage?.from.target !== target) {
      return;
    }
    const { from, base, declared } = lineage;
    // Of an image of the plan without its Dockerfile, the plan says what it is built on.
    const bases = [base, ...(declared ? [declared] : [])];
    const wanted = image.base && parseReference(image.base);
    const isWanted = (one: Base): boolean =>
      one.kind === 'unknown' ||
      (wanted ? nameOf(one) === shortName(wanted) : isDistroless(one) || image.base === nameOf(one));
    if (!from.base || bases.some(isWanted)) {
      return;
    }
    const name = nameOf(declared ?? base);
    yield {
      range: from.base.range,
      message: wanted
        ? `${image.id} is built on ${name}, but the plan says ${shortName(wanted)}. The image gets other programs and users. Change FROM, or "base" in the plan.`
        : `${image.id} is built on ${name}, which is not distroless: the image gets a shell and packages that it does not need to run. Use a distroless image.`,
      fixes: wanted ? baseFix(from, shortName(wanted)) : [],
    };
  },
};

const nameOf = (base: Base): string =>
  base.kind === 'scratch' || base.kind === 'unknown' ? base.kind : shortName(base.reference);

const isDistroless = (base: Base): boolean =>
  base.kind === 'scratch' ||
  base.kind === 'distroless' ||
  (base.kind === 'image' && distrolessName(base.reference) !== undefined);

/** Keeps the variant of a distroless tag. With a USER instruction, the variant `nonroot` is not needed. */
function baseFix({ target, from }: StageView, wanted: string): readonly Fix[] {
  const { file } = target;
  const name = imageReferences(target).find(({ instruction }) => instruction === from);
  const value = name?.value;
  const range = value === undefined ? undefined : name?.written(0, value.length);
  if (!range || value === undefined) {
    return [];
  }
  const reference = parseReference(value);
  const keeps = reference && distrolessName(reference) !== undefined && readTag(reference.tag);
  const hasUser = file.stages.at(-1)?.instructions.some(({ keyword }) => keyword === 'USER');
  const tag = keeps ? (reference.tag ?? 'latest') : hasUser ? 'latest' : 'nonroot';
  return [
    {
      title: `Use the plan's base image: "${wanted}:${tag}"`,
      edits: { [file.path]: [{ range, text: `${wanted}:${tag}` }] },
      safe: false,
    },
  ];
}
