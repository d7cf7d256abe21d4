import type { FactRow } from './fact-rows.ts';

/** The context of these rows; some bring an ignore file as well. */
const context: Readonly<Record<string, string>> = {
  'a.txt': 'a',
  'b.txt': 'b',
  'sub/b.txt': 'sub b',
  'Upper/u.txt': 'u',
  'sp ace.txt': 'space',
  'br[1].txt': 'bracket',
  'link.txt': '-> a.txt',
  'emptydir/': '',
  'data/c.csv': 'c',
  'ign/i.txt': 'i',
  'keep/x': 'x',
  'keep/y': 'y',
  'nested/.env.prod': 'SECRET=1',
};

const python = 'FROM gcr.io/distroless/python3-debian12:nonroot\n';
const scratch = (name: string): string => `FROM scratch AS ${name}\nCOPY a.txt /a\n`;
/** A step whose output tells what is at /x, so that it is seen what a COPY did: a file's text, or the files in a folder. */
const list = `RUN ["/usr/bin/python3", "-c", "import os; print('found', 'file ' + open('/x').read() if os.path.isfile('/x') else sorted(f for _, _, files in os.walk('/x') for f in files) or os.path.isdir('/x'))"]\n`;
const found = (...names: string[]): RegExp => new RegExp(`found \\[${names.map((name) => `'${name}'`).join(', ')}\\]`);
const notFound = (path: string): RegExp => new RegExp(`"/${path}": not found`);

type More = Partial<Pick<FactRow, 'met' | 'title'>> & { readonly ignore?: string; readonly own?: string };

function row(instruction: string, ends: FactRow['ends'], says: RegExp, { ignore, own, ...more }: More = {}): FactRow {
  const ignores = {
    ...(ignore !== undefined && { '.dockerignore': ignore }),
    ...(own !== undefined && { 'Dockerfile.dockerignore': own }),
  };
  const given = Object.entries(ignores).map(([name, text]) => `${name}: ${text.trim().replaceAll('\n', ' ')}; `);
  const title = `${given.join('')}${instruction}`;
  const dockerfile = /^FROM/.test(instruction) ? instruction : `${python}${instruction}\n${list}`;
  return { title, dockerfile, files: { ...context, ...ignores }, ends, says, ...more };
}

const builds = (instruction: string, says: RegExp, more?: More): FactRow => row(instruction, 'builds', says, more);
const missing = (instruction: string, path: string, more?: More): FactRow =>
  row(instruction, 'build fails', notFound(path), { met: 'copy-source-missing', ...more });

export const copyRows: readonly FactRow[] = [
  builds('COPY ../a.txt /x/', found('a.txt'), { met: 'copy-outside-context' }),
  builds('COPY sub/../a.txt /x/', found('a.txt')),
  builds('COPY /a.txt /x/', found('a.txt')),
  missing('COPY ../missing.txt /x/', 'missing.txt'),
  missing('COPY missing/ /x/', 'missing'),
  missing('ADD missing.tgz /x/', 'missing.tgz'),
  builds('COPY *.nope /x/', /found False/, { met: 'copy-glob-empty' }),
  builds('COPY a.txt *.nope /x/', found('a.txt'), { met: 'copy-glob-empty' }),
  missing('COPY upper /x/', 'upper'),
  missing('COPY a.txt /x 2>/dev/null || true', '(?:\\|\\||2>/dev/null)', { met: 'copy-shell-syntax' }),
  missing('COPY sp\\ ace.txt /x/', '(?:sp|ace.txt)'),
  row('COPY "sp ace.txt" /x/', 'build fails', /unexpected end of statement while looking for matching double-quote/, {
    met: 'dockerfile-syntax',
  }),
  builds('COPY ["sp ace.txt", "/x/"]', found('sp ace.txt')),
  builds('COPY br[1].txt /x/', /found False/, { met: 'copy-glob-empty' }),
  builds('COPY br[[]1].txt /x/', found('br\\[1\\].txt')),
  builds('COPY a.txt/ /x/', found('a.txt')),
  builds('COPY a.txt b.txt /x', /found file b/, { met: 'copy-destination-file' }),
  builds('COPY link.txt /x/', found('link.txt')),
  builds('COPY emptydir/ /x/', /found True/),
  builds('ARG D=sub\nCOPY ${D}/b.txt ${NOPE:-a.txt} /x/', found('a.txt', 'b.txt')),
  missing('RUN --mount=type=bind,source=nope,target=/n ["/usr/bin/python3", "-c", ""]', 'nope'),
  row(
    'RUN --mount=type=bind,from=nostage,target=/n ["/usr/bin/python3", "-c", ""]',
    'build fails',
    /nostage.*not found/,
    { met: 'copy-from-missing' },
  ),
  row('COPY --from=nostage /a /x/', 'build fails', /nostage.*not found/, { met: 'copy-from-missing' }),
  builds(`${scratch('One')}${python}COPY --from=one /a /x/\n${list}`, found('a'), { title: 'COPY --from=one of One' }),
  builds(`${scratch('one')}${python}COPY --from=0 /a /x/\n${list}`, found('a'), { title: 'COPY --from=0' }),
  builds('COPY --parents ./sub/./b.txt data/*.csv /x/', found('b.txt', 'c.csv')),
  builds('COPY --exclude=*.txt . /x/', /found \[(?!.*a\.txt).*'c\.csv'/),
  missing('COPY a.txt /x/', 'a.txt', { ignore: 'a.txt\n', met: 'copy-source-ignored' }),
  missing('COPY ign/ /x/', 'ign', { ignore: 'ign\n', met: 'copy-source-ignored' }),
  builds('COPY ign/ /x/', /found True/, { ignore: 'ign/*\n', met: 'copy-source-ignored' }),
  builds('COPY ign/ /x/', /found True/, { ignore: 'ign/**\n', met: 'copy-source-ignored' }),
  builds('COPY ign/ /x/', found('i.txt'), { ignore: 'ign/*\n!ign/**\n' }),
  builds('COPY keep/ /x/', found('x'), { ignore: '*\n!keep/x\n' }),
  missing('COPY a.txt sub/b.txt /x/', 'sub/b.txt', { ignore: '**/*.txt\n!a.txt\n', met: 'copy-source-ignored' }),
  builds('COPY nested/.env.prod /x/', found('.env.prod'), { ignore: '.env.*\n', met: 'copy-secret' }),
  builds('COPY a.txt /x/', found('a.txt'), { ignore: 'a.txt\n', own: 'b.txt\n' }),
  missing('COPY b.txt /x/', 'b.txt', { ignore: 'a.txt\n', own: 'b.txt\n', met: 'copy-source-ignored' }),
];
