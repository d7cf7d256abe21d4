/**
 * Working public projects: an error on one of them is a mistake of ours until proved otherwise. The archive lies beside the
 * checkout on the build server; without it there is nothing to check.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cached, run } from '../../scripts/setup/tools.mjs';
import { checkAll, checkedFiles } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import type { Project } from '../../server/model/project.ts';
import { lineStarts, positionAt } from '../../server/model/text.ts';
import { inferPlan } from '../../server/project/infer.ts';
import { openProject } from '../../server/project/open.ts';
import { diskWorkspace } from '../../server/workspace/disk.ts';
import { breaches } from '../support/fix-laws.ts';

const archive = join(import.meta.dirname, '../../../shared/corpus/public.tar.xz');
const skip = existsSync(archive) ? false : `${archive} is not there: no public projects are checked`;
if (skip) {
  console.error(skip);
}

/** Errors that are right: `project/file:line rule`, and why the project works nevertheless. */
const known: Readonly<Record<string, string>> = {
  'dockerfiles/chromium/Dockerfile:42 secret-literal': 'a real key of Google stands in the file and in the image',
};

/** Rules about what a plan asks for: an inferred plan guesses the user, the base and more. */
const policies = new Set(['user-nonroot']);

async function unpacked(): Promise<string> {
  const version = createHash('sha256').update(readFileSync(archive)).digest('hex').slice(0, 12);
  return cached(`corpus-${version}`, 'public projects', async (target) => {
    await run('tar', ['-xJf', archive, '-C', target], {});
  });
}

const projects = (folder: string): readonly (readonly [string, Project])[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, openProject(diskWorkspace(join(folder, name)))]);

/** The same project under a plan that was made from it, so that the rules of the plan speak too. */
function planned(project: Project): Project {
  const text = inferPlan(project);
  return project.withTexts(new Map([['lucid.yaml', text]]));
}

function errors(name: string, project: Project): readonly string[] {
  const { diagnoses, unreadable } = checkAll(project, checkedFiles(project));
  assert.deepEqual(unreadable, []);
  assert.ok(!diagnoses.some(({ message }) => message.includes('This is a mistake in Lucid')));
  return diagnoses.flatMap(({ file, range, rule, severity, message }) => {
    if (severity !== 'error') {
      return [];
    }
    const read = project.workspace.read(file);
    const line = positionAt(lineStarts('text' in read ? read.text : ''), range.start).line + 1;
    return `${name}/${file}:${line} ${rule}` in known ? [] : [`${name}/${file}:${line} ${rule}: ${message}`];
  });
}

describe('public projects that work', { skip }, () => {
  it('have no errors', async (test) => {
    let files = 0;
    const started = performance.now();
    const found = projects(await unpacked()).flatMap(([name, project]) => {
      files += project.files().dockerfile.length;
      return errors(name, project);
    });
    test.diagnostic(`${files} Dockerfiles in ${Math.round(performance.now() - started)} ms`);
    assert.deepEqual(found, []);
    assert.ok(files > 270, `${files} Dockerfiles`);
  });

  it('have none under a plan made from them, but those of the policies that they never chose', async () => {
    const found = projects(await unpacked()).flatMap(([name, project]) => errors(name, planned(project)));
    assert.deepEqual(
      found.filter((line) => ![...policies].some((rule) => line.includes(` ${rule}: `))),
      [],
    );
  });

  it('are left in order by every fix', async () => {
    for (const [name, project] of projects(await unpacked())) {
      const plan = planned(project);
      const paths = plan.files().dockerfile;
      const broken = paths.flatMap((path) =>
        breaches(plan, path).map((breach) => ({ file: `${name}/${path}`, ...breach })),
      );
      assert.deepEqual(broken, []);
      const { texts } = fixAll(plan, paths);
      assert.equal(fixAll(plan.withTexts(texts), paths).texts.size, 0);
    }
  });
});
