import type { FactRow } from './fact-rows.ts';

/**
 * Programs that load `libpython3.11.so.1.0` from `../lib`, as the interpreter of the official images does, which the stand-in is
 * not; both compressed. The program says `started`. Made from this C and assembler, linked with
 * `-nostdlib -Wl,-rpath,'$ORIGIN/../lib'`: `int Py_BytesMain(void) { return 0; }` and a `_start` that calls it, writes and ends.
 */
const interpreter =
  'eNq9VM1u00AQHq+TNGoQCS2IIoEIAipxyCbpT1QkhFZF/FQqP0JC6q11icGWHCeyFyk+0RdA6pEjj1FxoY/CEcQL9GbW6WyzOyrkgpjDfJ7d+X' +
  'ZmPLP78fH2E+Y4oIXBQyisDhMTW+D6iXvmotY2oKz0BahBRdklw0+AsHAJj9ZYRT8XeTu4vuMIC6+jn0bHwDKYIizcY2AhNKa8irm/ICwUGECj' +
  '5rEZvCb6N0l97Sjc7621o34rCuMP49Z4o9fqrfF0yFfO8mFGXbOk8Fs4b+NVtruZST997oUxqKCjTAbDeJV3u0WwLu/AnZevt55uvWhzXiSFtM' +
  '+Lp/nPkRzy9eSS0nel0vWbQn0VdlBs/fye5/mPX0odFYxvhXr2ab34UV+LsuvlowcKunm9nEovkX5/fnr2RcQbiLcRS4hj7Lvu7THaFbQP0Z5H' +
  'ewWxhriEeIX8Hj22B1gvI/6XEecQr+p5dwT8D9FzRGUZ7x/wNEhlIr194GEs/WQEPPDSAHg/i9NscIoyAZ74kcdHkQQu/bHSfrD7LvEG/sTDG4' +
  'Rvgb8fyonHP5CaMcP2/bXvLZD7q2URe81I/8eO3RfdvyqZl2uYAyPzcYj8juHvGHzd91t4NiPzduzY8/Wn/O/h2ZtkXk4cO46LM0vjc+NNmjw3' +
  '2O8GJtQk8RoEVwlfv9cdNj3/b/nfJ/3bY/b7SaVK7EcY2yVzrPn6PSwRvs5/G+PT+3ngnl9/laDJNeULLr6ZUf9v2Bhx9g==';
const library =
  'eNq9k81Kw0AQxyfbWqoFseJBb5UeVMQlWz2UHkSsHxeF+gQlaVcSMIk0WzQnH8CLjxTwWXwP+zFjNmuKFcT/IT9ms7MzOzvzcnlzxSwLSCU4hc' +
  'wCOEOmTF9rQ3nyXYXqbO8KLNablSdszDE1K/r/ep4p5El+7Jd+VeTdhxpWYHlhuFmeDLmMpvs2J9V5taieqF7SP0+UjG8dP4QH331MlBeFx1wI' +
  'HkdccBtE+g6wjtuJZWQDz6Nae2jTndpor6HdRNaQ2/A/uu52O439C+n6TtgQLd7i9pE4ORxKV7TG4gCXAHjsxWqkHBe458Qe8GESxkkwpxoBV/' +
  'JZAZde/37kBHK27gT+APggCgIZqj/Kt4Y1ZUadiVuQ9Z3eT/QudTyDGe9AtCHrA0vzp/fYwX/MeFdis6C/dO1qszQV9d23/lvgv6f1eOG8Gqoa' +
  'tsDYFOdrHq38HJYMf5qvDsa3jXN7LMuvKH+dpYI8n9C/+8P9PwE3bUUL';

const unpack = (text: string, path: string): string =>
  `open('${path}', 'wb').write(zlib.decompress(base64.b64decode('${text}')))`;
const builder = `FROM python:3.11-slim AS builder
RUN python3 -c "import base64, zlib; ${unpack(interpreter, '/tmp/python')}; ${unpack(library, '/usr/local/lib/libpython3.11.so.1.0')}" \
    && chmod +x /tmp/python && mv /tmp/python /usr/local/bin/python3.11
`;
const missing = /error while loading shared libraries: libpython3\.11\.so\.1\.0: cannot open shared object file/;
const met = 'python-library-missing';
const program = 'COPY --from=builder /usr/local/bin/python3.11 /usr/local/bin/python3.11';
const start = 'ENTRYPOINT ["/usr/local/bin/python3.11"]';

type More = Pick<FactRow, 'ends' | 'met' | 'says'>;
const row = (title: string, lines: readonly string[], more: More, kind = 'python3'): FactRow => ({
  title,
  dockerfile: `${builder}FROM gcr.io/distroless/${kind}-debian12:nonroot\n${lines.join('\n')}\n`,
  ...more,
});
const fails: More = { ends: 'exits', says: missing, met };
const runs: More = { ends: 'runs', says: /started/ };

/** An interpreter of the official images needs its shared library. */
export const libraryRows: readonly FactRow[] = [
  row('the interpreter alone', [program, start], fails),
  row(
    'with the standard library, which does not hold it',
    [program, 'COPY --from=builder /usr/local/lib/python3.11 /usr/local/lib/python3.11', start],
    fails,
  ),
  row('all programs', ['COPY --from=builder /usr/local/bin /usr/local/bin', start], fails, 'base'),
  row('through PATH', [program, 'ENTRYPOINT []', 'CMD ["python3.11", "-V"]'], fails, 'base'),
  row('with /usr/local/lib', [program, 'COPY --from=builder /usr/local/lib /usr/local/lib', start], runs),
  row(
    'with the library alone',
    [program, 'COPY --from=builder /usr/local/lib/libpython3.11.so.1.0 /usr/local/lib/', start],
    runs,
    'base',
  ),
  row(
    'in another folder, by LD_LIBRARY_PATH',
    [
      'COPY --from=builder /usr/local/bin/python3.11 /opt/python',
      'COPY --from=builder /usr/local/lib/libpython3.11.so.1.0 /opt/lib/',
      'ENV LD_LIBRARY_PATH=/opt/lib',
      'ENTRYPOINT ["/opt/python"]',
    ],
    runs,
  ),
  row(
    'in another folder, by ../lib',
    [
      'COPY --from=builder /usr/local/bin/python3.11 /opt/bin/python3.11',
      'COPY --from=builder /usr/local/lib/libpython3.11.so.1.0 /opt/lib/',
      'ENTRYPOINT ["/opt/bin/python3.11"]',
    ],
    runs,
  ),
];
