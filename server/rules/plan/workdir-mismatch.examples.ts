import { examplePlan, type RuleExamples, text } from '../example.ts';

const plan = examplePlan('Dockerfile').replace('phases:', 'workdir: /app\nphases:');

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /srv/api
      CMD ["main.py"]
    `,
    underlined: ['/srv/api'],
    good: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /app
      CMD ["main.py"]
    `,
    fix: 'Use WORKDIR',
    with: { 'lucid.yaml': plan },
  },
  {
    title: 'Without WORKDIR the base decides',
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["/app/main.py"]
    `,
    underlined: ['FROM gcr.io/distroless/python3-debian12:nonroot'],
    with: { 'lucid.yaml': plan },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The same folder, in two steps',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /
      WORKDIR app/
    `,
    with: { 'lucid.yaml': plan },
  },
  {
    title: 'The plan asks for none',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      WORKDIR /srv
    `,
    with: { 'lucid.yaml': plan.replace('health: /health', 'health: /health, workdir: none') },
  },
];
