import type { Health, Plan, PlanImage } from '../model/plan.ts';

/** The plan as a `lucid.yaml` in which every image says everything, for whoever asks what is in force. */
export function planDocument(plan: Plan): Record<string, unknown> {
  const { totalBytes, phaseSeconds } = plan.budgets;
  return {
    version: 1,
    registry: plan.registry,
    platforms: plan.platforms,
    user: plan.user,
    tags: plan.tags,
    env: plan.env,
    networks: Object.fromEntries(plan.networks.map(({ name, ...rest }) => [name, rest])),
    budgets: {
      ...(totalBytes === undefined ? {} : { total: `${totalBytes} B` }),
      ...(phaseSeconds === undefined ? {} : { phase: `${phaseSeconds} s` }),
    },
    rules: plan.rules,
    isolation: Object.fromEntries(plan.isolation.map(({ id, ...rest }) => [id, rest])),
    stacks: Object.fromEntries(plan.stacks.map(({ name, files }) => [name, files])),
    phases: plan.phases.map(({ id, title, images }) => ({ id, title, images: images.map(imageDocument) })),
  };
}

function imageDocument({ phase: _, health, ...image }: PlanImage): Record<string, unknown> {
  const entries = Object.entries({ ...image, health: health && healthText(health) });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && !isEmpty(value)));
}

const healthText = (health: Health): string => (health.kind === 'http' ? health.path : health.kind);

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
