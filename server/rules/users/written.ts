import type { StageView } from '../../image/target.ts';
import { envPairs, type Word } from '../../model/dockerfile.ts';

const purposes = /^(?:DATA|LOGS?|CACHE|TE?MP|UPLOADS?|STORAGE|STATE|SPOOL|OUTPUTS?|BACKUPS?)$/;
const places = /^(?:DIR|DIRECTORY|PATH|FOLDER|ROOT|HOME|LOCATION|FILE)$/;

/** `STORAGE_PATH`, `LOG_DIR`, `TMPDIR`, `DATA`; not `CONFIG_PATH`, nor `LOG_CONFIG_PATH`. */
function isWrittenTo(name: string): boolean {
  if (name === 'TMPDIR') {
    return true;
  }
  const tokens = name.toUpperCase().split(/[_-]+/).filter(Boolean);
  const last = tokens.at(-1) ?? '';
  return purposes.test(places.test(last) ? (tokens.at(-2) ?? '') : last);
}

export interface WrittenPath {
  readonly word: Word;
  readonly path: string;
}

/** Where the image writes: the last value of each variable, the volumes, and the options of its command. */
export function written({ target, ownSteps, image }: StageView): readonly WrittenPath[] {
  const variables = new Map<string, WrittenPath>();
  const volumes: WrittenPath[] = [];
  for (const { instruction } of ownSteps) {
    const value = (word: Word) => target.value(word.value, instruction);
    if (instruction.keyword === 'VOLUME') {
      volumes.push(...instruction.words.flatMap((word) => writtenPath(word, value(word), '')));
    }
    for (const { name, value: word } of envPairs(instruction)) {
      variables.delete(name.value);
      const found = isWrittenTo(name.value) ? writtenPath(word, value(word), name.value) : [];
      for (const one of found) {
        variables.set(name.value, one);
      }
    }
  }
  const commands = [image.entrypoint, image.cmd].flatMap((command) => (command?.exec && command.instruction) || []);
  const options = commands
    .filter((command) => target.file.instructions.includes(command))
    .flatMap(({ words }) => optionTargets(words));
  return [...variables.values(), ...volumes, ...options];
}

/** `--log-dir=/x` and `--log-dir /x`. */
const optionTargets = (words: readonly Word[]): readonly WrittenPath[] =>
  words.flatMap((word, index) => {
    const [, name = '', path] = /^--([\w-]+)(?:=(.*))?$/.exec(word.value) ?? [];
    if (name === '' || !isWrittenTo(name)) {
      return [];
    }
    const next = words[index + 1];
    if (path !== undefined) {
      return writtenPath(word, path, name);
    }
    return next ? writtenPath(next, next.value, name) : [];
  });

function writtenPath(word: Word, value: string | undefined, name: string): readonly WrittenPath[] {
  if (!value?.startsWith('/')) {
    return [];
  }
  const path = value.replace(/(?<=.)\/+$/, '');
  // To write a file, the user must be able to write in its folder.
  const isFile = /[_-]FILE$/i.test(name);
  return [{ word, path: isFile ? path.slice(0, Math.max(1, path.lastIndexOf('/'))) : path }];
}

const readOnly =
  /^(?:.*_)?(?:PYTHON|CONFIG|CONF|STATIC|TEMPLATES?|CERTS?|CA|SSL|KEY|LIB|LIBRARY|BIN|SCHEMA|MIGRATIONS?|SOURCE|SRC|APP|JAVA|NODE|GO|MODULES?|LD_LIBRARY|CLASS|ZONEINFO|TZ)_?(?:DIR|PATH|FOLDER|FILE|HOME|ROOT)$/;

/** The paths in variables that may be written to, by their names: `WORK_DIR`, `PID_FILE`; more than `written` is sure of. */
export function mayBeWritten({ target, ownSteps }: StageView): readonly string[] {
  return ownSteps.flatMap(({ instruction }) =>
    envPairs(instruction).flatMap(({ name, value }) => {
      const path = target.value(value.value, instruction);
      const isPlace =
        /_(?:DIR|DIRECTORY|PATH|FOLDER|FILE|ROOT|LOCATION)$/.test(name.value) && !readOnly.test(name.value);
      return isPlace && path?.startsWith('/') && !path.includes(':') ? [path] : [];
    }),
  );
}

/** What options of the start command name that may be written to: `--access-logfile /var/log/a`, `--pid=/run/x`. */
export const namedByOptions = ({ image }: StageView): readonly string[] =>
  [image.entrypoint, image.cmd].flatMap((command) =>
    (command?.words ?? []).flatMap((word, index, words) => {
      const [, name = '', own] = /^--?([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
      const path = own ?? words[index + 1] ?? '';
      return /log|pid|db|data|cache|store|upload|output|state|sock|tmp/i.test(name) && path.startsWith('/')
        ? [path]
        : [];
    }),
  );
