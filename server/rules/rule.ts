import type { BuildTarget } from '../image/target.ts';
import type { AdoptedContexts } from '../model/build.ts';
import type { BuildKitCheck } from '../model/buildkit-check.ts';
import type { PlanFile } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import type { Range, WorkspaceEdits } from '../model/text.ts';
import type { Suppression } from '../parse/suppressions.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** Linters of Dockerfiles that may be active beside Lucid. `buildkit` is `docker build --check`. */
export type OtherLinter = 'buildkit' | 'dockerfile-utils' | 'hadolint' | 'tally';

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
  /** It writes the embedded plan as a file, by `adoptedPlan`. The text is made only for who chooses the fix. */
  readonly adopts?: AdoptedContexts;
}

/** One problem at one place. */
export interface Finding {
  readonly range: Range;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly Related[];
  /** Only if it differs from the severity of the rule. */
  readonly severity?: Severity;
  /** Of a check of BuildKit: all that it is about, where `range` marks less. */
  readonly about?: Range;
  /** The findings of a rule with one cause become the first of them, and the others its related places. */
  readonly cause?: string;
}

/** What is wrong in a kind of file, why that matters and how to fix it. */
export interface Rule {
  /** The file's name without `.ts`. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** False: a comment cannot silence it. */
  readonly suppressible?: false;
  /** The rule is about the form of an instruction: a general problem of the same instruction would repeat it. */
  readonly aboutForm?: true;
  /** The check of `docker build --check` that this rule is. */
  readonly buildkit?: BuildKitCheck;
  /**
   * The checks of `docker build --check` that this rule knows more about: where it finds something in what one of them is
   * about, it speaks alone.
   */
  readonly speaksFor?: readonly BuildKitCheck[];
  /** What other linters call the same mistake. Where one of them is active in an editor, the rule leaves it to that linter. */
  readonly alsoBy?: Readonly<Partial<Record<OtherLinter, string>>>;
  /** For the rule table: what the fix does and whether it is safe, such as `exec form (safe)`; absent without a fix. */
  readonly fix?: string;
  /** Markdown: what happens without the fix and how that is known. */
  readonly why: string;
  /** Called for each build of a Dockerfile. Findings at the same place as a finding of an earlier build are dropped. */
  dockerfile?(target: BuildTarget): Iterable<Finding>;
  plan?(file: PlanFile, project: Project): Iterable<Finding>;
  /** Called after all other rules, for each comment that silences nothing. `rules` has the ids of all rules. */
  suppression?(unused: Suppression, rules: readonly string[]): Iterable<Finding>;
}
