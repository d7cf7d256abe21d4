import { smallestEdit } from '../../edits/replace.ts';
import { listensElsewhere } from '../../image/ports/uses.ts';
import { probeForPlan, probeText } from '../../image/programs/health.ts';
import { execForm } from '../../parse/shell/commands.ts';
import type { Rule } from '../rule.ts';
import { isAnswered, probeOf } from './probe.ts';

export const rule: Rule = {
  id: 'healthcheck-noop',
  severity: 'warning',
  title: 'The health check cannot fail',
  fix: "the plan's probe (safe)",
  why: `A probe such as \`sys.exit(0)\`, \`java -version\` or \`… || true\` succeeds whatever the service does. The container
is always healthy, so no tool waits for the service or restarts it. Ask the service itself, at the port and path of the
plan, if there is one.

The rule ignores a probe whose exit code may depend on something, such as a module of the service.`,
  *dockerfile(target) {
    const { file, final } = target;
    const healthcheck = final?.image.healthcheck;
    const probe = healthcheck?.inner;
    if (!probe || !final?.instructions.includes(healthcheck)) {
      return;
    }
    const { script, commands } = probeOf(probe);
    const reason = cannotFail(
      script?.text.trim() ?? probeText(healthcheck) ?? '',
      commands.map((command) => command.map((word) => word.value)),
    );
    if (reason === undefined) {
      return;
    }
    const { words, isAgreed = false } = probeForPlan(target, final.image.base) ?? {};
    const safe = isAgreed && !listensElsewhere(target) && isAnswered(target);
    const command = { start: probe.keywordRange.end, end: probe.range.end };
    const edit = words && probe.words.length > 0 && smallestEdit(file.text, command, ` ${execForm(words)}`);
    yield {
      range: probe.range,
      message: `This health check cannot fail: ${reason}. The container is healthy whatever the service does. Ask the service itself.`,
      fixes: edit ? [{ title: "Use the plan's health check", edits: { [file.path]: [edit] }, safe }] : [],
    };
  },
};

/** Statements of Python that always succeed. */
const idle =
  /^(import (sys|os|time|json)(, *(sys|os|time|json))*|(sys\.)?exit\(0?\)|quit\(\)|pass|True|0|1|print\([^()]*\))$/;

/** `java -version`, `python3 --version`. */
const asksVersion = (words: readonly string[]): boolean =>
  words.length === 2 && /^(?:--?version|-V|-v|version|--?help)$/.test(words[1] as string);

function cannotFail(text: string, commands: readonly (readonly string[])[]): string | undefined {
  if (/\|\|\s*(true|:|exit 0)\s*$/.test(text)) {
    return 'it ends in a command that always succeeds';
  }
  if (/^(\/bin\/|\/usr\/bin\/)?true$/.test(text) || /^(exit 0|:)$/.test(text)) {
    return 'it does nothing';
  }
  // `|| exit 1` adds nothing to a command that cannot fail.
  const asking = commands.filter(([program]) => program !== 'exit');
  if (asking.length > 0 && asking.every(asksVersion)) {
    return 'it only asks a program for its version or help';
  }
  const [words = []] = commands.length === 1 ? commands : [];
  const code = words[1] === '-c' ? words[2] : undefined;
  if (code === undefined || !/python[\d.]*$/.test(words[0] ?? '')) {
    return undefined;
  }
  const statements = code
    .split(/[;\n]/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  return statements.length > 0 && statements.every((statement) => idle.test(statement))
    ? 'its code always succeeds'
    : undefined;
}
