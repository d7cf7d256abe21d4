import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      EXPOSE 80000 8080
      EXPOSE 8080/http 8090-8080 api
    `,
    underlined: ['80000', '8080/http', '8090-8080', 'api'],
  },
  {
    title: 'Commas between ports',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      EXPOSE 8080, 8081
      EXPOSE 9000,9001/udp
    `,
    underlined: ['8080,', '9000,9001/udp'],
    good: text`
      FROM scratch
      EXPOSE 8080 8081
      EXPOSE 9000 9001/udp
    `,
  },
  {
    title: 'The value of a variable',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ARG PORT=80800
      EXPOSE $PORT
    `,
    underlined: ['$PORT'],
  },
  {
    title: 'A comma alone',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      EXPOSE ,
    `,
    underlined: [','],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Ranges, protocols, a mapping, and several ports in one variable',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ARG PORTS="8080 8081"
      EXPOSE 8080-8090/udp 53/UDP 127.0.0.1:80:8080 65535 $PORTS $UNKNOWN 9/
    `,
  },
  {
    title: 'A stage that is not built',
    file: 'Dockerfile',
    text: text`
      FROM scratch AS unused
      EXPOSE 80000
      FROM scratch
    `,
  },
];
