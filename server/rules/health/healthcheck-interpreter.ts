import type { Rule } from '../../check/rule.ts';
import { finalImage } from '../../image/history.ts';
import { planned } from '../../model/wording.ts';

export const rule: Rule = {
  id: 'healthcheck-interpreter',
  severity: 'hint',
  title: 'The health check names the interpreter without its path',
  fix: '`/usr/bin/python3` (safe)',
  why: `In a distroless Python image \`python\` is found through PATH, which an ENV of a packages folder may change, and a
virtual environment on PATH brings another one. \`/usr/bin/python3\` always is the interpreter of the image; all images of the plan use it.`,
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const config = finalImage(file, build, project);
      const base = config?.lineage.base;
      if (!config || base?.kind !== 'distroless' || base.image.python === undefined) {
        continue;
      }
      const command = config.healthcheck?.inner;
      const [word] = command?.words ?? [];
      if (!command?.json || !word || !/^python3?$/.test(word.value)) {
        continue;
      }
      if (!config.healthcheck || !config.stage.instructions.includes(config.healthcheck)) {
        continue;
      }
      const edits = { [file.path]: [{ range: word.range, text: '"/usr/bin/python3"' }] };
      yield {
        range: word.range,
        message: `"${word.value}" depends on PATH: name the interpreter of the image, "/usr/bin/python3".`,
        fixes: [{ title: 'Use "/usr/bin/python3"', edits, safe: true }],
      };
      return;
    }
  },
};
