export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}
export interface DockerTools {
  readonly docker: string;
  readonly dockerd: string;
  readonly registry: string;
  readonly buildx: string;
  readonly buildkitd: string;
  readonly buildctl: string;
  readonly frontends: { readonly amd64: string; readonly arm64: string };
}
export class SetupError extends Error {}
export const root: string;
export const node24: string;
export interface CodeServer {
  /** What `ensureCodeServer` gave. */
  readonly script: string;
  readonly port: number;
  readonly profile: string;
  /** False asks whether the folder is trusted. */
  readonly trust?: boolean;
}
export function codeServerArguments(server: CodeServer): string[];
export type Install = (folder: string, progress: (detail: string) => void) => Promise<unknown>;
export function cached(name: string, title: string, install: Install): Promise<string>;
export function ensureChromium(): Promise<string>;
export function ensureCodeServer(): Promise<string>;
export function ensureDocker(): Promise<DockerTools>;
export function ensureBuildKitParse(): Promise<string | undefined>;
export function run(program: string, args: readonly string[], options?: RunOptions): Promise<string>;
export function systemPath(): string;
export function which(name: string, path?: string): string | undefined;
