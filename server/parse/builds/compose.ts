import { posix } from 'node:path';
import type { ComposeBuild, ComposeFile } from '../../model/compose.ts';
import { asMap, field, keysOf, resolved } from '../yaml/lookup.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/tree.ts';
import { parseYaml } from '../yaml/yaml.ts';
import { interpolate, parseEnv, type Variables } from './interpolate.ts';
import { workspacePath } from './paths.ts';

/**
 * What a compose file builds. `env` is the text of the `.env` beside it. Never throws: broken YAML builds nothing, and a
 * value with a variable that is not set is undefined.
 */
export function parseCompose(text: string, path: string, env: string | undefined): ComposeFile {
  // Most compose files build nothing and need not be read.
  const root = text.includes('build') ? readable(text) : undefined;
  const services = root && asMap(field(root, 'services'));
  if (!services) {
    return { path, text, builds: [] };
  }
  const scope: ComposeScope = { text, path, folder: posix.dirname(path), variables: parseEnv(env ?? ''), services };
  return { path, text, builds: [...keysOf(services)].flatMap((name) => buildOf(scope, name)) };
}

function readable(text: string): YamlMap | undefined {
  const { root, errors } = parseYaml(text);
  return errors.length === 0 && root ? asMap(root) : undefined;
}

/** How the build with that context is written. */
function styleOf(written: readonly BuildNode[], context: YamlNode | undefined, text: string): ComposeBuild['style'] {
  const map = written.find((build) => build.context === context)?.map;
  if (!map) {
    return 'short';
  }
  return text[map.range.start] === '{' ? 'flow' : 'block';
}

/** What the services of a compose file share. */
interface ComposeScope {
  readonly text: string;
  readonly path: string;
  readonly folder: string;
  readonly variables: Variables;
  readonly services: YamlMap;
}

/** A service and those that it extends in the same file, itself first. */
function extendedServices(scope: ComposeScope, name: string): readonly YamlMap[] {
  const found: YamlMap[] = [];
  const seen = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !seen.has(next); ) {
    seen.add(next);
    const service = asMap(field(scope.services, next));
    if (!service) {
      break;
    }
    found.push(service);
    next = extended(field(service, 'extends'));
  }
  return found;
}

function extended(written: YamlNode | undefined): string | undefined {
  const node = written && resolved(written);
  if (node?.kind === 'scalar') {
    return node.source;
  }
  if (node?.kind !== 'map' || field(node, 'file')) {
    return undefined;
  }
  const service = field(node, 'service');
  return service?.kind === 'scalar' ? service.source : undefined;
}

function buildOf(scope: ComposeScope, service: string): readonly ComposeBuild[] {
  const ancestors = extendedServices(scope, service);
  const written = ancestors.flatMap((ancestor) => buildNode(field(ancestor, 'build')));
  if (written.length === 0) {
    return [];
  }
  const context = first(written, (build) => build.context);
  // An override without a context adds to a build of another file, which is unknown here.
  if (!context && /override/i.test(posix.basename(scope.path))) {
    return [];
  }
  const place = context ? scalarOf(scope, context) : '.';
  const root = place === undefined ? undefined : workspacePath(scope.folder, place);
  const inline = first(written, (build) => build.map && field(build.map, 'dockerfile_inline'));
  const dockerfile = first(written, (build) => build.map && field(build.map, 'dockerfile'));
  const file = dockerfile ? scalarOf(scope, dockerfile) : 'Dockerfile';
  const target = first(written, (build) => build.map && field(build.map, 'target'));
  const platforms = first(written, (build) => build.map && field(build.map, 'platforms'));
  const platform = first(ancestors, (ancestor) => field(ancestor, 'platform'));
  const image = first(ancestors, (ancestor) => field(ancestor, 'image'));
  return [
    {
      service,
      image: image && scalarOf(scope, image),
      context: root,
      contextRange: context?.range,
      dockerfileRange: dockerfile?.range,
      style: styleOf(written, context, scope.text),
      dockerfile: inline || root === undefined || file === undefined ? undefined : workspacePath(root, file),
      args: merged(scope, written, 'args'),
      target: target && scalarOf(scope, target),
      platforms: listOf(scope, platforms ?? platform),
      contexts: Object.fromEntries(
        Object.entries(merged(scope, written, 'additional_contexts')).map(([name, value]) => [
          name,
          value === undefined ? undefined : workspacePath(scope.folder, value),
        ]),
      ),
    },
  ];
}

/** A `build` key as it is written. */
interface BuildNode {
  readonly context: YamlNode | undefined;
  readonly map: YamlMap | undefined;
}

/** `build: ./folder`, or a mapping. */
function buildNode(written: YamlNode | undefined): readonly BuildNode[] {
  const node = written && resolved(written);
  if (!node || (node.kind === 'scalar' && node.source === '')) {
    return [];
  }
  if (node.kind === 'scalar') {
    return [{ context: node, map: undefined }];
  }
  return node.kind === 'map' ? [{ context: field(node, 'context'), map: node }] : [];
}

function first<T, R>(items: readonly T[], get: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = get(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function scalarOf(scope: ComposeScope, written: YamlNode): string | undefined {
  const node = resolved(written);
  return node?.kind === 'scalar' && node.value !== null ? interpolate(node.source, scope.variables) : undefined;
}

/** A list, or a single value in its place. */
function listOf(scope: ComposeScope, written: YamlNode | undefined): readonly string[] {
  return itemsOf(written).flatMap((item) => interpolate(item.source, scope.variables) ?? []);
}

function itemsOf(written: YamlNode | undefined): readonly YamlScalar[] {
  const node = written && resolved(written);
  const items = node?.kind === 'seq' ? node.items : node ? [node] : [];
  return items.map(resolved).filter((item): item is YamlScalar => item?.kind === 'scalar' && item.value !== null);
}

/** `NAME: value` or `- NAME=value` of a build and those that it extends; nearer ones win. */
function merged(scope: ComposeScope, written: readonly BuildNode[], key: string): Record<string, string | undefined> {
  const entries = written.toReversed().flatMap((build) => {
    const content = build.map && field(build.map, key);
    return content ? entriesOf(scope, content) : [];
  });
  return Object.fromEntries(entries);
}

function entriesOf(scope: ComposeScope, written: YamlNode): readonly (readonly [string, string | undefined])[] {
  const node = resolved(written);
  if (node?.kind === 'map') {
    return [...keysOf(node)].map((name) => {
      const value = field(node, name);
      return [name, value && scalarOf(scope, value)];
    });
  }
  return itemsOf(node).map((item) => {
    const equals = item.source.indexOf('=');
    if (equals < 0) {
      return [item.source, undefined];
    }
    return [item.source.slice(0, equals), interpolate(item.source.slice(equals + 1), scope.variables)];
  });
}
