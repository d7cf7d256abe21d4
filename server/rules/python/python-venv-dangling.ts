import { withoutFirst } from '../../edits/exec-form.ts';
import { addToPythonPath } from '../../edits/python.ts';
import { distrolessAsOf } from '../../facts/distroless.ts';
import { type ImageCommand, outcomes } from '../../image/programs/commands.ts';
import { interpreterOf, languageOf, pythonModules } from '../../image/programs/interpreter.ts';
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
    const fixes = fixesOf(copy, { copies, uses, isFound, runtime });
    const link = `${copy.root}/bin/python`;
    const target = `${copy.folder.interpreter}, which is not in the image`;
    const dated = `(Base image: ${runtime.python.name}, as of ${distrolessAsOf}.)`;
    const { folder } = landing(copy, runtime.python);
    if (isFound === false && (uses.length > 0 || runsOwnPython(runtime))) {
      yield {
        range: copy.destinationWord.range,
        message: `${link} links to ${target}: an import ends in ModuleNotFoundError. /usr/bin/python3 searches ${folder} only if PYTHONPATH names it. ${dated}`,
        fixes,
        ...(uses.every(({ kind }) => kind === 'HEALTHCHECK') &&
          !runsOwnPython(runtime) && { severity: 'warning' as const }),
      };
    }
    for (const { kind, word, what } of uses) {
      yield {
        range: word.range,
        message:
          what === 'interpreter'
            ? `${word.value} links to ${target}: ${outcomes[kind]}. Use /usr/bin/python3, with the packages in PYTHONPATH. ${dated}`
            : `${word.value} ${what === 'program' ? 'probably needs' : 'needs'} ${link}, a broken link: ${outcomes[kind]}. The link leads to ${target}. Run it with /usr/bin/python3, with the packages in PYTHONPATH. ${dated}`,
        fixes,
        ...((what === 'program' || kind === 'HEALTHCHECK') && { severity: 'warning' as const }),
      };
    }
  }
}

/** The commands that start a program of a package outside a virtual environment. */
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
      message: `${word.value} ${what === 'program' ? 'probably needs' : 'needs'} ${interpreter}, which is not in the image: ${outcomes[kind]}. The first line of the program names the Python that installed it. Run it with /usr/bin/python3. (Base image: ${runtime.python.name}, as of ${distrolessAsOf}.)`,
      fixes: [
        { title: `Use /usr/bin/python3${what === 'module' ? ` -m ${name}` : ''}`, edits, safe: what === 'module' },
      ],
      ...((what === 'program' || kind === 'HEALTHCHECK') && { severity: 'warning' as const }),
    };
  }
}

/** One fix for all places: a fix of one place would leave the image broken. */
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
  readonly kind: ImageCommand['kind'];
  readonly word: Word;
}

/** The commands that certainly start a program. CMD after an ENTRYPOINT does not. */
function commandsOf({ config, steps, stage }: PythonRuntime): readonly Started[] {
  const { entrypoint, cmd, healthcheck } = config;
  const here = new Set(stage.ownSteps.flatMap(({ instruction }) => [instruction, instruction.inner]));
  const first = (kind: ImageCommand['kind'], instruction: Instruction | undefined): readonly Started[] => {
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
  // ENTRYPOINT already starts Python, so drop the interpreter that CMD repeats.
  const isHanded = interpreterOf(entrypoint)?.language === 'python' && !entrypoint.words[0]?.startsWith(bin);
  const [word] = cmd?.instruction?.json && file.instructions.includes(cmd.instruction) ? cmd.instruction.words : [];
  const repeated = isHanded && word ? use({ kind: 'CMD', word }).filter(({ what }) => what === 'interpreter') : [];
  return [
    ...found,
    ...repeated.map((one) => ({ ...one, edits: cmd?.instruction && withoutFirst(cmd.instruction, 1, file) })),
  ];
}
