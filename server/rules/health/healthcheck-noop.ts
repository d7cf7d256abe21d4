import type { Rule } from '../../check/rule.ts';
import { smallestEdit } from '../../edits/replace.ts';
import { planProbe, probeText } from '../../image/health.ts';
import { finalImage } from '../../image/history.ts';
import { planned } from '../../model/wording.ts';
import { execForm } from '../../parse/shell/commands.ts';

export const rule: Rule = {
  id: 'healthcheck-noop',
  severity: 'warning',
  title: 'The health check cannot fail',
  fix: "the plan's probe (safe)",
  why: `A probe such as \`sys.exit(0)\`, \`python --version\` or \`… || true\` is healthy whatever the service does: orchestration then
waits for nothing and restarts nothing. Ask the service itself, at the port and path of the plan.`,
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const config = finalImage(file, build, project);
      const { healthcheck } = config ?? {};
      if (!config || !healthcheck?.inner || !config.stage.instructions.includes(healthcheck)) {
        continue;
      }
      const reason = cannotFail(
        probeText(healthcheck) ?? '',
        healthcheck.inner.words.map((word) => word.value),
      );
      if (reason === undefined) {
        continue;
      }
      const words = planProbe(build.image, config.lineage.base);
      const { body, range } = { body: healthcheck.inner.words, range: healthcheck.inner.range };
      const start = healthcheck.inner.keywordRange.end;
      const edit =
        words && body.length > 0 && smallestEdit(file.text, { start, end: range.end }, ` ${execForm(words)}`);
      yield {
        range: healthcheck.inner.range,
        message: `This health check cannot fail: ${reason}. The container counts as healthy whatever the service does.`,
        fixes: edit ? [{ title: "Use the plan's health check", edits: { [file.path]: [edit] }, safe: true }] : [],
      };
      return;
    }
  },
};

/** Statements of Python that always succeed. */
const idle =
  /^(import (sys|os|time|json)(, *(sys|os|time|json))*|(sys\.)?exit\(0?\)|quit\(\)|pass|True|0|1|print\([^()]*\))$/;

function cannotFail(text: string, words: readonly string[]): string | undefined {
  if (/\|\|\s*(true|:|exit 0)\s*$/.test(text)) {
    return 'its last word is "or succeed anyway"';
  }
  if (/^(\/bin\/|\/usr\/bin\/)?true$/.test(text) || /^(exit 0|:)$/.test(text)) {
    return 'it does nothing';
  }
  if (words.length === 2 && /^(--version|-V|-v|version|--help)$/.test(words[1] as string)) {
    return 'it only asks a program for its version';
  }
  const code = words[1] === '-c' ? words[2] : undefined;
  if (code === undefined || !/python[\d.]*$/.test(words[0] ?? '')) {
    return undefined;
  }
  const statements = code
    .split(/[;\n]/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  return statements.length > 0 && statements.every((statement) => idle.test(statement))
    ? 'its program always ends well'
    : undefined;
}
