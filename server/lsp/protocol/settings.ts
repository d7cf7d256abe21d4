import type { SeverityName } from '../../model/plan.ts';
import { namedPlan } from '../../protocol.ts';

/** The settings of the section `lucid`, per workspace folder. */
export interface Settings {
  /** Severities by rule, on top of the plan's. */
  readonly rules: Readonly<Record<string, SeverityName>>;
  /** The plan file, from the workspace root; `lucid.yaml` unless told. */
  readonly planFile: string | undefined;
  /** General Dockerfile problems; `auto` leaves them to another extension that reports them. */
  readonly generalProblems: Wish;
  /** Problems that other linters report, too; `auto` leaves them to one that is active. */
  readonly commonChecks: Wish;
}

type Wish = 'auto' | 'on' | 'off';

export const defaultSettings: Settings = {
  rules: {},
  planFile: undefined,
  generalProblems: 'auto',
  commonChecks: 'auto',
};

const names: readonly unknown[] = ['error', 'warning', 'info', 'hint', 'off'] satisfies SeverityName[];

/** Reads what a client sent; a value of a wrong type counts as not set. */
export function readSettings(value: unknown): Settings {
  if (!isRecord(value)) {
    return defaultSettings;
  }
  const rules = isRecord(value.rules) ? value.rules : {};
  const { planFile, generalProblems, commonChecks } = value;
  return {
    rules: Object.fromEntries(
      Object.entries(rules).filter((entry): entry is [string, SeverityName] => names.includes(entry[1])),
    ),
    planFile: namedPlan(planFile),
    generalProblems: readWish(generalProblems),
    commonChecks: readWish(commonChecks),
  };
}

const readWish = (value: unknown): Wish => (value === 'on' || value === 'off' ? value : 'auto');

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
