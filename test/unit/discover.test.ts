import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkedFiles, checkFile } from '../../server/check/check.ts';
import { openProject } from '../../server/project/open.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { diskWorkspace } from '../../server/workspace/disk.ts';
import { kindByName } from '../../server/workspace/file-kinds.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

describe('what is a Dockerfile by its name', () => {
  // biome-ignore format: a table
  const yes = [
    'Dockerfile', 'dockerfile', 'DOCKERFILE', 'a/b/Dockerfile', 'Dockerfile.engine', 'Dockerfile.vm', 'dockerfile.admin-overlord',
    'Dockerfile copy.gui', 'Dockerfile copy.gui-tor-manager', 'Dockerfile-dev', 'x.Dockerfile', 'api.dockerfile', 'Containerfile',
    'containerfile.dev', 'x.Containerfile', 'sp ace/Dockerfile.x y', 'Dockerfile.é', 'Dockerfile.3.11',
  ];
  // biome-ignore format: a table
  const no = [
    'DOCKERFILE_VERIFICATION_SESSIONS.md', 'Dockerfile.md', 'Dockerfile.txt', 'Dockerfile.yml', 'Dockerfile.json', 'Dockerfile.sh',
    'Dockerfile.py', 'Dockerfile.dockerignore', 'Dockerfile.processor.dockerignore', 'Dockerfiles', 'Dockerfile_notes', 'Dockerfile.tmpl',
    'Dockerfile.j2', 'MyDockerfile', '.dockerfile', '.Dockerfile', 'docker-compose.yml', 'Dockerfile/x', 'Containerfiles', 'README', '',
  ];
  for (const name of yes) {
    it(`${name} is one`, () => assert.equal(kindByName(name), 'dockerfile'));
  }
  for (const name of no) {
    it(`${JSON.stringify(name)} is no Dockerfile`, () => assert.notEqual(kindByName(name), 'dockerfile'));
  }
});

describe('compose and bake files by their names', () => {
  it('are the usual ones', () => {
    const compose = [
      'compose.yaml',
      'compose.yml',
      'docker-compose.yml',
      'docker-compose.phase4.yml',
      'dev/compose-prod.yaml',
      'x.compose.yaml',
    ];
    for (const name of compose) {
      assert.equal(kindByName(name), 'compose', name);
    }
    for (const name of ['docker-compose.md', 'composer.json', 'decompose.yaml', 'x.yaml']) {
      assert.equal(kindByName(name), undefined, name);
    }
    for (const name of ['docker-bake.hcl', 'a/docker-bake.json', 'docker-bake.override.hcl']) {
      assert.equal(kindByName(name), 'bake', name);
    }
    for (const name of ['bake.hcl', 'docker-bake.yaml']) {
      assert.equal(kindByName(name), undefined, name);
    }
  });
});

describe('the walk through a workspace', () => {
  it('finds Dockerfiles, those the plan names, compose files and bake files', () => {
    const files = openProject(
      memoryWorkspace({
        'lucid.yaml': examplePlan('images/api.build'),
        'images/api.build': '',
        'b/Dockerfile.x': '',
        'a/dockerfile': '',
        'compose.yml': '',
        'deploy/docker-bake.hcl': '',
        'docs/Dockerfile.md': '',
      }),
    ).files();
    assert.deepEqual([...files.dockerfile].sort(), ['a/dockerfile', 'b/Dockerfile.x', 'images/api.build']);
    assert.deepEqual([files.compose, files.bake], [['compose.yml'], ['deploy/docker-bake.hcl']]);
  });
  it("passes by other people's folders", () => {
    const files = openProject(
      memoryWorkspace({
        'node_modules/x/Dockerfile': '',
        '.git/Dockerfile': '',
        '.venv/Dockerfile': '',
        'x/.tox/Dockerfile': '',
        'vendor/Dockerfile': '',
      }),
    ).files();
    assert.deepEqual(files.dockerfile, ['vendor/Dockerfile']);
  });
  for (const [title, planned, checked] of [
    ['where the plan names it', 'node_modules/x/Dockerfile', true],
    ['unless the plan names it', 'a/Dockerfile', false],
  ] as const) {
    it(`a Dockerfile in a folder of a tool is ${checked ? 'checked' : 'passed over'} ${title}`, () => {
      const path = 'node_modules/x/Dockerfile';
      const files = { 'lucid.yaml': examplePlan(planned), [path]: 'FROM debian\nMAINTAINER\n' };
      const project = openProject(memoryWorkspace(files));
      assert.equal(checkFile(project, path).length > 0, checked);
      assert.equal(project.files().dockerfile.includes(path), checked);
      assert.equal(checkedFiles(project).includes(path), checked);
    });
  }
  it('ends although links lead round in a circle', () => {
    const root = mkdtempSync(join(tmpdir(), 'lucid-walk-'));
    try {
      mkdirSync(join(root, 'a'));
      writeFileSync(join(root, 'a/Dockerfile'), 'FROM x\n');
      symlinkSync(root, join(root, 'a/up'), 'junction');
      symlinkSync(join(root, 'a'), join(root, 'b'), 'junction');
      assert.deepEqual(openProject(diskWorkspace(root)).files().dockerfile, ['a/Dockerfile']);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
  it('takes nothing for a Dockerfile that is a folder', () => {
    assert.deepEqual(openProject(memoryWorkspace({ 'Dockerfile/x': '', 'x/Dockerfile/': '' })).files().dockerfile, []);
  });
  it('goes as deep as folders go', () => {
    const deep = `${'d/'.repeat(3000)}Dockerfile`;
    assert.deepEqual(openProject(memoryWorkspace({ [deep]: '' })).files().dockerfile, [deep]);
  });
  it('passes by a folder that may not be listed', () => {
    const base = memoryWorkspace({ 'secret/Dockerfile': '', 'open/Dockerfile': '' });
    const closed = { ...base, list: (path: string) => (path === 'secret' ? undefined : base.list(path)) };
    assert.deepEqual(openProject(closed).files().dockerfile, ['open/Dockerfile']);
  });
});
