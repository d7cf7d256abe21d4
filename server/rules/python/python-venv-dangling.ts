import { plainCommand, withoutFirst } from '../../edits/exec-form.ts';
import { addToPythonPath } from '../../edits/python.ts';
import { distrolessAsOf } from '../../facts/distroless.ts';
import { type ImageCommand, outcomes } from '../../image/programs/commands.ts';
import { interpreterOf, languageOf, pythonModules } from '../../image/programs/interpreter.ts';
import { programAt } from '../../image/programs/start.ts';
import { type PackageCopy, packageCopies } from '../../image/python/copies.ts';
import { finds, landing, type PythonRuntime, pythonRuntime, runsOwnPython } from '../../image/python/path.ts';
import { deadScripts } from '../../image/python/scripts.ts';
import { dangles, isOnPath, programPath } from '../../image/python/venv.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { intended } from '../../parse/dockerfile/json-array.ts';
import { rangeIn } from '../../parse/dockerfile/logical.ts';
import { basename } from '../../parse/shell/commands.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'python-venv-dangling',
  severity: 'error',
  title: 'The interpreter of a virtual environment or of a Python program is not in the image',
  fix: '`/usr/bin/python3` with `PYTHONPATH` in every place (safe, except for programs of unknown packages)',
  why: `\`bin/python\` of a virtual environment is a link to the interpreter that made it: \`/usr/local/bin/python\` in the
official \`python\` images. Distroless images have their Python in \`/usr/bin\`, so the link is broken. With ENTRYPOINT the
container does not start (\`stat /opt/venv/bin/python: no such file or directory\`), with HEALTHCHECK it becomes unhealthy,
with RUN the build fails. Programs in \`bin\`, such as \`uvicorn\`, name that interpreter in their first line and fail in the
same way. If only \`PATH\` names the folder, the broken link is skipped and \`/usr/bin/python\` starts, which does not search
the virtual environment: \`ModuleNotFoundError\`.

The same is true for the programs that \`pip install\` makes in other places (\`--user\`, \`--prefix\`, \`--target\`):
\`ENTRYPOINT ["uvicorn"]\` ends in \`exec /home/nonroot/.local/bin/uvicorn: no such file or directory\`, since its first line is
\`#!/usr/local/bin/python3.11\`.

With \`PYTHONPATH\`, \`/usr/bin/python3\` uses the packages without the link. The rule ignores a virtual environment that
\`/usr/bin/python3\` made (Debian's \`python3-venv\`): it works.`,
  *dockerfile({ final }) {
    const copies = final ? packageCopies(final) : [];
    const runtime = final && copies.length > 0 ? pythonRuntime(final) : undefined;
    if (runtime) {
      yield* scriptsUsed(runtime);
      yield* linksUsed(copies, runtime);
    }
  },
};

/** A command that needs the broken link. */
interface Use {
  readonly kind: ImageCommand['kind'];
  readonly word: Word;
  readonly what: 'interpreter' | 'module' | 'program';
  readonly edits: readonly TextEdit[] | undefined;
}

function* linksUsed(copies: readonly PackageCopy[], runtime: PythonRuntime): Iterable<Finding> {
  const venvs = copies.filter(({ folder, root }) => folder.kind === 'venv' && root !== undefined);
  for (const copy of venvs) {
    if (!dangles(copy, runtime)) {
      continue;
    }
    const uses = usesOf(copy, runtime);
    const isFound = finds(runtime, copy);
    const finding = brokenLink(copy, { uses, isFound, runtime });
    if (finding) {
      yield { ...finding, fixes: fixesOf(copy, { copies, uses, isFound, runtime }) };
    }
  }
}

interface Link {
  readonly uses: readonly Use[];
  readonly isFound: boolean | undefined;
  readonly runtime: PythonRuntime;
}

/** One finding for one link: where the environment is copied, or where it is used if its packages are found without it. */
function brokenLink(copy: PackageCopy, { uses, isFound, runtime }: Link): Finding | undefined {
  const path = runtime.stage.target.file.path;
  const target = `${copy.folder.interpreter}, which is not in the image`;
  const dated = `(Base image: ${runtime.python.name}, as of ${distrolessAsOf}.)`;
  const isImported = isFound === false && runsOwnPython(runtime) === true;
  const [worst, ...others] = [...uses].sort((a, b) => weight(b) - weight(a));
  const severity = isImported || (worst && weight(worst) === 2) ? {} : { severity: 'warning' as const };
  const shown = (some: readonly Use[]) =>
    some.map(({ word, kind }) => ({
      path,
      range: word.range,
      message: `${word.value} is used here: ${outcomes[kind]}.`,
    }));
  if (isFound === false && (worst || isImported)) {
    const outcome =
      worst && weight(worst) === 2 ? outcomes[worst.kind] : isImported ? noModule : outcomes[worst?.kind ?? 'CMD'];
    const { folder } = landing(copy, runtime.python);
    return {
      range: copy.destinationWord.range,
      message: `${copy.root}/bin/python links to ${target}: ${outcome}. Use /usr/bin/python3, which searches ${folder} only if PYTHONPATH names it. ${dated}`,
      related: shown(worst ? [worst, ...others] : []),
      ...severity,
    };
  }
  if (!worst) {
    return undefined;
  }
  const { kind, word, what } = worst;
  return {
    range: word.range,
    message:
      what === 'interpreter'
        ? `${word.value} links to ${target}: ${outcomes[kind]}. Use /usr/bin/python3, with the packages in PYTHONPATH. ${dated}`
        : `${word.value} ${what === 'program' ? 'probably needs' : 'needs'} ${copy.root}/bin/python, a broken link: ${outcomes[kind]}. The link leads to ${target}. Run it with /usr/bin/python3, with the packages in PYTHONPATH. ${dated}`,
    related: shown(others),
    ...severity,
  };
}

const noModule = 'an import ends in ModuleNotFoundError';

/** A use that certainly fails the build or the start comes before one that probably does, or that only makes unhealthy. */
const weight = ({ kind, what }: Use): number => (what === 'program' ? 1 : kind === 'HEALTHCHECK' ? 0 : 2);

/** The commands that start a program of a package outside a virtual environment. */
function* scriptsUsed(runtime: PythonRuntime): Iterable<Finding> {
  const deadScript = deadScripts(runtime.stage);
  for (const { kind, word, isEdited } of commandsOf(runtime)) {
    const script = deadScript(programPath(word.value, runtime.config));
    if (!script) {
      continue;
    }
    const { what, interpreter } = script;
    const name = basename(word.value);
    const text =
      what === 'module' ? `"/usr/bin/python3", "-m", "${name}"` : `"/usr/bin/python3", ${JSON.stringify(word.value)}`;
    const edits = { [runtime.stage.target.file.path]: [{ range: word.range, text }] };
    yield {
      range: word.range,
      message: `${word.value} ${what === 'program' ? 'probably needs' : 'needs'} ${interpreter}, which is not in the image: ${outcomes[kind]}. The first line of the program names the Python that installed it. Run it with /usr/bin/python3. (Base image: ${runtime.python.name}, as of ${distrolessAsOf}.)`,
      fixes: isEdited
        ? [{ title: `Use /usr/bin/python3${what === 'module' ? ` -m ${name}` : ''}`, edits, safe: what === 'module' }]
        : [],
      ...((what === 'program' || kind === 'HEALTHCHECK') && { severity: 'warning' as const }),
    };
  }
}

/** One fix for all places: a fix of one place would leave the image broken. */
function fixesOf(
  copy: PackageCopy,
  { copies, uses, isFound, runtime }: Link & { readonly copies: readonly PackageCopy[] },
): readonly Fix[] {
  const isKnown = copy.minor !== undefined || !landing(copy, runtime.python).lands.includes('python*');
  const added =
    isFound || !isKnown ? undefined : addToPythonPath(landing(copy, runtime.python).folder, copies, runtime);
  const changed = uses.map(({ edits }) => edits);
  if ((!isFound && !added) || changed.some((edits) => edits === undefined)) {
    return [];
  }
  const title = `Use /usr/bin/python3${added ? ' with PYTHONPATH' : ''}`;
  const edits = [...changed.flatMap((one) => one ?? []), ...(added ? [added] : [])];
  const safe = uses.every(({ what }) => what !== 'program');
  return [{ title, edits: { [runtime.stage.target.file.path]: edits }, safe }];
}

/** A command of the image and its first word. */
interface Started {
  readonly kind: ImageCommand['kind'];
  readonly word: Word;
  /** Whether it can be replaced where it stands: not before another rule has written the form anew. */
  readonly isEdited: boolean;
}

/** The commands that certainly start a program. CMD after an ENTRYPOINT does not. */
function commandsOf({ config, steps, stage }: PythonRuntime): readonly Started[] {
  const { entrypoint, cmd, healthcheck } = config;
  const here = new Set(stage.ownSteps.flatMap(({ instruction }) => [instruction, instruction.inner]));
  const first = (kind: ImageCommand['kind'], instruction: Instruction | undefined): readonly Started[] => {
    if (!instruction || !here.has(instruction)) {
      return [];
    }
    const { json, words } = intended(instruction);
    if (json) {
      const word = words[programAt(words.map(({ value }) => value))];
      return word ? [{ kind, word, isEdited: instruction.json }] : [];
    }
    // A shell form that needs no shell: once it is written in exec form, the link is still broken.
    const plain = kind === 'RUN' ? undefined : plainCommand(instruction, kind === 'HEALTHCHECK')?.words;
    const at = plain && programAt(plain.map(({ value }) => value));
    const word = plain?.[at ?? 0];
    const range = word && rangeIn(instruction.body, word.start, word.end);
    return word && range ? [{ kind, word: { value: word.value, range }, isEdited: false }] : [];
  };
  return [
    ...steps.flatMap(({ instruction }) => (instruction.keyword === 'RUN' ? first('RUN', instruction) : [])),
    ...first('HEALTHCHECK', healthcheck?.inner),
    ...first('ENTRYPOINT', entrypoint?.instruction),
    ...(entrypoint?.exec && entrypoint.words.length === 0 ? first('CMD', cmd?.instruction) : []),
  ];
}

function usesOf(copy: PackageCopy, runtime: PythonRuntime): readonly Use[] {
  const { config, stage } = runtime;
  const { file } = stage.target;
  const { entrypoint, cmd } = config;
  const bin = `${copy.root}/bin/`;
  const use = ({ kind, word, isEdited }: Started): readonly Use[] => {
    const name = basename(word.value);
    const isInside = programPath(word.value, config) === `${bin}${name}`;
    const isNamed = word.value === name && pythonModules.has(name) && isOnPath(bin.slice(0, -1), runtime);
    if (!isInside && !isNamed) {
      return [];
    }
    const what = languageOf(name) === 'python' ? 'interpreter' : pythonModules.has(name) ? 'module' : 'program';
    const text = {
      interpreter: '"/usr/bin/python3"',
      module: `"/usr/bin/python3", "-m", "${name}"`,
      program: `"/usr/bin/python3", ${JSON.stringify(word.value)}`,
    }[what];
    return [{ kind, word, what, edits: isEdited ? [{ range: word.range, text }] : undefined }];
  };
  const found = commandsOf(runtime).flatMap(use);
  if (!entrypoint?.exec || entrypoint.words.length === 0) {
    return found;
  }
  // ENTRYPOINT already starts Python, so drop the interpreter that CMD repeats.
  const isHanded = interpreterOf(entrypoint)?.language === 'python' && !entrypoint.words[0]?.startsWith(bin);
  const [word] = cmd?.instruction?.json && file.instructions.includes(cmd.instruction) ? cmd.instruction.words : [];
  const repeated =
    isHanded && word ? use({ kind: 'CMD', word, isEdited: true }).filter(({ what }) => what === 'interpreter') : [];
  return [
    ...found,
    ...repeated.map((one) => ({ ...one, edits: cmd?.instruction && withoutFirst(cmd.instruction, 1, file) })),
  ];
}
