import type { Flag, Instruction, SyntaxProblem } from '../../model/dockerfile.ts';
import { nearest } from '../../nearest.ts';
import { upperCase } from '../dockerfile/characters.ts';
import { problem, shown } from './messages.ts';

/** What a flag takes: `true` or `false`, a value, or a value each of several times. */
type FlagKind = 'switch' | 'value' | 'values';

const flagsOf: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  ADD: {
    chown: 'value',
    chmod: 'value',
    link: 'switch',
    'keep-git-dir': 'switch',
    checksum: 'value',
    unpack: 'switch',
    exclude: 'values',
  },
  COPY: { chown: 'value', from: 'value', chmod: 'value', link: 'switch', exclude: 'values', parents: 'switch' },
  FROM: { platform: 'value' },
  HEALTHCHECK: {
    interval: 'value',
    timeout: 'value',
    'start-period': 'value',
    'start-interval': 'value',
    retries: 'value',
  },
  RUN: { mount: 'values', device: 'values', network: 'value', security: 'value' },
};

/** A flag that the instruction does not know, or that is written wrongly. */
export function flagFault({ keyword, flags, words }: Instruction): SyntaxProblem | undefined {
  if (flags.length === 0 || ignoresFlags(keyword, words[0]?.value ?? '')) {
    return undefined;
  }
  const known = flagsOf[keyword] ?? {};
  const seen = new Set<string>();
  for (const flag of flags) {
    const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
    const fault = kind ? wrongUse(flag, kind, seen.has(flag.name)) : unknownFlag(keyword, flag, Object.keys(known));
    if (fault) {
      return fault;
    }
    seen.add(flag.name);
  }
  return undefined;
}

/** BuildKit skips the flags of these instructions. */
const ignoresFlags = (keyword: string, first: string): boolean =>
  keyword === 'ARG' || keyword === 'STOPSIGNAL' || (keyword === 'HEALTHCHECK' && upperCase(first) === 'NONE');

function unknownFlag(keyword: string, { name, range }: Flag, known: readonly string[]): SyntaxProblem {
  const flag = `--${shown(name)}`;
  if (known.length === 0) {
    return problem(range, `${keyword} takes no flags`, `Remove ${flag}.`);
  }
  const near = nearest(name, known);
  const remedy = near ? `Did you mean --${near}?` : `It knows --${known.join(', --')}.`;
  return problem(range, `${keyword} has no flag ${flag}`, remedy);
}

function wrongUse({ name, value, range }: Flag, kind: FlagKind, isSecond: boolean): SyntaxProblem | undefined {
  if (isSecond && kind !== 'values') {
    return problem(range, `--${name} is given twice`, 'Remove one of them.');
  }
  if (kind !== 'switch') {
    return value === undefined ? problem(range, `--${name} needs a value`, `Write it like --${name}=….`) : undefined;
  }
  if (value === undefined || /^(?:true|false)$/i.test(value)) {
    return undefined;
  }
  const wrong = value === '' ? `--${name}= has no value` : `--${name} is true or false, not "${shown(value)}"`;
  return problem(range, wrong, `Write --${name}=true or --${name}=false.`);
}
