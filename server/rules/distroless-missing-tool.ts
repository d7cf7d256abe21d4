import { execForm } from '../analysis/commands.ts';
import { distinct } from '../analysis/distinct.ts';
import { planProbe, pythonOf } from '../analysis/health.ts';
import { type ImageCommand, imageCommands, missingProgram } from '../analysis/image-commands.ts';
import { languageOf } from '../analysis/interpreter.ts';
import { isDeadScript } from '../analysis/python-scripts.ts';
import { distrolessAsOf } from '../facts/distroless.ts';
import { type Dockerfile, sourceRange, type Word } from '../model/dockerfile.ts';
import type { Build } from '../project.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'distroless-missing-tool',
  severity: 'error',
  title: 'A command runs a program that the image does not have',
  fix: "for a health check by curl or wget: Python's own HTTP client (safe)",
  why: `Distroless images hold the runtime of one language and nothing else: no curl, no wget, no package manager, no pip, no bash.
Python is only in the \`python3\` images, Java only in \`java*\`, Node.js only in \`nodejs*\`; \`scratch\` holds nothing at all. A RUN of
such a program fails the build, a CMD or ENTRYPOINT the start, and a HEALTHCHECK builds and leaves the container *unhealthy*.

A program that a COPY may have brought in is left alone. In a Python image the health check needs no tool: Python asks the port itself.`,
  examples: [
    {
      title: 'A health check by curl in a Python image: the probe of the plan',
      file: 'Dockerfile',
      bad: `FROM gcr.io/distroless/python3-debian12:nonroot
HEALTHCHECK --interval=30s --timeout=10s \\
    CMD curl -f http://localhost:8080/health || exit 1
CMD ["main.py"]
`,
      good: `FROM gcr.io/distroless/python3-debian12:nonroot
HEALTHCHECK --interval=30s --timeout=10s \\
    CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health', timeout=3)"]
CMD ["main.py"]
`,
    },
    {
      title: 'Without a plan the address stays',
      file: 'other/Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot\nHEALTHCHECK CMD ["wget", "-qO-", "http://127.0.0.1:9000/ready"]\nCMD ["main.py"]\n',
      good: 'FROM gcr.io/distroless/python3-debian12:nonroot\nHEALTHCHECK CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen(\'http://127.0.0.1:9000/ready\', timeout=3)"]\nCMD ["main.py"]\n',
      with: { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' },
    },
    {
      title: 'A package manager, and a health check where nothing could ask',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/base-debian12\nRUN apt-get update && apt-get install -y tzdata\nCOPY server /server\nHEALTHCHECK CMD ["curl", "-f", "http://localhost:8080/health"]\nENTRYPOINT ["/server"]\n',
      with: { server: '' },
    },
    {
      title: 'The interpreter of another language',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/cc-debian12\nCOPY main.py /\nENTRYPOINT ["python3", "/main.py"]\n',
      with: { 'main.py': '' },
    },
    {
      title: 'The interpreter of the builder: here it is /usr/bin/python3',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12\nENTRYPOINT ["/usr/local/bin/python3"]\nCMD ["main.py"]\n',
    },
  ],
  silent: [
    {
      title: 'The program was copied in, or comes with a folder that may hold it',
      file: 'Dockerfile',
      text: `FROM python:3.11-slim AS build
FROM gcr.io/distroless/base-debian12 AS one
COPY --from=build /usr/local /usr/local
COPY --from=build /usr/bin/curl /opt/tools/
HEALTHCHECK CMD ["/opt/tools/curl", "-f", "http://localhost:8080/"]
RUN ["/usr/local/bin/python3", "-V"]
FROM one
COPY --from=build /opt /opt
ENV PATH=/opt/jre/bin:$PATH
CMD ["java", "-jar", "app.jar"]
`,
    },
    {
      title: 'What the image has, its arguments, and programs of which nothing is known',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12\nRUN ["python", "-c", "print(1)"]\nRUN ["/usr/bin/python3.11", "-m", "compileall", "/app"]\nHEALTHCHECK CMD ["/usr/bin/python3", "check.py"]\nCMD ["curl", "is", "an", "argument"]\n',
    },
    {
      title: 'busybox of a debug image, by its own path, by PATH and under SHELL',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/base-debian12:debug-nonroot\nRUN ["/busybox/sh", "-c", "id"]\nHEALTHCHECK CMD ["wget", "-qO-", "http://localhost:8080/health"]\nSHELL ["/busybox/sh", "-c"]\nRUN mkdir /tmp/x && if command -v curl; then curl x; fi\nENTRYPOINT ["sh"]\n',
    },
    {
      title: 'Images that are not distroless',
      file: 'Dockerfile',
      text: 'FROM python:3.11-slim\nRUN apt-get update\nHEALTHCHECK CMD curl -f http://localhost:8080/health\nCMD ["python", "main.py"]\n',
    },
  ],
  dockerfile: (file, project) =>
    distinct(
      project.builds(file.path).flatMap((build) =>
        [...imageCommands(file, build, project)].flatMap((command) => {
          const program = missingProgram(command);
          const { stage } = command.history.result.lineage.instructions.at(-1) ?? {};
          if (!program || (stage && isDeadScript(program.value, { file, stage, build, project }))) return [];
          return [finding(program, command, file, build)];
        }),
      ),
    ),
};

const outcomes: Readonly<Record<ImageCommand['kind'], string>> = {
  RUN: 'the build fails here',
  CMD: 'the container does not start',
  ENTRYPOINT: 'the container does not start',
  HEALTHCHECK: 'the container becomes unhealthy',
};

function finding(program: Word, command: ImageCommand, file: Dockerfile, build: Build): Finding {
  const { kind, programs } = command;
  const dated = programs.name === 'scratch' ? '' : ` (as of ${distrolessAsOf})`;
  return {
    range: program.range,
    message: `${programs.name} has no ${program.value}${dated}: ${outcomes[kind]}. ${advice(program.value, command)}`,
    fixes: kind === 'HEALTHCHECK' ? probeFixes(program.value, command, file, build) : [],
  };
}

function advice(program: string, { kind, history }: ImageCommand): string {
  const python = pythonOf(history.result.lineage.base);
  if (languageOf(program) === 'python' && python) return `Its interpreter is ${python}.`;
  if (kind === 'RUN') return 'Do this in the builder stage and COPY what it makes.';
  if (kind !== 'HEALTHCHECK') return 'Use a base that has it, or COPY it in.';
  return python ? 'Let Python ask the port.' : 'Let the program itself offer a check, or COPY a probe in.';
}

const address = /https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?:\/[\w./~-]*)?(?=["'\s]|$)/;

/** The plan's probe, or the address that the missing tool asks, put to Python. */
function probeFixes(program: string, command: ImageCommand, file: Dockerfile, build: Build): readonly Fix[] {
  if (program !== 'curl' && program !== 'wget') return [];
  const { instruction, history } = command;
  const { base } = history.result.lineage;
  const python = pythonOf(base);
  const { text } = instruction.body;
  const [url] = address.exec(text) ?? [];
  const asked = python && url && [python, '-c', `import urllib.request; urllib.request.urlopen('${url}', timeout=3)`];
  const words = (build.image && planProbe(build.image, base)) || asked;
  const range = sourceRange(instruction.body, 0, text.length);
  if (!words || /^[ \t]*#/m.test(file.text.slice(range.start, range.end))) return [];
  return [{ title: 'Let Python ask', edits: { [file.path]: [{ range, text: execForm(words) }] }, safe: true }];
}
