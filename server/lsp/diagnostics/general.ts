import type { Diagnostic } from 'vscode-languageserver/node';
import type { Diagnosis } from '../../check/check.ts';
import { generalProblems } from '../../check/general.ts';
import { generalSource } from '../../protocol.ts';
import { dockerfileAt } from '../documents/kinds.ts';
import type { Subject } from '../documents/subject.ts';
import type { ClientFacts } from '../protocol/capabilities.ts';
import { type Documents, toDiagnostics } from '../protocol/convert.ts';
import type { Settings } from '../protocol/settings.ts';
import { carry } from './carry.ts';

/** Whether general Dockerfile problems are reported: as set, and by default unless another extension reports them. */
export function wantsGeneral({ generalProblems }: Settings, { options }: ClientFacts): boolean {
  if (generalProblems === 'auto') {
    return options.generalProblemsElsewhere !== true;
  }
  return generalProblems === 'on';
}

/**
 * General problems of open documents. The library that finds them takes ten times as long as our own check, so it runs
 * in a pause between keystrokes; until then its last findings stay at their places.
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

/** @param failed hears why a search failed */
export function openGeneralProblems(failed: (error: unknown) => void): GeneralProblems {
  const found = new Map<string, { readonly text: string; readonly diagnoses: readonly Diagnosis[] }>();
  const timers = new Map<string, NodeJS.Timeout>();
  const forget = (key: string): void => {
    clearTimeout(timers.get(key));
    timers.delete(key);
  };
  return {
    kept: (key, text, documents) => {
      const last = found.get(key);
      return last === undefined ? [] : toGeneral(carry(last.diagnoses, last.text, text), documents);
    },
    later: (key, subject, own, then) => {
      forget(key);
      const look = (): void => {
        timers.delete(key);
        try {
          const text = subject.documents.text(subject.path);
          const diagnoses = generalDiagnoses(subject, own);
          found.set(key, { text, diagnoses });
          then(toGeneral(diagnoses, subject.documents));
        } catch (error) {
          failed(error);
        }
      };
      timers.set(key, setTimeout(look, rest));
    },
    drop: (key) => {
      forget(key);
      found.delete(key);
    },
    stop: () => {
      for (const timer of timers.values()) {
        clearTimeout(timer);
      }
      timers.clear();
    },
  };
}

/** General problems of a Dockerfile that our own findings do not cover. */
function generalDiagnoses({ project, path }: Subject, own: readonly Diagnosis[]): readonly Diagnosis[] {
  const file = dockerfileAt(project, path);
  if (file === undefined || file.text.includes('\0')) {
    return [];
  }
  return generalProblems(file, own).map(({ code, ...problem }) => ({
    ...problem,
    file: path,
    rule: String(code),
    related: [],
  }));
}

const toGeneral = (diagnoses: readonly Diagnosis[], documents: Documents): readonly Diagnostic[] =>
  toDiagnostics(diagnoses, documents).map((diagnostic) => ({ ...diagnostic, source: generalSource }));
