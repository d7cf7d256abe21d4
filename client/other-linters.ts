import type { Linter } from '../server/protocol.ts';

/** An extension that reports problems of Dockerfiles. */
interface Other {
  readonly id: string;
  readonly linters: readonly Linter[];
  /** A setting that turns it off. */
  readonly setting?: string;
}

/**
 * Docker DX runs the checks of BuildKit and brings the library `dockerfile-utils`, and so does Container Tools, under its
 * old name too. hadolint's two extensions run the program hadolint, tally's runs tally.
 */
const others: readonly Other[] = [
  { id: 'docker.docker', linters: ['dockerfile-utils', 'buildkit'] },
  { id: 'ms-azuretools.vscode-containers', linters: ['dockerfile-utils'] },
  { id: 'ms-azuretools.vscode-docker', linters: ['dockerfile-utils'] },
  { id: 'exiasr.hadolint', linters: ['hadolint'] },
  { id: 'TobiasHochguertel.hadolint', linters: ['hadolint'] },
  { id: 'wharflab.tally', linters: ['tally'], setting: 'tally.enable' },
];

/** The settings that turn another linter off. */
export const otherSettings: readonly string[] = others.flatMap(({ setting = [] }) => setting);

/**
 * What other extensions report.
 * @param isEnabled whether an extension is installed and enabled
 * @param setting the value of a setting
 */
export function activeLinters(
  isEnabled: (id: string) => boolean,
  setting: (name: string) => unknown,
): readonly Linter[] {
  const active = others.filter((other) => isEnabled(other.id) && !(other.setting && setting(other.setting) === false));
  return [...new Set(active.flatMap(({ linters }) => linters))];
}
