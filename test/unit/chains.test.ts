/** Files of thousands of stages, each on or from the one before: slower than others, and no rule gives up. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { checkFile } from '../../server/check/check.ts';
import { openProject } from '../../server/project/open.ts';
import { examplePlan } from '../../server/rules/example.ts';
import { memoryWorkspace } from '../../server/workspace/memory.ts';

const count = 3000;
const chain = (first: string, next: (index: number) => string): string =>
  [first, ...Array.from({ length: count }, (_, index) => next(index))].join('\n');
const image = 'gcr.io/distroless/python3-debian12:nonroot';

const chains: Readonly<Record<string, string>> = {
  'packages copied from stage to stage': chain(
    'FROM python:3.11-slim AS s0\nRUN pip install --target=/deps x',
    (index) => `FROM ${image} AS s${index + 1}\nCOPY --from=s${index} /deps /deps\nCMD ["main.py"]`,
  ),
  'stages built from each other': chain(
    `FROM ${image} AS s0`,
    (index) => `FROM s${index} AS s${index + 1}\nUSER 65532`,
  ),
  'accounts copied from stage to stage': chain(
    'FROM debian:12 AS s0\nRUN useradd app',
    (index) => `FROM ${image} AS s${index + 1}\nCOPY --from=s${index} /etc/passwd /etc/passwd\nUSER app`,
  ),
};

for (const [title, text] of Object.entries(chains)) {
  it(`${count} stages: ${title}`, () => {
    const files = { Dockerfile: text, 'main.py': '', 'lucid.yaml': examplePlan('Dockerfile') };
    const found = checkFile(openProject(memoryWorkspace(files)), 'Dockerfile');
    assert.deepEqual(
      found.filter(({ message }) => message.includes('mistake in Lucid')).map(({ message }) => message),
      [],
    );
  });
}

it('a misspelt stage below thousands of stages gets one short message', () => {
  const stages = chain('FROM debian:12 AS build0', (index) => `FROM debian:12 AS build${index + 1}`);
  const copies = Array.from({ length: 300 }, (_, index) => `COPY --from=biuld${index}x /a${index} /`).join('\n');
  const project = openProject(memoryWorkspace({ Dockerfile: `${stages}\n${copies}\n` }));
  const found = checkFile(project, 'Dockerfile').filter(({ rule }) => rule === 'copy-from-missing');
  assert.equal(found.length, 300);
  assert.ok(found.every(({ message }) => message.length < 400));
});
