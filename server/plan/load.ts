import { type Document, isMap, isScalar, isSeq, parseDocument, type YAMLError } from 'yaml';
import type { Plan, PlanFile, PlanProblem } from '../model/plan.ts';
import type { Range } from '../model/text.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { defaultPlanText } from './default-plan.ts';
import { follow, rangeOfNode, report, type Source, sourceOf, valueAt } from './read.ts';
import { emptyPlan, resolvePlan } from './resolve.ts';
import { readPlan } from './shape.ts';

/** In characters; a plan of ten thousand images is half as long. */
const longest = 4_000_000;

export interface LoadOptions {
  /** From the workspace root; without it `lucid.yaml`, else `lucid.yml`. */
  readonly path?: string;
  /** What was loaded before: its plan stays in force while the file is broken, and is given back where nothing changed. */
  readonly lastGood?: PlanFile;
}

/** The plan of a workspace: its plan file, else the embedded plan where the workspace holds any of its Dockerfiles. */
export function loadPlan(workspace: Workspace, options: LoadOptions = {}): PlanFile {
  const path = options.path ?? ['lucid.yaml', 'lucid.yml'].find((name) => workspace.kind(name) === 'file');
  if (path === undefined) return unwrittenPlan(workspace, options.lastGood);
  const read = workspace.read(path);
  return 'text' in read
    ? parsePlan(read.text, path, options.lastGood)
    : planFile(
        path,
        '',
        undefined,
        [wholeFile(`The plan cannot be read: ${read.failure}`, 0)],
        undefined,
        options.lastGood,
      );
}

function unwrittenPlan(workspace: Workspace, last: PlanFile | undefined): PlanFile {
  const dockerfiles = [...defaultPlanText.matchAll(/^ +dockerfile: (\S+)/gm)].map((match) => match[1] as string);
  const embedded = dockerfiles.some((dockerfile) => workspace.kind(dockerfile) === 'file');
  if (last && last.kind === (embedded ? 'embedded' : 'none')) return last;
  return embedded ? embeddedPlan() : noPlan;
}

/** The plan that the program carries. */
export const embeddedPlan = (): PlanFile => ({ ...parsePlan(defaultPlanText, ''), kind: 'embedded', path: undefined });

const noPlan: PlanFile = {
  kind: 'none',
  force: 'text',
  path: undefined,
  text: '',
  plan: emptyPlan,
  problems: [],
  rangeOf: () => undefined,
  imagePath: () => undefined,
};

/** Reads a plan. Never throws: whatever is wrong is in `problems`, each at the key or value that is wrong. */
export function parsePlan(text: string, path: string, lastGood?: PlanFile): PlanFile {
  if (lastGood?.kind === 'file' && lastGood.text === text && lastGood.path === path) return lastGood;
  const unfit = unfitness(text);
  if (unfit) return planFile(path, text, undefined, [wholeFile(unfit, text.length)], undefined, lastGood);
  let document: Document;
  try {
    // Duplicate keys are found by our own reader: the library compares each key with all before it.
    document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  } catch (error) {
    // The parser is recursive: a thousand brackets exhaust its stack, and nothing else makes it throw.
    const reason = error instanceof Error ? error.message : String(error);
    const problem = wholeFile(`The plan is nested too deeply to be read (${reason}).`, text.length);
    return planFile(path, text, undefined, [problem], undefined, lastGood);
  }
  const source = sourceOf(document);
  for (const error of document.errors) report({ source, range: rangeOfError(error, text) }, messageOf(error));
  const raw = isMap(document.contents)
    ? readPlan(valueAt(source, 'The plan', document.contents, firstLine(text)))
    : notAMapping(source, text);
  const plan = raw && resolvePlan(raw, source);
  return planFile(path, text, plan, source.problems, source, lastGood);
}

function unfitness(text: string): string | undefined {
  if (text.includes('\0')) return 'This is no text: a plan file is YAML.';
  if (text.length > longest) return `A plan file of ${text.length} characters is too long to be read.`;
  return undefined;
}

function notAMapping(source: Source, text: string): undefined {
  if (source.errors > 0) return undefined;
  const empty = follow(source, source.document.contents) === null;
  const example = 'begin with `version: 1`, `registry: …` and `phases:`';
  const range = rangeOfNode(source.document.contents) ?? firstLine(text);
  return report({ source, range }, empty ? `The plan is empty: ${example}.` : `A plan is a mapping: ${example}.`);
}

const firstLine = (text: string): Range => ({ start: 0, end: /^[^\r\n]*/.exec(text)?.[0].length ?? 0 });

function wholeFile(message: string, length: number): PlanProblem {
  return { message, range: { start: 0, end: Math.min(length, 1) }, severity: 'error' };
}

function rangeOfError(error: YAMLError, text: string): Range {
  const start = Math.min(error.pos[0], text.length);
  return { start, end: Math.max(start, Math.min(error.pos[1], text.length)) };
}

const messageOf = (error: YAMLError): string => `This is no valid YAML: ${error.message}`;

function planFile(
  path: string,
  text: string,
  plan: Plan | undefined,
  problems: readonly PlanProblem[],
  source: Source | undefined,
  lastGood: PlanFile | undefined,
): PlanFile {
  const broken = problems.some((problem) => problem.severity === 'error');
  const kept = broken && lastGood?.kind === 'file' && lastGood.force !== 'readable' ? lastGood.plan : undefined;
  const images = source ? imagePaths(source) : new Map<string, never>();
  return {
    kind: 'file',
    force: kept ? 'last-good' : broken ? 'readable' : 'text',
    path,
    text,
    plan: kept ?? plan ?? emptyPlan,
    problems,
    rangeOf: (keys) => (source ? rangeAt(source, keys) : undefined),
    imagePath: (id) => images.get(id),
  };
}

type Keys = readonly (string | number)[];

function rangeAt(source: Source, keys: Keys): Range | undefined {
  let written: unknown = source.document.contents;
  for (const key of keys) {
    const node = follow(source, written);
    if (isMap(node))
      written = node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))?.value;
    else if (isSeq(node) && typeof key === 'number') written = node.items[key];
    else return undefined;
    if (written === undefined) return undefined;
  }
  return rangeOfNode(written as Parameters<typeof rangeOfNode>[0]);
}

/** Where each image stands; the first one, where two have the same id. */
function imagePaths(source: Source): ReadonlyMap<string, Keys> {
  const found = new Map<string, Keys>();
  const itemsAt = (owner: unknown, key: string): readonly unknown[] => {
    const node = follow(source, owner);
    const list = isMap(node) ? follow(source, node.get(key, true)) : null;
    return isSeq(list) ? list.items : [];
  };
  for (const [i, phase] of itemsAt(source.document.contents, 'phases').entries()) {
    for (const [j, image] of itemsAt(phase, 'images').entries()) {
      const node = follow(source, image);
      const id = isMap(node) ? follow(source, node.get('id', true)) : null;
      const name = isScalar(id) ? String(id.value) : undefined;
      if (name !== undefined && !found.has(name)) found.set(name, ['phases', i, 'images', j]);
    }
  }
  return found;
}
