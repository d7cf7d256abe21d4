// Takes the place of VS Code's own program for `@vscode/test-electron` where the desktop build cannot be downloaded:
// the same arguments, the same verdict, with VS Code's server and a browser behind it.
import { tail } from '../support/processes.ts';
import { startBrowser, startServer, workbenchUrl } from '../support/workbench.ts';

const minutes = 15;

/** What the workbench itself says on a machine without its cloud; `LUCID_VERBOSE` shows it. */
const noise =
  /^(Resolv(ed|ing) connection|Creating a socket|Updating additional builtin|\[(reconnection|AgentHost|AccountPolicy|Service Worker|remote)|Timed out waiting for authentication provider|getaddrinfo ENOTFOUND|Error: \d+ of \d+ tests failed)/;

const options = new Map<string, string>();
const rest: string[] = [];
for (const argument of process.argv.slice(2)) {
  const [, name, value] = /^--([^=]+)=(.*)$/.exec(argument) ?? [];
  if (name !== undefined && value !== undefined) {
    options.set(name, value);
  } else if (!argument.startsWith('--')) {
    rest.push(argument);
  }
}

process.exit(await launch(rest[0] ?? process.cwd()));

async function launch(folder: string): Promise<number> {
  const payload: Record<string, string> = {};
  for (const name of ['extensionDevelopmentPath', 'extensionTestsPath']) {
    const path = options.get(name);
    if (path) {
      payload[name] = path;
    }
  }
  const profile = options.get('user-data-dir');
  const server = await startServer(profile ? { profile } : {});
  const browser = await startBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.exposeFunction('codeAutomationLog', print);
    const verdict = new Promise<number>((resolve) => page.exposeFunction('codeAutomationExit', resolve));
    const crash = new Promise<number>((resolve) => {
      page.on('crash', () => {
        console.error('The browser page crashed.');
        resolve(1);
      });
    });
    const late = new Promise<number>((resolve) => {
      setTimeout(() => {
        console.error(`The tests gave no verdict in ${minutes} minutes. The server wrote:\n${tail(server.log)}`);
        resolve(1);
      }, minutes * 60_000).unref();
    });
    await page.goto(workbenchUrl(server.port, folder, payload));
    return await Promise.race([verdict, crash, late]);
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The console of the extension host, and of the workbench around it. */
function print(type: string, values: unknown): void {
  const text = (Array.isArray(values) ? values : [values]).map(String).join(' ');
  if (noise.test(text) && !process.env.LUCID_VERBOSE) {
    return;
  }
  (type === 'error' ? process.stderr : process.stdout).write(`${text}\n`);
}
