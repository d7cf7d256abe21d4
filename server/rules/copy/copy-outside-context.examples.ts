import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'api/Dockerfile',
    bad: text`
      FROM scratch
      COPY ../shared/log.py /app/
    `,
    underlined: ['../shared/log.py'],
    good: text`
      FROM scratch
      COPY shared/log.py /app/
    `,
    with: { 'shared/log.py': '' },
  },
  {
    title: 'Another folder of that name lies where the path leads',
    file: 'svc/api/Dockerfile',
    bad: text`
      FROM scratch
      COPY ../shared/ /app/
    `,
    with: { 'shared/log.py': '', 'svc/shared/log.py': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A path that is not there: `copy-source-missing` reports it',
    file: 'api/Dockerfile',
    text: text`
      FROM scratch
      COPY ../nowhere/log.py /app/
    `,
  },
  {
    title: 'The path comes back into the context, or starts at its root',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY src/../a.txt /a.txt /app/
    `,
    with: { 'a.txt': '', 'src/b.txt': '' },
  },
];
