import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'healthcheck-interpreter',
  severity: 'hint',
  title: 'The health check names the interpreter without its path',
  fix: '`/usr/bin/python3` (safe)',
  why: `In a distroless Python image \`python\` is found through PATH, which an ENV of a packages folder may change, and a
virtual environment on PATH brings another one. \`/usr/bin/python3\` always is the interpreter of the image; all images of the plan use it.`,
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
      message: `"${word.value}" depends on PATH: name the interpreter of the image, "/usr/bin/python3".`,
      fixes: [{ title: 'Use "/usr/bin/python3"', edits, safe: true }],
    };
  },
};
