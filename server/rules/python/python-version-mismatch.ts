import { renameVersion } from '../../edits/python.ts';
import { debianReleases } from '../../facts/debian.ts';
import { distrolessAsOf } from '../../facts/distroless.ts';
import { keyOf, type Mismatch, mismatchesIn } from '../../image/python/versions.ts';
import { BuildTarget, type StageView } from '../../image/target.ts';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import { applyEdits, type Range, type TextEdit } from '../../model/text.ts';
import { parseDockerfile } from '../../parse/dockerfile/dockerfile.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'python-version-mismatch',
  severity: 'error',
  title: 'Packages are installed for another Python version than the image runs',
  fix: 'the tag of the builder stage, or its ARG, and the paths with the version (safe unless pinned by digest or built with apk)',
  why: `Packages belong to one minor version of Python. \`pip\` installs them into \`lib/python3.12/site-packages\`, which Python
3.11 does not search (\`ModuleNotFoundError\`), and compiled packages load only in that version. The base image decides:
\`python3-debian12\` has Python 3.11, \`python3-debian13\` has 3.13. A folder without a version in its path
(\`pip install --target\`) is found, and only compiled packages in it fail: that is a warning.

The C library of Alpine is musl. Packages that are compiled there do not load in distroless and Debian images, which have
glibc.

The rule stays silent if the tag does not contain the minor version, or if a Python is copied.`,
  dockerfile: (target) => mismatchesIn(target).map(finding),
};

function finding(mismatch: Mismatch): Finding {
  const { copy, from, outcome } = mismatch;
  const stage = from ?? copy.maker;
  const isCertain = outcome !== 'not-loaded' || compiles(mismatch);
  return {
    range: stage.base?.range ?? stage.from.range,
    message: message(mismatch),
    related: [
      { path: stage.target.file.path, range: copy.step.instruction.range, message: 'The packages are copied here.' },
    ],
    fixes: from ? fixesOf(mismatch, from) : [],
    ...(!isCertain && { severity: 'warning' as const }),
  };
}

function message({ copy, runtime: { python }, what, outcome }: Mismatch): string {
  const dated = python.kind === 'distroless' ? `, as of ${distrolessAsOf}` : '';
  const base = `(Base image: ${python.name}${dated}.)`;
  const maker = copy.maker.name ? `"${copy.maker.name.value}"` : `Stage ${copy.maker.index}`;
  if (what === 'libc') {
    return `${maker} installs Python packages on Alpine, but the image has glibc: compiled packages do not load. Alpine has musl. Build on a Debian variant such as slim. ${base}`;
  }
  const start = `${maker} installs packages for Python ${copy.minor}, but the image runs Python ${python.minor}`;
  const advice = `Build with Python ${python.minor}. ${base}`;
  if (outcome === 'no-source') {
    return `${start}: the build fails. The builder stage has no ${copy.from}. ${advice}`;
  }
  if (outcome === 'not-found') {
    return `${start}: an import ends in ModuleNotFoundError. Python ${python.minor} does not search folders of python${copy.minor}. ${advice}`;
  }
  return `${start}: compiled packages do not load. ${advice}`;
}

const compiler = /\b(?:gcc|g\+\+|build-base|musl-dev|cargo|rust|linux-headers)\b/;

/** Whether a builder stage on Alpine certainly compiles packages. */
const compiles = ({ what, copy }: Mismatch): boolean =>
  what === 'libc' &&
  copy.maker.instructions.some(
    ({ keyword, body }) => keyword === 'RUN' && /\bapk\b/.test(body.text) && compiler.test(body.text),
  );

interface Pattern {
  readonly pattern: RegExp;
  readonly text: string;
}

/** The replacements that make the tag of the builder stage fit. */
function patternsOf({ copy, runtime: { python } }: Mismatch): readonly Pattern[] {
  const exactly = (text: string) => new RegExp(`(?<![\\w.])${text}(?:\\.\\d+)*(?:(?:a|b|rc)\\d+)?(?![\\w.])`, 'g');
  const [before, after] = [copy.python?.suite, python.suite];
  if (copy.python?.kind === 'debian') {
    const number = after && debianReleases.get(after);
    if (before === undefined || after === undefined || number === undefined) {
      return [];
    }
    return [
      { pattern: new RegExp(`\\b${before}\\b`, 'g'), text: after },
      { pattern: exactly(debianReleases.get(before) ?? before), text: number },
    ];
  }
  const version =
    copy.minor && python.minor ? [{ pattern: exactly(copy.minor.replace('.', '\\.')), text: python.minor }] : [];
  if (copy.python?.libc !== 'musl') {
    return version;
  }
  return [...version, { pattern: /alpine(?:3\.\d+)?/g, text: `slim${after === undefined ? '' : `-${after}`}` }];
}

function fixesOf(mismatch: Mismatch, from: StageView): readonly Fix[] {
  const { file } = from.target;
  const { copy, runtime } = mismatch;
  const places = placesOf(from);
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
  const { minor } = runtime.python;
  const paths =
    copy.minor && minor && copy.minor !== minor ? renameVersion(file, affected(from), copy.minor, minor) : [];
  const edits = [...tag, ...digest, ...paths];
  if (tag.length === 0 || !helps(mismatch, edits, from.target)) {
    return [];
  }
  const safe = digest.length === 0 && !(copy.python?.libc === 'musl' && usesAlpine(from));
  const title = `Build with ${minor === undefined ? 'glibc' : `Python ${minor}`}`;
  return [{ title, edits: { [file.path]: edits }, safe }];
}

/** The image reference in FROM, and the defaults of the ARGs in it. */
function placesOf({ base, target: { file } }: StageView): readonly Range[] {
  if (!base) {
    return [];
  }
  const names = (text: string) => [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name);
  const ranges: Range[] = [base.range];
  const wanted = new Set(names(base.value));
  // An ARG sees only the ARGs above it.
  for (const { words } of [...file.globalArgs].reverse()) {
    for (const { value, range } of words) {
      const equals = value.indexOf('=');
      if (equals < 0 || !wanted.has(value.slice(0, equals))) {
        continue;
      }
      for (const name of names(value.slice(equals + 1))) {
        wanted.add(name);
      }
      ranges.push({ start: range.start + equals + 1, end: range.end });
    }
  }
  return ranges;
}

/** The instructions whose paths may contain the version: in the stages that are built from the image, and that copy from these. */
function affected(from: StageView): readonly Instruction[] {
  const { target } = from;
  const family = from.family;
  return target.stages.flatMap((stage) => {
    const source = (instruction: Instruction) => {
      const name = fromOf(instruction);
      return name && target.stageNamed(name.value, stage.index);
    };
    const isTarget = stage.instructions.some((instruction) => family.some((one) => one === source(instruction)));
    if (!family.includes(stage) && !isTarget) {
      return [];
    }
    return stage.instructions.filter((instruction) => {
      const maker = source(instruction);
      const { keyword } = instruction;
      return keyword !== 'FROM' && (keyword !== 'COPY' || maker === undefined || family.includes(maker));
    });
  });
}

const usesAlpine = (from: StageView): boolean =>
  from.family.some(({ instructions }) =>
    instructions.some(({ keyword, body }) => keyword === 'RUN' && /\b(?:apk|adduser|addgroup)\b/.test(body.text)),
  );

/** Whether edits remove a mismatch and add none, in every build of the file. A build argument may replace a default. */
function helps(mismatch: Mismatch, edits: readonly TextEdit[], { file, siblings }: BuildTarget): boolean {
  const after = parseDockerfile(applyEdits(file.text, edits), file.path);
  const keys = (targets: readonly BuildTarget[]) =>
    new Set(targets.flatMap((target) => mismatchesIn(target).map(keyOf)));
  const before = keys(siblings);
  const left = keys(siblings.map(({ build, project }) => new BuildTarget(after, build, project)));
  return !left.has(keyOf(mismatch)) && [...left].every((key) => before.has(key));
}
