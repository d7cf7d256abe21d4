import { posix } from 'node:path';
import type { ComposeBuild, ComposeFile } from '../../model/compose.ts';
import { asMap, resolved } from '../yaml/lookup.ts';
import type { YamlMap, YamlNode } from '../yaml/tree.ts';
import { parseYaml } from '../yaml/yaml.ts';
import { parseHcl } from './hcl.ts';
import { workspacePath } from './paths.ts';

/**
 * What a bake file builds: `docker-bake.hcl` and `.json`. Paths count from the file's own folder, where bake is run.
 * Variables have their defaults. Never throws; unknown values are undefined.
 */
export function parseBake(text: string, path: string): ComposeFile {
  const root = path.toLowerCase().endsWith('.hcl') ? parseHcl(text) : asMap(parseYaml(text).root);
  const targets = root ? blocks(root, 'target') : new Map<string, YamlMap>();
  const scope: BakeScope = {
    style: path.toLowerCase().endsWith('.hcl') ? 'hcl' : 'flow',
    folder: posix.dirname(path),
    override: /override/i.test(posix.basename(path)),
    targets,
    variables: root ? variablesOf(root) : new Map(),
    inherited: new Set([...targets.values()].flatMap(inheritedNames)),
  };
  return { path, text, builds: [...targets.keys()].flatMap((name) => buildOf(scope, name)) };
}

/** What the targets of a bake file share. */
interface BakeScope {
  readonly style: ComposeBuild['style'];
  readonly folder: string;
  readonly override: boolean;
  readonly targets: ReadonlyMap<string, YamlMap>;
  readonly variables: ReadonlyMap<string, string>;
  readonly inherited: ReadonlySet<string>;
}

/** The blocks of a kind by label. In HCL each block is a key of its own, in JSON one key holds them all. */
function blocks(root: YamlMap, kind: string): Map<string, YamlMap> {
  const found = new Map<string, YamlMap>();
  for (const { key, value } of root.pairs) {
    if (key.kind !== 'scalar' || key.source !== kind) {
      continue;
    }
    for (const labelled of asMap(value)?.pairs ?? []) {
      const block = asMap(labelled.value);
      if (block && labelled.key.kind === 'scalar') {
        found.set(labelled.key.source, block);
      }
    }
  }
  return found;
}

function variablesOf(root: YamlMap): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, block] of blocks(root, 'variable')) {
    const value = get(block, 'default');
    const filled = value && fill(value, found);
    if (filled !== undefined) {
      found.set(name, filled);
    }
  }
  return found;
}

function get(map: YamlMap, name: string): YamlNode | undefined {
  return map.pairs.findLast(({ key }) => key.kind === 'scalar' && key.source === name)?.value;
}

/** A string with its `${NAME}` filled in. Undefined where anything but a known variable stands between the braces. */
function fill(node: YamlNode, variables: ReadonlyMap<string, string>): string | undefined {
  const scalar = resolved(node);
  if (scalar?.kind !== 'scalar' || scalar.value === null) {
    return undefined;
  }
  let known = true;
  const filled = scalar.source.replace(/\$\$\{|\$\{([^{}]*)\}?/g, (whole, name: string | undefined) => {
    if (whole === '$${') {
      return '${';
    }
    const value = name === undefined ? undefined : variables.get(name.trim());
    known &&= value !== undefined;
    return value ?? '';
  });
  return known ? filled : undefined;
}

function items(node: YamlNode | undefined): readonly YamlNode[] {
  const list = node && resolved(node);
  return list?.kind === 'seq' ? list.items : list?.kind === 'scalar' ? [list] : [];
}

const inheritedNames = (target: YamlMap): readonly string[] =>
  items(get(target, 'inherits')).flatMap((item) => (item.kind === 'scalar' ? [item.source] : []));

/** A target and those that it inherits from, the strongest first: itself, then its parents from last to first. */
function inheritedTargets(scope: BakeScope, name: string): readonly YamlMap[] {
  const found = new Set<YamlMap>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const target = scope.targets.get(next);
    if (!target || found.has(target)) {
      continue;
    }
    found.add(target);
    pending.push(...inheritedNames(target));
  }
  return [...found];
}

function buildOf(scope: BakeScope, name: string): readonly ComposeBuild[] {
  const family = inheritedTargets(scope, name);
  const attribute = (key: string) => family.map((target) => get(target, key)).find((value) => value !== undefined);
  const text = (node: YamlNode) => fill(node, scope.variables);
  const [context, dockerfile, target] = ['context', 'dockerfile', 'target'].map(attribute);
  const partial = scope.override || scope.inherited.has(name);
  // Without a context and a Dockerfile it is a part for other targets to inherit.
  if (partial && !context && !dockerfile) {
    return [];
  }
  const place = context ? text(context) : '.';
  const root = place === undefined ? undefined : workspacePath(scope.folder, place);
  const file = dockerfile ? text(dockerfile) : 'Dockerfile';
  const inline = attribute('dockerfile-inline');
  const entries = (key: string): readonly (readonly [string, string | undefined])[] =>
    family
      .toReversed()
      .flatMap((member) =>
        (asMap(get(member, key))?.pairs ?? []).map((pair) => [keyText(pair.key), text(pair.value)] as const),
      );
  const [tag] = items(attribute('tags'));
  return [
    {
      service: name,
      image: tag && text(tag),
      context: root,
      contextRange: context?.range,
      dockerfileRange: dockerfile?.range,
      style: scope.style,
      dockerfile: inline || root === undefined || file === undefined ? undefined : workspacePath(root, file),
      args: Object.fromEntries(entries('args')),
      target: target && text(target),
      platforms: items(attribute('platforms')).flatMap((item) => text(item) ?? []),
      contexts: Object.fromEntries(
        entries('contexts').map(([key, value]) => [key, value && workspacePath(scope.folder, value)]),
      ),
    },
  ];
}

const keyText = (key: YamlNode): string => (key.kind === 'scalar' ? key.source : '');
