import { resolved, withMerged } from '../parse/yaml/lookup.ts';
import type { YamlMap, YamlPair } from '../parse/yaml/tree.ts';
import { type Place, type PlanSource, report, type Value, valueAt } from './source.ts';

/** A key of a mapping and its value. */
export interface Entry {
  readonly key: Place;
  readonly value: Value;
}

/** The entries of a mapping by name, those of merged mappings (`<<`) included where the mapping has no own. */
export function entries(value: Value, map: YamlMap): ReadonlyMap<string, Entry> {
  const { source } = value;
  const own = new Map<string, Entry>();
  for (const pair of map.pairs) {
    const key = resolved(pair.key);
    const place = { source, range: pair.key.range };
    if (key?.kind !== 'scalar' || key.source === '') {
      report(place, `A key of ${value.name} must be a word.`);
    } else if (key.source === '<<') {
      checkMerge(source, pair);
    } else if (own.has(key.source)) {
      report(place, `\`${key.source}\` stands twice in ${value.name}.`);
    } else {
      own.set(key.source, entryOf(source, key.source, pair));
    }
  }
  for (const { pairs } of withMerged(map).slice(1)) {
    for (const pair of pairs) {
      const { key } = pair;
      if (key.kind === 'scalar' && key.source !== '<<' && !own.has(key.source)) {
        own.set(key.source, entryOf(source, key.source, pair));
      }
    }
  }
  return own;
}

function entryOf(source: PlanSource, name: string, { key, value }: YamlPair): Entry {
  return { key: { source, range: key.range }, value: valueAt(source, `\`${name}\``, value, key.range) };
}

function checkMerge(source: PlanSource, { key, value }: YamlPair): void {
  const content = resolved(value);
  const merged = content?.kind === 'seq' ? content.items : [value];
  if (merged.some((item) => resolved(item)?.kind !== 'map')) {
    report({ source, range: key.range }, '`<<` takes a mapping or a list of mappings.');
  }
}

/** Where something that a mapping lacks is reported: at its first key, because a whole mapping may fill the screen. */
export function head(value: Value, map: YamlMap): Place {
  return { source: value.source, range: map.pairs[0]?.key.range ?? value.range };
}
