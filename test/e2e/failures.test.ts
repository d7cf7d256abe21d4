// A language server that does not start, does not answer or dies: the sidebar says so, and it comes back.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/setup/tools.mjs';
import { notification, openLucid, openSidebar, pictured, pressTitle, row } from '../support/lucid-workbench.ts';
import { removeFolder, temporaryFolder } from '../support/processes.ts';

/** How the server fails: at its start, at the request for the tree, or by dying then. */
type Failure = 'none' | 'start' | 'refuse' | 'die';

/** The extension with a server that fails as a file says. */
function makeExtension(folder: string, failure: string): void {
  for (const name of ['package.json', 'dist', 'media', 'syntaxes']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  renameSync(join(folder, 'dist', 'server.cjs'), join(folder, 'dist', 'real.cjs'));
  const wrapper = `const { readFileSync } = require('node:fs');
const failure = () => readFileSync(${JSON.stringify(failure)}, 'utf8');
if (failure() === 'start') throw new Error('This server does not start.');
const emit = process.emit;
process.emit = function (event, message, ...rest) {
  if (event !== 'message' || message?.method !== 'lucid/tree' || failure() === 'none')
    return emit.call(this, event, message, ...rest);
  if (failure() === 'die') process.exit(1);
  process.send({ jsonrpc: '2.0', id: message.id, error: { code: -32603, message: 'No tree today.' } });
  return true;
};
require('./real.cjs');
`;
  writeFileSync(join(folder, 'dist', 'server.cjs'), wrapper);
}

const plan = `version: 1
registry: docker.io/acme
phases:
  - id: 1
    title: Services
    images:
      - { id: app, image: app, dockerfile: app/Dockerfile, context: app }
`;

test('the sidebar reports a server that fails, and the tree comes back', async () => {
  const place = temporaryFolder('lucid-failing');
  const [extension, workspace, file] = ['extension', 'workspace', 'failure'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  const fail = (how: Failure): void => writeFileSync(file, how);
  makeExtension(extension, file);
  mkdirSync(join(workspace, 'app'), { recursive: true });
  writeFileSync(join(workspace, 'lucid.yaml'), plan);
  writeFileSync(join(workspace, 'app', 'Dockerfile'), 'FROM scratch\nUSER 65532:65532\n');
  fail('start');
  // What happens in `.lucid` is not noticed, so that Refresh has something to do.
  const settings = { 'files.watcherExclude': { '**/.lucid/**': true, '**/.lucid': true } };
  const lucid = await openLucid({ workspace, extension, settings });
  const { page, folder } = lucid;
  try {
    await pictured(
      () => page,
      'failures',
      async () => {
        await page.getByRole('tab', { name: 'Lucid' }).first().click();
        const welcome = page.getByText('The language server of Lucid did not start');
        const again = page.getByRole('button', { name: 'Try Again' });
        const phase = row(page, /^Phase 1, Services/);
        await welcome.waitFor();
        // It has been started again and again by then.
        await notification(page, 'The server will not be restarted');
        await again.click();
        await notification(page, 'Lucid: ');
        await welcome.waitFor();
        fail('none');
        await again.click();
        await phase.waitFor();

        fail('refuse');
        writeFileSync(join(folder, 'app', 'one'), '');
        await welcome.waitFor();
        fail('none');
        writeFileSync(join(folder, 'app', 'two'), '');
        await phase.waitFor();
        assert.equal(await welcome.isVisible(), false);

        fail('die');
        writeFileSync(join(folder, 'app', 'three'), '');
        await welcome.waitFor();
        fail('none');
        await again.click();
        await phase.waitFor();

        await openSidebar(page);
        mkdirSync(join(folder, '.lucid'));
        const event = { run: 'r', time: Date.now() };
        const events = [
          { ...event, event: 'run-start', pid: 1, images: ['app'], push: false },
          { ...event, event: 'image-start', image: 'app' },
          {
            ...event,
            event: 'image-end',
            image: 'app',
            ok: true,
            milliseconds: 1,
            tags: [],
            pushed: false,
            warnings: [],
          },
        ];
        writeFileSync(
          join(folder, '.lucid', 'history.jsonl'),
          events.map((one) => `${JSON.stringify(one)}\n`).join(''),
        );
        await pressTitle(page, 'Refresh');
        await row(page, /^Phase 1, Services, 1\/1 built/).waitFor();
      },
    )();
  } finally {
    await lucid.close();
    removeFolder(place);
  }
});
