import { execFileSync } from 'node:child_process';
import fc from 'fast-check';

/**
 * Every commit asks other generated cases, and the same commit the same ones again: what passed once does not fail by chance,
 * and what failed can be made again. `LUCID_SEED` chooses others.
 */
export const seed: number = Number(process.env.LUCID_SEED ?? seedOfCommit());

fc.configureGlobal({ seed });

function seedOfCommit(): number {
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(commit.slice(0, 7), 16);
  } catch {
    // Not a checkout, so there is no commit to tell cases apart by.
    return 1;
  }
}
