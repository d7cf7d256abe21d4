import { isOfficialImage } from '../../facts/official-images.ts';
import { imagesOf, type Plan } from '../../model/plan.ts';
import { editDistance, nearest } from '../../nearest.ts';

/** Whether a name in `--from` that is no stage may be an image: of Docker Hub, of the plan, or with a registry or tag. */
export const mayBeImage = (name: string, plan: Plan): boolean =>
  /[/:@.]/.test(name) ||
  name.toLowerCase() === 'scratch' ||
  isOfficialImage(name) ||
  imagesOf(plan).some(({ id, image }) => id === name || image === name);

/** A stage that a name may mean. */
export interface Guess {
  readonly name: string;
  readonly sure: boolean;
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_.]/g, '');

/** The stage that a name may mean. Sure if only `-`, `_`, `.` or the case differs, or one or two letters of a longer name. */
export function nearestStage(name: string, stages: readonly string[]): Guess | undefined {
  const wanted = plain(name);
  const alike = stages.filter((stage) => plain(stage) === wanted);
  if (alike.length === 1) {
    return { name: alike[0] as string, sure: true };
  }
  const near = nearest(name, stages);
  const begun = stages.filter((stage) => {
    const other = plain(stage);
    return Math.min(other.length, wanted.length) >= 3 && (other.startsWith(wanted) || wanted.startsWith(other));
  });
  const guess = near ?? (begun.length === 1 ? begun[0] : undefined);
  if (guess === undefined) {
    return undefined;
  }
  const distance = (stage: string) => editDistance(name.toLowerCase(), stage.toLowerCase(), 3);
  // With stages such as `test1` and `test2`, one wrong letter may mean either.
  const isOnly = stages.filter((stage) => distance(stage) <= distance(guess)).length === 1;
  return { name: guess, sure: isOnly && name.length >= 5 && distance(guess) <= 2 };
}
