import { examplePlan, type RuleExamples, text, unknownCopy } from '../example.ts';

const plan = examplePlan('Dockerfile').replace('phases:', 'env:\n  PYTHONUNBUFFERED: "1"\n  LOG_LEVEL: INFO\nphases:');

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      CMD ["main.py"]
    `,
    underlined: ['FROM gcr.io/distroless/python3-debian12:nonroot'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      ENV PYTHONUNBUFFERED=1 \
          LOG_LEVEL=INFO
      CMD ["main.py"]
    `,
    with: { 'lucid.yaml': plan },
  },
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV LOG_LEVEL=DEBUG
      CMD ["main.py"]
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      ENV LOG_LEVEL=DEBUG
      ENV PYTHONUNBUFFERED=1
      CMD ["main.py"]
    `,
    with: { 'lucid.yaml': plan },
  },
  {
    title: 'COPYs that stand together stay together, and the indentation is kept',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
        COPY a.py /app/
        WORKDIR /app
        COPY b.py ./
        COPY c.py ./

        COPY d.py ./
    `,
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
        COPY a.py /app/
        WORKDIR /app
        COPY b.py ./
        COPY c.py ./
        ENV PYTHONUNBUFFERED=1 \
            LOG_LEVEL=INFO

        COPY d.py ./
    `,
    with: { 'lucid.yaml': plan, 'a.py': '', 'b.py': '', 'c.py': '', 'd.py': '' },
  },
  {
    title: 'Two images of the plan want different values',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
    with: {
      'lucid.yaml': `${plan.replace('LOG_LEVEL: INFO', 'NAME: "{id}"')}      - { id: web, image: web, dockerfile: Dockerfile, context: . }\n`,
    },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Set in the stage that the final stage is built from, with both forms of ENV',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot AS base
      ENV PYTHONUNBUFFERED 1
      FROM base
      ENV LOG_LEVEL=INFO
    `,
    with: { 'lucid.yaml': plan },
  },
  {
    title: 'PYTHONUNBUFFERED in an image without Python',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/static-debian12:nonroot
      ENV LOG_LEVEL=INFO
      COPY app /app
      ENTRYPOINT ["/app"]
    `,
    with: { 'lucid.yaml': plan, app: '' },
  },
];

export const unmasks: RuleExamples['unmasks'] = [unknownCopy];
