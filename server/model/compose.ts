import type { Range } from './text.ts';

/** What a compose file's `build` says, with variables of `.env` and defaults expanded. */
export interface ComposeBuild {
  /** The service, or the target of a bake file. */
  readonly service: string;
  /** The name of the built image, tag included; undefined where the file names none. */
  readonly image: string | undefined;
  /** From the workspace root; undefined when it is a URL, unknown or outside the workspace. */
  readonly context: string | undefined;
  readonly contextRange: Range | undefined;
  /** Where `dockerfile` is written; undefined where it is left out and means the context's Dockerfile. */
  readonly dockerfileRange: Range | undefined;
  /** How the build is written: `build: here`, a mapping in lines or in braces, or a block of HCL. */
  readonly style: 'short' | 'block' | 'flow' | 'hcl';
  /** From the workspace root; undefined with `dockerfile_inline` or where it is unknown. */
  readonly dockerfile: string | undefined;
  /** Undefined is an unknown value. */
  readonly args: Readonly<Record<string, string | undefined>>;
  readonly target: string | undefined;
  readonly platforms: readonly string[];
  readonly contexts: Readonly<Record<string, string | undefined>>;
}

export interface ComposeFile {
  readonly path: string;
  readonly text: string;
  readonly builds: readonly ComposeBuild[];
}
