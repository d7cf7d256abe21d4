import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkFile } from '../../server/check/check.ts';
import { readCheckOptions } from '../../server/parse/dockerfile/check-options.ts';
import { projectOf } from '../support/example.ts';

/** `severity rule check` of the findings that a check of BuildKit makes, too. */
function named(dockerfile: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  const plan = 'version: 1\nregistry: a\nplatforms: [linux/amd64]\nphases: []\n';
  const project = projectOf('Dockerfile', dockerfile, { 'lucid.yaml': plan, ...others });
  return checkFile(project, 'Dockerfile').flatMap(({ severity, rule, buildkit }) =>
    buildkit?.length ? [`${severity} ${rule} ${buildkit.join(' ')}`] : [],
  );
}

describe('what docker build --check says', () => {
  it('fails the build with check=error=true, but not in a stage that the build does not need', () => {
    const stages = 'FROM scratch AS a\nWORKDIR app\nFROM scratch\nCMD x\nMAINTAINER me\n';
    assert.deepEqual(named(`# check=error=true\n${stages}`), [
      'warning workdir-relative-path WorkdirRelativePath',
      'error distroless-shell JSONArgsRecommended',
      'error maintainer-deprecated MaintainerDeprecated',
    ]);
  });

  it('gives its weight to the rule that speaks in its place', () => {
    const text = 'FROM --platform=linux/arm64 debian\n';
    const compose = 'services:\n  a:\n    build:\n      context: .\n      platforms: [linux/amd64, linux/arm64]\n';
    const others = { 'compose.yaml': compose };
    assert.deepEqual(named(text, others), ['warning platform-hardcoded FromPlatformFlagConstDisallowed']);
    assert.deepEqual(named(`# check=error=true\n${text}`, others), [
      'error platform-hardcoded FromPlatformFlagConstDisallowed',
    ]);
    assert.deepEqual(named(`# check=skip=all\n${text}`, others), []);
  });

  it('follows the build argument BUILDKIT_DOCKERFILE_CHECK instead of the file', () => {
    const text = '# check=skip=all\nFROM scratch\nMAINTAINER me\n';
    const compose =
      'services:\n  a:\n    build:\n      context: .\n      args: { BUILDKIT_DOCKERFILE_CHECK: error=true }\n';
    assert.deepEqual(named(text), []);
    assert.deepEqual(named(text, { 'compose.yaml': compose }), ['error maintainer-deprecated MaintainerDeprecated']);
  });

  it('suggests what BuildKit suggests', () => {
    const text = 'FROM scratch\nENV VERSION=1 VERSIONS=2\nENV A=$VERSOIN B=$VERSIONZ C=$X\n';
    const messages = checkFile(projectOf('Dockerfile', text), 'Dockerfile').flatMap(({ rule, message }) =>
      rule === 'undefined-var' ? [/Did you mean "\$(\w+)"/.exec(message)?.[1]] : [],
    );
    assert.deepEqual(messages, ['VERSION', 'VERSION', undefined]);
  });

  it('reads options as BuildKit does', () => {
    for (const refused of [
      'skip',
      'Skip=all',
      'error=maybe',
      'skip=a;error=true;x',
      'skip=a;skip=b;error=true;skip=c',
    ]) {
      assert.ok('refused' in readCheckOptions(refused), refused);
    }
    assert.deepEqual(readCheckOptions('skip=A,B;error=t more'), {
      skip: new Set(['A', 'B']),
      experimental: new Set(),
      isError: true,
    });
  });
});
