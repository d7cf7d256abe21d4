import { joinPath } from '../../workspace/paths.ts';
import { absolutePath } from '../config.ts';
import { sourcesOf } from '../files.ts';
import { lastEnv } from '../last-env.ts';
import { languageOf, pythonModules } from '../programs/interpreter.ts';
import { startedWords } from '../programs/start.ts';
import type { StageView } from '../target.ts';

/** The file of the service that an image starts, where it lies in the workspace. */
export interface EntryFile {
  readonly text: string;
  readonly language: 'python' | 'node';
  /** As the start command names it: `main.py`, `api.main`. */
  readonly name: string;
}

/**
 * The script or module that an image starts with Python or Node.js; undefined where it is another program, or where its text
 * is not certain. A server such as uvicorn imports a module and listens itself: its own options tell the port.
 */
export function entryFile(stage: StageView): EntryFile | undefined {
  const words = startedWords(stage.image);
  const language = languageOf(words[0] ?? '');
  if (language !== 'python' && language !== 'node') {
    return undefined;
  }
  const at = words.findIndex((word, index) => index > 0 && (word === '-m' || !word.startsWith('-')));
  const word = words[at];
  const name = word === '-m' ? words[at + 1] : word;
  if (name === undefined || (word === '-m' && pythonModules.has(name))) {
    return undefined;
  }
  const paths = word === '-m' ? pathsOfModule(name, stage) : [absolutePath(name, stage.image.workdir)];
  for (const path of paths) {
    const texts = path === undefined ? undefined : sourcesOf(path, stage);
    if (texts === undefined || texts.length > 1) {
      return undefined;
    }
    const [text] = texts;
    if (text !== undefined) {
      return { text, language, name };
    }
  }
  return undefined;
}

/** Where `python -m` looks for a module: in the working directory, then in PYTHONPATH. */
function pathsOfModule(name: string, stage: StageView): readonly (string | undefined)[] {
  const path = lastEnv(stage.steps, 'PYTHONPATH')?.value ?? '';
  const folders = [stage.image.workdir, ...path.split(':').filter((one) => one.startsWith('/'))];
  const file = name.replaceAll('.', '/');
  return [...new Set(folders)].flatMap((folder) => [
    folder && joinPath(folder, `${file}.py`),
    folder && joinPath(folder, `${file}/__main__.py`),
  ]);
}
