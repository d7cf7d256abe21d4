import { finalImage } from '../analysis/image.ts';
import { planned } from '../analysis/wording.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'healthcheck-interpreter',
  severity: 'hint',
  title: 'The health check names the interpreter without its path',
  fix: '`/usr/bin/python3` (safe)',
  why: `In a distroless Python image \`python\` is found through PATH, which an ENV of a packages folder may change, and a
virtual environment on PATH brings another one. \`/usr/bin/python3\` always is the interpreter of the image; all images of the plan use it.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot\nHEALTHCHECK CMD ["python", "-c", "import app.health"]\n',
      good: 'FROM gcr.io/distroless/python3-debian12:nonroot\nHEALTHCHECK CMD ["/usr/bin/python3", "-c", "import app.health"]\n',
    },
  ],
  silent: [
    {
      title: 'An image that is not distroless has its interpreter elsewhere',
      file: 'Dockerfile',
      text: 'FROM python:3.11-slim\nHEALTHCHECK CMD ["python", "-c", "import app.health"]\n',
    },
  ],
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const config = finalImage(file, build, project);
      const base = config?.lineage.base;
      if (!config || base?.kind !== 'distroless' || base.image.python === undefined) continue;
      const command = config.healthcheck?.inner;
      const [word] = command?.words ?? [];
      if (!command?.json || !word || !/^python3?$/.test(word.value)) continue;
      if (!config.healthcheck || !config.stage.instructions.includes(config.healthcheck)) continue;
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
