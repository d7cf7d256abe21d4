// Makes what the tests with a real BuildKit need, before they run: for set-up, which has time and shows progress.
import { ensureDocker } from '../../scripts/setup/tools.mjs';
import { ensureStandIns } from './realdocker-images.ts';

await ensureStandIns(await ensureDocker());
