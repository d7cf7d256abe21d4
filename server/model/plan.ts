import type { Range } from './text.ts';

export type SeverityName = 'error' | 'warning' | 'info' | 'hint' | 'off';

/** How an image shows that it is healthy: an HTTP path, an open TCP port, or nothing. */
export type Health =
  | { readonly kind: 'http'; readonly path: string }
  | { readonly kind: 'tcp' }
  | { readonly kind: 'none' };

interface Network {
  readonly name: string;
  readonly subnet: string | undefined;
  /** True for the network that only isolated services may join. */
  readonly isolated: boolean;
}

/** A group of images that other images must not mention, such as TRON. */
export interface Isolation {
  readonly id: string;
  /** Words that mean the group, matched as whole words. */
  readonly tokens: readonly string[];
  /** Ids of the images in the group. */
  readonly images: readonly string[];
  /** Ids of images outside the group that may mention it. */
  readonly allowed: readonly string[];
  readonly network: string | undefined;
}

/** One image of the plan with everything it inherits from the top level already filled in. */
export interface PlanImage {
  readonly id: string;
  readonly title: string;
  readonly phase: string;
  /** Without registry and tag. */
  readonly image: string;
  /** Tags with `{id}` and `{phase}` filled in; `{timestamp}` is still in them. */
  readonly tags: readonly string[];
  /** From the workspace root, with `/`. */
  readonly dockerfile: string;
  /** From the workspace root, with `/` and without a trailing one; `.` is the root. */
  readonly context: string;
  /** The runtime base the final stage is expected to use, without tag or digest. */
  readonly base: string | undefined;
  /** Ports of the container; the health check asks the first. */
  readonly ports: readonly number[];
  readonly health: Health | undefined;
  readonly platforms: readonly string[];
  readonly user: string;
  /** The working directory that the final stage is expected to end in; undefined where the plan asks for none. */
  readonly workdir: string | undefined;
  /** The standard environment of this image, `{id}`, `{image}` and `{port}` filled in. */
  readonly env: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  /** As `docker buildx build --secret` takes them: `id=pip,src=pip.conf`. */
  readonly secrets: readonly string[];
  /** Additional named build contexts (`--build-context name=path`). */
  readonly contexts: Readonly<Record<string, string>>;
  readonly target: string | undefined;
  /** Ids of images to build before this one. */
  readonly needs: readonly string[];
}

interface Phase {
  readonly id: string;
  readonly title: string;
  readonly images: readonly PlanImage[];
}

export interface Plan {
  /** For example `docker.io/pickme`. */
  readonly registry: string;
  /** Where base images may come from, besides `registry`; undefined for anywhere. */
  readonly registries: readonly string[] | undefined;
  readonly platforms: readonly string[];
  /** `uid:gid`. */
  readonly user: string;
  readonly workdir: string | undefined;
  readonly tags: readonly string[];
  /** The environment as it is written, with placeholders. Each image's own `env` has them filled in. */
  readonly env: Readonly<Record<string, string>>;
  readonly networks: readonly Network[];
  readonly budgets: { readonly totalBytes: number | undefined; readonly phaseSeconds: number | undefined };
  readonly rules: Readonly<Record<string, SeverityName>>;
  readonly isolation: readonly Isolation[];
  /** Compose files that are deployed together. */
  readonly stacks: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly phases: readonly Phase[];
}

/** Something wrong at a key of the plan file. */
export interface PlanProblem {
  readonly message: string;
  readonly range: Range;
  readonly severity: 'error' | 'warning';
}

/** A plan and where it comes from. */
export interface PlanFile {
  /** A file of the workspace, the plan that the program carries, or no plan (then it has no phases). */
  readonly kind: 'file' | 'embedded' | 'none';
  /** Which plan is in force: this text's, the last one without errors, or the readable part of this text. */
  readonly force: 'text' | 'last-good' | 'readable';
  /** From the workspace root; undefined for the embedded plan. */
  readonly path: string | undefined;
  readonly text: string;
  readonly plan: Plan;
  readonly problems: readonly PlanProblem[];
  /** The range of the value at a path of keys, `['phases', 0, 'images', 2, 'context']`; undefined where the plan has no such key. */
  rangeOf(path: readonly (string | number)[]): Range | undefined;
  /** The range of the last key of such a path. */
  keyRangeOf(path: readonly (string | number)[]): Range | undefined;
  /** Where an image stands in the document: the path of its mapping. */
  imagePath(id: string): readonly (string | number)[] | undefined;
}

export const imagesOf = (plan: Plan): readonly PlanImage[] => plan.phases.flatMap((phase) => phase.images);
