import { type DistrolessImage, distrolessAsOf, distrolessRegistry, distrolessUsers } from '../../facts/distroless.ts';
import type { StageView } from '../../image/target.ts';

/** Facts about the distroless image that a stage is built from, through stages and ARGs; undefined for other images. */
export function baseFacts({ lineage: { base } }: StageView): string | undefined {
  return base.kind === 'distroless' ? describe(base.image) : undefined;
}

function describe({ name, python, glibc, entrypoint, dropped, endOfSupport, successor }: DistrolessImage): string {
  const facts = [
    entrypoint ? `ENTRYPOINT \`${JSON.stringify(entrypoint)}\`` : 'no ENTRYPOINT',
    python && `Python ${python}`,
    glibc && `glibc ${glibc}`,
    'no shell and no package manager',
    `users ${distrolessUsers.join(', ')}`,
    dropped ? `no longer updated since ${dropped}` : endOfSupport && `support ends about ${endOfSupport}`,
    (dropped || endOfSupport) && successor && `successor \`${successor}\``,
  ];
  return `**${distrolessRegistry}/${name}**: ${facts.filter(Boolean).join(' · ')} (as of ${distrolessAsOf})`;
}
