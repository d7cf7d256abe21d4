import type { FactRow } from './fact-rows.ts';

const debian = 'FROM debian:12-slim';
const files = { 'a.txt': 'a', 'b.txt': 'b', 'd/i.txt': 'i' };

const row = (
  title: string,
  ends: 'builds' | 'build fails',
  lines: readonly string[],
  more: Pick<FactRow, 'met' | 'says'>,
): FactRow => ({ title, dockerfile: `${lines.join('\n')}\n`, files, ends, ...more });

/** What a step says without failing, and what the shell of Debian does not know. */
export const shellRows: readonly FactRow[] = [
  row('A pipe whose download fails', 'builds', [debian, 'RUN curl -fsSL http://127.0.0.1:1/install.sh | sh'], {
    met: 'pipe-hides-download',
  }),
  row(
    'The same under pipefail',
    'build fails',
    [debian, 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]', 'RUN false | sh'],
    { says: /exit code: 1/ },
  ),
  row('A pipe into tar whose download fails', 'build fails', [debian, 'RUN false | tar xz'], {
    says: /unexpected end of file/,
  }),
  row('pipefail in dash', 'build fails', [debian, 'RUN set -euxo pipefail; true'], {
    met: 'pipefail-unknown',
    says: /Illegal option -o pipefail/,
  }),
  row('pipefail in a here-document of dash', 'build fails', [debian, 'RUN <<EOF', 'set -o pipefail || true', 'EOF'], {
    met: 'pipefail-unknown',
    says: /Illegal option -o pipefail/,
  }),
  row(
    'A variable that reads another one of the same ENV',
    'builds',
    [debian, 'ENV A=old', 'ENV A=new B=$A', 'RUN test "$B" = old'],
    { met: 'env-same-instruction' },
  ),
  row(
    'A variable that reads another one of the same ARG',
    'builds',
    [debian, 'ARG A=new B=$A', 'RUN test "$B" = new'],
    {},
  ),
  row('COPY --from an empty stage', 'build fails', ['FROM scratch AS empty', debian, 'COPY --from=empty /a.txt /x/'], {
    met: 'copy-from-missing',
    says: /lstat \/a\.txt: no such file or directory/,
  }),
  row(
    'COPY --from the root of an empty stage',
    'builds',
    ['FROM scratch AS empty', debian, 'COPY --from=empty / /x/'],
    {},
  ),
  row(
    'COPY --from a path that a known stage lacks',
    'build fails',
    ['FROM scratch AS files', 'WORKDIR /app', debian, 'COPY --from=files /nope /x/'],
    { met: 'copy-from-missing', says: /"\/nope": not found/ },
  ),
  row(
    'COPY --from an empty stage, in a stage that is not built',
    'builds',
    ['FROM scratch AS empty', `${debian} AS test`, 'COPY --from=empty /a.txt /x/', debian, 'COPY a.txt /'],
    {},
  ),
  row('Two files onto one path', 'builds', [debian, 'COPY a.txt b.txt /app', 'RUN test "$(cat /app)" = b'], {
    met: 'copy-destination-file',
  }),
  row('Two files onto one path, and WORKDIR', 'build fails', [debian, 'COPY a.txt b.txt /app', 'WORKDIR /app'], {
    met: 'copy-destination-file',
    says: /mkdir \/app: not a directory/,
  }),
  row('A file and a folder onto one path', 'build fails', [debian, 'COPY a.txt d /app'], {
    met: 'copy-destination-file',
    says: /cannot copy to non-directory/,
  }),
  row('A folder and a file onto one path', 'builds', [debian, 'COPY d a.txt /app', 'RUN test -f /app/a.txt'], {}),
  row('sudo in an official image', 'build fails', [debian, 'RUN sudo echo hi'], {
    met: 'sudo-missing',
    says: /sudo: not found/,
  }),
  row('cd in a RUN of its own', 'builds', [debian, 'RUN cd /tmp', 'RUN test "$PWD" = /'], { met: 'run-forgotten' }),
  row('export in a RUN of its own', 'builds', [debian, 'RUN export A=b', 'RUN test -z "$A"'], { met: 'run-forgotten' }),
  row('apt-get install that asks', 'build fails', [debian, 'RUN apt-get update', 'RUN apt-get install curl'], {
    says: /Do you want to continue\? \[Y\/n\] Abort/,
  }),
  row('apt-get install without update', 'build fails', [debian, 'RUN apt-get install -y curl'], {
    met: 'apt-get-lists',
    says: /E: Unable to locate package curl/,
  }),
];
