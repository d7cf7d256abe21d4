import { homedir } from 'node:os';

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/** A path as a person would write it. */
const shown = (path) => (path.startsWith(homedir()) ? path.replace(homedir(), '~') : path);

/** Runs one piece of set-up work: says what is installed and where, then how long it has been taking. */
export async function step(title, where, work) {
  console.log(`Installing ${title}${where ? ` into ${shown(where)}` : ''}`);
  const started = Date.now();
  let detail = '';
  const live = process.stdout.isTTY;
  const show = () => {
    const line = `  … ${seconds(started)}${detail && ` (${detail})`}`;
    process.stdout.write(live ? `\r\u001b[K${line}` : `${line}\n`);
  };
  const timer = setInterval(show, live ? 1_000 : 15_000);
  const erase = () => live && process.stdout.write('\r\u001b[K');
  try {
    const result = await work((text) => {
      detail = text;
    });
    erase();
    console.log(`  installed in ${seconds(started)}`);
    return result;
  } catch (error) {
    erase();
    console.log(`  failed after ${seconds(started)}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
