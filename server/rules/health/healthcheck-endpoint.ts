import type { Rule } from '../../check/rule.ts';
import { type ProbeTarget, probeTargets } from '../../image/health.ts';
import { finalImage } from '../../image/history.ts';
import type { PlanImage } from '../../model/plan.ts';
import type { TextEdit } from '../../model/text.ts';
import { listed, planned } from '../../model/wording.ts';

export const rule: Rule = {
  id: 'healthcheck-endpoint',
  severity: 'warning',
  title: 'The health check asks another port or path than the plan names',
  fix: "the plan's port and path (safe)",
  why: `A probe of an address where nothing answers turns the container *unhealthy* although the service is well. The plan names
the port and the path that were found to answer; a probe that reads them from a variable is left alone.`,
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const { image } = build;
      const config = finalImage(file, build, project);
      const { healthcheck } = config ?? {};
      if (!config || !healthcheck?.inner || !config.stage.instructions.includes(healthcheck)) {
        continue;
      }
      if (image.health === undefined || image.health.kind === 'none' || image.ports.length === 0) {
        continue;
      }
      const { start, end } = healthcheck.range;
      const text = file.text.slice(start, end);
      for (const target of probeTargets(text)) {
        const wrong = mistakes(target, image);
        if (wrong.length === 0) {
          continue;
        }
        const edits = correction(target, image).map(({ range, text: by }) => ({
          range: { start: start + range.start, end: start + range.end },
          text: by,
        }));
        yield {
          range: { start: start + target.range[0], end: start + target.range[1] },
          message: `The health check asks ${listed(wrong)} of the plan for ${image.id}: the container turns unhealthy.`,
          fixes: [{ title: "Ask the plan's address", edits: { [file.path]: edits }, safe: true }],
        };
      }
      return;
    }
  },
};

function mistakes(target: ProbeTarget, { ports, health }: PlanImage): readonly string[] {
  const wrong: string[] = [];
  if (!ports.includes(target.port)) {
    wrong.push(`port ${target.port} instead of ${ports[0]}`);
  }
  if (health?.kind === 'http' && target.path !== undefined && target.path !== health.path) {
    wrong.push(`"${target.path}" instead of "${health.path}"`);
  }
  return wrong;
}

/** Only what is wrong is replaced; a URL without a port or path gets them behind its host. */
function correction(target: ProbeTarget, { ports, health }: PlanImage): readonly TextEdit[] {
  const port = ports.includes(target.port) ? undefined : String(ports[0]);
  const wanted = health?.kind === 'http' ? health.path : undefined;
  const path = target.path === undefined || target.path === wanted ? undefined : wanted;
  const edit = ([start, end]: readonly [number, number], text: string) => ({ range: { start, end }, text });
  const behind = target.portRange?.[1] ?? target.hostEnd;
  if (target.portRange === undefined && target.pathRange === undefined) {
    return [edit([behind, behind], `${port === undefined ? '' : `:${port}`}${path ?? ''}`)];
  }
  // A port that goes in where the path begins makes one edit of both.
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
