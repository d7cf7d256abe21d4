import { maximumTextBytes, shippedTexts } from '../../context/shipped-texts.ts';
import type { BuildTarget } from '../../image/target.ts';
import { type Instruction, sourceRange, type Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { innerWords, isShell } from '../../parse/shell/commands.ts';
import { shellCommands } from '../../parse/shell/shell.ts';

/** What a health check runs. */
export interface Probe {
  /** The text that a shell reads; undefined where the program is started without one. */
  readonly script: { readonly text: string; readonly range: Range } | undefined;
  /** The words of each command, without `sudo`, `env` and the like; words of a text are placed at the whole text. */
  readonly commands: readonly (readonly Word[])[];
}

/** The commands of the CMD inside HEALTHCHECK: its own words, those of its shell form, or those behind `sh -c`. */
export function probeOf({ json, words, body }: Instruction): Probe {
  if (!json) {
    const commands = shellCommands(body).map((command) => innerWords(command.words));
    return { script: { text: body.text, range: sourceRange(body, 0, body.text.length) }, commands };
  }
  const own = innerWords(words);
  const [shell, option, text] = own;
  if (!text || !isShell(shell?.value ?? '') || !/^-[a-z]*c$/.test(option?.value ?? '')) {
    return { script: undefined, commands: [own] };
  }
  const { value, range } = text;
  const commands = shellCommands({ text: value, segments: [{ at: 0, source: 0 }] });
  return {
    script: text && { text: value, range },
    commands: commands.map((command) => innerWords(command.words).map((word) => ({ value: word.value, range }))),
  };
}

/** The code of `python -c`; undefined for other commands, and for code that a shell may change. */
export function pythonCode(command: readonly Word[], isInShell: boolean): Word | undefined {
  const [program, ...rest] = command;
  const at = rest.findIndex(({ value }) => !/^-[bBdEiIOqsSuvx]+$/.test(value));
  const code = rest[at + 1];
  if (!/(?:^|\/)python(?:3[\d.]*)?$/.test(program?.value ?? '') || rest[at]?.value !== '-c' || code === undefined) {
    return undefined;
  }
  return isInShell && /[$`]/.test(code.value) ? undefined : code;
}

/**
 * Whether the service answers at the plan's address: a plan of the repository says so. Of the embedded plan, which only
 * assumes it, the path has to stand in what the image copies.
 */
export function isAnswered(target: BuildTarget): boolean {
  const { project, build } = target;
  const { health } = build.image ?? {};
  if (project.planFile.kind === 'file' || health?.kind !== 'http') {
    return true;
  }
  // A router may add the first part: `@router.get("/health")` for /api/v1/health.
  return shippedTexts(target).some(({ path }) =>
    project.workspace.parsed(path, quotedPaths, maximumTextBytes)?.some((one) => health.path.endsWith(one)),
  );
}

const quotedPaths = (text: string): readonly string[] =>
  [...text.matchAll(/["'`](\/[\w./-]{1,80})["'`]/g)].map(([, path]) => path as string);
