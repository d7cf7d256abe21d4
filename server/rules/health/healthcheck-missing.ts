import { insertAtEnd } from '../../edits/insert.ts';
import { listensElsewhere } from '../../image/ports/uses.ts';
import { probeForPlan } from '../../image/programs/health.ts';
import { execForm } from '../../parse/shell/commands.ts';
import type { Rule } from '../rule.ts';
import { isAnswered } from './probe.ts';

export const rule: Rule = {
  id: 'healthcheck-missing',
  severity: 'warning',
  title: 'The plan names a health check, but the image has none',
  fix: "the plan's probe (safe)",
  why: `Without HEALTHCHECK, Docker only knows whether the process of a container runs, not whether the service works. The
plan says where the image answers (\`health: /health\` and its first port). The fix adds a probe that needs only the Python of
the base image. It is safe where the plan is a file; the embedded plan only assumes the address, so the path has to stand in
what the image copies. A base image without an interpreter gets no fix: COPY a compiled probe into the image.`,
  *dockerfile(target) {
    const { file, build, final } = target;
    const { image } = build;
    // An unknown base image may bring a health check.
    if (!image?.health || image.health.kind === 'none' || !final || final.image.base.kind === 'unknown') {
      return;
    }
    const { base, healthcheck } = final.image;
    if (healthcheck && healthcheck.words[0]?.value.toUpperCase() !== 'NONE') {
      return;
    }
    const port = `port ${image.ports[0]}`;
    const wanted = `${port}${image.health.kind === 'http' ? ` and path "${image.health.path}"` : ''}`;
    const probe = probeForPlan(target, base);
    const line =
      probe && `HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ${execForm(probe.words)}`;
    const edit = line && !healthcheck ? insertAtEnd(file, final, line) : undefined;
    // Where the code listens on another port, the probe would make the container unhealthy.
    const safe = probe?.isAgreed === true && !listensElsewhere(target) && isAnswered(target);
    yield {
      range: (healthcheck ?? final.from).range,
      message: healthcheck
        ? `HEALTHCHECK NONE turns the health check off: Docker does not notice when ${image.id} fails. The plan says ${wanted}.`
        : `${image.id} has no HEALTHCHECK: Docker does not notice when it fails. The plan says ${wanted}.`,
      fixes: edit ? [{ title: "Add the plan's health check", edits: { [file.path]: [edit] }, safe }] : [],
    };
  },
};
