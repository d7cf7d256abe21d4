import type { Diagnostic } from 'vscode-languageserver/node';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import type { LastBuildOf } from '../../buildx/history.ts';
import { lastingReferences } from '../../buildx/tags.ts';
import type { Health, PlanFile, PlanImage } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { declaredPlan } from '../../project/contexts.ts';
import { checkSource, type ImageState, type LastBuild, type TreeFolder, type TreeImage } from '../../protocol.ts';
import { type Folder, projectOf } from '../documents/folder.ts';
import { positions } from '../protocol/convert.ts';
import type { Settings } from '../protocol/settings.ts';

/** The plan of a folder with the state of every image, computed and never stored. */
export function treeFolder(
  folder: Folder,
  findings: (path: string) => readonly Diagnostic[],
  builds: ReadonlyMap<string, LastBuildOf>,
): TreeFolder {
  const project = projectOf(folder);
  const { planFile } = project;
  const plan = declaredPlan(project);
  return {
    folder: folder.uri,
    planPath: planFile.path,
    planProblem: planProblem(planFile, folder.settings),
    planned: planFile.kind !== 'none',
    registry: plan.registry,
    phases: plan.phases.map((phase) => ({
      id: phase.id,
      title: phase.title,
      images: phase.images.map((image) => treeImage(project, image, findings(image.dockerfile), builds.get(image.id))),
    })),
  };
}

function planProblem(planFile: PlanFile, settings: Settings): string | undefined {
  const problem = planFile.problems.find(({ severity }) => severity === 'error');
  if (problem === undefined) {
    return undefined;
  }
  const line = positions(planFile.text)(problem.range).start.line + 1;
  const place = planFile.text === '' ? planFile.path : `${planFile.path}, line ${line}`;
  return `${place}: ${problem.message} ${consequence(planFile, settings)}`;
}

/** Which plan applies while the file is broken. */
function consequence({ force, text }: PlanFile, settings: Settings): string {
  if (force === 'last-good') {
    return 'The last good plan stays in force.';
  }
  if (text !== '') {
    return 'Until it is corrected, only its readable parts apply.';
  }
  const isNamed = settings.planFile !== undefined;
  const remedy = isNamed ? 'Correct the setting lucid.planFile, or the file' : 'Correct the file';
  return `${remedy}; until then no image is known.`;
}

function treeImage(
  project: Project,
  image: PlanImage,
  findings: readonly Diagnostic[],
  build: LastBuildOf | undefined,
): TreeImage {
  const own = findings.filter((finding) => finding.source === checkSource);
  const count = (severity: DiagnosticSeverity): number => own.filter((one) => one.severity === severity).length;
  const errors = count(DiagnosticSeverity.Error);
  const warnings = count(DiagnosticSeverity.Warning);
  const counts = { errors, warnings, notes: own.length - errors - warnings };
  return {
    id: image.id,
    title: image.title,
    state: stateOf(project, image, counts, build),
    ...counts,
    tags: lastingReferences(project.plan, image),
    dockerfile: image.dockerfile,
    context: image.context,
    base: image.base,
    ports: image.ports,
    health: image.health && healthText(image.health),
    platforms: image.platforms,
    needs: image.needs,
    last: build && lastBuild(build),
  };
}

/** A running or failed build comes before problems; errors come before an older success. */
function stateOf(
  project: Project,
  image: PlanImage,
  { errors, warnings }: Pick<TreeImage, 'errors' | 'warnings'>,
  build: LastBuildOf | undefined,
): ImageState {
  if (build?.state === 'building') {
    return 'building';
  }
  if (project.workspace.kind(image.dockerfile) !== 'file') {
    return 'missing';
  }
  if (build?.state === 'failed' || build?.state === 'interrupted') {
    return build.state;
  }
  if (errors > 0) {
    return 'problems';
  }
  if (build) {
    return build.state;
  }
  return warnings > 0 ? 'problems' : 'ready';
}

const healthText = (health: Health): string => (health.kind === 'http' ? health.path : health.kind);

const lastBuild = ({ at, milliseconds, reason, pushed, digest, line, log }: LastBuildOf): LastBuild => ({
  at,
  milliseconds,
  reason,
  pushed,
  digest,
  line,
  log,
});
