import { groupBy } from '../../groups.ts';
import { computed } from '../../memo.ts';
import { imagesOf, type Plan, type PlanImage } from '../../model/plan.ts';
import { type ImageReference, parseReference, shortName } from '../../model/reference.ts';

/** The images of the plan that a reference names, whatever its tag. */
export const planImagesNamed = (reference: ImageReference, plan: Plan): readonly PlanImage[] =>
  imagesByName(plan).get(shortName(reference)) ?? [];

const imagesByName = computed((plan: Plan) =>
  groupBy(imagesOf(plan), ({ image }) => {
    const own = parseReference(`${plan.registry}/${image}`);
    return own && shortName(own);
  }),
);
