import { distrolessEnvironment, distrolessImage } from '../facts/distroless.ts';
import { append } from '../groups.ts';
import { type Build, namedContext } from '../model/build.ts';
import { type Dockerfile, envPairs, type Instruction, type Stage } from '../model/dockerfile.ts';
import { formatPlatform, parsePlatform } from '../model/platform.ts';
import { parseReference } from '../model/reference.ts';
import { expand } from '../parse/expansion/expand.ts';
import { type Environment, unknown, type Value } from '../parse/expansion/value.ts';

/** The part of a build that decides the values of variables. */
export type BuildScope = Pick<Build, 'args' | 'platforms' | 'target' | 'contexts'>;

/** The variables of a Dockerfile in one build. */
export interface Variables {
  /** What `instruction` sees: for FROM and what precedes it the global ARGs, in a stage everything set before it. */
  at(instruction: Instruction): Environment;
  /** What every FROM sees. */
  readonly global: Environment;
}

/** The variables that one stage sets, in order; the last of a name wins. */
interface Layer {
  readonly settings: Map<string, { readonly order: number; readonly value: Value }[]>;
  /** The stage that this one is built from. */
  readonly below: Layer | undefined;
  /** Whether the image below may set a name; an image whose configuration is unknown may set any. */
  readonly maySet: (name: string) => boolean;
}

const linuxPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const targetNames = ['TARGETPLATFORM', 'TARGETOS', 'TARGETOSVERSION', 'TARGETARCH', 'TARGETVARIANT'] as const;
const builderNames = ['BUILDPLATFORM', 'BUILDOS', 'BUILDOSVERSION', 'BUILDARCH', 'BUILDVARIANT'] as const;
/** Declared by ARG, but never part of the environment. */
const invisible = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);
const always = Number.POSITIVE_INFINITY;

/**
 * The variables at every instruction of a Dockerfile in one build, in time and memory linear in the instructions.
 *
 * As BuildKit has it: the last of ARG and ENV wins, both pass on to stages that are built from this one, and an ARG
 * without a value, a build argument or a global ARG of its name sets nothing. An image that is not `scratch` may set
 * what no instruction sets, so such variables are unknown. `plain` bases are taken to set nothing but PATH.
 */
export function variablesOf(file: Dockerfile, build: BuildScope, bases: 'real' | 'plain' = 'real'): Variables {
  const reading: VariableReading = {
    file,
    build,
    bases,
    globals: newLayer(undefined, nothing),
    places: new Map(),
    stages: new Map(),
  };
  readGlobalArgs(reading);
  for (const stage of file.stages) {
    readStage(stage, reading);
  }
  const global = environment(reading.globals, always);
  return {
    at(instruction) {
      const place = reading.places.get(instruction);
      return place ? environment(place.layer, place.order) : global;
    },
    global,
  };
}

/** What is known while the instructions of a Dockerfile are read from top to bottom. */
interface VariableReading {
  readonly file: Dockerfile;
  readonly build: BuildScope;
  readonly bases: 'real' | 'plain';
  readonly globals: Layer;
  /** What each instruction sees: the layer, up to its order. */
  readonly places: Map<Instruction, { readonly layer: Layer; readonly order: number }>;
  /** The stages read so far, by name in lower case. */
  readonly stages: Map<string, { readonly layer: Layer; readonly stage: Stage }>;
}

function readGlobalArgs({ file, build, globals, places }: VariableReading): void {
  for (const [name, value] of predefined(file, build)) {
    set(globals, name, given(build, name) ?? value, 0);
  }
  file.globalArgs.forEach((instruction, index) => {
    const order = index + 1;
    places.set(instruction, { layer: globals, order });
    for (const { name, text } of declarations(instruction)) {
      const value = given(build, name) ?? (text === undefined ? undefined : evaluate(text, globals, file));
      if (value !== undefined) {
        set(globals, name, value, order);
      }
    }
  });
}

function readStage(stage: Stage, reading: VariableReading): void {
  const { build, globals, places, stages } = reading;
  const isReplaced = stage.name !== undefined && namedContext(build, stage.name.value) !== undefined;
  const layer = isReplaced ? newLayer(undefined, anything) : layerOnBase(stage, reading);
  places.set(stage.from, { layer: globals, order: always });
  stage.instructions.forEach((instruction, order) => {
    if (order === 0) {
      return;
    }
    places.set(instruction, { layer, order });
    // A trigger runs in a later stage, behind everything in this one.
    if (instruction.inner) {
      places.set(instruction.inner, { layer, order: instruction.keyword === 'ONBUILD' ? always : order });
    }
    // A context of the stage's name replaces the stage: its instructions never run.
    if (!isReplaced) {
      apply(instruction, layer, order, reading);
    }
  });
  if (stage.name) {
    stages.set(stage.name.value.toLowerCase(), { layer, stage });
  }
}

/** What a stage begins with: the variables of the stage or image that FROM names, and what ONBUILD sets there. */
function layerOnBase(stage: Stage, reading: VariableReading): Layer {
  const { file, globals, stages, bases } = reading;
  const base = stage.base && expand(stage.base.value, environment(globals, always), file.escape).value;
  const parent = base === undefined ? undefined : stages.get(base);
  if (parent === undefined && (base === 'scratch' || bases === 'plain')) {
    const layer = newLayer(undefined, nothing);
    set(layer, 'PATH', linuxPath, -1);
    return layer;
  }
  if (parent === undefined) {
    return newLayer(undefined, settersOf(base));
  }
  const layer = newLayer(parent.layer, nothing);
  for (const { keyword, inner } of parent.stage.instructions) {
    if (keyword === 'ONBUILD' && inner) {
      apply(inner, layer, -1, reading);
    }
  }
  return layer;
}

/** What `--build-arg` says. */
const given = (build: BuildScope, name: string): Value =>
  Object.hasOwn(build.args, name) ? (build.args[name] ?? unknown) : undefined;

const newLayer = (below: Layer | undefined, maySet: Layer['maySet']): Layer => ({ settings: new Map(), below, maySet });

const nothing = (): boolean => false;
const anything = (): boolean => true;

/** What a base image may set: anything, but for images whose configuration is known. */
function settersOf(base: string | undefined): Layer['maySet'] {
  const reference = base === undefined ? undefined : parseReference(base);
  if (reference && distrolessImage(reference)) {
    return (name) => distrolessEnvironment.has(name);
  }
  return anything;
}

const set = (layer: Layer, name: string, value: Value, order: number): void =>
  append(layer.settings, name, { order, value });

/** The value of a name before an instruction. */
function lookup(layer: Layer, name: string, before: number): Value {
  const own = lastBefore(layer.settings.get(name), before);
  if (own) {
    return own.value;
  }
  for (let at = layer; ; at = at.below) {
    if (!at.below) {
      return at.maySet(name) ? unknown : undefined;
    }
    const setting = lastBefore(at.below.settings.get(name), always);
    if (setting) {
      return setting.value;
    }
  }
}

function lastBefore<T extends { readonly order: number }>(
  settings: readonly T[] | undefined,
  before: number,
): T | undefined {
  if (!settings) {
    return undefined;
  }
  let low = 0;
  let high = settings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((settings[middle]?.order ?? always) < before) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return settings[low - 1];
}

const environment = (layer: Layer, before: number): Environment => ({ get: (name) => lookup(layer, name, before) });

/** The value of a text, with all variables that are set so far. */
function evaluate(text: string, layer: Layer, file: Dockerfile): string | typeof unknown {
  return expand(text, environment(layer, always), file.escape).value ?? unknown;
}

/** Adds the variables that an ENV or ARG sets. */
function apply(instruction: Instruction, layer: Layer, order: number, { file, build, globals }: VariableReading): void {
  if (instruction.keyword === 'ENV') {
    // All pairs of a line see what was set before the line.
    const pairs = envPairs(instruction).map(({ name, value }): [Value, Value] => [
      evaluate(name.value, layer, file),
      evaluate(value.value, layer, file),
    ]);
    for (const [name, value] of pairs) {
      if (typeof name === 'string') {
        set(layer, name, value, order);
      }
    }
  }
  if (instruction.keyword !== 'ARG') {
    return;
  }
  for (const { name, text } of declarations(instruction)) {
    const value =
      given(build, name) ?? (text === undefined ? lookup(globals, name, always) : evaluate(text, layer, file));
    if (value !== undefined && !invisible.has(name)) {
      set(layer, name, value, order);
    }
  }
}

/** What an ARG declares: names, with the text of the default where there is one. */
function declarations({ words }: Instruction): { readonly name: string; readonly text: string | undefined }[] {
  return words.map(({ value }) => {
    const equals = value.indexOf('=');
    return equals < 0
      ? { name: value, text: undefined }
      : { name: value.slice(0, equals), text: value.slice(equals + 1) };
  });
}

/** The ARGs that every build has. A build for several platforms runs once for each. */
function predefined(file: Dockerfile, build: BuildScope): [string, Value][] {
  const [only] = build.platforms.length === 1 ? build.platforms : [];
  const platform = only === undefined ? undefined : parsePlatform(only);
  const parts = platform && [
    formatPlatform(platform),
    platform.os,
    platform.osVersion,
    platform.architecture,
    platform.variant,
  ];
  const last = file.stages[file.stages.length - 1]?.name?.value.toLowerCase();
  return [
    ...builderNames.map((name): [string, Value] => [name, unknown]),
    ...targetNames.map((name, index): [string, Value] => [name, parts?.[index] ?? unknown]),
    ['TARGETSTAGE', build.target || last || 'default'],
  ];
}
