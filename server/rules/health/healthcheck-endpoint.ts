import { type PortReport, portReport } from '../../image/ports/uses.ts';
import { type ProbeTarget, probeTargets } from '../../image/programs/health.ts';
import type { BuildTarget } from '../../image/target.ts';
import { computed } from '../../memo.ts';
import type { PlanImage } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import type { Rule } from '../rule.ts';
import { listed } from '../wording.ts';

export const rule: Rule = {
  id: 'healthcheck-endpoint',
  severity: 'warning',
  title: 'The health check asks another port or path than the plan names',
  fix: "the plan's port and path (safe)",
  why: `If nothing answers at the address of the health check, the container becomes *unhealthy* although the service works.
The plan names the port and the path at which the image answers. It counts for URLs, connections of a socket, \`nc\` and
\`/dev/tcp\`. The rule ignores a health check that reads its address from a variable, a further port that the image exposes, and
a wrong port that \`port-mismatch\` reports, whose fix changes the health check too.`,
  *dockerfile(target) {
    const { file, build, final, siblings } = target;
    const { image } = build;
    const healthcheck = final?.image.healthcheck;
    if (!image || !healthcheck?.inner || !final?.instructions.includes(healthcheck)) {
      return;
    }
    // Several images may share this Dockerfile: accept what any of them uses.
    const { start, end } = healthcheck.range;
    const report = portReport(target);
    const asked = askedImages(siblings);
    const isShared = asked.some((one) => planned(one) !== planned(image));
    for (const written of isAsked(image) ? probeTargets(file.text.slice(start, end)) : []) {
      const probe = { ...written, isTold: isTold(written.port, report) };
      const wrong = mistakes(probe, image);
      if (report?.isFurther(probe.port) || asked.some((one) => mistakes(probe, one).length === 0)) {
        continue;
      }
      const edits = correction(probe, image).map(({ range, text: by }) => ({
        range: { start: start + range.start, end: start + range.end },
        text: by,
      }));
      yield {
        range: { start: start + probe.range[0], end: start + probe.range[1] },
        message: `The health check asks ${listed(wrong)}: the container becomes unhealthy. The plan says ${planned(image)} for ${image.id}.`,
        fixes: [{ title: "Use the plan's address", edits: { [file.path]: edits }, safe: !isShared }],
      };
    }
  },
};

interface Probe extends ProbeTarget {
  /** Another rule reports the port, and its fix changes it. */
  readonly isTold: boolean;
}

const isTold = (port: number, report: PortReport | undefined): boolean =>
  report?.wrong.some((one) => one.port === port) === true;

/** Remembered by the list of targets, which they all share. */
const askedImages = computed((targets: readonly BuildTarget[]) =>
  targets.flatMap(({ build }) => build.image ?? []).filter(isAsked),
);

/** Whether the plan says where an image answers. */
const isAsked = ({ ports }: PlanImage): boolean => ports.length > 0;

function mistakes(target: Probe, { ports, health }: PlanImage): readonly string[] {
  const wrong: string[] = [];
  if (!target.isTold && !ports.includes(target.port)) {
    wrong.push(`port ${target.port}`);
  }
  if (health?.kind === 'http' && target.path !== undefined && target.path !== health.path) {
    wrong.push(`path "${target.path}"`);
  }
  return wrong;
}

const planned = ({ ports, health }: PlanImage): string =>
  `port ${ports[0]}${health?.kind === 'http' ? ` and path "${health.path}"` : ''}`;

/** Replaces only what is wrong. A URL without a port or path gets them after its host. */
function correction(target: Probe, { ports, health }: PlanImage): readonly TextEdit[] {
  const port = target.isTold || ports.includes(target.port) ? undefined : String(ports[0]);
  const wanted = health?.kind === 'http' ? health.path : undefined;
  const path = target.path === undefined || target.path === wanted ? undefined : wanted;
  const edit = ([start, end]: readonly [number, number], text: string) => ({ range: { start, end }, text });
  const behind = target.portRange?.[1] ?? target.hostEnd;
  if (target.portRange === undefined && target.pathRange === undefined) {
    return [edit([behind, behind], `${port === undefined ? '' : `:${port}`}${path ?? ''}`)];
  }
  // Without a port, the new port and the path are next to each other: one edit for both.
  if (port !== undefined && path !== undefined && target.portRange === undefined && target.pathRange) {
    return [edit([behind, target.pathRange[1]], `:${port}${path}`)];
  }
  const edits: TextEdit[] = [];
  if (port !== undefined) {
    edits.push(target.portRange ? edit(target.portRange, port) : edit([behind, behind], `:${port}`));
  }
  if (path !== undefined) {
    edits.push(edit(target.pathRange ?? [behind, behind], path));
  }
  return edits;
}
