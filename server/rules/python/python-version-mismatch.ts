import { renameVersion } from '../../edits/python.ts';
import { debianReleases } from '../../facts/debian.ts';
import { distrolessAsOf, distrolessImage, distrolessName } from '../../facts/distroless.ts';
import { outOfSupportSince, pythonAsOf } from '../../facts/python.ts';
import { bringsPython, keyOf, type Mismatch, mismatchesIn } from '../../image/python/versions.ts';
import { BuildTarget, type StageView } from '../../image/target.ts';
import { fromOf, type Instruction } from '../../model/dockerfile.ts';
import { applyEdits, type Range, type TextEdit } from '../../model/text.ts';
import { parseDockerfile } from '../../parse/dockerfile/dockerfile.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'python-version-mismatch',
  severity: 'error',
  title: 'Packages are installed for another Python version than the image runs',
  fix: 'the tag of the builder stage, or its ARG, and the paths with the version (safe, except for digests, `apk`, and an older version where the image may be the one to change)',
  why: `Packages belong to one minor version of Python. \`pip\` installs them into \`lib/python3.12/site-packages\`, which Python
3.11 does not search (\`ModuleNotFoundError\`), and compiled packages load only in that version. The base image decides:
\`python3-debian12\` has Python 3.11, \`python3-debian13\` has 3.13. A folder without a version in its path
(\`pip install --target\`) is found, and only compiled packages in it fail: that is a warning.

The C library of Alpine is musl. Packages that are compiled there do not load in distroless and Debian images, which have
glibc.

A builder stage is not lowered to a Python that is out of support: the base image of the runtime is to be raised.

The rule stays silent if the tag does not contain the minor version, or if the image starts a Python that is copied.`,
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
  const ended = python.minor && outOfSupportSince(python.minor);
  const advice = `${ended ? `Python ${python.minor} is out of support since ${ended} (as of ${pythonAsOf}): raise the base image.` : `Build with Python ${python.minor}.`} ${base}`;
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
function patternsOf({ copy, runtime: { python } }: Mismatch, minor: string | undefined): readonly Pattern[] {
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
  const version = copy.minor && minor ? [{ pattern: exactly(copy.minor.replace('.', '\\.')), text: minor }] : [];
  if (copy.python?.libc !== 'musl') {
    return version;
  }
  return [...version, { pattern: /alpine(?:3\.\d+)?/g, text: `slim${after === undefined ? '' : `-${after}`}` }];
}

function fixesOf(mismatch: Mismatch, from: StageView): readonly Fix[] {
  const { copy, runtime } = mismatch;
  const { python, stage } = runtime;
  const { minor } = python;
  const raised = raisedRuntime(mismatch, from);
  const built = buildWith(minor, mismatch, from);
  const edits = built && [...built.edits, ...pathEdits(mismatch, from, minor)];
  if (!built || !edits || !helps(mismatch, edits, from.target)) {
    return raised;
  }
  const isLower = copy.minor !== undefined && minor !== undefined && number(minor) < number(copy.minor);
  // Of two official images either may be the older half of an upgrade. An image that brings a Python means to start it.
  const isUnclear = isLower && (python.kind === 'official' || bringsPython(copy, runtime) || raised.length > 0);
  const isAlpine = copy.python?.libc === 'musl' && usesAlpine(from);
  const title = `Build with ${minor === undefined ? 'glibc' : `Python ${minor}`}`;
  const safe = !built.pinned && !isAlpine && !isUnclear;
  return [...raised, { title, edits: { [stage.target.file.path]: edits }, safe }];
}

/** `3.9` comes before `3.10`. */
const number = (minor: string): number => Number(minor.slice(minor.indexOf('.') + 1));

interface TagEdits {
  readonly edits: readonly TextEdit[];
  /** The reference has a digest, which the edits drop. */
  readonly pinned: boolean;
}

/** The edits that make the builder stage use another version; undefined where its tag is not in sight. */
function buildWith(minor: string | undefined, mismatch: Mismatch, from: StageView): TagEdits | undefined {
  const { file } = from.target;
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
  const tag = within(patternsOf(mismatch, minor));
  const digest = within([{ pattern: /@sha256:[0-9a-f]+/g, text: '' }]);
  return tag.length === 0 ? undefined : { edits: [...tag, ...digest], pinned: digest.length > 0 };
}

/** The version in the paths of the builder stage and of what is copied from it. */
function pathEdits({ copy }: Mismatch, from: StageView, minor: string | undefined): readonly TextEdit[] {
  return copy.minor && minor && copy.minor !== minor
    ? renameVersion(from.target.file, affected(from), copy.minor, minor)
    : [];
}

/** The successor of a distroless image whose Python is out of support, with a builder stage of its version. */
function raisedRuntime(mismatch: Mismatch, from: StageView): readonly Fix[] {
  const { python, stage } = mismatch.runtime;
  const { base, from: bottom } = stage.lineage;
  const word = bottom.base;
  const { file } = from.target;
  if (base.kind !== 'distroless' || !word || bottom.target !== from.target || !python.minor) {
    return [];
  }
  const next = base.image.successor;
  const successor = next && distrolessImage({ ...base.reference, repository: `distroless/${next}` });
  const at = file.text.slice(word.range.start, word.range.end).indexOf(distrolessName(base.reference) ?? '?');
  if (outOfSupportSince(python.minor) === undefined || !successor || successor.python === undefined || at < 0) {
    return [];
  }
  const start = word.range.start + at;
  const name = { range: { start, end: start + base.image.name.length }, text: successor.name };
  const isBuilt = successor.python === mismatch.copy.minor;
  const built = isBuilt ? { edits: [] } : buildWith(successor.python, mismatch, from);
  if (!built) {
    return [];
  }
  const edits = [name, ...built.edits, ...(isBuilt ? [] : pathEdits(mismatch, from, successor.python))];
  const title = `Use ${successor.name}, with Python ${successor.python}`;
  return [{ title, edits: { [file.path]: edits }, safe: false }];
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
      return name && target.stageMeant(name.value, stage.index);
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
