import { debianReleases } from '../../facts/debian.ts';
import {
  distrolessArchitectures,
  distrolessAsOf,
  distrolessImage,
  distrolessName,
  distrolessNames,
  distrolessRegistry,
  distrolessVariants,
  nonroot,
  readTag,
} from '../../facts/distroless.ts';
import { imageReferences, type WrittenReference } from '../../image/references/image-references.ts';
import type { Build } from '../../model/build.ts';
import { parsePlatform } from '../../model/platform.ts';
import { parseReference } from '../../model/reference.ts';
import type { Range } from '../../model/text.ts';
import { nearest } from '../../nearest.ts';
import type { Finding, Fix, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

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
  if (tag === undefined || digest !== undefined || readTag(tag) || /^[0-9a-f]{7,}$/.test(tag)) {
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
    build.image?.user.startsWith(`${nonroot.uid}`) === true &&
    final?.lineage.from === stage &&
    final.image.userInstruction === undefined &&
    !final.steps.some(({ instruction }) => instruction.keyword === 'RUN')
  );
}

const families = /^(?:static|base|base-nossl|cc|java|java-base|java\d+|nodejs|nodejs\d+|python3|python2\.7|dotnet)$/;
const release = /-debian(?:8|9|1[0-3])$/;

/** Old images may still exist. A name is wrong only if its family or its release of Debian never existed. */
const mayExist = (image: string): boolean => image.includes('/') || families.test(image.replace(release, ''));

function wrongName(name: WrittenReference, image: string, wanted: string | undefined): Finding {
  const start = name.value?.indexOf(image) ?? 0;
  return {
    range: name.range,
    message: `The distroless image "${image}" does not exist: the build fails.${wanted ? ` Did you mean "${wanted}"?` : ''} (As of ${distrolessAsOf}.)`,
    fixes: wanted ? replaced(name, { start, end: start + image.length }, wanted, `Use "${wanted}"`) : [],
  };
}

function nearestImage(image: string): string | undefined {
  const [, family, suite] = /^(.+)-(debian-?\d+|bullseye|bookworm|trixie)$/.exec(image) ?? [];
  if (family === undefined || suite === undefined) {
    return undefined;
  }
  const known = [...new Set(distrolessNames.map((name) => name.replace(release, '')))];
  const number = debianReleases.get(suite) ?? suite.replace(/^debian-?/, '');
  const wanted = `${nearest(family, known)}-debian${number}`;
  const reference = parseReference(`${distrolessRegistry}/${wanted}`);
  const facts = reference && distrolessImage(reference);
  // python3.12-debian12 is not a typing mistake for python3-debian12, which has Python 3.11.
  const version = /^python(3\.?\d+)$/.exec(family)?.[1];
  const fits = version === undefined || facts?.python?.replace('.', '') === version.replace('.', '');
  return facts && fits ? wanted : undefined;
}

/** Replaces a part of the expanded name, if the file contains that part as text. */
function replaced(name: WrittenReference, { start, end }: Range, text: string, title: string): readonly Fix[] {
  const range = name.written(start, end);
  return range ? [{ title, edits: { [name.stage.target.file.path]: [{ range, text }] }, safe: true }] : [];
}
