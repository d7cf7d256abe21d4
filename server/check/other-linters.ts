import type { BuildKitCheck } from '../model/buildkit-check.ts';
import { rules } from '../rules/index.ts';
import type { OtherLinter } from '../rules/rule.ts';
import type { Diagnosis } from './check.ts';

/** What hadolint calls checks of BuildKit. */
const hadolint: Readonly<Partial<Record<BuildKitCheck, string>>> = {
  DuplicateStageName: 'DL3024',
  FromPlatformFlagConstDisallowed: 'DL3029',
  JSONArgsRecommended: 'DL3025',
  MaintainerDeprecated: 'DL4000',
  MultipleInstructionsDisallowed: 'DL4003',
  ReservedStageName: 'DL3063',
  WorkdirRelativePath: 'DL3000',
};

/** Checks of BuildKit that dockerfile-utils has, too; Docker DX leaves these to that library. */
const inLibrary: ReadonlySet<BuildKitCheck> = new Set([
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'MaintainerDeprecated',
  'MultipleInstructionsDisallowed',
  'NoEmptyContinuation',
  'WorkdirRelativePath',
]);

/** Checks of BuildKit that tally leaves off. */
const offInTally: ReadonlySet<BuildKitCheck> = new Set([
  'FromPlatformFlagConstDisallowed',
  'InvalidBaseImagePlatform',
  'InvalidDefinitionDescription',
]);

const rulesById = new Map(rules.map((rule) => [rule.id, rule]));

/**
 * Whether one of these linters says the same as a finding, so that nothing is lost without it. Errors are never left to
 * others: they are certain here, and mere advice there. A rule that knows more than a check of BuildKit speaks in any case.
 */
export function isSaidByOthers({ rule: id, severity }: Diagnosis, linters: ReadonlySet<string>): boolean {
  const rule = rulesById.get(id);
  if (rule === undefined || severity === 'error' || linters.size === 0) {
    return false;
  }
  const { buildkit, alsoBy = {} } = rule;
  const names: Readonly<Partial<Record<OtherLinter, string>>> =
    buildkit === undefined
      ? alsoBy
      : {
          buildkit,
          ...(inLibrary.has(buildkit) && { 'dockerfile-utils': buildkit }),
          ...(hadolint[buildkit] && { hadolint: hadolint[buildkit] }),
          ...(!offInTally.has(buildkit) && { tally: `buildkit/${buildkit}` }),
        };
  return Object.keys(names).some((linter) => linters.has(linter));
}

/** All of them. */
export const otherLinters: ReadonlySet<OtherLinter> = new Set(['buildkit', 'dockerfile-utils', 'hadolint', 'tally']);
