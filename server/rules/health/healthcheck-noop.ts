import { smallestEdit } from '../../edits/replace.ts';
import { planProbe, probeText } from '../../image/health.ts';
import { execForm } from '../../parse/shell/commands.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'healthcheck-noop',
  severity: 'warning',
  title: 'The health check cannot fail',
  fix: "the plan's probe (safe)",
  why: `A probe such as \`sys.exit(0)\`, \`python --version\` or \`… || true\` is healthy whatever the service does: orchestration then
waits for nothing and restarts nothing. Ask the service itself, at the port and path of the plan.`,
  *dockerfile({ file, build, final }) {
    const healthcheck = final?.image.healthcheck;
    const probe = healthcheck?.inner;
    if (!build.image || !probe || !final?.instructions.includes(healthcheck)) {
      return;
    }
    const reason = cannotFail(
      probeText(healthcheck) ?? '',
      probe.words.map((word) => word.value),
    );
    if (reason === undefined) {
      return;
    }
    const words = planProbe(build.image, final.image.base);
    const command = { start: probe.keywordRange.end, end: probe.range.end };
    const edit = words && probe.words.length > 0 && smallestEdit(file.text, command, ` ${execForm(words)}`);
    yield {
      range: probe.range,
      message: `This health check cannot fail: ${reason}. The container counts as healthy whatever the service does.`,
      fixes: edit ? [{ title: "Use the plan's health check", edits: { [file.path]: [edit] }, safe: true }] : [],
    };
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
