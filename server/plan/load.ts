import type { Plan, PlanFile, PlanProblem } from '../model/plan.ts';
import type { Range } from '../model/text.ts';
import { resolved } from '../parse/yaml/lookup.ts';
import type { YamlNode, YamlPair } from '../parse/yaml/tree.ts';
import { parseYaml } from '../parse/yaml/yaml.ts';
import { cleanPath, isOutside } from '../workspace/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { defaultPlanText } from './default-plan.ts';
import { defaults } from './defaults.ts';
import { resolvePlan } from './resolve.ts';
import { planReader } from './shape.ts';
import { newSource, report, valueAt } from './source.ts';

/** In characters; a plan of ten thousand images is shorter. */
const longest = 2_500_000;

export interface LoadOptions {
  /** From the workspace root; without it `lucid.yaml`, else `lucid.yml`. */
  readonly path?: string;
  /** What was loaded before: its plan stays in force while the file is broken, and is given back where nothing changed. */
  readonly lastGood?: PlanFile;
}

/** The plan of a workspace: its plan file, else the embedded plan where the workspace holds any of its Dockerfiles. */
export function loadPlan(workspace: Workspace, options: LoadOptions = {}): PlanFile {
  const path = options.path ?? ['lucid.yaml', 'lucid.yml'].find((name) => workspace.kind(name) === 'file');
  if (path === undefined) {
    return unwrittenPlan(workspace, options.lastGood);
  }
  const read = isInside(path) ? workspace.read(path) : { failure: `${path} is no path inside of the workspace folder` };
  return 'text' in read
    ? parsePlan(read.text, path, options.lastGood)
    : planFile({ path, text: '' }, unread(`The plan cannot be read: ${read.failure}.`, ''), options.lastGood);
}

const isInside = (path: string): boolean => !/^(?:\/|[a-z]:)/i.test(path) && !isOutside(cleanPath(path));

function unwrittenPlan(workspace: Workspace, last: PlanFile | undefined): PlanFile {
  const dockerfiles = [...defaultPlanText.matchAll(/^ +dockerfile: (\S+)/gm)].map((match) => match[1] as string);
  const embedded = dockerfiles.some((dockerfile) => workspace.kind(dockerfile) === 'file');
  if (last && last.kind === (embedded ? 'embedded' : 'none')) {
    return last;
  }
  return embedded ? embeddedPlan() : noPlan;
}

/** The plan that the program carries. */
export const embeddedPlan = (): PlanFile => ({ ...parsePlan(defaultPlanText, ''), kind: 'embedded', path: undefined });

/** The workspace has neither a plan file nor a Dockerfile of the embedded plan. */
export const noPlan: PlanFile = {
  kind: 'none',
  force: 'text',
  path: undefined,
  text: '',
  plan: defaults,
  problems: [],
  rangeOf: () => undefined,
  keyRangeOf: () => undefined,
  imagePath: () => undefined,
};

/** Reads a plan. Never throws: whatever is wrong is in `problems`, each at the key or value that is wrong. */
export function parsePlan(text: string, path: string, lastGood?: PlanFile): PlanFile {
  if (lastGood?.kind === 'file' && lastGood.text === text && lastGood.path === path) {
    return lastGood;
  }
  const unfit = unfitness(text);
  if (unfit) {
    return planFile({ path, text }, unread(unfit, text), lastGood);
  }
  const { root, errors } = parseYaml(text);
  const source = newSource();
  for (const { message, range } of errors) {
    report({ source, range }, `This is no valid YAML: ${message}.`);
  }
  const node = root && resolved(root);
  if (node?.kind !== 'map' && errors.length === 0) {
    report({ source, range: node?.range ?? firstLine(text) }, lacksMapping(node));
  }
  const raw = node?.kind === 'map' ? planReader.read(valueAt(source, 'The plan', node, firstLine(text))) : undefined;
  const plan = raw && resolvePlan(raw, source);
  // Most problems behind a mistake in the syntax are consequences of it.
  const problems = errors.length > 0 ? source.problems.slice(0, errors.length) : source.problems;
  return planFile({ path, text }, { plan, problems, root }, lastGood);
}

function unfitness(text: string): string | undefined {
  if (text.includes('\0')) {
    return 'This is no text: a plan file is YAML.';
  }
  if (text.length > longest) {
    return `A plan file of ${text.length} characters is too long to be read.`;
  }
  return undefined;
}

function lacksMapping(node: YamlNode | undefined): string {
  const empty = node === undefined || (node.kind === 'scalar' && node.source === '');
  return `${empty ? 'The plan is empty' : 'A plan is a mapping'}: begin with \`version: 1\`, \`registry: …\` and \`phases:\`.`;
}

const firstLine = (text: string): Range => ({ start: 0, end: /^[^\r\n]*/.exec(text)?.[0].length ?? 0 });

/** What was read of a text: undefined where nothing could be. */
interface Outcome {
  readonly plan: Plan | undefined;
  readonly problems: readonly PlanProblem[];
  readonly root: YamlNode | undefined;
}

/** A text that is not read at all. */
function unread(message: string, text: string): Outcome {
  const range = { start: 0, end: Math.min(text.length, 1) };
  return { plan: undefined, problems: [{ message, range, severity: 'error' }], root: undefined };
}

function planFile(
  { path, text }: { readonly path: string; readonly text: string },
  { plan, problems, root }: Outcome,
  lastGood: PlanFile | undefined,
): PlanFile {
  const broken = problems.some((problem) => problem.severity === 'error');
  const kept = broken && lastGood?.kind === 'file' && lastGood.force !== 'readable' ? lastGood.plan : undefined;
  const images = imagePaths(root);
  return {
    kind: 'file',
    force: kept ? 'last-good' : broken ? 'readable' : 'text',
    path,
    text,
    plan: kept ?? plan ?? defaults,
    problems,
    rangeOf: (keys) => nodeAt(root, keys)?.range,
    keyRangeOf: (keys) => {
      const owner = nodeAt(root, keys.slice(0, -1));
      const last = keys.at(-1);
      return owner && last !== undefined ? pairAt(owner, last)?.key.range : undefined;
    },
    imagePath: (id) => images.get(id),
  };
}

type Keys = readonly (string | number)[];

function nodeAt(root: YamlNode | undefined, keys: Keys): YamlNode | undefined {
  let written = root;
  for (const key of keys) {
    written = written && childAt(written, key);
  }
  return written;
}

function childAt(owner: YamlNode, key: string | number): YamlNode | undefined {
  const node = resolved(owner);
  if (node?.kind === 'seq') {
    return typeof key === 'number' ? node.items[key] : undefined;
  }
  return pairAt(owner, key)?.value;
}

function pairAt(owner: YamlNode, key: string | number): YamlPair | undefined {
  const node = resolved(owner);
  if (node?.kind !== 'map') {
    return undefined;
  }
  return node.pairs.find((pair) => pair.key.kind === 'scalar' && pair.key.source === String(key));
}

/** Where each image stands; the first one, where two have the same id. */
function imagePaths(root: YamlNode | undefined): ReadonlyMap<string, Keys> {
  const found = new Map<string, Keys>();
  for (const [i, phase] of itemsAt(root, 'phases').entries()) {
    for (const [j, image] of itemsAt(phase, 'images').entries()) {
      const id = childAt(image, 'id');
      const node = id && resolved(id);
      if (node?.kind === 'scalar' && !found.has(node.source)) {
        found.set(node.source, ['phases', i, 'images', j]);
      }
    }
  }
  return found;
}

function itemsAt(owner: YamlNode | undefined, key: string): readonly YamlNode[] {
  const list = owner && childAt(owner, key);
  const node = list && resolved(list);
  return node?.kind === 'seq' ? node.items : [];
}
