import { Document, isScalar, visit } from 'yaml';
import type { Health, Plan, PlanImage } from '../model/plan.ts';
import { durationText, sizeText } from './checks.ts';

/** A plan in the words of the plan file: what `lucid.yaml` holds, as plain data. */
export type PlanData = Readonly<Record<string, unknown>>;

/** The plan with everything that images inherit written out at each of them; reading it gives the same plan. */
export function effectivePlan(plan: Plan): PlanData {
  const { totalBytes, phaseSeconds } = plan.budgets;
  return defined({
    version: 1,
    registry: plan.registry,
    registries: plan.registries,
    platforms: plan.platforms,
    user: plan.user,
    workdir: plan.workdir,
    tags: plan.tags,
    env: plan.env,
    networks: Object.fromEntries(
      plan.networks.map(({ name, subnet, isolated }) => [name, defined({ subnet, isolated: isolated || undefined })]),
    ),
    budgets: defined({
      total: totalBytes === undefined ? undefined : sizeText(totalBytes),
      phase: phaseSeconds === undefined ? undefined : durationText(phaseSeconds),
    }),
    rules: plan.rules,
    isolation: Object.fromEntries(plan.isolation.map(({ id, ...group }) => [id, defined(group)])),
    stacks: Object.fromEntries(plan.stacks.map(({ name, files }) => [name, files])),
    phases: plan.phases.map(({ id, title, images }) => ({
      id: String(Number(id)) === id ? Number(id) : id,
      title,
      images: images.map(imageData),
    })),
  });
}

function imageData({ phase: _, health, ...image }: PlanImage): PlanData {
  const { id, title, image: name, tags, dockerfile, context, base, ports, ...rest } = image;
  return defined({
    id,
    title,
    image: name,
    tags,
    dockerfile,
    context,
    base,
    ports,
    health: healthText(health),
    ...rest,
  });
}

/** As the plan file writes it. */
function healthText(health: Health | undefined): string | undefined {
  return health?.kind === 'http' ? health.path : health?.kind;
}

const defined = (data: PlanData): PlanData =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

/** The same as YAML. */
export const effectivePlanText = (plan: Plan): string => planText(effectivePlan(plan));

/** Lists of single values stand on one line, as people write them. */
export function planText(data: PlanData): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every(isScalar);
    },
    Map: (_, map) => {
      map.flow = map.items.length === 0;
    },
    Scalar: (_, scalar) => {
      // To YAML 1.1, which many tools still speak, digits with a colon are a number to the base of 60.
      if (typeof scalar.value === 'string' && /^[\d:]+$/.test(scalar.value)) {
        scalar.type = 'QUOTE_DOUBLE';
      }
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
}
