import type { YamlMap, YamlNode } from './tree.ts';

/** The node that an alias stands for, or the node itself. Undefined for an alias without an anchor. */
export const resolved = (node: YamlNode): YamlNode | undefined => (node.kind === 'alias' ? node.target : node);

/** A mapping and those that it merges (`<<`), nearest first and each once: an earlier key hides a later one. */
export function withMerged(map: YamlMap): readonly YamlMap[] {
  const found = new Set<YamlMap>();
  const pending = [map];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (found.has(next)) {
      continue;
    }
    found.add(next);
    pending.push(...mergedBy(next).toReversed());
  }
  return [...found];
}

function mergedBy(map: YamlMap): readonly YamlMap[] {
  return map.pairs.flatMap(({ key, value }) => {
    if (key.kind !== 'scalar' || key.source !== '<<') {
      return [];
    }
    const content = resolved(value);
    return (content?.kind === 'seq' ? content.items : [value]).flatMap((item) => {
      const other = resolved(item);
      return other?.kind === 'map' ? [other] : [];
    });
  });
}

export function asMap(node: YamlNode | undefined): YamlMap | undefined {
  const found = node && resolved(node);
  return found?.kind === 'map' ? found : undefined;
}

/** The value of a key, merged mappings included. Where a key stands twice, the last one counts. */
export function field(map: YamlMap, name: string): YamlNode | undefined {
  for (const { pairs } of withMerged(map)) {
    const pair = pairs.findLast(({ key }) => key.kind === 'scalar' && key.source === name);
    if (pair) {
      return pair.value;
    }
  }
  return undefined;
}

/** The keys of a mapping, those of merged mappings included. */
export function keysOf(map: YamlMap): ReadonlySet<string> {
  const keys = withMerged(map).flatMap(({ pairs }) =>
    pairs.map(({ key }) => (key.kind === 'scalar' ? key.source : '<<')),
  );
  return new Set(keys.filter((key) => key !== '<<'));
}
