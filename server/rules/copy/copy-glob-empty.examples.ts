import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY *.txs /app/
    `,
    underlined: ['*.txs'],
    good: text`
      FROM scratch
      COPY *.txt /app/
    `,
    fix: 'Use',
    with: { 'notes.txt': '' },
  },
  {
    title: 'No other source sends the folder: the build fails',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY data/*.csv /app/
    `,
    with: { 'data/table.json': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Files that may be missing, next to a file that is needed',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY package.json package-lock.json* yarn.lock* .npmrc* .yarnr[c] ./
    `,
    with: { 'package.json': '{}' },
  },
  {
    title: 'A pattern that matches',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY requirements*.txt src/**/ /app/
    `,
    with: { 'requirements.txt': '', 'src/a/b.py': '' },
  },
];
