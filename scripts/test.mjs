// Sets up and runs every check and test, or the named stages only: npm test [-- stage …]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp } from './setup/index.mjs';
import { main, SetupError } from './setup/run.mjs';
import { stages } from './stages.mjs';

const ci = process.env.CI === 'true';
const none = { passed: 0, failed: 0, skipped: 0 };

await main(async () => {
  const chosen = chooseStages(process.argv.slice(2));
  const started = Date.now();
  const unavailable = await heading('Set-up', () => setUp(new Set(chosen.flatMap((stage) => stage.needs ?? []))));
  const total = await runStages(chosen, unavailable);
  console.log(`\nAll of it took ${seconds(started)}.`);
  if (ci && total.skipped > 0) {
    console.log('With CI=true nothing may be skipped, so this is a failure.');
  }
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || (ci && total.skipped > 0)) {
    process.exitCode = 1;
  }
});

function chooseStages(names) {
  const unknown = names.filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length === 0) {
    return names.length === 0 ? stages : stages.filter((stage) => names.includes(stage.name));
  }
  throw new SetupError(
    `No such stage: ${unknown.join(', ')}. There are: ${stages.map((stage) => stage.name).join(', ')}`,
  );
}

async function runStages(chosen, unavailable) {
  const scratch = mkdtempSync(join(tmpdir(), 'lucid-test-'));
  let total = none;
  try {
    for (const stage of chosen) {
      const counts = await heading(`${stage.name}: ${stage.title}`, () => runStage(stage, unavailable, scratch));
      total = add(total, counts);
      if (stage.essential && counts.failed > 0) {
        console.log(`\nStopped: without ${stage.title} the other stages say nothing.`);
        break;
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return total;
}

async function runStage(stage, unavailable, scratch) {
  const missing = (stage.needs ?? []).find((part) => unavailable.has(part));
  if (!missing) {
    return { ...none, ...(await stage.run({ scratch, ci })) };
  }
  console.log(`${ci ? 'FAILED' : 'SKIPPED'}: this stage cannot run on this machine.\n${unavailable.get(missing)}`);
  return ci ? { ...none, failed: 1 } : { ...none, skipped: 1 };
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

async function heading(title, work) {
  const started = Date.now();
  console.log(`\n== ${title}`);
  try {
    return await work();
  } finally {
    console.log(`== ${seconds(started)}`);
  }
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
