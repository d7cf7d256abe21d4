import { append } from '../groups.ts';
import { computed, once, remember } from '../memo.ts';
import { type Build, namedContext } from '../model/build.ts';
import type { Dockerfile, Instruction, Stage, Word } from '../model/dockerfile.ts';
import type { PlanImage } from '../model/plan.ts';
import type { Project } from '../model/project.ts';
import { parseReference } from '../model/reference.ts';
import { expand } from '../parse/expansion/expand.ts';
import { type Base, baseNamed, unknownBase, withPublishedTag } from './base.ts';
import { configAfter, configOfBase, type ImageConfig } from './config.ts';
import { fromWords } from './references/from-words.ts';
import { type Guess, mayBeImage, nearestStage } from './references/meant-stage.ts';
import { planImagesNamed } from './references/plan-images.ts';
import { type Variables, variablesOf } from './variables.ts';

/** An instruction that shapes an image, and the image that it finds. */
export interface ImageStep {
  /**
   * The stage that the instruction runs in; `stage.target` has its Dockerfile and build. A trigger of another Dockerfile keeps
   * the stage that it is written in: its words and places are those of that file.
   */
  readonly stage: StageView;
  readonly instruction: Instruction;
  readonly before: ImageConfig;
}

/** The stages and images that a stage is built from, as far as they can be seen. */
export interface Lineage {
  readonly base: Base;
  /**
   * What the plan declares as the base of the image that `base` names, where the Dockerfile of that image is not there. All
   * else about that image is unknown.
   */
  readonly declared: Base | undefined;
  /** The stage whose FROM names the base; of another Dockerfile where a plan image is built from one of the same plan. */
  readonly from: StageView;
  /** Every instruction that shapes the image, in the order in which BuildKit runs them. */
  readonly instructions: readonly { readonly stage: StageView; readonly instruction: Instruction }[];
}

/** With more stages above, a misspelt name is not compared with all of them. */
const mostCompared = 200;

/** A Dockerfile as one build sees it. What several rules ask of it is computed once, on first use. */
export class BuildTarget {
  readonly file: Dockerfile;
  readonly build: Build;
  readonly project: Project;
  readonly #stages = once(() => readStages(this));
  readonly #variables = once(() => variablesOf(this.file, this.build));
  readonly #reached = once(() => findReached(this));
  readonly #names = once(() => validNames(this.stages));

  readonly #siblings: () => readonly BuildTarget[];

  /** `siblings` are the targets of all builds of the file; without it, this is the only one. */
  constructor(file: Dockerfile, build: Build, project: Project, siblings: () => readonly BuildTarget[] = () => [this]) {
    this.file = file;
    this.build = build;
    this.project = project;
    this.#siblings = siblings;
  }

  /** Every stage, in the order of the file. */
  get stages(): readonly StageView[] {
    return this.#stages().all;
  }

  /** The stage that the build ends in: its target, else the last; undefined where the target does not exist. */
  get final(): StageView | undefined {
    return this.build.target ? this.#find(this.build.target, this.stages.length) : this.stages.at(-1);
  }

  /** The variables at every instruction. */
  get variables(): Variables {
    return this.#variables();
  }

  /** The stages that the build makes; BuildKit skips the others, mistakes and all. */
  get reached(): ReadonlySet<StageView> {
    return this.#reached();
  }

  /** The same Dockerfile in all its builds, this one among them. */
  get siblings(): readonly BuildTarget[] {
    return this.#siblings();
  }

  /** A text with its variables and quotes worked in, where an instruction stands; undefined where a value is unknown. */
  value(text: string | undefined, at: Instruction): string | undefined {
    return text === undefined ? undefined : expand(text, this.variables.at(at), this.file.escape).value;
  }

  /** The words of an instruction with their variables and quotes worked in; undefined where a value is unknown. */
  values(instruction: Instruction): readonly (string | undefined)[] {
    return instruction.words.map(({ value }) => this.value(value, instruction));
  }

  /**
   * The stage that a name or number in `--from` means, among those before `before`; names compare without case, and the last
   * one of a name wins, as in BuildKit. A named context hides a stage of its name.
   */
  stageNamed(name: string, before = this.stages.length): StageView | undefined {
    return namedContext(this.build, name) ? undefined : this.#find(name, before);
  }

  /**
   * The stage that `--from` means, also by a name that is plainly misspelt: `copy-from-missing` corrects it, and no mistake
   * hides behind it.
   */
  stageMeant(name: string, before: number): StageView | undefined {
    const found = this.stageNamed(name, before);
    const isNothing = !found && !/^\d+$|\$/.test(name) && before <= mostCompared && !namedContext(this.build, name);
    if (!isNothing || mayBeImage(name, this.project.plan)) {
      return found;
    }
    const guess = this.guessAbove(name, before);
    return guess?.sure ? this.stageNamed(guess.name, before) : undefined;
  }

  /** The stage above `before` that a name may be a misspelling of; undefined, too, below more stages than are compared. */
  guessAbove(name: string, before: number): Guess | undefined {
    return before <= mostCompared ? nearestStage(name, this.namesAbove(before)) : undefined;
  }

  /** The names of the stages above one. In a half-typed file, the name of a stage may not be valid. */
  namesAbove(index: number): readonly string[] {
    const { names, before } = this.#names();
    return names.slice(0, before[index]);
  }

  childrenOf(stage: StageView): readonly StageView[] {
    return this.#stages().children.get(stage) ?? [];
  }

  #find(name: string, before: number): StageView | undefined {
    const named = lastBefore(this.#stages().byName.get(name.toLowerCase()) ?? [], before);
    return named ?? (/^\d+$/.test(name) && Number(name) < before ? this.stages[Number(name)] : undefined);
  }
}

/** A stage as one build sees it. */
export class StageView implements Stage {
  readonly target: BuildTarget;
  readonly index: number;
  readonly name: Word | undefined;
  readonly from: Instruction;
  readonly base: Word | undefined;
  /** As they stand in the file, FROM included. */
  readonly instructions: readonly Instruction[];
  /**
   * The stage that FROM names: by its name in lower case, since `FROM Build` means an image, and so does a number; undefined
   * for images.
   */
  readonly parent: StageView | undefined;
  readonly #lineage = once(() => lineageOf(this));
  readonly #history = once(() => followSteps(this));
  readonly #befores = once(() => new Map(this.steps.map((step) => [step.instruction, step.before])));

  constructor(target: BuildTarget, stage: Stage, parent: StageView | undefined) {
    this.target = target;
    this.index = stage.index;
    this.name = stage.name;
    this.from = stage.from;
    this.base = stage.base;
    this.instructions = stage.instructions;
    this.parent = parent;
  }

  /** What BuildKit runs in this stage of what the file holds: the ONBUILD triggers of its parent, then its own instructions. */
  get executed(): readonly Instruction[] {
    const triggers = this.parent === undefined ? [] : triggersOf(this.parent);
    return triggers.length === 0 ? this.instructions : [...triggers, ...this.instructions];
  }

  /** Whether the build makes this stage. */
  get isReached(): boolean {
    return this.target.reached.has(this);
  }

  /** This stage and the stages of the file that it is built from, itself first. */
  get ancestry(): readonly StageView[] {
    const found: StageView[] = [this];
    for (let at = this.parent; at; at = at.parent) {
      found.push(at);
    }
    return found;
  }

  /** The stages of the file whose FROM names this one. */
  get children(): readonly StageView[] {
    return this.target.childrenOf(this);
  }

  /** This stage and the stages of the file that are built from it, in the order of the file. */
  get family(): readonly StageView[] {
    const found: StageView[] = [this];
    for (const stage of found) {
      for (const child of stage.children) {
        found.push(child);
      }
    }
    return found.sort((a, b) => a.index - b.index);
  }

  get lineage(): Lineage {
    return this.#lineage();
  }

  /** Every step to the image that this stage makes, base first. */
  get steps(): readonly ImageStep[] {
    return this.#history().steps;
  }

  /** The steps that stand in this Dockerfile. Those of another image of the plan stand in its own. */
  get ownSteps(): readonly ImageStep[] {
    return this.steps.filter(({ stage }) => stage.target === this.target);
  }

  /** The image that this stage makes. */
  get image(): ImageConfig {
    return this.#history().image;
  }

  /** The image that an instruction of this stage finds. */
  imageBefore(instruction: Instruction): ImageConfig {
    return this.#befores().get(instruction) ?? this.image;
  }
}

/** How many Dockerfiles keep their targets: a check looks at one after the other, and at what each is built from. */
const keptDockerfiles = 8;

const rememberedTargets = computed((project: Project) =>
  remember(keptDockerfiles, (path): readonly BuildTarget[] => {
    const file = project.dockerfile(path);
    if (file === undefined) {
      return [];
    }
    const targets: readonly BuildTarget[] = project
      .builds(path)
      .map((build) => new BuildTarget(file, build, project, () => targets));
    return targets;
  }),
);

/** A Dockerfile of the workspace in all its builds; none where it cannot be read. */
export const targetsOf = (project: Project, path: string): readonly BuildTarget[] => rememberedTargets(project)(path);

interface Stages {
  readonly all: readonly StageView[];
  /** By name in lower case, in the order of the file. */
  readonly byName: ReadonlyMap<string, readonly StageView[]>;
  readonly children: ReadonlyMap<StageView, readonly StageView[]>;
}

/** The last stage above an index. Thousands of stages may share one name. */
function lastBefore(stages: readonly StageView[], before: number): StageView | undefined {
  let low = 0;
  let high = stages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stages[middle] as StageView).index < before) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return stages[low - 1];
}

/** The valid names of stages, and how many of them stand before each stage. */
function validNames(stages: readonly StageView[]): {
  readonly names: readonly string[];
  readonly before: readonly number[];
} {
  const names: string[] = [];
  const before: number[] = [];
  for (const { name } of stages) {
    before.push(names.length);
    if (name && /^[a-z][\w.-]*$/i.test(name.value)) {
      names.push(name.value);
    }
  }
  return { names, before };
}

/** In one pass: FROM sees only the stages above it. */
function readStages(target: BuildTarget): Stages {
  const { file, variables } = target;
  const byName = new Map<string, StageView[]>();
  const children = new Map<StageView, StageView[]>();
  const all = file.stages.map((stage) => {
    const name = stage.base && expand(stage.base.value, variables.global, file.escape).value;
    const isImage = name === undefined || /^\d+$/.test(name) || namedContext(target.build, name) !== undefined;
    // FROM finds a stage only in lower case. A capital letter is no image either, so the stage is what is meant.
    const parent = isImage ? undefined : (byName.get(name) ?? byName.get(name.toLowerCase()))?.at(-1);
    const view = new StageView(target, stage, parent);
    if (parent) {
      append(children, parent, view);
    }
    if (stage.name) {
      append(byName, stage.name.value.toLowerCase(), view);
    }
    return view;
  });
  return { all, byName, children };
}

/** The instructions that ONBUILD of a stage runs in every stage built from it, right behind FROM. */
const triggersOf = ({ instructions }: Stage): readonly Instruction[] =>
  instructions.flatMap(({ keyword, inner }) => (keyword === 'ONBUILD' && inner ? [inner] : []));

function findReached(target: BuildTarget): ReadonlySet<StageView> {
  const reached = new Set<StageView>();
  const pending = target.final ? [target.final] : [];
  for (let stage = pending.pop(); stage; stage = pending.pop()) {
    if (reached.has(stage)) {
      continue;
    }
    reached.add(stage);
    if (stage.parent) {
      pending.push(stage.parent);
    }
    for (const { value } of stage.executed.flatMap(fromWords)) {
      const used = target.stageMeant(value, stage.index);
      if (used) {
        pending.push(used);
      }
    }
  }
  return reached;
}

/** Deeper chains of stages and images do not occur. The limit keeps a generated file quick. */
const maximumDepth = 20;

/** Follows a stage to its base: through stages, ARG defaults, build arguments and other images of the plan. */
function lineageOf(stage: StageView): Lineage {
  const parts: Lineage['instructions'][] = [];
  const add = (view: StageView, instructions: readonly Instruction[]) =>
    parts.push(instructions.map((instruction) => ({ stage: view, instruction })));
  const endedBy = (from: StageView, base: Base, declared?: Base): Lineage => {
    const instructions = parts.reverse().flat();
    const isFinal = stage === stage.target.final;
    const own = isFinal
      ? withPublishedTag(
          base,
          stage.target.build,
          instructions.map((one) => one.instruction),
        )
      : base;
    return { base: own, declared, from, instructions };
  };
  const passed = new Set([stage.target]);
  let at = stage;
  for (let depth = 0; ; depth++) {
    add(at, at.instructions);
    const { target, base, parent } = at;
    const name = base && expand(base.value, target.variables.global, target.file.escape).value;
    if (!name || depth > maximumDepth || namedContext(target.build, name)) {
      return endedBy(at, unknownBase);
    }
    const image = parent ? undefined : imageOfPlan(name, target);
    const below = parent ?? (image && targetOf(image, target.project)?.final);
    if (below === undefined) {
      return endedBy(at, baseNamed(name), image?.base === undefined ? undefined : baseNamed(image.base));
    }
    // Images that are built from each other in a circle have no base.
    if (!parent && passed.has(below.target)) {
      return endedBy(at, unknownBase);
    }
    passed.add(below.target);
    // A trigger runs in the stage above. One of another Dockerfile keeps its own stage, whose text it is.
    add(parent ? at : below, triggersOf(below));
    at = below;
  }
}

/** The plan's image that a name in FROM means. */
function imageOfPlan(name: string, { file, project }: BuildTarget): PlanImage | undefined {
  const reference = parseReference(name);
  if (reference === undefined) {
    return undefined;
  }
  const named = planImagesNamed(reference, project.plan).find(
    ({ tags }) => tags.length === 0 || tags.includes(reference.tag ?? 'latest'),
  );
  return named?.dockerfile === file.path ? undefined : named;
}

/** The Dockerfile and build of an image of the plan. */
const targetOf = ({ id, dockerfile }: PlanImage, project: Project): BuildTarget | undefined =>
  targetsOf(project, dockerfile).find(({ build }) => build.image?.id === id);

function followSteps(stage: StageView): { readonly steps: readonly ImageStep[]; readonly image: ImageConfig } {
  const { base, instructions } = stage.lineage;
  const steps: ImageStep[] = [];
  let image = configOfBase(base);
  for (const step of instructions) {
    steps.push({ ...step, before: image });
    const { target, instructions: own } = step.stage;
    image = configAfter(image, step.instruction, own, (text) => target.value(text, step.instruction));
  }
  return { steps, image };
}
