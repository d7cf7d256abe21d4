import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV PORT=8090 \
          HOST=0.0.0.0
      EXPOSE 8090/tcp
      ENTRYPOINT ["/server", "--port", "8090", "--bind=0.0.0.0:8090"]
    `,
    underlined: ['8090', '8090/tcp', '"8090"', '"--bind=0.0.0.0:8090"'],
    good: text`
      FROM scratch
      ENV PORT=8080 \
          HOST=0.0.0.0
      EXPOSE 8080/tcp
      ENTRYPOINT ["/server", "--port", "8080", "--bind=0.0.0.0:8080"]
    `,
  },
  {
    title: 'The plan names several ports: a person must choose',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      EXPOSE 8090
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile').replace('[8080]', '[8500, 8086]') },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'One of the ports of the plan, a builder stage, a port of another service',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS build
      EXPOSE 9999
      FROM scratch
      ARG P=8080
      ENV REDIS_PORT=6379 PORT=$P
      EXPOSE $PORT
      CMD ["/server", "-p", "8080", "-v", "9"]
    `,
  },
];
