import { URI, Utils } from 'vscode-uri';
import type { ImageState, TreeFolder, TreeImage } from '../../server/protocol.ts';

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Text as it is, where VS Code would make an icon of `$(name)`: a failed `RUN echo $(date)` says just that. */
export const literal = (text: string): string => text.replaceAll('$(', '\\$(');

/** Text as it is, where VS Code would make a link of `[text](target)`, even one that runs a command. */
export const linkless = (text: string): string => text.replaceAll('](', '] (');

const findings = (image: TreeImage): number => image.errors + image.warnings;

const problemsText = (image: TreeImage): string => {
  const parts = [
    image.errors > 0 ? plural(image.errors, 'error') : '',
    image.warnings > 0 ? plural(image.warnings, 'warning') : '',
    image.errors + image.warnings === 0 && image.notes > 0 ? plural(image.notes, 'note') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
};

/** How long something took: `840 ms`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) {
    return `${Math.round(milliseconds)} ms`;
  }
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  const pair = (big: string, rest: number, unit: string): string => (rest === 0 ? big : `${big} ${rest} ${unit}`);
  return minutes < 60
    ? pair(`${minutes} min`, seconds % 60, 's')
    : pair(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
}

const stateNames: Readonly<Record<ImageState, string>> = {
  missing: 'Dockerfile missing',
  ready: 'ready',
  problems: 'problems',
  building: 'building',
  built: 'built',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** Its last build succeeded, whatever problems were found since. */
const isBuilt = (image: TreeImage): boolean =>
  image.state === 'built' || (image.state === 'problems' && image.last !== undefined);

/** The state in words, as it stands beside an image. */
export function stateText(image: TreeImage): string {
  const problems = problemsText(image);
  switch (image.state) {
    case 'ready':
      return problems;
    case 'problems':
    case 'built': {
      const word = !isBuilt(image) ? '' : image.last?.pushed === true ? 'pushed' : 'built';
      return [word, problems].filter((part) => part !== '').join(' · ');
    }
    case 'failed':
      return image.last?.reason === undefined ? 'failed' : `failed: ${image.last.reason}`;
    case 'missing':
      return 'missing';
    default:
      return stateNames[image.state];
  }
}

/** The state as a person hears it: never empty. */
export const spokenState = (image: TreeImage): string =>
  image.state === 'missing' ? stateNames.missing : stateText(image) || stateNames[image.state];

/** `3/10 built · 1 failed · 4 problems · 2 missing` */
export function countsText(images: readonly TreeImage[]): string {
  const count = (state: ImageState): number => images.filter((image) => image.state === state).length;
  const problems = images.reduce((sum, image) => sum + findings(image), 0);
  const parts = [
    `${images.filter(isBuilt).length}/${images.length} built`,
    count('building') > 0 ? `${count('building')} building` : '',
    count('failed') > 0 ? `${count('failed')} failed` : '',
    problems > 0 ? plural(problems, 'problem') : '',
    count('missing') > 0 ? `${count('missing')} missing` : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

/** The last part of a folder's path; its whole URI where the path has none, as in `file:///`. */
export const folderName = ({ folder }: TreeFolder): string => Utils.basename(URI.parse(folder)) || folder;

/** What stands in a tooltip, row by row; the caller escapes it. */
export function imageFacts(image: TreeImage): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [
    ['State', spokenState(image)],
    ['Dockerfile', image.dockerfile],
    ['Context', image.context === '.' ? '. (the workspace folder)' : `${image.context}/`],
    ['Base', image.base ?? ''],
    ['Platforms', image.platforms.join(', ')],
    ['Ports', image.ports.join(', ')],
    ['Health', image.health ?? ''],
    ['Needs', image.needs.join(', ')],
    ['Tags', image.tags.join(', ')],
  ];
  return rows.filter(([, value]) => value !== '');
}
