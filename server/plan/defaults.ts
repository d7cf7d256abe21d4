import type { Plan } from '../model/plan.ts';

/** Defaults. */
export const defaults: Plan = {
  registry: 'docker.io/library',
  registries: undefined,
  platforms: ['linux/amd64'],
  user: '65532:65532',
  workdir: undefined,
  tags: ['latest'],
  env: {},
  networks: [],
  budgets: { totalBytes: undefined, phaseSeconds: undefined },
  rules: {},
  isolation: [],
  stacks: [],
  phases: [],
};
