import type { Health, Plan, PlanImage } from '../model/plan.ts';
import { nearest } from '../nearest.ts';
import { durationOf, sizeOf } from './checks.ts';
import { defaults } from './defaults.ts';
import type { Located } from './readers.ts';
import type { RawImage, RawPhase, RawPlan } from './shape.ts';
import { type PlanSource, report } from './source.ts';

/** The plan with everything inherited filled in; what is wrong between its parts goes to `source`. */
export function resolvePlan(raw: RawPlan, source: PlanSource): Plan {
  const top = topLevel(raw);
  const phases = raw.phases ?? [];
  const declared = uniqueIds(
    phases.flatMap((phase) => phase.images ?? []),
    'image',
    source,
  );
  const phaseIds = uniqueIds(phases, 'phase', source);
  const needs = soundNeeds(declared, source);
  const usable = new Map([...declared].filter(([, image]) => image.whole));
  const imagesOf = (phase: Identified<RawPhase>): readonly PlanImage[] =>
    (phase.images ?? [])
      .filter(isIdentified)
      .filter((image) => usable.get(image.id.value) === image)
      .flatMap((image) => {
        const sound = (needs.get(image.id.value) ?? []).filter((id) => usable.has(id));
        return resolveImage(image, phase.id.value, top, sound);
      });
  return {
    ...top,
    phases: [...phaseIds.values()].map((phase) => ({
      id: phase.id.value,
      title: phase.title ?? `Phase ${phase.id.value}`,
      images: imagesOf(phase),
    })),
  };
}

/** The plan without its phases. */
function topLevel(raw: RawPlan): Plan {
  return {
    registry: raw.registry ?? defaults.registry,
    registries: filled(raw.registries),
    platforms: filled(raw.platforms) ?? defaults.platforms,
    user: raw.user ?? defaults.user,
    workdir: raw.workdir,
    tags: filled(raw.tags) ?? defaults.tags,
    env: raw.env ?? {},
    networks: Object.entries(raw.networks ?? {}).map(([name, network]) => ({
      name,
      subnet: network.subnet,
      isolated: network.isolated ?? false,
    })),
    budgets: {
      totalBytes: raw.budgets?.total === undefined ? undefined : sizeOf(raw.budgets.total),
      phaseSeconds: raw.budgets?.phase === undefined ? undefined : durationOf(raw.budgets.phase),
    },
    rules: raw.rules ?? {},
    isolation: Object.entries(raw.isolation ?? {}).map(([id, group]) => ({
      id,
      tokens: group.tokens ?? [],
      images: group.images ?? [],
      allowed: group.allowed ?? [],
      network: group.network,
    })),
    stacks: Object.entries(raw.stacks ?? {}).map(([name, files]) => ({ name, files })),
    phases: [],
  };
}

/** Undefined where nothing of a list could be read. */
const filled = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list?.length ? list : undefined);

type Identified<T> = T & { readonly id: Located<string> };
const isIdentified = <T extends { readonly id: Located<string> | undefined }>(item: T): item is Identified<T> =>
  item.id !== undefined;

/** The first holder of each id. */
function uniqueIds<T extends { readonly id: Located<string> | undefined }>(
  items: readonly T[],
  kind: string,
  source: PlanSource,
): ReadonlyMap<string, Identified<T>> {
  const found = new Map<string, Identified<T>>();
  for (const item of items.filter(isIdentified)) {
    const id = item.id.value;
    if (found.has(id)) {
      report({ source, range: item.id.range }, `There is another ${kind} with the id \`${id}\`.`);
    } else {
      found.set(id, item);
    }
  }
  return found;
}

function resolveImage(raw: Identified<RawImage>, phase: string, top: Plan, needs: readonly string[]): PlanImage[] {
  const { image, dockerfile, context } = raw;
  if (image === undefined || dockerfile === undefined || context === undefined) {
    return [];
  }
  const id = raw.id.value;
  const ports = raw.ports ?? [];
  return [
    {
      id,
      title: raw.title ?? id,
      phase,
      image,
      tags: (raw.tags ?? top.tags).map((tag) => tag.replaceAll('{id}', id).replaceAll('{phase}', phase)),
      dockerfile,
      context,
      base: raw.base,
      ports,
      health: healthOf(raw.health),
      platforms: raw.platforms ?? top.platforms,
      user: raw.user ?? top.user,
      workdir: wanted(raw.workdir ?? top.workdir),
      env: fillEnv(raw.env ?? top.env, { id, image, port: ports[0]?.toString() }),
      args: raw.args ?? {},
      secrets: raw.secrets ?? [],
      contexts: raw.contexts ?? {},
      target: raw.target,
      needs,
    },
  ];
}

const wanted = (workdir: string | undefined): string | undefined => (workdir === 'none' ? undefined : workdir);

function healthOf(written: string | undefined): Health | undefined {
  if (written === undefined) {
    return undefined;
  }
  return written === 'tcp' || written === 'none' ? { kind: written } : { kind: 'http', path: written };
}

type Facts = Readonly<Record<'id' | 'image' | 'port', string | undefined>>;

/** A variable that asks for something the image does not have is left out. Other braces stay as they are. */
function fillEnv(env: Plan['env'], facts: Facts): Plan['env'] {
  const filled: [string, string][] = [];
  for (const [name, template] of Object.entries(env)) {
    const asked = [...template.matchAll(/\{(id|image|port)\}/g)].map((match) => match[1] as keyof Facts);
    if (asked.some((fact) => facts[fact] === undefined)) {
      continue;
    }
    filled.push([name, template.replace(/\{(id|image|port)\}/g, (_, fact: keyof Facts) => facts[fact] ?? '')]);
  }
  return Object.fromEntries(filled);
}

/** The needs of each image that name another image and close no circle; the others are reported where they stand. */
function soundNeeds(
  declared: ReadonlyMap<string, Identified<RawImage>>,
  source: PlanSource,
): ReadonlyMap<string, readonly string[]> {
  const needs = new Map<string, Located<string>[]>();
  for (const [id, image] of declared) {
    const known: Located<string>[] = [];
    for (const need of image.needs ?? []) {
      if (declared.has(need.value)) {
        known.push(need);
      } else {
        const near = nearest(need.value, declared.keys());
        const hint = near ? `: did you mean \`${near}\`?` : '.';
        report({ source, range: need.range }, `No image of the plan has the id \`${need.value}\`${hint}`);
      }
    }
    needs.set(id, known);
  }
  for (const { circle, need } of circles(needs)) {
    const chain = circle.map((id) => `\`${id}\``).join(' needs ');
    report({ source, range: need.range }, `Images need each other in a circle: ${chain}.`);
    const from = circle.at(-2) as string;
    needs.set(
      from,
      (needs.get(from) ?? []).filter((other) => other !== need),
    );
  }
  return new Map([...needs].map(([id, list]) => [id, list.map((need) => need.value)]));
}

/**
 * Every need that closes a circle, found in one depth-first walk (with its own stack: chains may be long), and the
 * images of the circle from the needed one back to itself.
 */
function circles(
  needs: ReadonlyMap<string, readonly Located<string>[]>,
): { circle: string[]; need: Located<string> }[] {
  const found: { circle: string[]; need: Located<string> }[] = [];
  const done = new Set<string>();
  for (const root of needs.keys()) {
    const trail = new Map<string, number>();
    const stack = [root];
    while (stack.length > 0) {
      const id = stack.at(-1) as string;
      const next = trail.get(id) ?? 0;
      const need = done.has(id) ? undefined : needs.get(id)?.[next];
      if (!need) {
        done.add(id);
        trail.delete(id);
        stack.pop();
      } else {
        trail.set(id, next + 1);
        if (trail.has(need.value)) {
          found.push({ circle: [...stack.slice(stack.indexOf(need.value)), need.value], need });
        } else if (!done.has(need.value)) {
          stack.push(need.value);
        }
      }
    }
  }
  return found;
}
