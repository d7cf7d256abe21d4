import type { BuildTarget } from '../image/target.ts';
import type { PlanFile } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import type { Range, WorkspaceEdits } from '../model/text.ts';
import type { Suppression } from '../parse/suppressions.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Another place that explains a finding. */
export interface Related {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

/** Edits that remove the finding that carries them. Edits may touch several files. */
export interface Fix {
  readonly title: string;
  readonly edits: WorkspaceEdits;
  /** Only safe fixes run in fix-all and `check --fix`. */
  readonly safe: boolean;
}

/** One problem at one place. */
export interface Finding {
  readonly range: Range;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /** Where one rule sees things of different weight; otherwise the rule's own severity. */
  readonly severity?: Severity;
}

/** What is wrong with a kind of file, why that matters and how it is put right. */
export interface Rule {
  /** The file's name without `.ts`. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** False: a comment cannot silence it. */
  readonly suppressible?: false;
  /** It speaks of how an instruction is written: a general problem of the same instruction would repeat it. */
  readonly aboutForm?: true;
  /** For the rule table: what the fix does and whether it is safe, such as `exec form (safe)`; absent without a fix. */
  readonly fix?: string;
  /** Markdown: what happens without the fix and how that is known. */
  readonly why: string;
  /**
   * Fixes of this rule may show errors that were there all along and could not be seen; without `rules`, of any rule. No other
   * fix may bring an error.
   */
  readonly unmasks?: readonly { readonly rules?: readonly string[]; readonly why: string }[];
  /** Asked for each build of a Dockerfile; a finding that an earlier build gave at the same place is dropped. */
  dockerfile?(target: BuildTarget): Iterable<Finding>;
  plan?(file: PlanFile, project: Project): Iterable<Finding>;
  /** Asked about each comment that silences nothing, when all other rules are done; `rules` are the ids of all. */
  suppression?(unused: Suppression, rules: readonly string[]): Iterable<Finding>;
}
