import type { BuildTarget } from '../../image/target.ts';
import { parseReference } from '../../model/reference.ts';
import { expand } from '../../parse/expansion/expand.ts';
import { unknown, type Value } from '../../parse/expansion/value.ts';
import type { Rule } from '../rule.ts';
import { onFirstLine, type Warning, warned } from './warned.ts';

export const rule: Rule = {
  id: 'invalid-default-arg-in-from',
  buildkit: 'InvalidDefaultArgInFrom',
  severity: 'info',
  title: 'Without build arguments, FROM names no valid image',
  why: `An ARG without a default, or with a default that makes no valid reference, lets every build fail that does not pass the
argument. A default also lets tools read what the Dockerfile is built from. Where a build is known to fail,
\`image-reference\` reports an error instead.`,
  *dockerfile(target) {
    yield* warned('InvalidDefaultArgInFrom', target, invalidBases(target));
  },
};

function invalidBases(target: BuildTarget): readonly Warning[] {
  const { file, stages } = target;
  const environment = defaults(target);
  if (environment === undefined) {
    return [];
  }
  const found: Warning[] = [];
  for (const { base, from } of stages) {
    const { value, error } = base ? expand(base.value, environment, file.escape) : {};
    // BuildKit gives up at the first base that it cannot read.
    if (error !== undefined) {
      break;
    }
    if (base && value !== undefined && parseReference(value) === undefined) {
      found.push({
        range: onFirstLine(file, from, base.range),
        about: from.range,
        message: `"${base.value}" is no image without build arguments${value === '' ? ': it is empty' : `: "${value}"`}. Give the ARG a default.`,
      });
    }
  }
  return found;
}

/** The variables of FROM if no build argument is given; undefined where a default cannot be read. */
function defaults({ file, variables }: BuildTarget) {
  const set = new Map<string, Value>();
  const environment = {
    get(name: string): Value {
      return set.has(name) ? set.get(name) : isPredefined(name) ? variables.global.get(name) : undefined;
    },
  };
  for (const { words } of file.globalArgs) {
    for (const { value: word } of words) {
      const equals = word.indexOf('=');
      if (equals < 0) {
        continue;
      }
      const { value, error } = expand(word.slice(equals + 1), environment, file.escape);
      if (error !== undefined) {
        return undefined;
      }
      set.set(word.slice(0, equals), value ?? unknown);
    }
  }
  return environment;
}

const isPredefined = (name: string): boolean =>
  /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$|^TARGETSTAGE$/.test(name);
