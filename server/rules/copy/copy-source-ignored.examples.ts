import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY config/app.yml /app/
    `,
    underlined: ['config/app.yml'],
    good: text`
      FROM scratch
      COPY config/app.yml /app/
    `,
    fix: 'Add',
    with: { 'config/app.yml': '', '.dockerignore': '*.md\nconfig/\n' },
  },
  {
    title: 'Everything in a folder',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY data/ /app/data/
    `,
    good: text`
      FROM scratch
      COPY data/ /app/data/
    `,
    fix: 'Add',
    with: { 'data/seed.csv': '', '.dockerignore': 'data/*\n' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The pattern matches at the root only, and an exception includes a path again',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY nested/.env.prod keep/x.txt /app/
    `,
    with: { 'nested/.env.prod': '', 'keep/x.txt': '', '.dockerignore': '.env.*\nkeep\n!keep/x.txt\n' },
  },
  {
    title: 'A folder that is empty anyway, and a folder with a file that is not excluded',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY logs/ data/ /app/
    `,
    with: { 'logs/': '', 'data/a.csv': '', 'data/.gitkeep': '', '.dockerignore': 'logs/*\ndata/*\n!data/.gitkeep\n' },
  },
];
