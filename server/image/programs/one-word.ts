import { tools } from '../../facts/programs.ts';
import type { PlainWord } from '../../parse/shell/commands.ts';
import { isShell, plainWords } from '../../parse/shell/commands.ts';
import { languageOf, pythonModules } from './interpreter.ts';

/** The words of a whole command that stands where one word is read: `["python3 main.py"]`. Undefined for anything else. */
export function commandInOneWord(words: readonly string[]): readonly PlainWord[] | undefined {
  const [word, more] = words;
  const found = word !== undefined && more === undefined ? plainWords(word) : undefined;
  const first = found?.[0]?.value ?? '';
  const isProgram = languageOf(first) !== undefined || isShell(first) || tools.has(first) || pythonModules.has(first);
  return found && found.length > 1 && isProgram ? found : undefined;
}
