import { distinct } from '../analysis/distinct.ts';
import { ancestry } from '../analysis/made-users.ts';
import { renameVersion } from '../analysis/python-edits.ts';
import { keyOf, type Mismatch, mismatchesIn } from '../analysis/python-versions.ts';
import { stageNamed } from '../analysis/stages.ts';
import { distrolessAsOf } from '../facts/distroless.ts';
import type { Dockerfile, Stage } from '../model/dockerfile.ts';
import { applyEdits, type Range, type TextEdit } from '../model/text.ts';
import { parseDockerfile } from '../parse/dockerfile.ts';
import { environments } from '../parse/expand.ts';
import type { Build, Project } from '../project.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

const runtime = 'FROM gcr.io/distroless/python3-debian12:nonroot\n';

export const rule: Rule = {
  id: 'python-version-mismatch',
  severity: 'error',
  title: 'Packages are installed for another Python than the one that runs',
  fix: "the builder's tag, or the ARG behind it, and the paths with its version (safe unless pinned by digest or built with apk)",
  why: `Packages belong to one minor version of Python: \`pip\` puts them into \`lib/python3.12/site-packages\`, which Python 3.11 never looks
into (\`ModuleNotFoundError\`), and what is compiled in them loads in that version alone. The runtime decides: \`python3-debian12\` has
Python 3.11, \`python3-debian13\` has 3.13. A folder without a version in its path (\`pip install --target\`) is found, and fails only where
something in it is compiled: that is a warning.

Alpine's C library is musl: what is compiled there does not load in an image with glibc, which all of distroless and Debian are.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: `FROM python:3.12-slim AS builder\nRUN pip install --user flask\n${runtime}COPY --from=builder /root/.local /home/nonroot/.local\nCMD ["-m", "flask"]\n`,
      good: `FROM python:3.11-slim AS builder\nRUN pip install --user flask\n${runtime}COPY --from=builder /root/.local /home/nonroot/.local\nCMD ["-m", "flask"]\n`,
    },
    {
      title: 'Through an ARG, for an image with Python 3.13',
      file: 'Dockerfile',
      bad: 'ARG PYTHON_VERSION="3.12.4" # as in development\nARG BUILDER=python:${PYTHON_VERSION}-slim-bookworm\nFROM ${BUILDER} AS deps\nRUN pip install --prefix=/install flask\nFROM gcr.io/distroless/python3-debian13\nCOPY --from=deps /install /usr/local\n'.replace(
        ' # as in development',
        '',
      ),
      good: 'ARG PYTHON_VERSION="3.13"\nARG BUILDER=python:${PYTHON_VERSION}-slim-bookworm\nFROM ${BUILDER} AS deps\nRUN pip install --prefix=/install flask\nFROM gcr.io/distroless/python3-debian13\nCOPY --from=deps /install /usr/local\n',
    },
    {
      title: 'The version in the paths',
      file: 'Dockerfile',
      bad: `FROM python:3.12 AS base\nFROM base AS builder\n# python3.12 and its packages\nRUN pip install flask && rm -rf /usr/local/lib/python3.12/test\n${runtime}COPY --from=builder /usr/local/lib/python3.12/site-packages \\\n    /usr/local/lib/python3.12/site-packages\nENV PYTHONPATH=/app:/usr/local/lib/python3.12/site-packages\nCMD ["-m", "flask"]\n`,
      good: `FROM python:3.11 AS base\nFROM base AS builder\n# python3.12 and its packages\nRUN pip install flask && rm -rf /usr/local/lib/python3.11/test\n${runtime}COPY --from=builder /usr/local/lib/python3.11/site-packages \\\n    /usr/local/lib/python3.11/site-packages\nENV PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages\nCMD ["-m", "flask"]\n`,
    },
    {
      title: 'A folder without a version: only what is compiled fails',
      file: 'Dockerfile',
      bad: `FROM python:3.13-slim AS builder\nRUN pip install --target=/packages psutil\n${runtime}COPY --from=builder /packages /usr/local/lib/python3.11/dist-packages\n`,
      good: `FROM python:3.11-slim AS builder\nRUN pip install --target=/packages psutil\n${runtime}COPY --from=builder /packages /usr/local/lib/python3.11/dist-packages\n`,
    },
    {
      title: 'Two builders, one of them Alpine',
      file: 'Dockerfile',
      bad: `FROM python:3.10-slim AS one\nRUN python -m venv /opt/one\nFROM python:3.11-alpine3.20 AS two\nRUN pip install --target /opt/two psutil\n${runtime}COPY --from=one /opt/one /opt/one\nCOPY --from=two /opt/two /opt/two\n`,
      good: `FROM python:3.11-slim AS one\nRUN python -m venv /opt/one\nFROM python:3.11-slim-bookworm AS two\nRUN pip install --target /opt/two psutil\n${runtime}COPY --from=one /opt/one /opt/one\nCOPY --from=two /opt/two /opt/two\n`,
    },
    {
      title: 'A release of Debian',
      file: 'Dockerfile',
      bad: `FROM debian:trixie-slim AS builder\nRUN apt-get update && apt-get install -y python3-venv && python3 -m venv /venv\n${runtime}COPY --from=builder /venv /venv\nENTRYPOINT ["/venv/bin/python"]\n`,
      good: `FROM debian:bookworm-slim AS builder\nRUN apt-get update && apt-get install -y python3-venv && python3 -m venv /venv\n${runtime}COPY --from=builder /venv /venv\nENTRYPOINT ["/venv/bin/python"]\n`,
    },
    {
      title: 'A digest, which names one version',
      file: 'Dockerfile',
      bad: `FROM python:3.12-slim@sha256:${'0'.repeat(64)} AS builder\nRUN pip install --user flask\n${runtime}COPY --from=builder /root/.local /home/nonroot/.local\n`,
      good: `FROM python:3.11-slim AS builder\nRUN pip install --user flask\n${runtime}COPY --from=builder /root/.local /home/nonroot/.local\n`,
      fix: 'Build with',
    },
  ],
  silent: [
    {
      title: 'The same version, or one that the tag does not tell',
      file: 'Dockerfile',
      text: `FROM python:3.11.9-slim AS one\nRUN pip install --user flask\nFROM python:3-slim AS two\nRUN pip install --user redis\n${runtime}COPY --from=one /root/.local /home/nonroot/.local\nCOPY --from=two /root/.local /home/nonroot/.local\n`,
    },
    {
      title: 'Nothing of Python is copied',
      file: 'Dockerfile',
      text: `FROM python:3.12-alpine AS builder\nRUN pip install --user build && python generate.py /out\n${runtime}COPY --from=builder /out /app\nCMD ["main.py"]\n`,
    },
    {
      title: 'A Python that comes along, and one that the builder brings itself',
      file: 'Dockerfile',
      text: `FROM python:3.12-slim AS builder\nRUN pip install flask\nFROM python:3.12-slim AS own\nRUN uv sync --project /app && uv pip install --prefix /app/.venv flask\n${runtime}COPY --from=builder /usr/local /usr/local\nCOPY --from=own /app/.venv /app/.venv\nENTRYPOINT ["python3"]\nCMD ["-m", "flask"]\n`,
    },
    {
      title: 'Official images of one version, both Alpine',
      file: 'Dockerfile',
      text: 'FROM python:3.14.7-alpine3.24 AS build-venv\nRUN python -m venv venv && venv/bin/pip install flask\nFROM python:3.14.7-alpine3.24\nCOPY --from=build-venv /venv/ /venv/\nENTRYPOINT ["/venv/bin/python", "main.py"]\n',
    },
    {
      title: 'A stage that the build does not reach',
      file: 'Dockerfile',
      text: `FROM python:3.12-slim AS builder\nRUN pip install --user flask\n${runtime.replace('\n', ' AS old\n')}COPY --from=builder /root/.local /home/nonroot/.local\nFROM python:3.12-slim\nCOPY --from=builder /root/.local /usr/local\n`,
    },
  ],
  dockerfile: (file, project) =>
    distinct(
      project
        .builds(file.path)
        .flatMap((build) =>
          [...mismatchesIn(file, build, project)].map((mismatch) => finding(mismatch, file, build, project)),
        ),
    ),
};

function finding(mismatch: Mismatch, file: Dockerfile, build: Build, project: Project): Finding {
  const { copy, from, outcome } = mismatch;
  const stage = from ?? copy.maker;
  const isCertain = outcome !== 'not-loaded' || compiles(mismatch);
  return {
    range: stage.base?.range ?? stage.from.range,
    message: message(mismatch),
    related: [{ path: file.path, range: copy.step.instruction.range, message: 'The packages are copied here.' }],
    fixes: from ? fixesOf(mismatch, from, file, build, project) : [],
    ...(!isCertain && { severity: 'warning' as const }),
  };
}

function message({ copy, runtime: { python }, what, outcome }: Mismatch): string {
  const dated = python.kind === 'distroless' ? ` (as of ${distrolessAsOf})` : '';
  const target = `${python.name}${dated}`;
  const maker = copy.maker.name ? `"${copy.maker.name.value}"` : `Stage ${copy.maker.index}`;
  if (what === 'libc')
    return `${maker} installs Python packages on Alpine, whose C library is musl. Those that are compiled do not load in ${target}, which has glibc. Build on a Debian variant such as slim.`;
  const start = `${maker} installs packages for Python ${copy.minor}, and ${target} runs Python ${python.minor}`;
  const advice = `Build with Python ${python.minor}.`;
  if (outcome === 'no-source') return `${start}: there is no ${copy.from} in the builder, so the COPY fails. ${advice}`;
  if (outcome === 'not-found')
    return `${start}, which does not look into folders of python${copy.minor}: an import ends in ModuleNotFoundError. ${advice}`;
  return `${start}: what is compiled in them does not load. ${advice}`;
}

const compiler = /\b(?:gcc|g\+\+|build-base|musl-dev|cargo|rust|linux-headers)\b/;

/** Whether a builder on Alpine visibly compiles. */
const compiles = ({ what, copy }: Mismatch): boolean =>
  what === 'libc' &&
  copy.maker.instructions.some(
    ({ keyword, body }) => keyword === 'RUN' && /\bapk\b/.test(body.text) && compiler.test(body.text),
  );

interface Pattern {
  readonly pattern: RegExp;
  readonly text: string;
}

const releases = { '11': 'bullseye', '12': 'bookworm', '13': 'trixie' };

/** What turns the builder's tag into the one that fits. */
function patternsOf({ copy, runtime: { python } }: Mismatch): readonly Pattern[] {
  const release = (suite: string | undefined) => Object.entries(releases).find(([, name]) => name === suite)?.[0];
  const exactly = (text: string) => new RegExp(`(?<![\\w.])${text}(?:\\.\\d+)*(?:(?:a|b|rc)\\d+)?(?![\\w.])`, 'g');
  const [before, after] = [copy.python?.suite, python.suite];
  if (copy.python?.kind === 'debian') {
    const number = release(after);
    if (before === undefined || after === undefined || number === undefined) return [];
    return [
      { pattern: new RegExp(`\\b${before}\\b`, 'g'), text: after },
      { pattern: exactly(release(before) ?? before), text: number },
    ];
  }
  const version =
    copy.minor && python.minor ? [{ pattern: exactly(copy.minor.replace('.', '\\.')), text: python.minor }] : [];
  if (copy.python?.libc !== 'musl') return version;
  return [...version, { pattern: /alpine(?:3\.\d+)?/g, text: `slim${after === undefined ? '' : `-${after}`}` }];
}

function fixesOf(mismatch: Mismatch, from: Stage, file: Dockerfile, build: Build, project: Project): readonly Fix[] {
  const { copy, runtime: target } = mismatch;
  const places = placesOf(from, file);
  const within = (patterns: readonly Pattern[]) =>
    places.flatMap(({ start, end }) =>
      patterns.flatMap(({ pattern, text }) =>
        [...file.text.slice(start, end).matchAll(pattern)].map((match): TextEdit => {
          const at = start + match.index;
          return { range: { start: at, end: at + match[0].length }, text };
        }),
      ),
    );
  const tag = within(patternsOf(mismatch));
  const digest = within([{ pattern: /@sha256:[0-9a-f]+/g, text: '' }]);
  const { minor } = target.python;
  const paths =
    copy.minor && minor && copy.minor !== minor
      ? renameVersion(file, affected(from, file, build), copy.minor, minor)
      : [];
  const edits = [...tag, ...digest, ...paths];
  if (tag.length === 0 || !helps(mismatch, edits, file, project)) return [];
  const safe = digest.length === 0 && !(copy.python?.libc === 'musl' && usesAlpine(from, file, build));
  const title = `Build with ${minor === undefined ? 'glibc' : `Python ${minor}`}`;
  return [{ title, edits: { [file.path]: edits }, safe }];
}

/** The image's name in FROM, and the defaults of the ARGs that it is made of. */
function placesOf({ base }: Stage, file: Dockerfile): readonly Range[] {
  if (!base) return [];
  const names = (text: string) => [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
  const ranges: Range[] = [base.range];
  const wanted = new Set(names(base.value));
  // An ARG sees those above it.
  for (const { words } of [...file.globalArgs].reverse())
    for (const { value, range } of words) {
      const equals = value.indexOf('=');
      if (equals < 0 || !wanted.has(value.slice(0, equals))) continue;
      for (const name of names(value.slice(equals + 1))) wanted.add(name);
      ranges.push({ start: range.start + equals + 1, end: range.end });
    }
  return ranges;
}

/** The instructions in which the version may be part of a path: in what is built from the image, and where that is copied to. */
function affected(from: Stage, file: Dockerfile, build: Build) {
  const family = familyOf(from, file, build);
  return file.stages.flatMap((stage) => {
    const source = (flags: Stage['from']['flags']) => {
      const name = flags.find((flag) => flag.name === 'from')?.value;
      return name ? stageNamed(file, name, stage.index) : undefined;
    };
    const isOwn = family.includes(stage);
    const isTarget = stage.instructions.some(({ flags }) => family.some((one) => one === source(flags)));
    if (!isOwn && !isTarget) return [];
    return stage.instructions.filter(({ keyword, flags }) => {
      const maker = source(flags);
      return keyword !== 'FROM' && (keyword !== 'COPY' || maker === undefined || family.includes(maker));
    });
  });
}

function familyOf(from: Stage, file: Dockerfile, build: Build): readonly Stage[] {
  const scopes = environments(file, build);
  return file.stages.filter((stage) => ancestry(file, stage, scopes).includes(from));
}

const usesAlpine = (from: Stage, file: Dockerfile, build: Build): boolean =>
  familyOf(from, file, build).some(({ instructions }) =>
    instructions.some(({ keyword, body }) => keyword === 'RUN' && /\b(?:apk|adduser|addgroup)\b/.test(body.text)),
  );

/** Whether edits remove a mismatch and make none, in every build of the file: a build argument may overrule the default. */
function helps(mismatch: Mismatch, edits: readonly TextEdit[], file: Dockerfile, project: Project): boolean {
  const after = parseDockerfile(applyEdits(file.text, edits), file.path);
  const keys = (one: Dockerfile) =>
    new Set(project.builds(file.path).flatMap((build) => mismatchesIn(one, build, project).map(keyOf)));
  const before = keys(file);
  const left = keys(after);
  return !left.has(keyOf(mismatch)) && [...left].every((key) => before.has(key));
}
