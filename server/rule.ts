import type { Dockerfile } from './model/dockerfile.ts';
import type { PlanFile } from './model/plan.ts';
import type { Range, WorkspaceEdits } from './model/text.ts';
import type { Project } from './project.ts';

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

/** A test that is also documentation: `bad` breaks the rule, `good` does not, and fixing `bad` gives `good`. */
export interface Example {
  readonly title?: string;
  /** The path of the file under test. */
  readonly file: string;
  readonly bad: string;
  /** Absent where a person must decide: then no fix is offered. */
  readonly good?: string;
  /**
   * Other files of the workspace, by path; a path that ends in `/` is an empty directory. `lucid.yaml` is the plan; without
   * it the file is the Dockerfile of an image `api` that `examplePlan` describes.
   */
  readonly with?: Readonly<Record<string, string>>;
  /** How the title begins of the fix of the first finding that turns bad into good; without it all safe fixes do. */
  readonly fix?: string;
}

/** A text in which the rule must stay silent, and why. */
export interface Silent {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** The plan of an example that brings none: one image with this Dockerfile. `more` are further keys of the image. */
export function examplePlan(dockerfile: string, more = 'context: .'): string {
  return `version: 1
registry: docker.io/acme
platforms: [linux/arm64]
user: "65532:65532"
phases:
  - id: 1
    title: Services
    images:
      - { id: api, image: api, dockerfile: ${dockerfile}, base: gcr.io/distroless/python3-debian12, ports: [8080], health: /health, ${more} }
`;
}

export interface Rule {
  /** The file's name without `.ts`. */
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  /** For the rule table: what the fix does and whether it is safe, such as `exec form (safe)`; absent without a fix. */
  readonly fix?: string;
  /** Markdown: what happens without the fix and how that is known. */
  readonly why: string;
  readonly examples: readonly [Example, ...Example[]];
  readonly silent?: readonly Silent[];
  dockerfile?(file: Dockerfile, project: Project): Iterable<Finding>;
  plan?(file: PlanFile, project: Project): Iterable<Finding>;
}
