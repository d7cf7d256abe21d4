import type { Plan, PlanImage } from '../model/plan.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** Local time as `YYYYMMDD-HHMMSS`, which sorts as text and is legal in a tag. */
export function timestamp(time: Date): string {
  const date = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`;
  return `${date}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`;
}

/** `<registry>/<image>`, or the image alone where the plan names no registry. */
function repository(plan: Plan, image: PlanImage): string {
  const registry = plan.registry.replace(/\/+$/, '');
  return registry === '' ? image.image : `${registry}/${image.image}`;
}

/** Every reference that a build at `time` gives the image, in the order of the plan. */
export function references(plan: Plan, image: PlanImage, time: Date): readonly string[] {
  const stamp = timestamp(time);
  const tags = image.tags.map((tag) => tag.replaceAll('{timestamp}', stamp));
  return [...new Set(tags)].map((tag) => `${repository(plan, image)}:${tag}`);
}

/** The references that stay the same from one build to the next. */
export function lastingReferences(plan: Plan, image: PlanImage): readonly string[] {
  return image.tags.filter((tag) => !tag.includes('{timestamp}')).map((tag) => `${repository(plan, image)}:${tag}`);
}
