import type { SeverityName } from '../model/plan.ts';
import { defaults } from './defaults.ts';
import * as kind from './kinds.ts';
import {
  graded,
  integer,
  list,
  located,
  optional,
  type RecordOf,
  record,
  required,
  type Schema,
  scalar,
  table,
  text,
  truth,
  type ValueReader,
} from './readers.ts';
import { report } from './source.ts';

/**
 * The shape of a plan file: its keys, which of them must be there, how each value is read, and what editors say about it.
 * `schema.json` is generated from it by `npm run docs`.
 */

const many = <T>(item: ValueReader<T>, name: string, least = 0) => list(item, { name, least, unique: true });
const tags = many(text(kind.tag), 'A tag', 1);
const platforms = many(text(kind.platform), 'A platform', 1);
const values = table(scalar(kind.value), kind.variable);

const imageFields = {
  id: required(located(text(kind.word)), 'The name by which everything calls this image; unique in the plan.', {
    examples: ['session-api'],
  }),
  title: optional(text(kind.line), 'What people read. The id unless given.', { examples: ['Session API'] }),
  image: required(
    text(kind.image),
    "The image's name without registry and tag. Images may share a name if their tags differ.",
    { examples: ['lucid-session-api'] },
  ),
  tags: optional(tags, 'Tags of this image instead of those of the top level.', {
    examples: [['latest-arm64', 'latest-{timestamp}']],
  }),
  dockerfile: required(text(kind.filePath), 'The Dockerfile, from the workspace root, always with `/`.', {
    examples: ['sessions/Dockerfile.api'],
  }),
  context: required(
    text(kind.path),
    'The folder that is sent to the build: every COPY source is looked up in it. From the workspace root, always with `/`; `.` is the root.',
    { examples: ['sessions', '.'] },
  ),
  base: optional(text(kind.base), 'The base image that the final stage should have, without tag or digest.', {
    examples: ['gcr.io/distroless/python3-debian12'],
  }),
  ports: optional(
    many(integer(1, 65_535, 8080), 'A port'),
    'Ports that the container listens on. The health check asks the first.',
    { examples: [[8087]] },
  ),
  health: optional(
    text(kind.health),
    'How the image says that it is well: an HTTP path on its first port, `tcp` for an open port, `none` for nothing to ask.',
    { examples: ['/health', 'tcp', 'none'] },
  ),
  platforms: optional(platforms, 'Platforms of this image instead of those of the top level.'),
  user: optional(text(kind.user), 'User and group of this image instead of those of the top level.', {
    examples: [defaults.user],
  }),
  workdir: optional(
    text(kind.workdir),
    'Working directory of this image instead of that of the top level; `none` asks for none.',
    {
      examples: ['/app'],
    },
  ),
  env: optional(values, 'Environment of this image instead of that of the top level; `{}` asks for none.', {
    examples: [{}],
  }),
  args: optional(values, 'Build arguments (`--build-arg`).', { examples: [{ PYTHON_VERSION: '3.11' }] }),
  secrets: optional(
    many(text(kind.secret), 'A secret'),
    'Secrets for the build, as `docker buildx build --secret` takes them.',
    { examples: [['id=pip,src=pip.conf']] },
  ),
  contexts: optional(
    table(text(kind.namedContext), kind.line),
    'Named contexts (`--build-context`): folders from the workspace root, or what buildx fetches (`docker-image://`, a URL).',
    { examples: [{ shared: 'common/python' }] },
  ),
  target: optional(text(kind.word), 'The stage to build; the last one unless given.', { examples: ['runtime'] }),
  needs: optional(
    list(located(text(kind.word)), { name: 'An item of `needs`' }),
    'Ids of images that are built before this one.',
    { examples: [['python-base']] },
  ),
};
/** An image with an error is not built (`whole` is false), but its id is taken. */
const image = graded(
  record(imageFields, {
    description:
      'One image: where its Dockerfile is, from which folder it is built, and what it should turn out to be. What it leaves out comes from the top level.',
  }),
);
export type RawImage = RecordOf<typeof imageFields> & { readonly whole: boolean };

/** Phases are called by a whole number or a word. */
const phaseId: ValueReader<string> = {
  schema: { anyOf: [{ type: 'integer', minimum: 0 }, text(kind.word).schema] },
  read: (value) => {
    const written = value.node?.kind === 'scalar' ? value.node.value : undefined;
    const fits = typeof written === 'string' || (typeof written === 'number' && Number.isInteger(written));
    return fits ? scalar(kind.word).read(value) : report(value, `${value.name} must be a whole number or a word.`);
  },
};

const phaseFields = {
  id: required(located(phaseId), 'Number or name of the phase; unique.', { examples: [1] }),
  title: optional(text(kind.line), 'What people read.', { examples: ['Application Services'] }),
  images: required(list(image, { name: 'An image' }), 'Images, in the order in which they are built.'),
};

const names = many(text(kind.word), 'An image');
const isolationFields = {
  tokens: required(
    many(text(kind.line), 'A token', 1),
    'Words that give the group away, found as whole words and in any case.',
    { examples: [['tron', 'trx']] },
  ),
  images: required(names, 'Ids of the images that are the group.'),
  allowed: optional(names, 'Ids of other images that may mention it.'),
  network: optional(text(kind.word), 'The network of the group.'),
};

const networkFields = {
  subnet: optional(text(kind.subnet), 'Its address range.', { examples: ['172.20.0.0/16'] }),
  isolated: optional(truth, 'Only services of an isolation group may join it.', { default: false }),
};

const budgetFields = {
  total: optional(text(kind.size), 'Size of all images together.', { examples: ['10 GB'] }),
  phase: optional(text(kind.duration), 'Time to build one phase.', { examples: ['2 h', '90 min'] }),
};

const planFields = {
  version: required(integer(1, 1, 1), 'The version of this format.'),
  registry: required(text(kind.registry), 'Registry and namespace: images are pushed as `<registry>/<image>:<tag>`.', {
    examples: ['docker.io/pickme', 'localhost:5000'],
  }),
  registries: optional(
    many(text(kind.registry), 'A registry', 1),
    'Registries that base images may come from, whole (`docker.io`) or in part (`gcr.io/distroless`). Any, unless given.',
    { examples: [['docker.io/library', 'gcr.io/distroless']] },
  ),
  platforms: optional(platforms, 'Platforms to build for.', {
    default: defaults.platforms,
    examples: [['linux/arm64']],
  }),
  user: optional(text(kind.user), 'User and group that final stages should run as, by number. In quotes.', {
    default: defaults.user,
  }),
  workdir: optional(text(kind.workdir), 'Working directory that final stages should end in; `none` asks for none.', {
    examples: ['/app'],
  }),
  tags: optional(
    tags,
    "Tags of every image. `{timestamp}` is the start of the build as YYYYMMDD-HHMMSS; `{id}` and `{phase}` are the image's.",
    { default: defaults.tags, examples: [['latest-arm64', 'latest-{timestamp}']] },
  ),
  env: optional(
    values,
    "Environment that every image should set. `{id}`, `{image}` and `{port}` (the first) are the image's; a variable that asks for the port of an image without one is left out.",
    { examples: [{ PYTHONUNBUFFERED: '1', SERVICE_NAME: '{id}', PORT: '{port}' }] },
  ),
  networks: optional(table(record(networkFields), kind.word), 'Networks that the services join, by name.', {
    examples: [{ 'lucid-pi-network': { subnet: '172.20.0.0/16' } }],
  }),
  budgets: optional(record(budgetFields), 'What all images together and each phase may take.'),
  rules: optional(
    table(text(kind.severity) as ValueReader<SeverityName>, kind.word),
    "Severities of rules, by the rule's id.",
    { examples: [{ 'layer-order': 'off' }] },
  ),
  isolation: optional(
    table(record(isolationFields), kind.word),
    'Groups of images that nothing outside of them may mention.',
  ),
  stacks: optional(
    table(many(text(kind.filePath), 'A compose file'), kind.line),
    "Compose files that are deployed together, by the stack's name.",
    { examples: [{ pi: ['docker-compose.yml'] }] },
  ),
  phases: required(list(record(phaseFields), { name: 'A phase' }), 'Phases, in the order in which they are built.'),
};
export type RawPhase = RecordOf<typeof phaseFields>;
export type RawPlan = RecordOf<typeof planFields>;

/** Reads a whole plan. */
export const planReader: ValueReader<RawPlan> = record(planFields, {
  description: 'The images of a workspace: what they are called, from what they are built, in which order.',
  free: { prefix: 'x-', description: 'Anything that you want to refer to by anchors.' },
});

/** The JSON Schema of a plan file. */
export const planSchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Lucid plan',
  ...planReader.schema,
};
