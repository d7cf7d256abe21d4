import { distrolessName, readTag } from '../../facts/distroless.ts';
import { imageReferences } from '../../image/image-references.ts';
import type { StageView } from '../../image/target.ts';
import { parseReference, shortName } from '../../model/reference.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'distroless-base',
  severity: 'error',
  title: "The final stage is not built on the plan's base",
  fix: "the plan's base",
  why: `The plan says on what an image runs, \`base:\` of the image in \`lucid.yaml\`; without one, any distroless image or \`scratch\`
will do. Another base brings a shell, a package manager and their vulnerabilities into the image, or an interpreter of another version.
The base is followed through stages, ARG defaults and other images of the plan; its tag does not matter here.

Files that the plan does not name may be built on anything. Changing the base is for a person: what the file installs with the package
manager of the old base has to move into a builder stage.`,
  unmasks: [
    { why: 'On another base everything is judged by what that base holds: its shell, programs, users and ENTRYPOINT.' },
  ],
  *dockerfile(target) {
    const { image } = target.build;
    const lineage = target.final?.lineage;
    // A base in another file is reported there.
    if (image === undefined || lineage?.from.target !== target || lineage.base.kind === 'unknown') {
      return;
    }
    const { base, from } = lineage;
    const name = base.kind === 'scratch' ? 'scratch' : shortName(base.reference);
    const isDistroless = base.kind === 'scratch' || distrolessName(base.reference) !== undefined;
    const wanted = image.base && parseReference(image.base);
    if (!from.base || (wanted ? name === shortName(wanted) : isDistroless || image.base === name)) {
      return;
    }
    yield {
      range: from.base.range,
      message: wanted
        ? `The plan builds ${image.id} on ${shortName(wanted)}, and this file on ${name}.`
        : `${image.id} is built on ${name}, which is not distroless: it brings a shell and packages that nothing needs at run time.`,
      fixes: wanted ? baseFix(from, shortName(wanted)) : [],
    };
  },
};

/** Keeps the variant of a distroless tag; what runs as another user by USER needs none. */
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
      title: `Use the plan's base: "${wanted}:${tag}"`,
      edits: { [file.path]: [{ range, text: `${wanted}:${tag}` }] },
      safe: false,
    },
  ];
}
