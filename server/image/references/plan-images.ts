import { imagesOf, type Plan, type PlanImage } from '../../model/plan.ts';
import { type ImageReference, parseReference, shortName } from '../../model/reference.ts';

/** The images of the plan that a reference names, whatever its tag. */
export const planImagesNamed = (reference: ImageReference, plan: Plan): readonly PlanImage[] =>
  imagesOf(plan).filter(({ image }) => {
    const own = parseReference(`${plan.registry}/${image}`);
    return own && shortName(own) === shortName(reference);
  });
