import { imageReferences, type WrittenReference } from '../../image/references/image-references.ts';
import type { Plan } from '../../model/plan.ts';
import { type ImageReference, parseReference } from '../../model/reference.ts';
import type { Finding, Rule } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'image-registry',
  severity: 'warning',
  title: 'An image comes from a registry that the plan does not allow',
  why: `The plan's \`registries\` lists where images may come from: a registry (\`docker.io\`), or a part of one
(\`gcr.io/distroless\`). The plan's own \`registry\` is always allowed. The rule looks at FROM, \`COPY --from\` and the mounts of
every Dockerfile of the workspace, and stays silent without the list, and where a name depends on an unknown value.

An image without a registry comes from \`docker.io\`, official images such as \`python\` from \`docker.io/library\`.`,
  dockerfile: (target) => {
    const { plan } = target.project;
    return plan.registries === undefined ? [] : imageReferences(target).flatMap((image) => foreign(image, plan) ?? []);
  },
};

function foreign({ value, range }: WrittenReference, { registries = [], registry }: Plan): Finding | undefined {
  const reference = value === undefined ? undefined : parseReference(value);
  if (reference === undefined || [registry, ...registries].some((allowed) => isFrom(reference, allowed))) {
    return undefined;
  }
  return {
    range,
    message: `"${value}" comes from ${reference.registry}, which the plan's registries leave out. Allowed: ${listed([...registries])}.`,
  };
}

/** `docker.io` and `docker.io/library` both allow `docker.io/library/python`. */
function isFrom({ registry, repository }: ImageReference, allowed: string): boolean {
  const name = `${registry}/${repository}`;
  return name === allowed || name.startsWith(`${allowed.replace(/^index\.docker\.io(?=\/|$)/, 'docker.io')}/`);
}
