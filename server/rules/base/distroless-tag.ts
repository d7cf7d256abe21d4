import {
  distrolessArchitectures,
  distrolessAsOf,
  distrolessName,
  distrolessRegistry,
  distrolessVariants,
  meantTag,
  readTag,
} from '../../facts/distroless.ts';
import { leavesUserToBase } from '../../image/base.ts';
import { imageReferences, type WrittenReference } from '../../image/references/image-references.ts';
import type { Build } from '../../model/build.ts';
import { parsePlatform } from '../../model/platform.ts';
import { parseReference } from '../../model/reference.ts';
import type { Range } from '../../model/text.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';
import { mayExist, nearestImage } from './names.ts';

export const rule: Rule = {
  id: 'distroless-tag',
  severity: 'error',
  title: 'A distroless image or tag does not exist',
  fix: 'the published tag with this variant and architecture, or the nearest name (safe)',
  why: `Distroless publishes the tags \`latest\`, \`nonroot\`, \`debug\` and \`debug-nonroot\`, each also for one architecture
(\`latest-arm64\`, \`nonroot-arm64\`). There are no other tags: no versions, no \`:arm64\`. The build fails with \`not found\` when
it pulls the image. A tag without an architecture serves all architectures, which a build for several platforms needs.

The rule ignores digests, tags that name a commit, unknown variables and other registries.`,
  dockerfile: (target) => imageReferences(target).flatMap(unpublished),
};

function unpublished(name: WrittenReference): readonly Finding[] {
  const { target } = name.stage;
  const reference = name.value === undefined ? undefined : parseReference(name.value);
  const image = reference && distrolessName(reference);
  if (name.value === undefined || reference === undefined || image === undefined) {
    return [];
  }
  const { tag, digest } = reference;
  if (!mayExist(image)) {
    return [wrongName(name, image, digest === undefined ? nearestImage(image) : undefined)];
  }
  // With a digest the tag has no effect. Hexadecimal tags name commits.
  const meant = tag !== undefined && meantTag(tag);
  if (tag === undefined || digest !== undefined || readTag(tag) || !meant) {
    return [];
  }
  const end = name.value.length;
  const wanted = publishedTag(tag, target.build, runsAsBase(name));
  const title = `Use the published tag: "${wanted}"`;
  return [
    {
      range: name.range,
      message: `${distrolessRegistry}/${image} has no tag "${tag}": the build fails. Published tags are ${listed(distrolessVariants)}, each also with an architecture, such as latest-arm64. (As of ${distrolessAsOf}.)`,
      fixes: wanted.endsWith(tag)
        ? replaced(name, { start: end - tag.length, end: end - tag.length }, wanted.slice(0, -tag.length), title)
        : replaced(name, { start: end - tag.length, end }, wanted, title),
    },
  ];
}

const aliases: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  arm64v8: 'arm64',
  armv7: 'arm',
  armhf: 'arm',
  x86_64: 'amd64',
  x64: 'amd64',
};

/** The nearest published tag: the same variant, and the architecture if the build is only for that one. */
function publishedTag(tag: string, { platforms }: Build, isNonroot: boolean): string {
  const parts = tag.toLowerCase().split(/[-.]/);
  const variant =
    ['debug', 'nonroot'].filter((word) => parts.includes(word)).join('-') || (isNonroot ? 'nonroot' : 'latest');
  const named = parts.map((part) => aliases[part] ?? part).find((part) => distrolessArchitectures.includes(part));
  const only = platforms.length === 1 ? parsePlatform(platforms[0] ?? '')?.architecture : undefined;
  const fits = platforms.length === 0 || named === only;
  return named !== undefined && fits ? `${variant}-${named}` : variant;
}

/**
 * Whether this base image decides the user of the final image, and the plan wants nonroot. A RUN may need root: then
 * `user-nonroot` sets USER after it instead.
 */
function runsAsBase({ stage }: WrittenReference): boolean {
  const { final, build } = stage.target;
  return (
    final?.lineage.from === stage &&
    leavesUserToBase(
      build,
      final.lineage.instructions.map(({ instruction }) => instruction),
    )
  );
}

function wrongName(name: WrittenReference, image: string, wanted: string | undefined): Finding {
  const start = name.value?.indexOf(image) ?? 0;
  return {
    range: name.range,
    message: `The distroless image "${image}" does not exist: the build fails.${wanted ? ` Did you mean "${wanted}"?` : ''} (As of ${distrolessAsOf}.)`,
    fixes: wanted ? replaced(name, { start, end: start + image.length }, wanted, `Use "${wanted}"`) : [],
  };
}

/** Replaces a part of the expanded name, if the file contains that part as text. */
function replaced(name: WrittenReference, { start, end }: Range, text: string, title: string): readonly Fix[] {
  const range = name.written(start, end);
  return range ? [{ title, edits: { [name.stage.target.file.path]: [{ range, text }] }, safe: true }] : [];
}
