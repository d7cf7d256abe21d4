import { namedPlan } from '../../server/protocol.ts';

/** What a task of tasks.json builds; values of a wrong type are left out. */
export interface BuildRequest {
  readonly images?: readonly string[];
  readonly phase?: string;
  readonly all?: boolean;
  readonly push?: boolean;
}

/** Build settings of the folder; a value of a wrong type counts as not set. */
export interface BuildSettings {
  readonly planFile: unknown;
  readonly builder: unknown;
  readonly keepGoing: unknown;
}

/** Whether a definition names something to build. VS Code does not hold tasks.json to its schema. */
export function isBuildRequest(value: Readonly<Record<string, unknown>>): boolean {
  const { images, phase, all, push } = value;
  const optional = (one: unknown, type: string): boolean => one === undefined || typeof one === type;
  const listed = Array.isArray(images) && images.every((image) => typeof image === 'string' && image !== '');
  return (
    (images === undefined || listed) &&
    optional(phase, 'string') &&
    optional(all, 'boolean') &&
    optional(push, 'boolean') &&
    (all === true || phase !== undefined || (listed && images.length > 0))
  );
}

/** Arguments of the `lucid` command line. No value can become an option, whatever it begins with. */
export function buildArguments(request: BuildRequest, settings: BuildSettings, root: string): readonly string[] {
  const plan = namedPlan(settings.planFile);
  const builder = typeof settings.builder === 'string' ? settings.builder.trim() : '';
  return [
    'build',
    `--root=${root}`,
    ...(request.all === true ? ['--all'] : []),
    ...(request.phase === undefined ? [] : [`--phase=${request.phase}`]),
    ...(request.push === true ? ['--push'] : []),
    ...(settings.keepGoing === true ? ['--keep-going'] : []),
    ...(builder === '' ? [] : [`--builder=${builder}`]),
    ...(plan === undefined ? [] : [`--plan=${plan}`]),
    ...(request.images === undefined ? [] : ['--', ...request.images]),
  ];
}
