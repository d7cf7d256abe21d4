import { contextEdits } from '../edits/context.ts';
import type { AdoptedContexts } from '../model/build.ts';
import { imagesOf, type PlanImage } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { applyEdits, type TextEdit } from '../model/text.ts';
import { defaultPlanText } from '../plan/default-plan.ts';
import { embeddedPlan } from '../plan/load.ts';
import { declaredPlan } from './contexts.ts';

/**
 * The embedded plan as the text of a `lucid.yaml`, whose contexts then are declared. What compose and bake files declare
 * stands. The other contexts are the plan's own, or with `sources` the folders that the sources of each image resolve from.
 */
export function adoptedPlan(project: Project, contexts: AdoptedContexts): string {
  const file = embeddedPlan();
  const declared = new Map(imagesOf(declaredPlan(project)).map((image) => [image.id, image.context]));
  const edits = imagesOf(file.plan).flatMap((image): readonly TextEdit[] => {
    const own = declared.get(image.id) ?? image.context;
    const context = contexts === 'sources' && own === image.context ? resolvedContext(image, project) : own;
    const place = file.imagePath(image.id);
    const range = place && file.rangeOf([...place, 'context']);
    if (context === image.context || range === undefined) {
      return [];
    }
    const end = defaultPlanText.indexOf('\n', range.end);
    const reason = own === image.context ? 'its sources resolve from here' : 'as a compose or bake file declares';
    // The comment beside the context tells about the old one.
    return [
      ...contextEdits({ path: 'lucid.yaml', range }, defaultPlanText, context, image.dockerfile),
      { range: { start: range.end, end }, text: ` # ${reason}` },
    ];
  });
  return applyEdits(defaultPlanText, edits);
}

function resolvedContext({ id, context, dockerfile }: PlanImage, project: Project): string {
  const builds = project.workspace.kind(dockerfile) === 'file' ? project.builds(dockerfile) : [];
  return builds.find((build) => build.image?.id === id)?.context ?? context;
}
