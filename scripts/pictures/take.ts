// The example in a real VS Code, used as a person would, one picture a moment.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import {
  expandPhase,
  openFile,
  openLucid,
  openSidebar,
  pressOn,
  row,
  runCommand,
} from '../../test/support/lucid-workbench.ts';
import { root } from '../setup/tools.mjs';

const settings = {
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'editor.stickyScroll.enabled': false,
  'workbench.editor.showTabs': 'multiple',
  'breadcrumbs.enabled': false,
  // The canvas of the terminal does not follow the scale of the picture.
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.fontSize': 12,
  'lucid.build.keepGoing': true,
};
const payments = /^Phase 5/;

const { page, close } = await openLucid({ step: 300, scale: 1.5, settings });
try {
  await page.setViewportSize({ width: 1280, height: 800 });
  await openSidebar(page);
  await widenSidebar(page);
  await expandPhase(page, payments);
  await row(page, /^TRON Client, \d+ errors/).waitFor({ timeout: 60_000 });

  await openFile(page, 'payment-systems/tron/Dockerfile.tron-client');
  await runCommand(page, 'Problems: Focus on Problems View');
  await page.getByPlaceholder(/^Filter/).fill('tron-client');
  await focusEditor(page);
  await take('overview');

  await page
    .locator('.view-line')
    .filter({ hasText: 'requirements.txt' })
    .first()
    .click({ position: { x: 120, y: 8 } });
  await page.keyboard.press('Control+.');
  await page.locator('.action-widget').getByText('Fix all copy-source-missing').waitFor();
  await take('quick-fix');
  await page.locator('.action-widget').getByText('Fix all copy-source-missing').click();
  await page.keyboard.press('Control+S');

  await pressOn(row(page, payments), /^Build Phase/);
  await row(page, /^TRON USDT Manager, building/).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1200);
  await page.mouse.move(800, 300);
  await take('build');
  await row(page, /^Phase 5(?!.*building)/).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1500);

  await page.keyboard.press('Control+J');
  await runCommand(page, 'Lucid: Fix All in Workspace');
  await page
    .locator('.quick-input-widget')
    .getByText(/^Fix \d+ findings/)
    .waitFor();
  // Where the palette was clicked on, the mouse would show a tooltip.
  await page.mouse.move(200, 600);
  await page.waitForTimeout(2500);
  await take('fix-all');
} catch (error) {
  await page.screenshot({ path: join(root, 'out', 'pictures-failed.png') });
  throw error;
} finally {
  await close();
}

/** Rows say more in a wider sidebar. */
async function widenSidebar(page: Page): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) {
    throw new Error('The sidebar is not shown.');
  }
  const edge = box.x + box.width;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(edge + 90, 400, { steps: 5 });
  await page.mouse.up();
}

async function focusEditor(page: Page): Promise<void> {
  await page
    .locator('.view-line')
    .filter({ hasText: 'syntax' })
    .first()
    .click({ position: { x: 2, y: 8 } });
}

async function take(name: string): Promise<void> {
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(root, 'media', 'pictures', `${name}.png`) });
  console.log(`media/pictures/${name}.png`);
}
