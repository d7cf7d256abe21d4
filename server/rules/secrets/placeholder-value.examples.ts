import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV PORT=8080 \
          JWT_SECRET_KEY=CHANGE_ME \
          TRON_API_KEY="your_tron_api_key_here"
      ARG ENDPOINT=<host>
    `,
    underlined: ['CHANGE_ME', '"your_tron_api_key_here"', '<host>'],
  },
  {
    title: 'In the middle of a value',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV DATABASE_URL=postgres://app:changeme@db:5432/app
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Real values, and values that are not known',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ARG TOKEN
      ENV A=exchange-me-not B=xx C="<<" D=methodology E=here F=TODOLIST G=\${CHANGE_ME} H=interchange I=your_name J=sorry_your_turn
    `,
  },
  {
    title: 'Comments and commands',
    file: 'Dockerfile',
    text: text`
      # CHANGE_ME
      FROM debian:12
      LABEL note="TODO"
      RUN sed -i s/CHANGE_ME/x/ /etc/app.conf
    `,
  },
];
