import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancellationToken,
  CancellationTokenSource,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver/node';
import { pullWorkspace } from '../../server/lsp/diagnostics/pull.ts';
import { setReport } from '../../server/lsp/diagnostics/push.ts';
import { openReports, stopReports } from '../../server/lsp/diagnostics/reports.ts';
import { changed, created, deleted, disk, startClient, until } from '../support/lsp.ts';
import { plain, plan, prefixed, world } from './worlds.ts';

const counts = (report: WorkspaceDiagnosticReport): Record<string, number | 'unchanged'> =>
  Object.fromEntries(
    report.items.map((item) => [
      item.uri.replace(/.*\/(.*\/.*)/, '$1'),
      item.kind === 'full' ? item.items.length : 'unchanged',
    ]),
  );
const ids = (report: WorkspaceDiagnosticReport): Record<string, string> =>
  Object.fromEntries(report.items.map(({ uri, resultId }) => [uri, resultId ?? assert.fail()]));

test('unopened files are pulled, unchanged ones are said to be so, and open ones are left to the push', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const first = await client.pullWorkspace();
  assert.deepEqual(counts(first), { 'sessions/Dockerfile': 1, 'web/Dockerfile': 2 });
  assert.deepEqual(counts(await client.pullWorkspace(ids(first))), {
    'sessions/Dockerfile': 'unchanged',
    'web/Dockerfile': 'unchanged',
  });

  const api = files.at('sessions/Dockerfile');
  client.open(api, prefixed);
  await client.pushedWhen(api, (all) => all.length === 1);
  const second = await client.pullWorkspace(ids(first));
  assert.deepEqual(counts(second), { 'sessions/Dockerfile': 0, 'web/Dockerfile': 'unchanged' });
  const document = await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: api } });
  assert.deepEqual(document, { kind: 'full', resultId: 'none', items: [] });

  client.close(api);
  await client.pushedWhen(api, (all) => all.length === 0);
  assert.deepEqual(counts(await client.pullWorkspace(ids(second))), {
    'sessions/Dockerfile': 1,
    'web/Dockerfile': 'unchanged',
  });
});

test('a client is asked to pull again when a file, an ignore file or the plan changes on disk', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  let known = await client.pullWorkspace();
  const pullAgain = async (asked: number): Promise<Record<string, number | 'unchanged'>> => {
    await until(
      () => (client.asked.pull > asked ? true : undefined),
      () => 'the client was not asked to pull again',
    );
    known = await client.pullWorkspace(ids(known));
    return counts(known);
  };
  const step = (change: () => void): Promise<Record<string, number | 'unchanged'>> => {
    const asked = client.asked.pull;
    change();
    return pullAgain(asked);
  };
  assert.deepEqual(
    await step(() => {
      files.write('web/gone.txt', '');
      client.filesChanged(created(files.at('web/gone.txt')));
    }),
    { 'sessions/Dockerfile': 'unchanged', 'web/Dockerfile': 1 },
  );
  assert.deepEqual(
    await step(() => {
      files.write('lucid.yaml', plan.replace('context: sessions', 'context: .').replace('context: web', 'context: .'));
      client.filesChanged(changed(files.at('lucid.yaml')));
    }),
    { 'sessions/Dockerfile': 0, 'web/Dockerfile': 0 },
  );
  assert.deepEqual(
    await step(() => {
      files.write('web/Dockerfile', 'FROM scratch\nCOPY nothing /\n');
      client.filesChanged(changed(files.at('web/Dockerfile')));
    }),
    { 'sessions/Dockerfile': 'unchanged', 'web/Dockerfile': 1 },
  );
  assert.deepEqual(
    await step(() => {
      files.write('new/Dockerfile', 'FROM scratch\nCOPY nothing /\n');
      client.filesChanged(created(files.at('new/Dockerfile')), created(files.at('new')));
    }),
    { 'sessions/Dockerfile': 'unchanged', 'web/Dockerfile': 'unchanged', 'new/Dockerfile': 1 },
  );
  assert.deepEqual(
    await step(() => {
      files.remove('new');
      client.filesChanged(deleted(files.at('new')));
    }),
    { 'sessions/Dockerfile': 'unchanged', 'web/Dockerfile': 'unchanged', 'new/Dockerfile': 0 },
  );
});

test('a checkout of another branch is one round of news', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const first = await client.pullWorkspace();
  const asked = client.asked.pull;
  files.write('web/gone.txt', '');
  const events = Array.from({ length: 5000 }, (_, at) => created(files.at(`web/lib/${at}.js`)));
  for (let at = 0; at < events.length; at += 500) {
    client.filesChanged(...events.slice(at, at + 500));
  }
  client.filesChanged(created(files.at('web/gone.txt')));
  await until(
    () => (client.asked.pull > asked ? true : undefined),
    () => 'the client was not asked to pull again',
  );
  assert.deepEqual(counts(await client.pullWorkspace(ids(first))), {
    'sessions/Dockerfile': 'unchanged',
    'web/Dockerfile': 1,
  });
  assert.ok(client.asked.pull - asked <= 2, `asked ${client.asked.pull - asked} times`);
});

test('a client can ask never to be pulled', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri], undefined, { diagnostics: 'push' });
  await client.pushedWhen(files.at('web/Dockerfile'), (all) => all.length === 2);
});

/**
 * The client side of pulling as vscode-languageclient does it: what is pulled lies in a collection of its own beside
 * what is pushed; the workspace is pulled with a token for partial results, again and again; a document is pulled when
 * it is opened and changed, and for a last time just before it is closed, after which its state is forgotten; results
 * of a workspace pull about a document that is being tracked are noted and dropped.
 */
function vscode(client: Awaited<ReturnType<typeof startClient>>) {
  const shown = new Map<string, number>();
  const workspaceIds = new Map<string, string>();
  const tracked = new Map<string, string | undefined>();
  let stopped = false;
  const take = ({ items }: WorkspaceDiagnosticReportPartialResult): void => {
    for (const item of items) {
      if (item.kind === 'full' && !tracked.has(item.uri)) {
        shown.set(item.uri, item.items.length);
      }
      if (item.resultId !== undefined) {
        workspaceIds.set(item.uri, item.resultId);
      }
    }
  };
  const loop = async (): Promise<void> => {
    for (let turn = 0; !stopped; turn += 1) {
      const previousResultIds = [...workspaceIds].map(([uri, value]) => ({ uri, value: tracked.get(uri) ?? value }));
      const partialResultToken = `p${turn}`;
      const parts = client.connection.onProgress(WorkspaceDiagnosticRequest.partialResult, partialResultToken, take);
      take(
        await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds, partialResultToken }),
      );
      parts.dispose();
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  };
  const pull = async (uri: string, visible: () => boolean): Promise<void> => {
    if (!tracked.has(uri)) {
      tracked.set(uri, undefined);
    }
    const report: { kind: string; resultId: string; items?: unknown[] } = await client.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri }, previousResultId: tracked.get(uri) },
    );
    if (!visible()) {
      return;
    }
    if (report.kind === 'full') {
      shown.set(uri, report.items?.length ?? 0);
    }
    tracked.set(uri, report.resultId);
  };
  const open = new Set<string>();
  const running = loop();
  return {
    open: (uri: string, text: string) => {
      client.open(uri, text);
      open.add(uri);
      return pull(uri, () => open.has(uri));
    },
    close: (uri: string) => {
      open.delete(uri);
      const last = pull(uri, () => open.has(uri)).then(() => tracked.delete(uri));
      workspaceIds.delete(uri);
      client.close(uri);
      return last;
    },
    /** How many findings a person sees of a file. */
    seen: (uri: string) => (shown.get(uri) ?? 0) + client.pushed(uri).length,
    stop: () => {
      stopped = true;
      return running;
    },
  };
}

test('a client that waits for news is answered when there is some, and let go when it stops waiting', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const ask = (
    previous: Readonly<Record<string, string>>,
    token?: CancellationToken,
  ): Promise<WorkspaceDiagnosticReport> =>
    client.connection.sendRequest(
      'workspace/diagnostic',
      {
        previousResultIds: Object.entries(previous).map(([uri, value]) => ({ uri, value })),
        partialResultToken: 'p',
      },
      token ?? CancellationToken.None,
    );
  const first = await ask({});
  let answered = 0;
  const second = ask(ids(first)).finally(() => {
    answered += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(answered, 0);
  files.write('web/gone.txt', '');
  client.filesChanged(created(files.at('web/gone.txt')));
  assert.deepEqual(counts(await second), { 'sessions/Dockerfile': 'unchanged', 'web/Dockerfile': 1 });
  assert.equal(client.asked.pull, 0);
  const source = new CancellationTokenSource();
  const third = ask(ids(await second), source.token);
  source.cancel();
  assert.deepEqual(counts(await third), { 'sessions/Dockerfile': 'unchanged', 'web/Dockerfile': 'unchanged' });
});

test('a client that waits for news hears of files that are ready while the others are being checked', async () => {
  const finding = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, message: 'wrong' };
  const checkNext = ['file:///a/Dockerfile', 'file:///b/Dockerfile'];
  const reports = openReports({
    publish: () => undefined,
    refresh: () => undefined,
    keyOf: (uri) => uri,
    // One more file is checked whenever the pull looks; the second one is the last.
    settled: async () => {
      const uri = checkNext.shift() ?? assert.fail();
      setReport(reports, uri, { uri, version: undefined, items: [finding] });
      return checkNext.length === 0;
    },
  });
  const parts: Record<string, number | 'unchanged'>[] = [];
  const answer = await pullWorkspace(reports, { previousResultIds: [] }, CancellationToken.None, (part) =>
    parts.push(counts(part)),
  );
  assert.deepEqual(parts, [{ 'a/Dockerfile': 1 }]);
  assert.deepEqual(counts(answer), { 'a/Dockerfile': 'unchanged', 'b/Dockerfile': 1 });
  stopReports(reports);
});

test('in VS Code every finding is seen exactly once, through opening, editing and closing', async (t) => {
  const files = disk(t, world);
  const client = await startClient(t, [files.uri]);
  const [api, web] = [files.at('sessions/Dockerfile'), files.at('web/Dockerfile')];
  const code = vscode(client);
  // Looked at all the time: at no moment a finding is there twice.
  const doubled: string[] = [];
  const watch = setInterval(() => {
    for (const [uri, most] of [
      [api, 1],
      [web, 2],
    ] as const) {
      if (code.seen(uri) > most) {
        doubled.push(`${uri}: ${code.seen(uri)}`);
      }
    }
  }, 1);
  t.after(() => clearInterval(watch));
  const seen = (wanted: readonly [number, number]): Promise<void> =>
    until(
      () => (code.seen(api) === wanted[0] && code.seen(web) === wanted[1] ? true : undefined),
      () => `seen ${code.seen(api)}, ${code.seen(web)} instead of ${wanted}`,
    ).then(async () => {
      // It stays so.
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.deepEqual([code.seen(api), code.seen(web)], wanted);
    });
  await seen([1, 2]);
  for (let round = 0; round < 3; round += 1) {
    await code.open(api, prefixed);
    await seen([1, 2]);
    client.change(api, plain);
    await seen([0, 2]);
    await code.close(api);
    await seen([1, 2]);
  }
  files.write('web/gone.txt', '');
  client.filesChanged(created(files.at('web/gone.txt')));
  await seen([1, 1]);
  // A document that is opened without being shown is pushed and never pulled.
  client.open(api, prefixed);
  await seen([1, 1]);
  client.close(api);
  await seen([1, 1]);
  assert.deepEqual(doubled, [], 'never twice');
  const end = code.stop();
  files.remove('web/gone.txt');
  client.filesChanged(deleted(files.at('web/gone.txt')));
  await end;
});
