import { plainCommand } from '../../edits/exec-form.ts';
import { smallestEdit } from '../../edits/replace.ts';
import { probeForPlan } from '../../image/programs/health.ts';
import type { BuildTarget, StageView } from '../../image/target.ts';
import type { Instruction } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { brokenArray, intended } from '../../parse/dockerfile/json-array.ts';
import { pythonFault } from '../../parse/python/fault.ts';
import { execForm, isShell } from '../../parse/shell/commands.ts';
import { shellFault } from '../../parse/shell/fault.ts';
import type { Fix, Rule } from '../rule.ts';
import { probeOf, pythonCode } from './probe.ts';

export const rule: Rule = {
  id: 'healthcheck-syntax',
  severity: 'warning',
  title: 'The health check is not valid Python or shell',
  fix: "the plan's probe",
  why: `A shell or a Python that cannot read its text ends with an error before it runs anything: the container becomes
*unhealthy* although the service works. In Python, \`try\`, \`with\`, \`if\` and \`for\` cannot follow behind \`;\`, and quotes that a
shell takes away leave an address without quotes. The rule reports only what every Python 3, or every shell, refuses: quotes
and brackets that do not match, a block behind \`;\`, two values without an operator between them, \`&&\` without a command.

The rule ignores code with variables of the shell, f-strings with braces, and images whose shell is not \`sh\`.`,
  *dockerfile(target) {
    const { final } = target;
    const healthcheck = final?.image.healthcheck;
    const inner = healthcheck?.inner && intended(healthcheck.inner);
    if (!final || !inner || !final.instructions.includes(healthcheck) || brokenArray(inner)) {
      return;
    }
    const fault = faultOf(inner, final);
    if (fault) {
      yield {
        range: fault.range,
        message: `The health check is not valid ${fault.language} (${fault.wrong}): the container becomes unhealthy. It ends before it asks anything.`,
        fixes: fixesOf(inner, target),
      };
    }
  },
};

interface Fault {
  readonly language: 'Python' | 'shell';
  readonly wrong: string;
  readonly range: Range;
}

function faultOf(inner: Instruction, { image, target }: StageView): Fault | undefined {
  const { script, commands } = probeOf(inner);
  const [shell = 'sh'] = image.shell ?? [];
  // `distroless-shell` reports a shell form where no shell can read it.
  const isRead = inner.json || (isShell(shell) && (image.hasShell !== false || image.shell !== undefined));
  // Without a shell its fix brings the exec form, which shows what Python refuses.
  if (!isRead && plainCommand(inner, true) === undefined) {
    return undefined;
  }
  const wrong = isRead && script && shellFault(script.text)?.wrong;
  if (script && wrong) {
    return { language: 'shell', wrong, range: script.range };
  }
  if (/\b(?:python|pypy):2/.test(target.file.text)) {
    return undefined;
  }
  for (const command of commands) {
    const code = pythonCode(command, script !== undefined);
    const fault = code && pythonFault(code.value);
    if (code && fault) {
      return { language: 'Python', wrong: fault.wrong, range: code.range };
    }
  }
  return undefined;
}

function fixesOf({ keywordRange, range }: Instruction, target: BuildTarget): readonly Fix[] {
  const { file, final } = target;
  const words = final && probeForPlan(target, final.image.base)?.words;
  const command = { start: keywordRange.end, end: range.end };
  const edit = words && smallestEdit(file.text, command, ` ${execForm(words)}`);
  return edit ? [{ title: "Use the plan's health check", edits: { [file.path]: [edit] }, safe: false }] : [];
}
