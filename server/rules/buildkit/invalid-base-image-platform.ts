import { type DistrolessImage, distrolessImage, readTag } from '../../facts/distroless.ts';
import type { StageView } from '../../image/target.ts';
import { flagNamed } from '../../model/dockerfile.ts';
import { type Platform, parsePlatform } from '../../model/platform.ts';
import { type ImageReference, parseReference } from '../../model/reference.ts';
import type { Rule } from '../rule.ts';
import { listed } from '../wording.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'invalid-base-image-platform',
  buildkit: 'InvalidBaseImagePlatform',
  severity: 'warning',
  title: 'A base image for one platform in a build for another',
  why: `Some references name an image for a single platform: \`arm64v8/python\`, or \`gcr.io/distroless/static:latest-amd64\`.
BuildKit takes it for every build and warns: its programs do not start on another platform.

The rule knows the platforms of Docker's official images for one architecture and of the distroless images, and ignores
builds whose platforms are unknown.`,
  *dockerfile(target) {
    yield* warned('InvalidBaseImagePlatform', target, target.stages.flatMap(otherPlatform));
  },
};

function otherPlatform(stage: StageView): readonly Warning[] {
  const { target, from, base, parent } = stage;
  const reference = base && !parent ? parseReference(target.value(base.value, from) ?? '') : undefined;
  const actual = reference && platformOf(reference, distrolessImage(reference));
  if (!base || !actual) {
    return [];
  }
  const flag = flagNamed(from, 'platform');
  const asked = flag ? [target.value(flag.value, from)] : target.build.platforms;
  const others = asked.filter((one): one is string => {
    const expected = one === undefined ? undefined : parsePlatform(one);
    return expected !== undefined && (expected.os !== actual.os || expected.architecture !== actual.architecture);
  });
  if (others.length === 0) {
    return [];
  }
  return [
    {
      stage,
      range: onFirstLine(target.file, from, base.range),
      about: from.range,
      message: `${base.value} is an image for ${actual.os}/${actual.architecture}, but the build is for ${listed(others)}. Its programs may not start.`,
    },
  ];
}

/** The accounts on Docker Hub with the official images for one architecture. */
const architectures: Readonly<Record<string, string>> = {
  amd64: 'amd64',
  arm32v5: 'arm',
  arm32v6: 'arm',
  arm32v7: 'arm',
  arm64v8: 'arm64',
  i386: '386',
  mips64le: 'mips64le',
  ppc64le: 'ppc64le',
  riscv64: 'riscv64',
  s390x: 's390x',
};

function platformOf(
  { registry, repository, tag }: ImageReference,
  distroless: DistrolessImage | undefined,
): Pick<Platform, 'os' | 'architecture'> | undefined {
  const name = distroless
    ? readTag(tag)?.architecture
    : registry === 'docker.io'
      ? architectures[repository.split('/')[0] ?? '']
      : undefined;
  return name === undefined ? undefined : { os: 'linux', architecture: name };
}
