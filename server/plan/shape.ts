import type { SeverityName } from '../model/plan.ts';
import * as check from './checks.ts';
import {
  graded,
  integer,
  list,
  located,
  optional,
  type Reader,
  type RecordOf,
  record,
  report,
  required,
  scalar,
  table,
  text,
  truth,
} from './read.ts';

/** The shape of a plan file: its keys, which of them must be there, and how each value is read. */

const many = <T>(item: Reader<T>, name: string, least = 0) => list(item, { name, least, unique: true });
const tags = many(text(check.tag), 'A tag', 1);
const platforms = many(text(check.platform), 'A platform', 1);
const env = table(scalar(check.value), check.variable);

const imageFields = {
  id: required(located(text(check.word))),
  title: optional(text(check.line)),
  image: required(text(check.image)),
  tags: optional(tags),
  dockerfile: required(text(check.filePath)),
  context: required(text(check.path)),
  base: optional(text(check.base)),
  ports: optional(many(integer(1, 65_535, 8080), 'A port')),
  health: optional(text(check.health)),
  platforms: optional(platforms),
  user: optional(text(check.user)),
  env: optional(env),
  args: optional(table(scalar(check.value), check.variable)),
  secrets: optional(many(text(check.secret), 'A secret')),
  contexts: optional(table(text(check.namedContext), check.line)),
  target: optional(text(check.word)),
  needs: optional(list(located(text(check.word)), { name: 'An item of `needs`' })),
};
/** What is broken is not built (`whole` is false), but its id is taken. */
const image = graded(record(imageFields));
export type RawImage = RecordOf<typeof imageFields> & { readonly whole: boolean };

/** Phases are called by a whole number or a word. */
const phaseId: Reader<string> = (value) => {
  const written = value.node?.kind === 'scalar' ? value.node.value : undefined;
  const fits = typeof written === 'string' || (typeof written === 'number' && Number.isInteger(written));
  return fits ? scalar(check.word)(value) : report(value, `${value.name} must be a whole number or a word.`);
};

const phaseFields = {
  id: required(located(phaseId)),
  title: optional(text(check.line)),
  images: required(list(image, { name: 'An image' })),
};

const names = many(text(check.word), 'An image');
const isolationFields = {
  tokens: required(many(text(check.line), 'A token', 1)),
  images: required(names),
  allowed: optional(names),
  network: optional(text(check.word)),
};

const planFields = {
  version: required(integer(1, 1, 1)),
  registry: required(text(check.registry)),
  platforms: optional(platforms),
  user: optional(text(check.user)),
  tags: optional(tags),
  env: optional(env),
  networks: optional(table(record({ subnet: optional(text(check.subnet)), isolated: optional(truth) }), check.word)),
  budgets: optional(record({ total: optional(text(check.size)), phase: optional(text(check.duration)) })),
  rules: optional(table(text(check.severity) as Reader<SeverityName>, check.word)),
  isolation: optional(table(record(isolationFields), check.word)),
  stacks: optional(table(many(text(check.filePath), 'A compose file'), check.line)),
  phases: required(list(record(phaseFields), { name: 'A phase' })),
};
export type RawPhase = RecordOf<typeof phaseFields>;
export type RawPlan = RecordOf<typeof planFields>;

/** Keys that begin with `x-` hold what the writer wants to refer to by anchors. */
export const readPlan: Reader<RawPlan> = record(planFields, (key) => key.startsWith('x-'));
