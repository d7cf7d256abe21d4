import type { Dockerfile } from '../model/dockerfile.ts';
import type { PlanFile } from '../model/plan.ts';
import type { Range, WorkspaceEdits } from '../model/text.ts';
import type { Project } from '../project/project.ts';

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
  dockerfile?(file: Dockerfile, project: Project): Iterable<Finding>;
  plan?(file: PlanFile, project: Project): Iterable<Finding>;
}
