import type { Diagnostic } from 'vscode-languageserver/node';
import type { Diagnosis } from '../../check/check.ts';
import { generalProblems } from '../../check/general.ts';
import { generalSource } from '../../protocol.ts';
import { dockerfileAt } from '../documents/kinds.ts';
import type { Subject } from '../documents/subject.ts';
import { type ClientFacts, lintersIn } from '../protocol/capabilities.ts';
import { type Documents, toDiagnostics } from '../protocol/convert.ts';
import type { Settings } from '../protocol/settings.ts';
import { carry } from './carry.ts';
import { type LibraryThread, openLibraryThread } from './library-thread.ts';

/** Whether general Dockerfile problems are reported: as set, and by default unless another extension reports them. */
export function wantsGeneral({ generalProblems }: Settings, { options }: ClientFacts): boolean {
  if (generalProblems === 'auto') {
    return !lintersIn(options).has('dockerfile-utils');
  }
  return generalProblems === 'on';
}

/**
 * General problems of open documents. The library that finds them takes ten times as long as our own check, and minutes
 * for some texts, so it runs in a thread of its own, in a pause between keystrokes; until then its last findings stay at
 * their places.
 */
export interface GeneralProblems {
  /** The last findings, at their places in a newer text. */
  kept(key: string, text: string, documents: Documents): readonly Diagnostic[];
  /** Finds them when the document has rested, and gives them to `then`. */
  later(key: string, subject: Subject, own: readonly Diagnosis[], then: (found: readonly Diagnostic[]) => void): void;
  drop(key: string): void;
  stop(): void;
}

/** Milliseconds without a keystroke before the library is asked: a pause, and not the time between two letters. */
const rest = 300;
/** Milliseconds after which a document is asked about at the latest, however often the library took too long for it. */
const longestRest = 60_000;

/** The last findings of a document, with the text that they were found in. */
interface Found {
  readonly text: string;
  readonly diagnoses: readonly Diagnosis[];
}

/** Who hears of what went wrong. */
export interface GeneralListener {
  failed(error: unknown): void;
  /** The library takes too long for this file. */
  late(path: string): void;
}

export function openGeneralProblems(
  { failed, late }: GeneralListener,
  thread: LibraryThread = openLibraryThread(),
): GeneralProblems {
  const found = new Map<string, Found>();
  const timers = new Map<string, NodeJS.Timeout>();
  /** Documents that took too long rest longer each time. */
  const rests = new Map<string, number>();
  const forget = (key: string): void => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  const tooLate = (key: string, path: string): void => {
    if (!rests.has(key)) {
      late(path);
    }
    rests.set(key, Math.min((rests.get(key) ?? rest) * 4, longestRest));
  };
  return {
    kept: (key, text, documents) => {
      const last = found.get(key);
      return last === undefined ? [] : toGeneral(carry(last.diagnoses, last.text, text), documents);
    },
    later: (key, subject, own, then) => {
      forget(key);
      const { project, path, documents } = subject;
      const look = (): void => {
        timers.delete(key);
        const text = documents.text(path);
        const file = dockerfileAt(project, path);
        if (file === undefined || text.includes('\0')) {
          found.set(key, { text, diagnoses: [] });
          then([]);
          return;
        }
        thread.ask(key, file.text, (answer) => {
          if (answer === 'late') {
            tooLate(key, path);
          } else if ('error' in answer) {
            failed(answer.error);
          } else {
            rests.delete(key);
            const diagnoses = generalProblems(file, answer.problems, own);
            found.set(key, { text, diagnoses });
            then(toGeneral(diagnoses, documents));
          }
        });
      };
      timers.set(key, setTimeout(look, rests.get(key) ?? rest));
    },
    drop: (key) => {
      forget(key);
      thread.drop(key);
      found.delete(key);
      rests.delete(key);
    },
    stop: () => {
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
      timers.clear();
      thread.stop();
    },
  };
}

const toGeneral = (diagnoses: readonly Diagnosis[], documents: Documents): readonly Diagnostic[] =>
  toDiagnostics(diagnoses, documents).map((diagnostic) => ({ ...diagnostic, source: generalSource }));
