import type { Rule } from '../../check/rule.ts';
import { insertAtEnd } from '../../edits/insert.ts';
import { planProbe } from '../../image/health.ts';
import { finalImage } from '../../image/history.ts';
import { planned } from '../../model/wording.ts';
import { execForm } from '../../parse/shell/commands.ts';

export const rule: Rule = {
  id: 'healthcheck-missing',
  severity: 'warning',
  title: 'The image has no health check, though the plan names one',
  fix: "the plan's probe (safe)",
  why: `Without HEALTHCHECK, Docker takes a container for well as long as its process lives. The plan says where the image answers
(\`health: /health\` and its first port); the fix adds a probe that needs no tool but the Python of the base. An image whose base has
no interpreter gets no fix: a probe for it must be compiled in.`,
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const { image } = build;
      const config = finalImage(file, build, project);
      // What an unknown base brings along nobody can see here.
      if (!config || image.health === undefined || image.health.kind === 'none') {
        continue;
      }
      if (config.lineage.base.kind === 'unknown') {
        continue;
      }
      const { healthcheck, stage } = config;
      if (healthcheck && healthcheck.words[0]?.value.toUpperCase() !== 'NONE') {
        continue;
      }
      const wanted =
        image.health.kind === 'http' ? `${image.health.path} on port ${image.ports[0]}` : `port ${image.ports[0]}`;
      const words = planProbe(image, config.lineage.base);
      const line =
        words && `HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ${execForm(words)}`;
      const edit = line && !healthcheck ? insertAtEnd(file, stage, line) : undefined;
      yield {
        range: (healthcheck ?? stage.from).range,
        message: healthcheck
          ? `The health check is switched off, but the plan says that ${image.id} answers ${wanted}.`
          : `${image.id} has no HEALTHCHECK, but the plan says that it answers ${wanted}.`,
        fixes: edit ? [{ title: "Add the plan's health check", edits: { [file.path]: [edit] }, safe: true }] : [],
      };
      return;
    }
  },
};
