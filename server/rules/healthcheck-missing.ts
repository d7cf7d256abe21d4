import { execForm } from '../analysis/commands.ts';
import { planProbe } from '../analysis/health.ts';
import { finalImage } from '../analysis/image.ts';
import { insertAtEnd } from '../analysis/insert.ts';
import { planned } from '../analysis/wording.ts';
import { examplePlan, type Rule } from '../rule.ts';

const probe =
  'HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen(\'http://localhost:8080/health\', timeout=3)"]';

export const rule: Rule = {
  id: 'healthcheck-missing',
  severity: 'warning',
  title: 'The image has no health check, though the plan names one',
  fix: "the plan's probe (safe)",
  why: `Without HEALTHCHECK, Docker takes a container for well as long as its process lives. The plan says where the image answers
(\`health: /health\` and its first port); the fix adds a probe that needs no tool but the Python of the base. An image whose base has
no interpreter gets no fix: a probe for it must be compiled in.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY main.py /app/\n# starts the service\nCMD ["/app/main.py"]\n',
      good: `FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY main.py /app/\n${probe}\n# starts the service\nCMD ["/app/main.py"]\n`,
      with: { 'main.py': '' },
    },
    {
      title: 'Switched off',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot\nHEALTHCHECK NONE\n',
    },
    {
      title: 'No interpreter in the image',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/base-debian12:nonroot\nCMD ["/app/server"]\n',
    },
  ],
  silent: [
    {
      title: 'The stage below has one',
      file: 'Dockerfile',
      text: `FROM gcr.io/distroless/python3-debian12:nonroot AS base\n${probe}\nFROM base\nCMD ["main.py"]\n`,
    },
    {
      title: 'The plan asks for none',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12:nonroot\nCMD ["main.py"]\n',
      with: { 'lucid.yaml': examplePlan('Dockerfile').replace('health: /health', 'health: none') },
    },
  ],
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const { image } = build;
      const config = finalImage(file, build, project);
      // What an unknown base brings along nobody can see here.
      if (!config || image.health === undefined || image.health.kind === 'none') continue;
      if (config.lineage.base.kind === 'unknown') continue;
      const { healthcheck, stage } = config;
      if (healthcheck && healthcheck.words[0]?.value.toUpperCase() !== 'NONE') continue;
      const wanted =
        image.health.kind === 'http' ? `${image.health.path} on port ${image.ports[0]}` : `port ${image.ports[0]}`;
      const words = planProbe(image, config.lineage.base);
      const line =
        words && `HEALTHCHECK --interval=30s --timeout=10s --start-period=10s --retries=3 CMD ${execForm(words)}`;
      const edit = line && !healthcheck ? insertAtEnd(file, stage, line) : undefined;
      yield {
        range: (healthcheck ?? stage.from).range,
        message: healthcheck
          ? `The health check is switched off, but the plan says that ${image.id} answers ${wanted}.`
          : `${image.id} has no HEALTHCHECK, but the plan says that it answers ${wanted}.`,
        fixes: edit ? [{ title: "Add the plan's health check", edits: { [file.path]: [edit] }, safe: true }] : [],
      };
      return;
    }
  },
};
