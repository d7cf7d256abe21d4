import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import type { ImageState, TreeImage } from '../../server/protocol.ts';
import { type ImageNode, imagesOf, type Node, nodeId } from './node.ts';
import { countsText, durationText, folderName, imageFacts, plural, spokenState, stateText } from './words.ts';

const icons: Readonly<Record<ImageState, readonly [icon: string, color: string | undefined]>> = {
  missing: ['circle-slash', 'disabledForeground'],
  ready: ['circle-large-outline', 'icon.foreground'],
  problems: ['warning', 'problemsWarningIcon.foreground'],
  building: ['loading~spin', 'charts.blue'],
  built: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  interrupted: ['debug-pause', 'testing.iconSkipped'],
};

/** Icon and colour by state. */
export function imageIcon(image: TreeImage): ThemeIcon {
  const [icon, color] = icons[image.state];
  // Errors and warnings share a shape and differ in colour; `error` is kept for a build that failed.
  const shown = image.state === 'problems' && image.errors > 0 ? 'problemsErrorIcon.foreground' : color;
  return new ThemeIcon(icon, shown === undefined ? undefined : new ThemeColor(shown));
}

/** The worst state of a phase as the colour of its icon. */
export function phaseIcon(images: readonly TreeImage[]): ThemeIcon {
  const some = (state: ImageState): boolean => images.some((image) => image.state === state);
  if (some('building')) {
    return new ThemeIcon('loading~spin', new ThemeColor('charts.blue'));
  }
  if (some('failed')) {
    return new ThemeIcon('layers', new ThemeColor('testing.iconFailed'));
  }
  const done = images.length > 0 && images.every((image) => image.state === 'built');
  return new ThemeIcon('layers', done ? new ThemeColor('testing.iconPassed') : undefined);
}

function imageTooltip(image: TreeImage): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**').appendText(image.title).appendMarkdown('** · ').appendText(image.id);
  text.appendMarkdown('\n\n| | |\n|---|---|\n');
  for (const [name, value] of imageFacts(image)) {
    text.appendMarkdown(`| ${name} | `).appendText(value.replaceAll('|', '&vert;').replaceAll('\n', ' '));
    text.appendMarkdown(' |\n');
  }
  if (image.last) {
    const took = image.last.milliseconds === undefined ? '' : ` in ${durationText(image.last.milliseconds)}`;
    const outcome = image.last.reason === undefined ? '' : `: ${image.last.reason}`;
    text.appendMarkdown('\n\n').appendText(`Last build ${new Date(image.last.at).toLocaleString()}${took}${outcome}`);
    if (image.last.digest !== undefined) {
      text.appendMarkdown('\n\n').appendText(image.last.digest);
    }
  }
  return text;
}

/** Words that the `when` clauses of the menus look for. */
function imageContext(image: TreeImage): string {
  const present = image.state !== 'missing';
  const problems = image.errors + image.warnings + image.notes > 0 || image.state === 'failed';
  const logged = image.last?.log !== undefined;
  const words = [present && 'present', problems && 'problems', logged && 'logged'];
  return ['image', ...words.filter((word) => word !== false)].join(' ');
}

function imageItem(node: ImageNode): TreeItem {
  const { image } = node;
  const item = new TreeItem(image.id, TreeItemCollapsibleState.None);
  item.description = stateText(image);
  item.iconPath = imageIcon(image);
  item.tooltip = imageTooltip(image);
  item.contextValue = imageContext(image);
  item.accessibilityInformation = { label: `${image.title}, ${spokenState(image)}`, role: 'treeitem' };
  return item;
}

/** How a row looks, reads and which menus it has. */
export function treeItem(node: Node): TreeItem {
  const item = node.kind === 'image' ? imageItem(node) : groupItem(node);
  item.id = nodeId(node);
  return item;
}

function groupItem(node: Exclude<Node, ImageNode>): TreeItem {
  const images = imagesOf(node);
  const counts = countsText(images);
  const open = node.kind === 'folder' || images.some((image) => image.state === 'failed' || image.state === 'building');
  const label = node.kind === 'folder' ? folderName(node.folder) : `${node.phase.id} · ${node.phase.title}`;
  const item = new TreeItem(label, open ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  item.description = counts;
  item.contextValue = node.kind;
  if (node.kind === 'folder') {
    item.iconPath = ThemeIcon.Folder;
    item.tooltip = Uri.parse(node.folder.folder).fsPath;
    item.accessibilityInformation = { label: `Folder ${label}, ${counts}`, role: 'treeitem' };
  } else {
    item.iconPath = phaseIcon(images);
    item.tooltip = `Phase ${node.phase.id}, ${node.phase.title}: ${plural(images.length, 'image')}, ${counts}`;
    item.accessibilityInformation = {
      label: `Phase ${node.phase.id}, ${node.phase.title}, ${counts}`,
      role: 'treeitem',
    };
  }
  return item;
}
