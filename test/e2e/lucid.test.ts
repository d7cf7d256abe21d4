// A person's path through the extension: the mouse, the palette, the light bulb.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  chooseOn,
  expandPhase,
  type LucidWorkbench,
  openLucid,
  openPalette,
  openSidebar,
  pictured,
  pressOn,
  pressTitle,
  row,
  runCommand,
  titleButton,
} from '../support/lucid-workbench.ts';
import { removeFolder, temporaryFolder, waitFor } from '../support/processes.ts';

const dockerfile = 'payment-systems/tron/Dockerfile.tron-client';
const payments = /^Phase 5/;
const client = /^TRON Client,/;

/** What a page has and Node has not. */
interface Clipboard {
  readonly navigator: { readonly clipboard: { readText(): Promise<string> } };
}

let lucid: LucidWorkbench;
before(async () => {
  lucid = await openLucid();
});
after(() => lucid?.close());

const person = (picture: string, name: string, body: () => Promise<void>): void => {
  test(
    name,
    pictured(() => lucid.page, picture, body),
  );
};

person(
  'build',
  'the Build button of the sidebar builds an image; the sidebar and the Problems panel show its failure',
  async () => {
    const { page } = lucid;
    await openSidebar(page);
    await expandPhase(page, payments);
    await row(page, /^TRON Client, \d+ errors/).waitFor();
    await pressOn(row(page, client), /^Build/);
    await row(page, /^TRON Client, failed: .*requirements\.txt.* not found/).waitFor();
    await page
      .getByRole('tab', { name: /Terminal/ })
      .first()
      .waitFor();
    await page.getByText('build tron-client').first().waitFor();
    await runCommand(page, 'Problems: Focus on Problems View');
    await page.getByPlaceholder(/^Filter/).fill('Building tron-client');
    await page
      .getByText(/Building tron-client failed: .*not found/)
      .first()
      .waitFor();
  },
);

person('light-bulb', 'the light bulb fixes every COPY of the file, and the image builds', async () => {
  const { page, folder } = lucid;
  await openSidebar(page);
  await pressOn(row(page, client), /^Open Dockerfile/);
  await page.locator('.tab.active').filter({ hasText: 'Dockerfile.tron-client' }).waitFor();
  // The Dockerfile opens at the line that failed; the finding begins at its second word.
  await page
    .locator('.view-line')
    .filter({ hasText: 'requirements.txt' })
    .first()
    .click({ position: { x: 120, y: 8 } });
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget').getByText('Use the path in the build context: "requirements.txt"').waitFor();
  await page.locator('.action-widget').getByText('Fix all copy-source-missing problems in this file').click();
  await page
    .locator('.view-line')
    .filter({ hasText: /COPY\smain\.py/ })
    .waitFor();
  await page.keyboard.press('Control+S');
  await page.locator('.tab.active:not(.dirty)').waitFor();
  const text = (): string => readFileSync(join(folder, dockerfile), 'utf8');
  assert.ok(await waitFor(() => /^COPY requirements\.txt \.\/$/m.test(text()), 60), text());
  assert.doesNotMatch(text(), /COPY payment-systems/);
  await pressOn(row(page, client), /^Build/);
  await row(page, /^TRON Client, (built|\d+ error)(?!.*failed)/).waitFor();
});

person(
  'palette',
  '“Lucid: Build Phase” from the palette shows the phases with their states and builds one',
  async () => {
    const { page } = lucid;
    await runCommand(page, 'Lucid: Build Phase');
    const phase = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: '5 · ' });
    await phase.getByText(/\d\/7 built/).waitFor();
    await phase.click();
    // The first image of the phase copies something that is not there, so the phase stops.
    await row(page, /^Admin Interface, failed: .*not found/).waitFor();
    await row(page, /^Phase 5.* failed/).waitFor();
  },
);

person('push', 'pushing asks first, and says how many images go where', async () => {
  const { page } = lucid;
  await expandPhase(page, payments);
  await chooseOn(row(page, payments), 'Build Phase and Push');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByText('Build phase 5 and push to docker.io/pickme?').waitFor();
  await dialog.getByText(/^7 images will be pushed/).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

person('missing', 'a phase with missing Dockerfiles asks whether to build the others', async () => {
  const { page } = lucid;
  await pressOn(row(page, /^Phase 1/), /^Build Phase/);
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByText('2 of 3 Dockerfiles missing in phase 1.').waitFor();
  await dialog.getByRole('button', { name: 'Build the Other 1' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

person('copy', 'the build command can be pasted', async () => {
  const { page } = lucid;
  // What the status bar says is gone after some seconds.
  await Promise.all([
    page.getByText('Copied 1 build command.').first().waitFor(),
    chooseOn(row(page, client), 'Copy Build Command'),
  ]);
  const copied = await page.evaluate(() => (globalThis as unknown as Clipboard).navigator.clipboard.readText());
  assert.match(
    copied,
    /^docker buildx build .*-f payment-systems\/tron\/Dockerfile\.tron-client .*payment-systems\/tron\n$/,
  );
});

person('problems', 'Show Problems opens the Dockerfile at its worst problem, and the Problems', async () => {
  const { page } = lucid;
  const manager = row(page, /^[^,]*, \d+ errors/).first();
  await chooseOn(manager, 'Show Problems');
  await page.locator('.tab.active').filter({ hasText: 'Dockerfile' }).waitFor();
  await page
    .locator('.panel')
    .getByRole('tab', { name: /^Problems/, selected: true })
    .waitFor();
});

person('fix-all', 'fix-all shows the changes of every file before it makes them', async () => {
  const { page, folder } = lucid;
  const file = join(folder, 'blockchain/Dockerfile.manager');
  const unfixed = readFileSync(file, 'utf8');
  await runCommand(page, 'Lucid: Fix All in Workspace');
  await page
    .locator('.quick-input-widget')
    .getByText(/^Fix \d+ findings in \d+ files$/)
    .waitFor();
  await page.locator('.multiDiffEntry, .multi-diff-root-floating-menu, .monaco-diff-editor').first().waitFor();
  await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Dockerfile.manager' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  assert.equal(readFileSync(file, 'utf8'), unfixed);
});

person('build-all', 'the title of the sidebar builds everything that can be built', async () => {
  const { page, folder } = lucid;
  await pressTitle(page, 'Build All');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByText('11 of 35 Dockerfiles missing in all images of lucid.').waitFor();
  await dialog.getByRole('button', { name: 'Build the Other 24' }).click();
  const runs = (): readonly { readonly event: string; readonly images?: readonly string[] }[] =>
    readFileSync(join(folder, '.lucid', 'history.jsonl'), 'utf8')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  const all = (): boolean => runs().some((run) => run.event === 'run-start' && run.images?.length === 24);
  assert.ok(await waitFor(all, 60), JSON.stringify(runs().at(-1)));
});

person('create-plan', 'the title of the sidebar writes the plan file, and offers it no more', async () => {
  const { page, folder } = lucid;
  await pressTitle(page, 'Create Plan File');
  await page.locator('.tab.active').filter({ hasText: 'lucid.yaml' }).waitFor();
  assert.match(readFileSync(join(folder, 'lucid.yaml'), 'utf8'), /^registry: docker\.io\/pickme$/m);
  await titleButton(page, 'Refresh').waitFor();
  await titleButton(page, 'Create Plan File').waitFor({ state: 'hidden' });
});

test('without trust the problems are shown and nothing can be built', async () => {
  const untrusted = await openLucid({ trust: false });
  try {
    const { page } = untrusted;
    await page.locator('.statusbar-item').getByText('Restricted Mode').waitFor();
    await openSidebar(page);
    await expandPhase(page, payments);
    await row(page, /^TRON Client, \d+ errors/).waitFor();
    await row(page, client).hover();
    await row(page, client)
      .getByRole('button', { name: /^Open Dockerfile/ })
      .waitFor();
    assert.equal(
      await row(page, client)
        .locator('.action-item:not(.disabled) .action-label:not(.disabled)[aria-label^="Build"]')
        .count(),
      0,
    );
    const entries = await openPalette(page, '>Lucid: ');
    await entries.filter({ hasText: 'Lucid: Show Plan' }).waitFor();
    assert.equal(await entries.filter({ hasText: /Lucid: Build/ }).count(), 0);
  } finally {
    await untrusted.close();
  }
});

test('a folder that no plan knows is welcomed, and gets a plan from its Dockerfiles', async () => {
  const place = temporaryFolder('lucid-empty');
  mkdirSync(join(place, 'api'));
  writeFileSync(join(place, 'api', 'main'), '');
  writeFileSync(join(place, 'api', 'Dockerfile'), 'FROM scratch\nCOPY main /\nUSER 65532:65532\n');
  const empty = await openLucid({ workspace: place });
  const { page, folder } = empty;
  try {
    await page.getByRole('tab', { name: 'Lucid' }).first().click();
    await page.getByRole('button', { name: 'Create Plan File' }).first().waitFor();
    // The message hides itself after some seconds.
    await Promise.all([
      page.getByText('The plan names 1 image.').first().waitFor(),
      page.getByRole('button', { name: 'Create Plan From Workspace' }).click(),
    ]);
    await page.locator('.tab.active').filter({ hasText: 'lucid.yaml' }).waitFor();
    assert.match(readFileSync(join(folder, 'lucid.yaml'), 'utf8'), /dockerfile: api\/Dockerfile\n\s+context: api\n/);
    await row(page, /^Phase 1.*0\/1 built/).waitFor();
  } finally {
    await empty.close();
    removeFolder(place);
  }
});
