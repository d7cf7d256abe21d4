import type { BuildTarget, StageView } from '../../image/target.ts';
import { type EnvPair, envPairs, type Instruction } from '../../model/dockerfile.ts';
import { expand } from '../../parse/expansion/expand.ts';
import type { Value } from '../../parse/expansion/value.ts';
import type { Finding, Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'env-same-instruction',
  severity: 'warning',
  speaksFor: ['UndefinedVar'],
  alsoBy: { hadolint: 'DL3044' },
  title: 'A variable of an ENV reads another one of the same ENV',
  fix: 'an ENV of its own',
  why: `One ENV sets all its variables at once: each value is made of what was set *before* the instruction. \`ENV A=old\`, then
\`ENV A=new B=$A\`, gives B the value \`old\`; where A was not set before, B is empty. The build passes either way. ARG is
different: \`ARG A=new B=$A\` gives B the value \`new\`.

A variable that extends itself (\`ENV PATH=/app/bin:$PATH\`) is fine, and so is one that stands before the other.`,
  dockerfile: ({ stages }) => stages.flatMap((stage) => stage.executed.flatMap((env) => readsItself(env, stage))),
};

function readsItself(env: Instruction, stage: StageView): readonly Finding[] {
  const pairs = envPairs(env);
  if (pairs.length < 2 || !env.body.text.includes('$')) {
    return [];
  }
  const { target } = stage;
  const set = new Map<string, Value>();
  return pairs.flatMap((pair, index) => {
    const found = index > 0 && pair.value.value.includes('$') ? finding(pair, set, env, target) : undefined;
    set.set(pair.name.value, target.value(pair.value.value, env));
    const before = pairs[index - 1];
    return found && before ? [{ ...found, fixes: ownInstruction(before, pair, target) }] : [];
  });
}

/** @param set the variables that stand before the pair, with their new values; undefined for an unknown one */
function finding(
  { name, value }: EnvPair,
  set: ReadonlyMap<string, Value>,
  env: Instruction,
  { variables, file }: BuildTarget,
): Finding | undefined {
  const here = variables.at(env);
  const differs = (read: string): boolean =>
    set.has(read) && (here.get(read) !== set.get(read) || here.get(read) === undefined);
  const stale: string[] = [];
  const get = (read: string): Value => {
    if (differs(read)) {
      stale.push(read);
    }
    return here.get(read);
  };
  expand(value.value, { get }, file.escape);
  const [read] = stale;
  if (read === undefined) {
    return undefined;
  }
  const old = here.get(read);
  const given = typeof old === 'symbol' ? 'what it was before' : old ? `still "${old}"` : 'empty';
  return {
    range: value.range,
    message: `${name.value} does not get the new ${read}: one ENV sets all its variables at once. Here $${read} is ${given}. Set ${name.value} in an ENV below.`,
  };
}

/** Ends the ENV before the pair, and begins another one with it. */
function ownInstruction(before: EnvPair, pair: EnvPair, { file }: BuildTarget): readonly Fix[] {
  const range = { start: before.value.range.end, end: pair.name.range.start };
  const gap = file.text.slice(range.start, range.end);
  // Comments between the lines would have to move.
  if (!/^[ \t]*(?:[\\`][ \t]*\r?\n[ \t]*)?$/.test(gap)) {
    return [];
  }
  const edits = { [file.path]: [{ range, text: `${file.newline}ENV ` }] };
  return [{ title: `Set ${pair.name.value} in an ENV of its own`, edits, safe: false }];
}
