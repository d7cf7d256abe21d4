/** A test that is also documentation: `bad` breaks the rule, `good` does not, and fixing `bad` gives `good`. */
export interface Example {
  readonly title?: string;
  /** The path of the file under test. */
  readonly file: string;
  readonly bad: string;
  /** What the findings of `bad` mark, in the order of the file; unchecked without it. */
  readonly underlined?: readonly string[];
  /** Absent if a person must decide: then there is no safe fix. */
  readonly good?: string;
  /**
   * Other files of the workspace, by path. A path that ends in `/` is an empty folder. `lucid.yaml` is the plan. Without
   * it, the plan is `examplePlan`, with the file as the Dockerfile of its image `api`.
   */
  readonly with?: Readonly<Record<string, string>>;
  /** The start of a fix title: the first fix with it turns `bad` into `good`. Without it, all safe fixes do. */
  readonly fix?: string;
}

/** A text in which the rule must stay silent, and why. */
export interface Silent {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  readonly with?: Readonly<Record<string, string>>;
}

/** Errors that were in the file before a fix, and that Lucid can see only after it. */
export interface Unmasked {
  /** The rules that report them; without this list, any rule may. */
  readonly rules?: readonly string[];
  readonly why: string;
}

/** What `<id>.examples.ts` beside a rule exports. */
export interface RuleExamples {
  readonly examples: readonly [Example, ...Example[]];
  readonly silent?: readonly Silent[];
  /** What the fixes of the rule may show. No other fix may lead to a new error. */
  readonly unmasks?: readonly Unmasked[];
}

/** For fixes that make the sources of a COPY known. */
export const unknownCopy: Unmasked = {
  rules: [
    'copy-destination-file',
    'distroless-shell',
    'distroless-missing-tool',
    'entrypoint-repeated',
    'no-user-creation',
    'python-library-missing',
    'python-packages-missing',
    'python-packages-path',
    'python-venv-dangling',
    'start-file-missing',
    'unknown-user',
    'user-nonroot',
  ],
  why: 'A COPY that cannot be judged may bring a shell, a program or /etc/passwd, so these rules stay silent before the fix.',
};

/** For fixes that make the user known. */
export const unknownHome: Unmasked = {
  rules: ['python-packages-path'],
  why: 'Python searches the home of its user for packages, and the home is known only after the fix.',
};

/** The plan of an example without its own: one image with this Dockerfile. `more` are other keys of the image. */
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

/**
 * A text of several lines, without the indentation of the code around it. It begins on the line after the backtick. If the
 * closing backtick is on its own line, the text ends with a line break. Backslashes are literal, except before a backtick
 * and `${`.
 */
export function text(strings: TemplateStringsArray): string {
  const raw = (strings.raw[0] as string).replace(/\\(`|\$\{)/g, '$1');
  const lines = raw.split('\n').slice(1);
  const last = lines.length - 1;
  if (lines[last]?.trim() === '') {
    lines[last] = '';
  }
  const margins = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...margins);
  return lines.map((line) => line.slice(margin)).join('\n');
}
