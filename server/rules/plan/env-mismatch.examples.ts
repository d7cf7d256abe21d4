import { examplePlan, type RuleExamples, text } from '../example.ts';

const plan = examplePlan('Dockerfile').replace(
  'phases:',
  'env: { SERVICE_NAME: "{id}", HOST: 0.0.0.0, DEBUG: "false", LOG_LEVEL: INFO, PYTHONPATH: /app, PORT: "{port}", DB_PASSWORD: "x" }\nphases:',
);
const withOther = `${plan}      - { id: web, image: lucid-web, dockerfile: web/Dockerfile, context: web, ports: [8081] }
`;
const shared = `${plan}      - { id: web, image: web, dockerfile: Dockerfile, context: ., ports: [8081] }
`;

export const examples: RuleExamples['examples'] = [
  {
    title: 'The name of another image of the plan',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV SERVICE_NAME=web
    `,
    underlined: ['web'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV SERVICE_NAME=api
    `,
    with: { 'lucid.yaml': withOther },
  },
  {
    title: 'Values that a person may have meant',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV HOST=127.0.0.1 \
          DEBUG="true" \
          LOG_LEVEL=DEBUG \
          SERVICE_NAME=something
    `,
    underlined: ['127.0.0.1', '"true"', 'DEBUG', 'something'],
    with: { 'lucid.yaml': plan },
  },
  {
    title: 'On request',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV HOST=127.0.0.1
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV HOST=0.0.0.0
    `,
    fix: 'Set HOST',
    with: { 'lucid.yaml': plan },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The same in other words, more folders, an unknown value, and what other rules report',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ARG NAME
      ENV HOST=:: DEBUG=0 LOG_LEVEL=info PYTHONPATH=/srv:/usr/local/lib SERVICE_NAME=$NAME
      ENV PORT=9999 DB_PASSWORD=swordfish
    `,
    with: { 'lucid.yaml': plan },
  },
  {
    title: 'The last value counts',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV DEBUG=true
      ENV DEBUG=false SERVICE_NAME=CHANGE_ME
    `,
    with: { 'lucid.yaml': plan },
  },
  {
    title: 'Another image of the plan is built from the same Dockerfile and has that name',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV SERVICE_NAME=web
    `,
    with: { 'lucid.yaml': shared },
  },
];
