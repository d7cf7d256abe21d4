// Builders for Python services without a package index: what `pip install` finds are small wheels that stand for the real ones.
import assert from 'node:assert/strict';
import { fixtureFolder } from './fixture-folder.ts';
import { removeFolder } from './processes.ts';
import type { BuildKit } from './realdocker.ts';

/** Writes a wheel for every `name==version`; each has one module that is named after it, or after `name=module`. */
const makeWheels = `import sys, zipfile
for requirement in sys.argv[1:]:
    name, version = requirement.split('==')
    name = name.split('[')[0].replace('-', '_')
    module = name.lower()
    about = f'{name}-{version}.dist-info'
    files = {
        f'{module}/__init__.py': f'version = {version!r}\\n',
        f'{about}/METADATA': f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n',
        f'{about}/WHEEL': 'Wheel-Version: 1.0\\nGenerator: stand-in\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
    }
    files[f'{about}/RECORD'] = ''.join(f'{file},,\\n' for file in [*files, f'{about}/RECORD'])
    with zipfile.ZipFile(f'/wheels/{name}-{version}-py3-none-any.whl', 'w') as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
`;

/**
 * The next Python, as far as it matters here: it keeps its packages in folders named after it. There is no Debian 12 package
 * of it, so the interpreter is the older one under another name.
 */
const asPython312 = `#!/bin/sh
python3 -m pip "$@" || exit
for lib in /root/.local/lib /opt/venv/lib; do
  if [ -d $lib/python3.11 ]; then rm -rf $lib/python3.12; mv $lib/python3.11 $lib/python3.12; fi
done
`;

/**
 * Replaces \`python:3.11-slim\` in the registry of this run by one that finds these requirements without a network, and adds
 * \`python:3.12-slim\`.
 */
export async function pushBuilders(buildKit: BuildKit, requirements: readonly string[]): Promise<void> {
  const dockerfile = `FROM python:3.11-slim AS builder
COPY make-wheels.py /
RUN mkdir /wheels && python3 /make-wheels.py ${requirements.map((one) => `'${one}'`).join(' ')}
ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

FROM builder AS next
COPY --chmod=755 pip /usr/local/bin/pip
`;
  const folder = fixtureFolder({ Dockerfile: dockerfile, 'make-wheels.py': makeWheels, pip: asPython312 });
  const push = async (target: string, names: readonly string[]) => {
    const tags = names.map((name) => `${buildKit.registry}/library/python:${name}`);
    const more = ['--target', target];
    const { ok, output } = await buildKit.build(folder, { platforms: ['linux/amd64'], tags, push: true, more });
    assert.ok(ok, output);
  };
  // The second one first: it is made of the tags that the first one replaces.
  await push('next', ['3.12-slim', '3.12-slim-bookworm']);
  await push('builder', ['3.11-slim', '3.11-slim-bookworm', '3.11', '3.11-bookworm']);
  removeFolder(folder);
}
