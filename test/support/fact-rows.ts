// What BuildKit and an engine do with small Dockerfiles, row by row, and which rule has to say so beforehand.
// test/unit/facts.test.ts asks the rules about every row, test/docker/facts.test.ts the real BuildKit and engine.
import assert from 'node:assert/strict';
import { checkFile } from '../../server/check/check.ts';
import { openProject } from '../../server/project/open.ts';
import type { Severity } from '../../server/rules/rule.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';
import { copyRows } from './fact-rows-copy.ts';
import { fromRows } from './fact-rows-from.ts';
import { pythonRows, userRows } from './fact-rows-image.ts';
import { libraryRows } from './fact-rows-library.ts';
import { onbuildRows } from './fact-rows-onbuild.ts';
import { scriptRows } from './fact-rows-scripts.ts';
import { secretRows } from './fact-rows-secrets.ts';
import { shellRows } from './fact-rows-shell.ts';
import { syntaxRows } from './fact-rows-syntax.ts';

/**
 * How a row ends: the build passes or fails; or it passes and the container ends with code 0, with another one, does not
 * start, or turns unhealthy.
 */
export type Ending = 'builds' | 'build fails' | 'runs' | 'exits' | 'start fails' | 'unhealthy';

export interface FactRow {
  readonly title: string;
  readonly dockerfile: string;
  /** The context besides the Dockerfile. A name that ends in `/` is an empty folder; `-> a.txt` is a link to a.txt. */
  readonly files?: Readonly<Record<string, string>>;
  readonly ends: Ending;
  /** What the build or, where there is one, the container says. */
  readonly says?: RegExp;
  /**
   * The rule that finds it, as an error where the row fails, and as a warning where the container turns unhealthy. A row that
   * builds and runs and yet has one is a silent surprise: then the rule's own weight is enough. Without one the row gives no
   * error.
   */
  readonly met?: string;
  /** A rule about what the plan asks, where the row is about what happens without it. */
  readonly off?: string;
  /** Platforms of the plan, where they matter to the rule; the build is always for amd64. */
  readonly platforms?: string;
  /** Why the real thing is not asked here. */
  readonly unasked?: string;
}

export const sections: Readonly<Record<string, readonly FactRow[]>> = {
  Secrets: secretRows,
  'COPY, ADD and mounts': copyRows,
  'Stages and owners': fromRows,
  'ONBUILD and stages that are built': onbuildRows,
  Syntax: syntaxRows,
  Users: userRows,
  'Distroless python3': pythonRows,
  'Programs of Python packages': scriptRows,
  'Copied Python interpreters': libraryRows,
  'Shells, variables and empty stages': shellRows,
};

/** What a rule has to say of an ending, at least one of these. */
function weightsOf(ending: Ending): readonly Severity[] {
  if (ending === 'unhealthy') {
    return ['warning'];
  }
  return ending === 'builds' || ending === 'runs' ? ['error', 'warning', 'info'] : ['error'];
}

/** The rules say of a row what the real thing does. */
export function assertMet(row: FactRow): void {
  const project = openProject(memoryWorkspace({ 'lucid.yaml': planOf(row), ...filesOf(row) }));
  const found = checkFile(project, 'Dockerfile');
  const said = found.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`).join('\n') || 'nothing';
  const errors = found.filter(({ severity }) => severity === 'error');
  if (row.met === undefined) {
    assert.deepEqual(errors, [], said);
  } else {
    const enough = weightsOf(row.ends);
    const met = found.some(({ rule, severity }) => rule === row.met && enough.includes(severity));
    assert.ok(met, `${row.met} should have said so, but the rules said:\n${said}`);
  }
  if (row.ends === 'unhealthy') {
    assert.deepEqual(errors, [], said);
  }
}

/** Everything in the context. */
export const filesOf = (row: FactRow): Record<string, string> => ({ ...row.files, Dockerfile: row.dockerfile });

/** A plan that asks for nothing that the rows are not about. */
function planOf({ off, platforms = 'linux/amd64' }: FactRow): string {
  return `version: 1
registry: docker.io/acme
platforms: [${platforms}]
user: "65532:65532"
rules: {${off === undefined ? '' : `${off}: off`}}
phases:
  - id: 1
    title: Rows
    images:
      - { id: row, image: row, dockerfile: Dockerfile, context: ., health: none }
`;
}
