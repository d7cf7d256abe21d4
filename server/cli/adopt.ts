import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdoptedContexts } from '../model/build.ts';
import { adoptedPlan } from '../project/adopt.ts';
import { openProject } from '../project/open.ts';
import { type Terminal, UsageError } from '../terminal.ts';
import { diskWorkspace } from '../workspace/disk.ts';
import { findRoot } from './place.ts';

export interface AdoptOptions {
  readonly root?: string;
  readonly contexts: AdoptedContexts;
}

/** `lucid adopt`: writes the embedded plan as `lucid.yaml`, so that its contexts are declared. */
export function adopt(options: AdoptOptions, terminal: Terminal, cwd: string): number {
  const root = findRoot(cwd, options.root);
  const project = openProject(diskWorkspace(root));
  const { planFile } = project;
  if (planFile.kind === 'file') {
    throw new UsageError(`${planFile.path} is there already: its contexts are declared.`);
  }
  if (planFile.kind === 'none') {
    throw new UsageError(
      `The embedded plan names no Dockerfile of ${root}. Name the root of the workspace with --root.`,
    );
  }
  // Never over a file that came meanwhile.
  writeFileSync(join(root, 'lucid.yaml'), adoptedPlan(project, options.contexts), { flag: 'wx' });
  terminal.out('Wrote lucid.yaml. Its build contexts count from now on: check them, then run `lucid check --fix`.\n');
  return 0;
}
