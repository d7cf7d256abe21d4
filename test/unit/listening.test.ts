/** On which port a program listens, by its text. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listenedPort } from '../../server/image/ports/listening.ts';

type Row = readonly [text: string, variable: string | undefined, port: number | undefined] | readonly [text: string];

const python: readonly Row[] = [
  ['uvicorn.run(app, host="0.0.0.0", port=8090)', undefined, 8090],
  ['uvicorn.run(\n    app,\n    port=int(os.environ["API_PORT"]),\n)', 'API_PORT', undefined],
  ['uvicorn.run(app, port=int(os.getenv("API_PORT", 8090)))', 'API_PORT', 8090],
  ['port = int(os.environ.get("X_PORT", "81"))\nuvicorn.run(app, port=port)', 'X_PORT', 81],
  ['port = int(os.environ.get("X_PORT") or 81)\nuvicorn.run(app, port=port)', 'X_PORT', 81],
  ['port = int(os.environ.get("PORT", default))\nuvicorn.run(app, port=port)', 'PORT', undefined],
  ['HTTPServer(("", int(os.environ.get("PORT", "80"))), Handler).serve_forever()', 'PORT', 80],
  ['s.bind(("0.0.0.0", 9000))', undefined, 9000],
  [
    'class S(BaseSettings):\n    api_port: int = 8090\nsettings = S()\nuvicorn.run(app, port=settings.api_port)',
    'API_PORT',
    8090,
  ],
  ['class S(BaseSettings):\n    port: int = 1\n    env_prefix = "X_"\nuvicorn.run(app, port=S().port)'],
  ['REDIS = os.environ["REDIS_PORT"]\nserve(int(os.environ["SESSION_PORT"]))', 'SESSION_PORT', undefined],
  ['A = os.environ["A_PORT"]\nB = os.environ["B_PORT"]'],
  ['REDIS = os.environ["REDIS_PORT"]'],
  ['serve("monitor", 8093)'],
  ['a.run(port=1)\nb.run(port=2)'],
  ['# uvicorn.run(app, port=8090)'],
];

const node: readonly Row[] = [
  ['app.listen(3000)', undefined, 3000],
  ['app.listen(process.env.PORT || 3000, () => console.log("up"))', 'PORT', 3000],
  ['const port = process.env.WEB_PORT ?? "3000";\napp.listen(port, "0.0.0.0")', 'WEB_PORT', 3000],
  ['const PORT = parseInt(process.env.PORT, 10) || 3000\nserver.listen({ port: PORT })', 'PORT', 3000],
  ['const url = "http://x:3000"; // app.listen(1)\napp.listen(80)', undefined, 80],
  ['app.listen(config.get("port"))'],
];

describe('the port of a program', () => {
  for (const [language, rows] of [
    ['python', python],
    ['node', node],
  ] as const) {
    for (const [text, ...answer] of rows) {
      it(`${language}: ${JSON.stringify(text)}`, () => {
        const found = listenedPort({ text, language, name: 'main' });
        const [variable, port] = answer;
        assert.deepEqual(found && [found.variable, found.port], answer.length === 0 ? undefined : [variable, port]);
      });
    }
  }
  it('takes time in proportion to the text', () => {
    for (const piece of ['run(', 'run(a=(', 'HTTPServer((', 'os.environ.get("PORT", ', 'port = port\n', '.listen(']) {
      const text = piece.repeat(90_000 / piece.length);
      const start = performance.now();
      listenedPort({ text, language: piece.startsWith('.') ? 'node' : 'python', name: 'main' });
      assert.ok(performance.now() - start < 500, piece);
    }
  });
});
