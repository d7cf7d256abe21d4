import type { LogOutputChannel, Uri } from 'vscode';
import type { Server } from '../server.ts';
import type { Tree } from '../tree/tree.ts';
import type { FixPreviews } from './fix-preview.ts';

/** What commands work with. */
export interface Context {
  readonly server: Server;
  readonly tree: Tree;
  readonly previews: FixPreviews;
  readonly log: LogOutputChannel;
  /** Where the extension is installed. */
  readonly extension: Uri;
}
