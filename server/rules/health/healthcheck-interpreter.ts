import { plainCommand } from '../../edits/exec-form.ts';
import { type Instruction, sourceRange, type Word } from '../../model/dockerfile.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'healthcheck-interpreter',
  severity: 'hint',
  title: 'The health check starts Python without its path',
  fix: '`/usr/bin/python3` (safe)',
  why: `In a distroless Python image, \`python\` is found through PATH. An ENV for a folder of packages may change PATH, and a
virtual environment on PATH has its own interpreter. \`/usr/bin/python3\` is always the interpreter of the image.`,
  *dockerfile({ file, build, final }) {
    const { base, healthcheck } = final?.image ?? {};
    if (!build.image || base?.kind !== 'distroless' || base.image.python === undefined) {
      return;
    }
    const isOwn = healthcheck !== undefined && final?.instructions.includes(healthcheck);
    const inner = isOwn && healthcheck.inner ? intended(healthcheck.inner) : undefined;
    const word = inner && programOf(inner);
    if (!word || !/^python3?$/.test(word.value)) {
      return;
    }
    const text = inner?.json ? '"/usr/bin/python3"' : '/usr/bin/python3';
    const edits = { [file.path]: [{ range: word.range, text }] };
    yield {
      range: word.range,
      message: `"${word.value}" depends on PATH: another interpreter may run the health check. Use "/usr/bin/python3".`,
      fixes: [{ title: 'Use "/usr/bin/python3"', edits, safe: true }],
    };
  },
};

/** The first word of an exec form, or of a shell form that needs no shell. */
function programOf(command: Instruction): Word | undefined {
  if (command.json) {
    return command.words[0];
  }
  const [first] = plainCommand(command, true)?.words ?? [];
  return first && { value: first.value, range: sourceRange(command.body, first.start, first.end) };
}
