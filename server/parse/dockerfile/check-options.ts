import type { Directive } from '../../model/dockerfile.ts';

/** What `# check=…` or the build argument `BUILDKIT_DOCKERFILE_CHECK` says. */
export interface CheckOptions {
  readonly skip: Checks;
  /** Checks that run only where they are asked for. */
  readonly experimental: Checks;
  /** `error=true`: a warning fails the build. */
  readonly isError: boolean;
}

/** Names of checks, as written; `all` of them. */
type Checks = ReadonlySet<string> | 'all';

export const noCheckOptions: CheckOptions = { skip: new Set(), experimental: new Set(), isError: false };

const truth = /^(?:1|t|T|TRUE|true|True)$/;
const falsehood = /^(?:0|f|F|FALSE|false|False)$/;

/** Reads `skip=A,B;error=true`; for others the text in which BuildKit says why it refuses them. */
export function readCheckOptions(value: string): CheckOptions | { readonly refused: string } {
  // BuildKit reads no further than the first blank.
  const [text = ''] = value.split(' ', 1);
  let options = noCheckOptions;
  const parts = text === '' ? [] : text.split(';');
  // Go splits it into three parts at most, so that a fourth belongs to the third.
  for (const part of parts.length > 3 ? [...parts.slice(0, 2), parts.slice(2).join(';')] : parts) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(0, equals)).trim();
    const given = part.slice(equals + 1).trim();
    if (equals >= 0 && (name === 'skip' || name === 'experimental')) {
      options = { ...options, [name]: given === 'all' ? 'all' : new Set(given.split(',').map((one) => one.trim())) };
    } else if (equals >= 0 && name === 'error' && (truth.test(given) || falsehood.test(given))) {
      options = { ...options, isError: truth.test(given) };
    } else if (equals >= 0 && name === 'error') {
      return { refused: `failed to parse check option "${part}"` };
    } else {
      return { refused: `invalid check option "${equals < 0 ? part : name}"` };
    }
  }
  return options;
}

/** Whether the options let a check run; `isExperimental` ones only run where they are asked for. */
export function allows({ skip, experimental }: CheckOptions, check: string, isExperimental: boolean): boolean {
  const named = isExperimental ? experimental : skip;
  return (named === 'all' || named.has(check)) === isExperimental;
}

/** The `# check=` of a file. BuildKit looks for it in the directives above the first with an indentation. */
export function checkDirective(text: string, directives: readonly Directive[]): Directive | undefined {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const indented = directives.findIndex(({ range }) => range.start !== start && text[range.start - 1] !== '\n');
  const read = indented < 0 ? directives : directives.slice(0, indented);
  return read.find(({ name }) => name === 'check');
}
