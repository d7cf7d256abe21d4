import { insertAtEnd } from '../../edits/insert.ts';
import { planProbe } from '../../image/health.ts';
import { execForm } from '../../parse/shell/commands.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'healthcheck-missing',
  severity: 'warning',
  title: 'The image has no health check, though the plan names one',
  fix: "the plan's probe (safe)",
  why: `Without HEALTHCHECK, Docker takes a container for well as long as its process lives. The plan says where the image answers
(\`health: /health\` and its first port); the fix adds a probe that needs no tool but the Python of the base. An image whose base has
no interpreter gets no fix: a probe for it must be compiled in.`,
  *dockerfile({ file, build, final }) {
    const { image } = build;
    // An unknown base may bring a health check.
    if (!image?.health || image.health.kind === 'none' || !final || final.image.base.kind === 'unknown') {
      return;
    }
    const { base, healthcheck } = final.image;
    if (healthcheck && healthcheck.words[0]?.value.toUpperCase() !== 'NONE') {
      return;
    }
    const port = `port ${image.ports[0]}`;
    const wanted = image.health.kind === 'http' ? `${image.health.path} on ${port}` : port;
    const words = planProbe(image, base);
    const line =
      words && `HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ${execForm(words)}`;
    const edit = line && !healthcheck ? insertAtEnd(file, final, line) : undefined;
    yield {
      range: (healthcheck ?? final.from).range,
      message: healthcheck
        ? `The health check is switched off, but the plan says that ${image.id} answers ${wanted}.`
        : `${image.id} has no HEALTHCHECK, but the plan says that it answers ${wanted}.`,
      fixes: edit ? [{ title: "Add the plan's health check", edits: { [file.path]: [edit] }, safe: true }] : [],
    };
  },
};
