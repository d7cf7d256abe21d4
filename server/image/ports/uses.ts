import { computed } from '../../memo.ts';
import { envPairs, type Instruction, type Word } from '../../model/dockerfile.ts';
import { imagesOf } from '../../model/plan.ts';
import type { Range } from '../../model/text.ts';
import { commandsOf } from '../../parse/shell/shell.ts';
import { lastEnv } from '../last-env.ts';
import { probeTargets } from '../programs/health.ts';
import type { BuildTarget, ImageStep, StageView } from '../target.ts';
import { type WrittenVariable, writtenVariables } from '../written-variables.ts';
import { entryFile } from './entry.ts';
import { exposedBy, exposedPorts } from './exposed.ts';
import { isForeignPort, type ListenedPort, listenedPort } from './listening.ts';

/** A place of a Dockerfile that says on which port the service listens. */
export interface PortUse {
  readonly kind: 'expose' | 'variable' | 'option' | 'probe';
  /** `EXPOSE`, `PORT`, `--port`: for messages. */
  readonly what: string;
  readonly port: number;
  /** What to underline. */
  readonly range: Range;
  /** The digits; undefined where they stand elsewhere or are part of something else. */
  readonly digits: Range | undefined;
  /** The service certainly means its own port by it. A variable such as RELAY_PORT may be for anything. */
  readonly isOwn: boolean;
}

/** What the text of the service says about its port. */
interface CodePort extends ListenedPort {
  /** The script or module, as the start command names it. */
  readonly name: string;
  /** The port in this image, as far as it is known: the variable's, else the one in the code. */
  readonly effective: number | undefined;
  /** The port in the code counts, because no ENV sets the variable. */
  readonly isDefault: boolean;
}

/** A port that the final image uses although the plan names another one. */
export interface WrongPort {
  readonly port: number;
  /** Every place that names it, in the order of the file. */
  readonly uses: readonly PortUse[];
  /** The code itself listens on it. */
  readonly inCode: boolean;
  /** Other ports that are exposed beside it, where only a person can say which of them the plan means. */
  readonly others: readonly number[];
}

/** The ports of a final image, and which of them the plan does not know. */
export interface PortReport {
  /** The ports of the plan, of every image that is built from the Dockerfile. */
  readonly planned: ReadonlySet<number>;
  readonly uses: readonly PortUse[];
  readonly code: CodePort | undefined;
  readonly wrong: readonly WrongPort[];
  /** Whether a port is none of the plan's, and the image exposes it beside one of them. */
  isFurther(port: number): boolean;
}

/** Whether the number of a port that the plan does not name stands in the code, where no Dockerfile can change it. */
export const listensElsewhere = (target: BuildTarget): boolean => {
  const { code, wrong = [] } = portReport(target) ?? {};
  return code?.variable === undefined && wrong.some(({ inCode }) => inCode);
};

/** The ports that the plan names for a Dockerfile: several images may share it. Remembered by the list, which they share. */
const plannedPorts = computed(
  (targets: readonly BuildTarget[]) => new Set(targets.flatMap(({ build }) => build.image?.ports ?? [])),
);

/** The ports of an image of the plan; undefined where the plan names none. */
export const portReport: (target: BuildTarget) => PortReport | undefined = computed((target) => {
  const { final, build } = target;
  if (final === undefined || !build.image || build.image.ports.length === 0) {
    return undefined;
  }
  const planned = plannedPorts(target.siblings);
  const names = portNames(target);
  const code = codePort(final, names);
  const own = (name: string): boolean => names.isOwn(name) || name === code?.variable;
  const all = [...final.ownSteps.flatMap((step) => usesOf(step, own, names.isForeign)), ...optionsOf(final)];
  const uses = [...all, ...probesOf(final)];
  const isIn = (port: number | undefined): boolean => port !== undefined && planned.has(port);
  const exposed = exposedPorts(final);
  // With the plan's port exposed, the others are further ones: for TLS, for an administrator.
  const isExposed = exposed.some(({ first, last }) => [...planned].some((port) => first <= port && port <= last));
  const isFurther = (port: number): boolean =>
    isExposed && !planned.has(port) && exposed.some(({ first, last }) => first <= port && port <= last);
  const wrong = new Set<number>();
  for (const kind of ['option', 'variable'] as const) {
    const group = all.filter((use) => use.kind === kind && use.isOwn);
    for (const { port } of group.some(({ port }) => isIn(port)) ? [] : group) {
      if (!isFurther(port)) {
        wrong.add(port);
      }
    }
  }
  const hasOption = all.some(({ kind }) => kind === 'option');
  const inCode = hasOption || isIn(code?.effective) ? undefined : code?.effective;
  if (inCode !== undefined) {
    wrong.add(inCode);
  }
  const strays = [...new Set(isExposed ? [] : exposedHere(all))];
  const isTold = strays.some((port) => wrong.has(port));
  const [first] = isTold ? [] : strays;
  if (first !== undefined) {
    wrong.add(first);
  }
  const others = (port: number): readonly number[] => (port === first ? strays.slice(1) : []);
  return {
    planned,
    uses,
    code,
    isFurther,
    wrong: [...wrong].map((port) => ({
      port,
      uses: uses.filter((use) => use.port === port && !(isExposed && use.kind === 'expose')),
      inCode: port === inCode,
      others: others(port),
    })),
  };
});

const exposedHere = (uses: readonly PortUse[]): readonly number[] =>
  uses.filter(({ kind }) => kind === 'expose').map(({ port }) => port);

const usual = /^(?:(?:SERVICE|APP|API|HTTP|SERVER|UVICORN|FLASK_RUN)_)?PORT$/;

/** Whose port a variable holds, by its name. */
interface PortNames {
  /** The usual names, and those after the id of the image. */
  isOwn(name: string): boolean;
  /** Named after another image of the plan, or after a well-known service. */
  isForeign(name: string): boolean;
}

function portNames({ build, project }: BuildTarget): PortNames {
  const own = nameOf(build.image?.id ?? '');
  const isOwn = (name: string): boolean => usual.test(name) || [own, `${own}_SERVICE`].includes(name.slice(0, -5));
  const others = imagesOf(project.plan).flatMap(({ id }) => (nameOf(id) === own ? [] : [nameOf(id)]));
  const isForeign = (name: string): boolean =>
    isForeignPort(name) || others.some((other) => name.startsWith(`${other}_`) || name === `${other}_SERVICE_PORT`);
  return { isOwn, isForeign: (name) => !isOwn(name) && isForeign(name) };
}

/** `auth-service` as variables name it: `AUTH`. */
const nameOf = (id: string): string =>
  id
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '_')
    .replace(/(?<=.)_SERVICE$/, '');

function codePort(stage: StageView, { isOwn, isForeign }: PortNames): CodePort | undefined {
  const entry = entryFile(stage);
  const listened = entry && listenedPort(entry);
  if (entry === undefined || listened === undefined) {
    return undefined;
  }
  const { variable, port, isCertain } = listened;
  // A variable that is only read counts where none of the usual ones is set.
  const isOther = variable !== undefined && (isForeign(variable) || (!isOwn(variable) && setsOwn(stage, isOwn)));
  if (!isCertain && isOther) {
    return undefined;
  }
  const env = variable === undefined ? undefined : lastEnv(stage.steps, variable);
  const isDefault = env === undefined;
  const set = env?.value !== undefined && /^\d+$/.test(env.value) ? Number(env.value) : undefined;
  const isElsewhere = variable !== undefined && composeText(stage).includes(variable);
  // `env-missing` sets a variable of the plan.
  const wanted = Number(stage.target.build.image?.env[variable ?? ''] ?? Number.NaN);
  const fallback = Number.isNaN(wanted) ? port : wanted;
  const effective = isDefault ? (isElsewhere ? undefined : fallback) : set;
  // A variable of a usual name is for the image itself, also where the call that listens is in another file.
  const isSure = isCertain || (variable !== undefined && isOwn(variable));
  return { ...listened, name: entry.name, effective, isDefault, isCertain: isSure };
}

const setsOwn = ({ steps }: StageView, isOwn: (name: string) => boolean): boolean =>
  steps.some(({ instruction }) => envPairs(instruction).some(({ name }) => isOwn(name.value)));

/** All compose files: one of them may set a variable that the Dockerfile leaves out. */
const composeTexts = computed((project: BuildTarget['project']) =>
  project
    .files()
    .compose.map((path) => project.workspace.read(path))
    .map((read) => ('text' in read ? read.text : ''))
    .join('\n'),
);
const composeText = ({ target }: StageView): string => composeTexts(target.project);

function usesOf(
  step: ImageStep,
  own: (name: string) => boolean,
  isForeign: (name: string) => boolean,
): readonly PortUse[] {
  const { instruction, stage } = step;
  if (instruction.keyword === 'EXPOSE') {
    return exposedBy(step).map(({ word, first, last }) => {
      const digits = first === last ? digitsOf(word, first, step) : undefined;
      return { kind: 'expose', what: 'EXPOSE', port: first, range: word.range, digits, isOwn: true };
    });
  }
  return envPairs(instruction).flatMap(({ name, value: word }) => {
    const isOwn = own(name.value);
    const isPort = /(?:^|_)PORT$/.test(name.value) && (isOwn || !isForeign(name.value));
    const text = isPort ? (stage.target.value(word.value, instruction) ?? '') : '';
    const port = Number(text);
    return /^\d+$/.test(text)
      ? [{ kind: 'variable', what: name.value, port, range: word.range, digits: digitsOf(word, port, step), isOwn }]
      : [];
  });
}

/** The options of what the image starts, where they stand in this Dockerfile. */
function optionsOf({ image, ownSteps }: StageView): readonly PortUse[] {
  const started = new Set([image.entrypoint?.instruction, image.cmd?.instruction]);
  return ownSteps
    .filter(({ instruction }) => started.has(instruction))
    .flatMap((step) => {
      const { instruction } = step;
      const lists = instruction.json ? [instruction.words] : commandsOf(instruction).map(({ words }) => words);
      return lists.flatMap((words) => words.flatMap((word, at) => option(word, words[at - 1], step)));
    });
}

/** `--port 8080`, `--port=8080`, `--bind 0.0.0.0:8080`, `runserver 0.0.0.0:8080`. */
function option(word: Word, before: Word | undefined, step: ImageStep): readonly PortUse[] {
  const use = (what: string, port: number): readonly PortUse[] => [
    { kind: 'option', what, port, range: word.range, digits: digitsOf(word, port, step), isOwn: true },
  ];
  const own = /^(--port|--bind)=(?:[\w.[\]*]*:)?(\d+)$/.exec(word.value);
  if (own) {
    return use(own[1] as string, Number(own[2]));
  }
  const flag = before?.value ?? '';
  const text = /^(--port|-p)$/.test(flag)
    ? /^(\d+)$/
    : /^(--bind|-b|runserver)$/.test(flag)
      ? /^(?:[\w.[\]*]*:)(\d+)$/
      : undefined;
  const port = text?.exec(word.value)?.[1];
  return port === undefined ? [] : use(flag, Number(port));
}

/** The probe of the final stage, where it stands in this Dockerfile. */
function probesOf({ image, target, instructions }: StageView): readonly PortUse[] {
  const { healthcheck } = image;
  if (!healthcheck?.inner || !instructions.includes(healthcheck)) {
    return [];
  }
  const { start, end } = healthcheck.range;
  return probeTargets(target.file.text.slice(start, end)).map(({ port, portRange, range }) => ({
    kind: 'probe',
    what: 'the health check',
    port,
    range: { start: start + range[0], end: start + range[1] },
    digits: portRange && { start: start + portRange[0], end: start + portRange[1] },
    isOwn: true,
  }));
}

/** A word of an instruction, or the value of a variable that one sets. */
type Valued = Pick<WrittenVariable, 'instruction' | 'value'>;

/** The last digits of a port in a word; behind `$NAME`, those of the ARG or ENV that gives the name its value. */
function digitsOf(word: Word, port: number, { stage: { target }, instruction }: ImageStep): Range | undefined {
  for (let at: Valued | undefined = { instruction, value: word }; at; at = settingBehind(at, target)) {
    const written = lastDigits(target.file.text, at.value.range, port);
    if (written) {
      return written;
    }
  }
  return undefined;
}

/** What gives the variable its value that a word consists of; undefined where the build gives it. */
function settingBehind({ value, instruction }: Valued, { file, build }: BuildTarget): Valued | undefined {
  const [, name] = /^"?\$\{?(\w+)\}?(?:\/\w+)?"?$/.exec(value.value) ?? [];
  const found = writtenVariables(file).findLast((one) => one.name === name && isBefore(one.instruction, instruction));
  const isGiven = name !== undefined && found?.instruction.keyword === 'ARG' && name in build.args;
  return isGiven ? undefined : found;
}

const isBefore = (one: Instruction, other: Instruction): boolean => one.range.start < other.range.start;

function lastDigits(text: string, { start, end }: Range, port: number): Range | undefined {
  const source = text.slice(start, end);
  // With a continuation inside the word, digits that stand together may be parts of two numbers.
  if (source.includes('\n')) {
    return undefined;
  }
  // A port may be written with zeros before it.
  const found = [...source.matchAll(new RegExp(`(?<!\\d)0*${port}(?!\\d)`, 'g'))].at(-1);
  return found && { start: start + found.index, end: start + found.index + found[0].length };
}
