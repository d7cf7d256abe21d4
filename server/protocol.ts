/** What crosses between the language server and the client; the only file of the server that the client imports. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';

export type ImageState = 'missing' | 'ready' | 'problems' | 'building' | 'built' | 'failed' | 'interrupted';

export interface TreeImage {
  readonly id: string;
  readonly title: string;
  readonly state: ImageState;
  /** Findings of the Dockerfile by severity. */
  readonly errors: number;
  readonly warnings: number;
  /** Findings of lesser weight. */
  readonly notes: number;
  /** Full references without the timestamped ones, `docker.io/pickme/lucid-base:latest-arm64`. */
  readonly tags: readonly string[];
  readonly dockerfile: string;
  readonly context: string;
  readonly base: string | undefined;
  readonly ports: readonly number[];
  readonly health: string | undefined;
  readonly platforms: readonly string[];
  readonly needs: readonly string[];
  /** The last build, where there was one. */
  readonly last: LastBuild | undefined;
}

export interface LastBuild {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number | undefined;
  /** Why it failed, one line. */
  readonly reason: string | undefined;
  readonly pushed: boolean;
  readonly digest: string | undefined;
  /** The line of the Dockerfile that failed, from 1. */
  readonly line: number | undefined;
  /** Its whole output, from the workspace folder. */
  readonly log: string | undefined;
}

export interface TreePhase {
  readonly id: string;
  readonly title: string;
  readonly images: readonly TreeImage[];
}

/** The plan of one workspace folder as the sidebar shows it. */
export interface TreeFolder {
  /** URI of the workspace folder. */
  readonly folder: string;
  /** Where the plan was read; undefined for the embedded one. */
  readonly planPath: string | undefined;
  /** The first error of the plan file: where, what, and which plan is in force meanwhile, in sentences. */
  readonly planProblem: string | undefined;
  /** False: no plan file, and nothing in the folder that the embedded plan knows. The welcome view applies. */
  readonly planned: boolean;
  /** Where the images are pushed, `docker.io/pickme`: named when a push asks for confirmation. */
  readonly registry: string;
  readonly phases: readonly TreePhase[];
}

/** Request: no parameters → TreeFolder[]. */
export const treeRequest = 'lucid/tree';
/** Notification to the client, without parameters: ask for the tree again. */
export const treeChanged = 'lucid/treeChanged';

/** Request: FixAllParams → FixAllResult. Nothing is applied: the client shows the edit as a preview. */
export const fixAllRequest = 'lucid/fixAll';
export interface FixAllParams {
  /** A rule's id, or all rules. */
  readonly rule?: string;
}
export interface FixAllResult {
  /** Only files that change. */
  readonly files: readonly FixedFile[];
  readonly findings: number;
  /** URIs of files that are not UTF-8: writing what could be read of them would lose the rest. */
  readonly skipped: readonly string[];
}
export interface FixedFile {
  readonly uri: string;
  /** `textDigest` of the text that the edits were made for: they must touch no other. */
  readonly digest: string;
  readonly edits: readonly ProtocolEdit[];
}
/** Tells texts apart. An editor may have made all line ends of a text the same, which moves no line. */
export const textDigest = (text: string): string =>
  createHash('sha256').update(text.replace(/\r\n?/g, '\n')).digest('hex');
export interface ProtocolEdit {
  readonly range: { readonly start: ProtocolPosition; readonly end: ProtocolPosition };
  readonly newText: string;
}
interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

/** Request: CommandParams → string[]: the lines that a build of these images would run, ready to paste. */
export const commandRequest = 'lucid/command';
export interface CommandParams {
  readonly folder: string;
  readonly images: readonly string[];
  readonly push: boolean;
}

/** What a request about one workspace folder carries. */
export interface FolderParams {
  /** URI of the workspace folder. */
  readonly folder: string;
}

/** Request: PlanTextParams → the text of the embedded plan, to be written as `lucid.yaml`. */
export const planTextRequest = 'lucid/planText';
export interface PlanTextParams extends FolderParams {
  /** The build contexts: those of the embedded plan, or those that the sources resolve from. Declared ones stand. */
  readonly contexts?: 'plan' | 'sources';
}
/** Command of the client, with the parameters of that request: writes the text as the plan file and shows it. */
export const adoptCommand = 'lucid.adoptPlan';

/** Request: FolderParams → InferredPlan, from the Dockerfiles of the folder. Nothing is written. */
export const inferPlanRequest = 'lucid/inferPlan';
export interface InferredPlan {
  /** Ready to be written as `lucid.yaml`. */
  readonly text: string;
  /** How many images it names. */
  readonly images: number;
}

/** Sent as `initializationOptions`. An editor that sends nothing gets no command that it cannot run. */
export interface ClientOptions {
  /** True where the client has the commands of the extension, so that code lenses and code actions may name them. */
  readonly commands?: boolean;
  /** `push`: never offer to be pulled, for a client that mixes up what is pushed and what is pulled. */
  readonly diagnostics?: 'push';
  /** What other extensions or plugins of the editor report, so that it need not be reported twice. */
  readonly linters?: readonly Linter[];
}

/** Linters of Dockerfiles that other extensions run. `buildkit` is `docker build --check`. */
export type Linter = 'dockerfile-utils' | 'buildkit' | 'hadolint' | 'tally';

/** Notification to the server, Linter[]: other extensions came or went. */
export const lintersChanged = 'lucid/linters';

/** One image of the plan of one workspace folder. */
export interface ImageTarget {
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly image: string;
}

/** Failures of the last builds, so that they become Problems: sent as ordinary diagnostics with this source. */
export const buildSource = 'lucid build';
/** General Dockerfile problems, which are found by that library. */
export const generalSource = 'dockerfile-utils';
/** The source of every other diagnostic. */
export const checkSource = 'lucid';

/** The plan file that the setting `lucid.planFile` names; undefined for the usual one, which is no demand that the file be there. */
export function namedPlan(setting: unknown): string | undefined {
  if (typeof setting !== 'string') {
    return undefined;
  }
  const path = posix.normalize(setting.trim().replaceAll('\\', '/'));
  return path === '.' || path === 'lucid.yaml' ? undefined : path;
}
