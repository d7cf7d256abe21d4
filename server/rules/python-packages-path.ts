import { distinct } from '../analysis/distinct.ts';
import { replacePath } from '../analysis/edits.ts';
import { lastEnv } from '../analysis/last-env.ts';
import { type PackageCopy, packageCopies } from '../analysis/python-copies.ts';
import { addToPythonPath, renameFolder } from '../analysis/python-edits.ts';
import { finds, landing, type PythonRuntime, pythonRuntime, runsOwnPython } from '../analysis/python-path.ts';
import { startsDeadScript } from '../analysis/python-scripts.ts';
import { dangles, usesVenv } from '../analysis/python-venv.ts';
import { finalStage } from '../analysis/stages.ts';
import { distrolessAsOf } from '../facts/distroless.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import type { TextEdit } from '../model/text.ts';
import type { Build, Project } from '../project.ts';
import { examplePlan, type Finding, type Fix, type Rule } from '../rule.ts';

const builder = 'FROM python:3.11-slim AS builder\nRUN pip install --user flask\n';

export const rule: Rule = {
  id: 'python-packages-path',
  severity: 'error',
  title: 'Python packages are copied where the runtime does not look',
  fix: 'destination, `PATH` and `PYTHONPATH` together (safe)',
  why: `The Python of a distroless image searches \`/usr/local/lib/python3.X/dist-packages\`, \`/usr/lib/python3/dist-packages\` and the
\`.local\` folder in the home of the user that it runs as (\`/home/nonroot\` for 65532). It does **not** search \`site-packages\` below
\`/usr/local\`, as the official \`python\` images do: \`COPY --from=builder /root/.local /usr/local\` builds and ends in
\`ModuleNotFoundError\` unless \`PYTHONPATH=/usr/local/lib/python3.11/site-packages\` is set. \`/home/app/.local\` is the home of nobody,
and \`PATH\` finds programs, not modules. \`/root/.local\` is closed to every user but root, even through \`PYTHONPATH\`.

The same holds for what \`pip install --target\` and \`--prefix\` fill. All of it was measured with images built and run as 65532.`,
  examples: [
    {
      title: '/usr/local needs PYTHONPATH',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /root/.local /usr/local\nENV PYTHONPATH=/app \\\n    LOG_LEVEL=INFO\nCMD ["-m", "flask"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /root/.local /usr/local\nENV PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages \\\n    LOG_LEVEL=INFO\nCMD ["-m", "flask"]\n`,
    },
    {
      title: 'Without a PYTHONPATH to append to',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian13\nCOPY --from=builder --chown=65532:65532 /root/.local/ /usr/local/\nCMD ["-m", "flask"]\n`.replaceAll(
        '\n',
        '\r\n',
      ),
      good: `${builder}FROM gcr.io/distroless/python3-debian13\nCOPY --from=builder --chown=65532:65532 /root/.local/ /usr/local/\nENV PYTHONPATH=/usr/local/lib/python3.13/site-packages\nCMD ["-m", "flask"]\n`.replaceAll(
        '\n',
        '\r\n',
      ),
    },
    {
      title: 'The home of nobody, and PATH, which does not help',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /root/.local /home/app/.local\nENV PATH=/home/app/.local/bin:$PATH\nENV PYTHONPATH="/app"\nUSER 65532:65532\nCMD ["-m", "flask"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /root/.local /usr/local\nENV PATH=/usr/local/bin:$PATH\nENV PYTHONPATH="/app:/usr/local/lib/python3.11/site-packages"\nUSER 65532:65532\nCMD ["-m", "flask"]\n`,
    },
    {
      title: "root's home, the old form of ENV",
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /root/.local /root/.local\nENV PATH /root/.local/bin:$PATH\nENV PYTHONPATH /app\nUSER 65532:65532\nCMD ["-m", "flask"]`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /root/.local /usr/local\nENV PATH /usr/local/bin:$PATH\nENV PYTHONPATH /app:/usr/local/lib/python3.11/site-packages\nUSER 65532:65532\nCMD ["-m", "flask"]`,
    },
    {
      title: 'pip install --target and --prefix',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim AS builder\nWORKDIR /build\nRUN pip install --no-cache-dir --target=packages flask && pip install --prefix /install gunicorn\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /build/packages /packages\nCOPY --from=builder /install /usr/local\nCMD ["-m", "flask"]\n',
      good: 'FROM python:3.11-slim AS builder\nWORKDIR /build\nRUN pip install --no-cache-dir --target=packages flask && pip install --prefix /install gunicorn\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /build/packages /packages\nCOPY --from=builder /install /usr/local\nENV PYTHONPATH=/packages:/usr/local/lib/python3.11/site-packages\nCMD ["-m", "flask"]\n',
    },
    {
      title: 'An official image that runs as somebody else',
      file: 'Dockerfile',
      bad: `${builder}FROM python:3.11-slim\nCOPY --from=builder /root/.local /root/.local\nENV PATH=/root/.local/bin:$PATH\nUSER 65532\nCMD ["flask", "run"]\n`,
      good: `${builder}FROM python:3.11-slim\nCOPY --from=builder /root/.local /usr/local\nENV PATH=/usr/local/bin:$PATH\nUSER 65532\nCMD ["flask", "run"]\n`,
    },
    {
      title: 'The folder of another version',
      file: 'Dockerfile',
      bad: 'FROM python:3.11-slim AS builder\nRUN pip install --target /packages flask\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /packages /usr/local/lib/python3.9/dist-packages\nCMD ["-m", "flask"]\n',
      good: 'FROM python:3.11-slim AS builder\nRUN pip install --target /packages flask\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /packages /usr/local/lib/python3.11/dist-packages\nCMD ["-m", "flask"]\n',
    },
    {
      title: 'The PYTHONPATH that the plan asks for stays in it',
      file: 'Dockerfile',
      bad: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nWORKDIR /app\nCOPY --from=builder /root/.local /usr/local\nCMD ["-m", "flask"]\n`,
      good: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot\nWORKDIR /app\nENV PYTHONPATH=/app:/usr/local/lib/python3.11/site-packages\nCOPY --from=builder /root/.local /usr/local\nCMD ["-m", "flask"]\n`,
      with: { 'lucid.yaml': examplePlan('Dockerfile', 'context: ., env: { PYTHONPATH: /app }') },
    },
  ],
  silent: [
    {
      title: 'The home of the user, dist-packages, PYTHONPATH',
      file: 'Dockerfile',
      text: `${builder}RUN pip install --target=/packages redis && pip install --prefix=/install celery\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder --chown=nonroot:nonroot /root/.local /home/nonroot/.local\nCOPY --from=builder /packages /usr/local/lib/python3.11/dist-packages\nCOPY --from=builder /install /install\nENV PYTHONPATH=/app:/install/lib/python3.11/site-packages/\nCMD ["-m", "flask"]\n`,
    },
    {
      title: 'HOME and PYTHONUSERBASE say where the home is',
      file: 'Dockerfile',
      text: `${builder}FROM gcr.io/distroless/python3-debian12:nonroot AS one\nENV HOME=/home/app\nCOPY --from=builder /root/.local /home/app/.local\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=one / /other\nENV PYTHONUSERBASE=/opt/user\nCOPY --from=builder /root/.local /opt/user\nCMD ["-m", "flask"]\n`,
    },
    {
      title: 'A copied account may have any home',
      file: 'Dockerfile',
      text: `${builder}RUN useradd --uid 65532 app\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /etc/passwd /etc/passwd\nCOPY --from=builder /root/.local /home/app/.local\nUSER app\nCMD ["-m", "flask"]\n`,
    },
    {
      title: 'Packages beside the script, or found by the script itself',
      file: 'Dockerfile',
      text: 'FROM python:3.11-slim AS builder\nRUN pip install -t /packages flask && pip install -t /vendor redis\nFROM gcr.io/distroless/python3-debian12:nonroot\nWORKDIR /app\nCOPY --from=builder /packages .\nCOPY --from=builder /vendor ./vendor\nCOPY main.py .\nCMD ["main.py"]\n',
      with: { 'main.py': "import sys\nsys.path.insert(0, '/app/vendor')\n" },
    },
    {
      title: 'Official images search site-packages, and as root /root/.local',
      file: 'other/Dockerfile',
      text: `${builder}RUN pip install redis\nFROM python:3.11-slim\nCOPY --from=builder /root/.local /root/.local\nCOPY --from=builder /usr/local/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages\nENV PATH=/root/.local/bin:$PATH\nCMD ["flask", "run"]\n`,
      with: { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' },
    },
    {
      title: 'A script that may set up everything, and an entry script that comes from the builder',
      file: 'Dockerfile',
      text: `FROM python:3.11-slim AS builder\nRUN pip install --target /app/vendor flask && python -m venv /opt/venv\nFROM python:3.11-slim AS scripted\nCOPY --from=builder /opt/venv /opt/venv\nENTRYPOINT ["/start.sh"]\nFROM gcr.io/distroless/python3-debian12:nonroot\nWORKDIR /app\nCOPY --from=scripted /etc/hosts /tmp/\nCOPY --from=builder /app /app\nCMD ["main.py"]\n`,
    },
    {
      title: 'A Python that comes along, or none at all',
      file: 'Dockerfile',
      text: 'FROM python:3.11-slim AS builder\nRUN pip install flask\nFROM gcr.io/distroless/python3-debian12:nonroot AS one\nCOPY --from=builder /usr/local /usr/local\nENTRYPOINT ["python3"]\nCMD ["-m", "flask"]\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=one /usr/local /usr/local\nCOPY --from=builder /root/.local /usr/local\n',
    },
    {
      title: 'A folder of this name that has nothing to do with Python',
      file: 'Dockerfile',
      text: 'FROM haskell:9 AS builder\nRUN stack install tool\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /root/.local /opt/tool\nCMD ["-m", "http.server"]\n',
    },
    {
      title: 'A virtual environment of Debian’s Python, used by its own interpreter',
      file: 'Dockerfile',
      text: 'FROM debian:12-slim AS builder\nRUN apt-get update && apt-get install -y python3-venv && python3 -m venv /opt/venv && /opt/venv/bin/pip install flask\nFROM gcr.io/distroless/python3-debian12:nonroot\nCOPY --from=builder /opt/venv /opt/venv\nENTRYPOINT ["/opt/venv/bin/python"]\nCMD ["-m", "flask"]\n',
    },
  ],
  dockerfile: (file, project) =>
    distinct(project.builds(file.path).flatMap((build) => [...judge(file, build, project)])),
};

function* judge(file: Dockerfile, build: Build, project: Project): Iterable<Finding> {
  const stage = finalStage(file, build.target);
  const copies = stage ? packageCopies(stage, build, file, project) : [];
  const runtime = stage && copies.length > 0 ? pythonRuntime(file, stage, build, project) : undefined;
  if (!runtime) return;
  // In place of a virtual environment or a script whose interpreter is not there, the image's own is to run.
  const isVenvs = copies.some((copy) => dangles(copy, runtime) && usesVenv(copy, runtime));
  if (!isVenvs && !startsDeadScript(copies, runtime) && !runsOwnPython(runtime)) return;
  const found = copies.map((copy) => ({ copy, isFound: finds(runtime, copy) }));
  for (const { copy, isFound } of found) {
    if (isFound !== false || dangles(copy, runtime) || usesVenv(copy, runtime)) continue;
    // What also stands in a better place is found there.
    const same = (other: PackageCopy) => other.maker === copy.maker && other.folder.path === copy.folder.path;
    if (found.some((other) => other.isFound !== false && same(other.copy))) continue;
    const edits = repair(copy, copies, runtime);
    yield { range: copy.destination.range, message: message(copy, runtime), fixes: edits ? [fix(edits, runtime)] : [] };
  }
}

const fix = ({ title, edits }: Repair, { file }: PythonRuntime): Fix => ({
  title,
  edits: { [file.path]: edits },
  safe: true,
});

function message(copy: PackageCopy, { python, user, home: homeOf, build, config }: PythonRuntime): string {
  const { folder } = landing(copy, python);
  const dated = python.kind === 'distroless' ? ` (as of ${distrolessAsOf})` : '';
  const version = python.minor === undefined ? 'Python' : `Python ${python.minor}`;
  const outcome = 'The image builds, and an import ends in ModuleNotFoundError.';
  const runs = build.image && config.user?.split(':')[0] !== user ? 'is to run' : 'runs';
  if (copy.target.startsWith('/root'))
    return `Only root may read /root, and the image ${runs} as ${user}: its Python does not find the packages there. ${outcome}`;
  const home = homeOf();
  const isHome = /\/\.local$/.test(copy.target) && home !== undefined;
  const instead = isHome
    ? `: the user's own packages are those in ${home === '/' ? '' : home}/.local, and PATH finds programs only`
    : ', which only PYTHONPATH could change';
  return `${version} of ${python.name}${dated} does not look into ${folder}${instead}. ${outcome}`;
}

interface Repair {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

function repair(copy: PackageCopy, all: readonly PackageCopy[], runtime: PythonRuntime): Repair | undefined {
  const { file, python, steps } = runtime;
  const { instruction } = copy.step;
  const { lands, folder } = landing(copy, python);
  if (python.minor === undefined && lands.includes('python*') && python.kind !== 'official') return undefined;
  const [foreign] = /python3\.\d+/.exec(lands) ?? [];
  if (foreign !== undefined && python.minor !== undefined && foreign !== `python${python.minor}`) {
    const moved = destination(file, copy, copy.target.replace(foreign, `python${python.minor}`));
    return moved && { title: `Copy to the folder of Python ${python.minor}`, edits: [moved] };
  }
  const [home] = /^\/(?:root|home\/[^/]+)\/\.local(?=\/|$)/.exec(copy.target) ?? [];
  if (home === undefined) {
    if (copy.target === '/root' || copy.target.startsWith('/root/')) return undefined;
    const edit = addToPythonPath(folder, all, runtime);
    return edit && { title: `Add ${folder} to PYTHONPATH`, edits: [edit] };
  }
  const target = copy.target.replace(home, '/usr/local');
  const moved = instruction.words.length === 2 ? destination(file, copy, target) : undefined;
  if (!moved) return undefined;
  const own = steps.filter((step) => step.file === file).map((step) => step.instruction);
  const edits = [moved, ...renameFolder(file, own, home, '/usr/local')];
  const wanted = folder.replace(home, '/usr/local');
  const isSearched = python.kind === 'official' && lands.startsWith(`${home}/lib/`);
  const isNamed = lastEnv(steps, 'PYTHONPATH', runtime.build)?.value?.split(':').includes(folder);
  if (isSearched || isNamed) return { title: `Copy to ${target}`, edits };
  const added = addToPythonPath(wanted, all, runtime);
  return added && { title: `Copy to ${target} and add it to PYTHONPATH`, edits: [...edits, added] };
}

function destination(file: Dockerfile, { destination: word }: PackageCopy, path: string): TextEdit | undefined {
  return word.value.startsWith('/') ? replacePath(file, word, path.slice(1)) : undefined;
}
