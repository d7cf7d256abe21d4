import { basename } from '../analysis/commands.ts';
import { distinct } from '../analysis/distinct.ts';
import { withoutFirst } from '../analysis/exec-edits.ts';
import { interpreterOf, languageOf, pythonModules } from '../analysis/interpreter.ts';
import { type PackageCopy, packageCopies } from '../analysis/python-copies.ts';
import { addToPythonPath } from '../analysis/python-edits.ts';
import { finds, landing, type PythonRuntime, pythonRuntime, runsOwnPython } from '../analysis/python-path.ts';
import { deadScripts } from '../analysis/python-scripts.ts';
import { dangles, isOnPath } from '../analysis/python-venv.ts';
import { finalStage } from '../analysis/stages.ts';
import { distrolessAsOf } from '../facts/distroless.ts';
import type { Dockerfile, Instruction, Word } from '../model/dockerfile.ts';
import type { TextEdit } from '../model/text.ts';
import type { Build, Project } from '../project.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

const builder =
  'FROM python:3.11-slim AS builder\nRUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nRUN pip install uvicorn\n';

export const rule: Rule = {
  id: 'python-venv-dangling',
  severity: 'error',
  title: 'A virtual environment, or a program of a package, whose interpreter the image does not have',
  fix: '`/usr/bin/python3` with `PYTHONPATH`, everywhere it is used (safe, except for programs of unknown packages)',
  why: `\`bin/python\` of a virtual environment is a link to the interpreter that made it: \`/usr/local/bin/python\` in the official
\`python\` images. Distroless has its Python in \`/usr/bin\`, so the link leads nowhere: as ENTRYPOINT the container does not start
(\`stat /opt/venv/bin/python: no such file or directory\`), as HEALTHCHECK it stays unhealthy, in a RUN the build fails. The programs
in \`bin\`, such as \`uvicorn\`, name that interpreter in their first line and fail in the same way. Where \`PATH\` names the folder,
the dead link is skipped and \`/usr/bin/python\` starts, which does not look into the environment: \`ModuleNotFoundError\`.

The same holds for the programs that \`pip install\` makes elsewhere (\`--user\`, \`--prefix\`, \`--target\`): \`ENTRYPOINT ["uvicorn"]\` ends in
\`exec /home/nonroot/.local/bin/uvicorn: no such file or directory\`, since its first line says \`#!/usr/local/bin/python3.11\`.

\`/usr/bin/python3\` with \`PYTHONPATH\` uses the packages of the environment without its link. An environment that
\`/usr/bin/python3\` made (Debian's \`python3-venv\`) works as it is.`,
  examples: [
    {
      title: 'ENTRYPOINT and health check',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH \\\n    PYTHONPATH=/app\nHEALTHCHECK --interval=30s \\\n    CMD ["/opt/venv/bin/python", "-c", "import health"]\nENTRYPOINT ["/opt/venv/bin/python"]\nCMD ["-m", "controller.main"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH \\\n    PYTHONPATH=/app:/opt/venv/lib/python3.11/site-packages\nHEALTHCHECK --interval=30s \\\n    CMD ["/usr/bin/python3", "-c", "import health"]\nENTRYPOINT ["/usr/bin/python3"]\nCMD ["-m", "controller.main"]\n`,
    },
    {
      title: 'A program of the environment',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /venv\nENTRYPOINT []\nCMD ["/venv/bin/uvicorn", "app:app"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /venv\nENV PYTHONPATH=/venv/lib/python3.11/site-packages\nENTRYPOINT []\nCMD ["/usr/bin/python3", "-m", "uvicorn", "app:app"]\n`,
    },
    {
      title: 'CMD is handed to the ENTRYPOINT of the base',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nCMD ["/opt/venv/bin/python", "-m", "uvicorn"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages\nCMD ["-m", "uvicorn"]\n`,
    },
    {
      title: 'Used through PATH alone',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PATH="/opt/venv/bin:$PATH"\nENTRYPOINT ["python", "-m", "uvicorn"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages\nENV PATH="/opt/venv/bin:$PATH"\nENTRYPOINT ["python", "-m", "uvicorn"]\n`,
    },
    {
      title: 'A program of which nobody knows whether it is Python',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages\nENTRYPOINT ["/opt/venv/bin/service", "--port", "8080"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PYTHONPATH=/opt/venv/lib/python3.11/site-packages\nENTRYPOINT ["/usr/bin/python3", "/opt/venv/bin/service", "--port", "8080"]\n`,
      fix: 'Use /usr/bin/python3',
    },
    {
      title: 'A program that pip installed for a user',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim AS builder\nRUN pip install --user uvicorn\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /root/.local /home/nonroot/.local\nENV PATH=/home/nonroot/.local/bin:$PATH\nENTRYPOINT ["uvicorn", "app:app"]\n',
      good: 'FROM python:3.11-slim AS builder\nRUN pip install --user uvicorn\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /root/.local /home/nonroot/.local\nENV PATH=/home/nonroot/.local/bin:$PATH\nENTRYPOINT ["/usr/bin/python3", "-m", "uvicorn", "app:app"]\n',
    },
    {
      title: 'By its path, or copied alone',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim AS builder\nRUN pip install --target=/deps gunicorn && pip install celery\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /deps /deps\nCOPY --from=builder /usr/local/lib/python3.11/site-packages /opt/packages\nCOPY --from=builder /usr/local/bin/celery /usr/local/bin/celery\nENV PYTHONPATH=/deps:/opt/packages\nHEALTHCHECK CMD ["celery", "status"]\nENTRYPOINT ["/deps/bin/gunicorn", "app:app"]\n',
      good: 'FROM python:3.11-slim AS builder\nRUN pip install --target=/deps gunicorn && pip install celery\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /deps /deps\nCOPY --from=builder /usr/local/lib/python3.11/site-packages /opt/packages\nCOPY --from=builder /usr/local/bin/celery /usr/local/bin/celery\nENV PYTHONPATH=/deps:/opt/packages\nHEALTHCHECK CMD ["/usr/bin/python3", "-m", "celery", "status"]\nENTRYPOINT ["/usr/bin/python3", "-m", "gunicorn", "app:app"]\n',
    },
  ],
  silent: [
    {
      title: 'The packages alone, through PYTHONPATH',
      file: 'Dockerfile',
      text: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app:/opt/venv/lib/python3.11/site-packages\nCMD ["-m", "uvicorn"]\n`,
    },
    {
      title: 'An environment of /usr/bin/python3, by Debian or by a link',
      file: 'Dockerfile',
      text: 'FROM debian:12-slim AS debian\nRUN apt-get install -y python3-venv && python3 -m venv /opt/venv\nFROM python:3.11-slim AS linked\nRUN ln -s /usr/local/bin/python /usr/bin/python && /usr/bin/python -m venv /venv && /venv/bin/pip install psutil\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=debian /opt/venv /opt/venv\nCOPY --from=linked /venv /venv\nHEALTHCHECK CMD ["/opt/venv/bin/python", "-c", "import health"]\nENTRYPOINT ["/venv/bin/python3", "main.py"]\n',
    },
    {
      title: 'The same interpreter in both images, a link set by hand, an interpreter that comes along',
      file: 'Dockerfile',
      text: `${builder}FROM python:3.11-slim AS runtime\nCOPY --from=builder /opt/venv /opt/venv\nENTRYPOINT ["/opt/venv/bin/python"]\nFROM python:3.11-slim AS relinked\nRUN python -m venv /opt/venv && ln -sf /usr/bin/python3 /opt/venv/bin/python\nFROM gcr.io/distroless/python3-debian12:nonroot AS one\nCOPY --from=relinked /opt/venv /opt/venv\nENTRYPOINT ["/opt/venv/bin/python"]\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=one / /one\nCOPY --from=runtime / /runtime\nCOPY --from=builder /usr/local /usr/local\nCOPY --from=builder /opt/venv /opt/venv\nENTRYPOINT ["/opt/venv/bin/python"]\n`,
    },
    {
      title:
        'Programs whose first line was written anew, whose interpreter comes along, or that Debian’s Python installed',
      file: 'Dockerfile',
      text: 'FROM python:3.11-slim AS rewritten\nRUN pip install --target=/deps uvicorn && sed -i "1s|.*|#!/usr/bin/python3|" /deps/bin/*\nFROM debian:12-slim AS debian\nRUN apt-get update && apt-get install -y python3-pip && pip install --target=/packages gunicorn\nFROM python:3.11-slim AS whole\nRUN pip install celery\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=rewritten /deps /deps\nCOPY --from=debian /packages /packages\nCOPY --from=whole /usr/local/lib /usr/local/lib\nCOPY --from=whole /usr/local/bin /usr/local/bin\nENV PYTHONPATH=/deps:/packages:/usr/local/lib/python3.11/site-packages PATH=/packages/bin:$PATH\nRUN ["celery", "--version"]\nHEALTHCHECK CMD ["gunicorn", "--version"]\nENTRYPOINT ["/deps/bin/uvicorn"]\n',
    },
  ],
  dockerfile: (file, project) =>
    distinct(project.builds(file.path).flatMap((build) => [...judge(file, build, project)])),
};

/** A command that needs the dead link. */
interface Use {
  readonly kind: Instruction['keyword'];
  readonly word: Word;
  readonly what: 'interpreter' | 'module' | 'program';
  readonly edits: readonly TextEdit[] | undefined;
}

function* judge(file: Dockerfile, build: Build, project: Project): Iterable<Finding> {
  const stage = finalStage(file, build.target);
  const copies = stage ? packageCopies(stage, build, file, project) : [];
  const venvs = copies.filter(({ folder, root }) => folder.kind === 'venv' && root !== undefined);
  const runtime = stage && copies.length > 0 ? pythonRuntime(file, stage, build, project) : undefined;
  if (!runtime) return;
  yield* scriptsUsed(copies, runtime);
  for (const copy of venvs) {
    if (!dangles(copy, runtime)) continue;
    const uses = usesOf(copy, runtime);
    const isFound = finds(runtime, copy);
    const fixes = fixesOf(copy, copies, uses, isFound, runtime);
    const link = `${copy.root}/bin/python`;
    const where = `which ${runtime.python.name} (as of ${distrolessAsOf}) does not have`;
    const { folder } = landing(copy, runtime.python);
    if (isFound === false && (uses.length > 0 || runsOwnPython(runtime)))
      yield {
        range: copy.destination.range,
        message: `${link} links to ${copy.folder.interpreter}, ${where}. Its own Python, /usr/bin/python3, looks into ${folder} only if PYTHONPATH names it: an import ends in ModuleNotFoundError.`,
        fixes,
      };
    for (const { kind, word, what } of uses)
      yield {
        range: word.range,
        message:
          what === 'interpreter'
            ? `${word.value} is a link to ${copy.folder.interpreter}, ${where}: ${outcomes[kind]}. Start /usr/bin/python3, with the packages on PYTHONPATH.`
            : `${word.value} ${what === 'program' ? 'is probably' : 'is'} a Python program whose first line names ${link}, a link to ${copy.folder.interpreter}, ${where}: ${outcomes[kind]}. Let /usr/bin/python3 run it, with the packages on PYTHONPATH.`,
        fixes,
        ...(what === 'program' && { severity: 'warning' as const }),
      };
  }
}

/** Programs of packages that came without a virtual environment. */
function* scriptsUsed(copies: readonly PackageCopy[], runtime: PythonRuntime): Iterable<Finding> {
  const deadScript = deadScripts(copies, runtime);
  for (const { kind, word } of commandsOf(runtime)) {
    const script = deadScript(word.value);
    if (!script) continue;
    const { what, interpreter } = script;
    const name = basename(word.value);
    const text =
      what === 'module' ? `"/usr/bin/python3", "-m", "${name}"` : `"/usr/bin/python3", ${JSON.stringify(word.value)}`;
    const edits = { [runtime.file.path]: [{ range: word.range, text }] };
    yield {
      range: word.range,
      message: `${word.value} ${what === 'program' ? 'is probably' : 'is'} a Python program whose first line names the interpreter that installed it, ${interpreter}, which ${runtime.python.name} (as of ${distrolessAsOf}) does not have: ${outcomes[kind]}. Let /usr/bin/python3 run it.`,
      fixes: [
        { title: `Use /usr/bin/python3${what === 'module' ? ` -m ${name}` : ''}`, edits, safe: what === 'module' },
      ],
      ...(what === 'program' && { severity: 'warning' as const }),
    };
  }
}

const outcomes: Readonly<Record<string, string>> = {
  RUN: 'the build fails here',
  CMD: 'the container does not start',
  ENTRYPOINT: 'the container does not start',
  HEALTHCHECK: 'the container becomes unhealthy',
};

/** One fix for all places: each of them alone would leave the image broken. */
function fixesOf(
  copy: PackageCopy,
  copies: readonly PackageCopy[],
  uses: readonly Use[],
  isFound: boolean | undefined,
  runtime: PythonRuntime,
): readonly Fix[] {
  const added = isFound ? undefined : addToPythonPath(landing(copy, runtime.python).folder, copies, runtime);
  const changed = uses.map(({ edits }) => edits);
  if ((!isFound && !added) || changed.some((edits) => edits === undefined)) return [];
  const title = `Use /usr/bin/python3${added ? ' with PYTHONPATH' : ''}`;
  const edits = [...changed.flatMap((one) => one ?? []), ...(added ? [added] : [])];
  const safe = uses.every(({ what }) => what !== 'program');
  return [{ title, edits: { [runtime.file.path]: edits }, safe }];
}

/** A command of the image and its first word. */
interface Started {
  readonly kind: string;
  readonly word: Word;
}

/** What is certainly started as a program: not CMD behind an ENTRYPOINT. */
function commandsOf({ config, steps, file }: PythonRuntime): readonly Started[] {
  const { entrypoint, cmd, healthcheck } = config;
  const here = new Set(steps.flatMap((step) => (step.file === file ? [step.instruction, step.instruction.inner] : [])));
  const first = (kind: string, instruction: Instruction | undefined): readonly Started[] => {
    const word = instruction?.json && here.has(instruction) ? instruction.words[0] : undefined;
    return word ? [{ kind, word }] : [];
  };
  return [
    ...steps.flatMap(({ instruction }) => (instruction.keyword === 'RUN' ? first('RUN', instruction) : [])),
    ...first('HEALTHCHECK', healthcheck?.inner),
    ...first('ENTRYPOINT', entrypoint?.instruction),
    ...(entrypoint?.exec && entrypoint.words.length === 0 ? first('CMD', cmd?.instruction) : []),
  ];
}

function usesOf(copy: PackageCopy, runtime: PythonRuntime): readonly Use[] {
  const { config, file } = runtime;
  const { entrypoint, cmd } = config;
  const bin = `${copy.root}/bin/`;
  const use = ({ kind, word }: Started): readonly Use[] => {
    const name = basename(word.value);
    const isInside = word.value === `${bin}${name}`;
    const isNamed = word.value === name && pythonModules.has(name) && isOnPath(bin.slice(0, -1), runtime);
    if (!isInside && !isNamed) return [];
    const what = languageOf(name) === 'python' ? 'interpreter' : pythonModules.has(name) ? 'module' : 'program';
    const text = {
      interpreter: '"/usr/bin/python3"',
      module: `"/usr/bin/python3", "-m", "${name}"`,
      program: `"/usr/bin/python3", ${JSON.stringify(word.value)}`,
    }[what];
    return [{ kind, word, what, edits: [{ range: word.range, text }] }];
  };
  const found = commandsOf(runtime).flatMap(use);
  if (!entrypoint?.exec || entrypoint.words.length === 0) return found;
  // Behind an interpreter the words of CMD are its arguments: the one that repeats it goes.
  const isHanded = interpreterOf(entrypoint)?.language === 'python' && !entrypoint.words[0]?.startsWith(bin);
  const [word] = cmd?.instruction?.json && file.instructions.includes(cmd.instruction) ? cmd.instruction.words : [];
  const repeated = isHanded && word ? use({ kind: 'CMD', word }).filter(({ what }) => what === 'interpreter') : [];
  return [
    ...found,
    ...repeated.map((one) => ({ ...one, edits: cmd?.instruction && withoutFirst(cmd.instruction, 1, file) })),
  ];
}
