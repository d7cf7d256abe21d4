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
    const [word] = healthcheck?.inner?.words ?? [];
    const isOwn = healthcheck !== undefined && final?.instructions.includes(healthcheck);
    if (!isOwn || !healthcheck.inner?.json || !word || !/^python3?$/.test(word.value)) {
      return;
    }
    const edits = { [file.path]: [{ range: word.range, text: '"/usr/bin/python3"' }] };
    yield {
      range: word.range,
      message: `"${word.value}" depends on PATH: another interpreter may run the health check. Use "/usr/bin/python3".`,
      fixes: [{ title: 'Use "/usr/bin/python3"', edits, safe: true }],
    };
  },
};
