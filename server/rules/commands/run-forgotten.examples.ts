import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN cd /app
      RUN make
    `,
    underlined: ['cd /app'],
    fix: 'Write it as WORKDIR',
    good: text`
      FROM debian:12
      WORKDIR /app
      RUN make
    `,
  },
  {
    title: 'A variable',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN export NODE_ENV=production
    `,
    underlined: ['export NODE_ENV=production'],
    fix: 'Write it as ENV',
    good: text`
      FROM debian:12
      ENV NODE_ENV=production
    `,
  },
  {
    title: 'A virtual environment',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12
      RUN python -m venv /venv && . /venv/bin/activate
      RUN pip install flask
    `,
    underlined: ['. /venv/bin/activate'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The same RUN goes on, or goes back',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      RUN cd /app && make
      RUN cd /app && make && cd ..
      RUN . /venv/bin/activate && pip install flask
      RUN (cd /app)
      RUN make || cd /
      RUN export
      RUN . /etc/profile
    `,
  },
];
