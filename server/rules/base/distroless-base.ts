import { distinct } from '../../check/distinct.ts';
import type { Finding, Fix, Rule } from '../../check/rule.ts';
import { distrolessName, readTag } from '../../facts/distroless.ts';
import { lineageOf } from '../../image/history.ts';
import { imageNames } from '../../image/references.ts';
import { finalStage } from '../../image/stages.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import type { PlanImage } from '../../model/plan.ts';
import { parseReference, shortName } from '../../model/reference.ts';
import { planned } from '../../model/wording.ts';
import type { Build, Project } from '../../project/project.ts';

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
  dockerfile: (file, project) =>
    distinct(planned(project.builds(file.path)).flatMap((build) => judge(file, build, build.image, project))),
};

function judge(file: Dockerfile, build: Build, image: PlanImage, project: Project): readonly Finding[] {
  const stage = finalStage(file, build.target);
  if (!stage) {
    return [];
  }
  const { base, from } = lineageOf(file, stage, build, project);
  // A base in another file is that file's matter.
  if (base.kind === 'unknown' || from.file !== file || !from.stage.base) {
    return [];
  }
  const name = base.kind === 'scratch' ? 'scratch' : shortName(base.reference);
  const isDistroless = base.kind === 'scratch' || distrolessName(base.reference) !== undefined;
  const wanted = image.base && parseReference(image.base);
  if (wanted ? name === shortName(wanted) : isDistroless || image.base === name) {
    return [];
  }
  return [
    {
      range: from.stage.base.range,
      message: wanted
        ? `The plan builds ${image.id} on ${shortName(wanted)}, and this file on ${name}.`
        : `${image.id} is built on ${name}, which is not distroless: it brings a shell and packages that nothing needs at run time.`,
      fixes: wanted ? baseFix(file, build, from.stage.from.range.start, shortName(wanted)) : [],
    },
  ];
}

/** Keeps the variant of a distroless tag; what runs as another user by USER needs none. */
function baseFix(file: Dockerfile, build: Build, from: number, wanted: string): readonly Fix[] {
  const name = imageNames(file, build).find(({ instruction }) => instruction.range.start === from);
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
