import type { FactRow } from './fact-rows.ts';
import { interpreterStage, libraryMissing } from './fixture-interpreter.ts';

const met = 'python-library-missing';
const program = 'COPY --from=builder /usr/local/bin/python3.11 /usr/local/bin/python3.11';
const start = 'ENTRYPOINT ["/usr/local/bin/python3.11"]';

type More = Pick<FactRow, 'ends' | 'met' | 'says'>;
const row = (title: string, lines: readonly string[], more: More, kind = 'python3'): FactRow => ({
  title,
  dockerfile: `${interpreterStage}FROM gcr.io/distroless/${kind}-debian12:nonroot\n${lines.join('\n')}\n`,
  ...more,
});
const fails: More = { ends: 'exits', says: libraryMissing, met };
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
