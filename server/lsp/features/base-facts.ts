import { type DistrolessImage, distrolessAsOf, distrolessRegistry, distrolessUsers } from '../../facts/distroless.ts';
import { targetsOf } from '../../image/target.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { Project } from '../../model/project.ts';

/** Facts about the distroless image that a FROM leads to, through stages and ARGs; empty for other images. */
export function baseFacts(from: Instruction, file: Dockerfile, project: Project): readonly string[] {
  const [target] = targetsOf(project, file.path);
  const base = target?.stages.find((stage) => stage.from.range.start === from.range.start)?.lineage.base;
  return base?.kind === 'distroless' ? [describe(base.image)] : [];
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
