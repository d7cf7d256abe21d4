import { type DistrolessImage, distrolessAsOf, distrolessRegistry, distrolessUsers } from '../../facts/distroless.ts';
import { lineageOf } from '../../image/history.ts';
import type { Dockerfile, Instruction } from '../../model/dockerfile.ts';
import type { Project } from '../../project/project.ts';

/** What is known of the distroless image that a FROM ends in, through stages and ARGs; nothing for other images. */
export function baseFacts(from: Instruction, file: Dockerfile, project: Project): readonly string[] {
  const stage = file.stages.find((one) => one.from === from);
  const [build] = project.builds(file.path);
  if (stage === undefined || build === undefined) {
    return [];
  }
  const { base } = lineageOf(file, stage, build, project);
  return base.kind === 'distroless' ? [describe(base.image)] : [];
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
