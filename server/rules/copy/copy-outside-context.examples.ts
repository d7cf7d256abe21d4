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
];

export const silent: RuleExamples['silent'] = [
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
