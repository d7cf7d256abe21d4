import { withoutFirst } from '../../edits/exec-form.ts';
import { addToPythonPath } from '../../edits/python.ts';
import { distrolessAsOf } from '../../facts/distroless.ts';
import { interpreterOf, languageOf, pythonModules } from '../../image/interpreter.ts';
import { type PackageCopy, packageCopies } from '../../image/python/copies.ts';
import { finds, landing, type PythonRuntime, pythonRuntime, runsOwnPython } from '../../image/python/path.ts';
import { deadScripts } from '../../image/python/scripts.ts';
import { dangles, isOnPath } from '../../image/python/venv.ts';
import type { Instruction, Word } from '../../model/dockerfile.ts';
import type { TextEdit } from '../../model/text.ts';
import { basename } from '../../parse/shell/commands.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

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
  *dockerfile({ final }) {
    const copies = final ? packageCopies(final) : [];
    const runtime = final && copies.length > 0 ? pythonRuntime(final) : undefined;
    if (runtime) {
      yield* scriptsUsed(runtime);
      yield* linksUsed(copies, runtime);
    }
  },
};

/** A command that needs the dead link. */
interface Use {
  readonly kind: Instruction['keyword'];
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
    const fixes = fixesOf(copy, { copies, uses, isFound, runtime });
    const link = `${copy.root}/bin/python`;
    const where = `which ${runtime.python.name} (as of ${distrolessAsOf}) does not have`;
    const { folder } = landing(copy, runtime.python);
    if (isFound === false && (uses.length > 0 || runsOwnPython(runtime))) {
      yield {
        range: copy.destination.range,
        message: `${link} links to ${copy.folder.interpreter}, ${where}. Its own Python, /usr/bin/python3, looks into ${folder} only if PYTHONPATH names it: an import ends in ModuleNotFoundError.`,
        fixes,
      };
    }
    for (const { kind, word, what } of uses) {
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
}

/** Programs of packages that came without a virtual environment. */
function* scriptsUsed(runtime: PythonRuntime): Iterable<Finding> {
  const deadScript = deadScripts(runtime.stage);
  for (const { kind, word } of commandsOf(runtime)) {
    const script = deadScript(word.value);
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
  {
    copies,
    uses,
    isFound,
    runtime,
  }: {
    readonly copies: readonly PackageCopy[];
    readonly uses: readonly Use[];
    readonly isFound: boolean | undefined;
    readonly runtime: PythonRuntime;
  },
): readonly Fix[] {
  const added = isFound ? undefined : addToPythonPath(landing(copy, runtime.python).folder, copies, runtime);
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
  readonly kind: string;
  readonly word: Word;
}

/** What is certainly started as a program: not CMD behind an ENTRYPOINT. */
function commandsOf({ config, steps, stage }: PythonRuntime): readonly Started[] {
  const { entrypoint, cmd, healthcheck } = config;
  const here = new Set(
    steps.flatMap((step) => (step.stage.target === stage.target ? [step.instruction, step.instruction.inner] : [])),
  );
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
  const { config, stage } = runtime;
  const { file } = stage.target;
  const { entrypoint, cmd } = config;
  const bin = `${copy.root}/bin/`;
  const use = ({ kind, word }: Started): readonly Use[] => {
    const name = basename(word.value);
    const isInside = word.value === `${bin}${name}`;
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
    return [{ kind, word, what, edits: [{ range: word.range, text }] }];
  };
  const found = commandsOf(runtime).flatMap(use);
  if (!entrypoint?.exec || entrypoint.words.length === 0) {
    return found;
  }
  // Behind an interpreter the words of CMD are its arguments: the one that repeats it goes.
  const isHanded = interpreterOf(entrypoint)?.language === 'python' && !entrypoint.words[0]?.startsWith(bin);
  const [word] = cmd?.instruction?.json && file.instructions.includes(cmd.instruction) ? cmd.instruction.words : [];
  const repeated = isHanded && word ? use({ kind: 'CMD', word }).filter(({ what }) => what === 'interpreter') : [];
  return [
    ...found,
    ...repeated.map((one) => ({ ...one, edits: cmd?.instruction && withoutFirst(cmd.instruction, 1, file) })),
  ];
}
