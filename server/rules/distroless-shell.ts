import { isShell, programsOf } from '../analysis/commands.ts';
import { distinct } from '../analysis/distinct.ts';
import { lineStart } from '../analysis/edits.ts';
import { plainCommand } from '../analysis/exec-edits.ts';
import { type ImageCommand, imageCommands, lacksShell, missingProgram } from '../analysis/image-commands.ts';
import { interpreterOf, isArgument, repeatedWords } from '../analysis/interpreter.ts';
import { listed } from '../analysis/wording.ts';
import { userPrograms } from '../facts/programs.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import { sourceRange } from '../model/dockerfile.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'distroless-shell',
  severity: 'error',
  title: 'A command needs a shell, and the image has none',
  fix: 'exec form where the words need no shell (safe); the busybox shell of a `:debug` image',
  why: `The shell form of RUN, CMD, ENTRYPOINT and HEALTHCHECK, and a RUN with a here-document, run \`/bin/sh -c …\`. Distroless images
and \`scratch\` have no \`/bin/sh\`, not even the \`:debug\` ones, whose shell is \`/busybox/sh\`. RUN then fails the build with
\`exec: "/bin/sh": stat /bin/sh: no such file or directory\`, CMD and ENTRYPOINT fail the start, and a HEALTHCHECK builds and leaves the
container *unhealthy* for ever.

The exec form, a JSON array, starts the program itself and works without a shell. What really needs one (variables, \`&&\`, redirections)
belongs in the builder stage, or in the program.`,
  examples: [
    {
      title: 'The words need no shell',
      file: 'Dockerfile',
      bad: `FROM gcr.io/distroless/python3-debian12:nonroot
RUN python3 -c 'import ssl; print("ok")'
HEALTHCHECK --interval=30s \\
  # asks the service itself
  CMD /usr/bin/python3 \\
    -c "import urllib.request; urllib.request.urlopen('http://localhost:8080/health')" || exit 1
CMD ["main.py"]
`,
      good: `FROM gcr.io/distroless/python3-debian12:nonroot
RUN ["python3", "-c", "import ssl; print(\\"ok\\")"]
HEALTHCHECK --interval=30s \\
  # asks the service itself
  CMD ["/usr/bin/python3", \\
    "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8080/health')"]
CMD ["main.py"]
`,
    },
    {
      title: 'The start of a program in a static image',
      file: 'Dockerfile',
      bad: 'FROM golang:1.24 AS build\nRUN go build -o /out/server .\n\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /out/server /server\nENTRYPOINT exec /server --port 8080',
      good: 'FROM golang:1.24 AS build\nRUN go build -o /out/server .\n\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /out/server /server\nENTRYPOINT ["/server", "--port", "8080"]',
    },
    {
      title: 'A folder: the programs are missing as well',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot\nRUN mkdir -p /app/logs && chmod 755 /app/logs\nCMD ["main.py"]\n',
    },
    {
      title: 'A here-document',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/python3-debian12:nonroot\nRUN <<EOF\n#!/usr/bin/python3\nprint(1)\nEOF\nCMD ["main.py"]\n',
    },
    {
      title: 'A debug image has a shell elsewhere',
      file: 'Dockerfile',
      bad: 'FROM gcr.io/distroless/base-debian12:debug\nRUN echo a > /a && echo b > /b\n',
      good: 'FROM gcr.io/distroless/base-debian12:debug\nSHELL ["/busybox/sh", "-c"]\nRUN echo a > /a && echo b > /b\n',
      fix: 'Use the shell of busybox',
    },
  ],
  silent: [
    {
      title:
        'Exec form, a builder with a shell, and a shell form that the interpreter gets as arguments is left to entrypoint-repeated',
      file: 'Dockerfile',
      text: 'FROM python:3.11-slim AS build\nRUN pip install --user x && rm -rf /tmp/*\nFROM gcr.io/distroless/python3-debian12:nonroot\nRUN ["/usr/bin/python3", "-c", "print(1)"]\nCMD python3 main.py\n',
    },
    {
      title: 'SHELL names a shell that is there',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12:debug\nSHELL ["/busybox/sh", "-c"]\nRUN echo hello > /hello\nENTRYPOINT []\nCMD /usr/bin/python3 main.py\n',
    },
    {
      title: 'A shell was copied in, mounted, or linked',
      file: 'Dockerfile',
      text: `FROM gcr.io/distroless/base-debian12 AS one
COPY --from=busybox:1.36-musl /bin/sh /bin/sh
RUN echo hello
FROM gcr.io/distroless/base-debian12:debug AS two
RUN ["/busybox/sh", "-c", "ln -s /busybox/sh /bin/sh"]
RUN echo hello
FROM gcr.io/distroless/static-debian12 AS three
RUN --mount=from=busybox:1.36-musl,source=/bin,target=/bin mkdir /data
FROM scratch
ADD rootfs.tar.gz /
COPY --from=one / /one
COPY --from=two / /two
COPY --from=three /data /three
CMD sh -c true
`,
    },
    {
      title: 'A base that nobody knows, and a stage that is not built',
      file: 'Dockerfile',
      text: 'ARG BASE\nFROM gcr.io/distroless/static-debian12 AS unused\nRUN echo hello\nFROM $BASE AS odd\nRUN echo hello\nFROM registry.example.org/tools/distroless:1\nRUN echo hello\nCOPY --from=odd /x /x\n',
    },
    {
      title: 'Tools that are missing are told by distroless-missing-tool, users by no-user-creation',
      file: 'Dockerfile',
      text: 'FROM gcr.io/distroless/python3-debian12:nonroot\nRUN useradd -m app\nHEALTHCHECK CMD curl -f http://localhost:8080/health || exit 1\nCMD ["main.py"]\n',
    },
  ],
  dockerfile: (file, project) =>
    distinct(
      project
        .builds(file.path)
        .flatMap((build) => [...imageCommands(file, build, project)].flatMap((command) => judge(command, file) ?? [])),
    ),
};

function judge(command: ImageCommand, file: Dockerfile): Finding | undefined {
  const { kind, instruction, commands } = command;
  if (instruction.json || !lacksShell(command) || missingProgram(command)) return undefined;
  const programs = programsOf(commands).map(({ value }) => value);
  if (kind === 'RUN' && programs.length > 0 && programs.every((name) => userPrograms.has(name))) return undefined;
  if (kind === 'CMD') return judgeCmd(command, file);
  return finding(command, file, outcomes[kind]);
}

const outcomes: Readonly<Record<ImageCommand['kind'], string>> = {
  RUN: 'the build fails here',
  CMD: 'the container does not start',
  ENTRYPOINT: 'the container does not start',
  HEALTHCHECK: 'the container becomes unhealthy',
};

/** What happens to CMD depends on the ENTRYPOINT that gets its words. */
function judgeCmd(command: ImageCommand, file: Dockerfile): Finding | undefined {
  const { entrypoint } = command.history.result;
  if (entrypoint && !entrypoint.exec) return undefined;
  if (!entrypoint || entrypoint.words.length === 0) return finding(command, file, outcomes.CMD);
  const interpreter = interpreterOf(entrypoint);
  const words = plainCommand(command.instruction)?.words.map(({ value }) => value);
  if (interpreter && words && repeatedWords(interpreter, words) > 0) return undefined;
  const outcome = `the ENTRYPOINT (${entrypoint.words.join(' ')}) gets "/bin/sh", "-c" and this text as its arguments`;
  if (interpreter)
    return finding(command, file, `${outcome}, and the container exits at once`, isArgument(words?.[0] ?? ''));
  return { ...finding(command, file, outcome, words?.[0] !== entrypoint.words[0]), severity: 'warning' };
}

function finding(command: ImageCommand, file: Dockerfile, outcome: string, fixable = true): Finding {
  const { kind, shell, programs, instruction, owner } = command;
  const { body, heredocs } = instruction;
  const form = heredocs.length > 0 ? 'a here-document' : 'the shell form';
  return {
    range: heredocs.length > 0 ? owner.keywordRange : sourceRange(body, 0, body.text.length),
    message: `${programs.name} has no ${shell}, which ${form} of ${kind} runs: ${outcome}. ${advice(command)}`,
    fixes: fixable ? fixesOf(command, file) : [],
  };
}

function advice({ kind, commands, has }: ImageCommand): string {
  const names = programsOf(commands).map(({ value }) => value);
  const missing = [...new Set(names)].filter((name) => !isShell(name) && has(name) === false);
  const elsewhere = 'do this in the builder stage and COPY what it makes';
  if (missing.length > 0) {
    const are = `${listed(missing)} ${missing.length > 1 ? 'are' : 'is'} not there either`;
    return kind === 'RUN' ? `${are}: ${elsewhere}.` : `${are}: use a program of the image, in exec form.`;
  }
  const form = kind === 'HEALTHCHECK' ? 'HEALTHCHECK CMD' : kind;
  return `Use the exec form, ${form} ["program", "argument"]${kind === 'RUN' ? `, or ${elsewhere}` : ''}.`;
}

function fixesOf(command: ImageCommand, file: Dockerfile): readonly Fix[] {
  const plain = plainCommand(command.instruction, command.kind === 'HEALTHCHECK');
  const edits = plain?.edits(file);
  const program = plain?.words[0]?.value ?? '';
  const startsProgram = command.kind !== 'CMD' || command.history.result.entrypoint?.words.length === 0;
  if (edits && !(startsProgram && command.has(program) === false))
    return [{ title: 'Use the exec form', edits: { [file.path]: edits }, safe: true }];
  const { base } = command.history.result.lineage;
  if (base.kind !== 'distroless' || !base.debug || command.shell !== '/bin/sh') return [];
  const at = lineStart(file.text, command.owner.range.start);
  const edit = { range: { start: at, end: at }, text: `SHELL ["/busybox/sh", "-c"]${file.newline}` };
  return [
    { title: 'Use the shell of busybox: SHELL ["/busybox/sh", "-c"]', edits: { [file.path]: [edit] }, safe: false },
  ];
}
