import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'Two colons',
    file: 'Dockerfile',
    bad: 'FROM docker.io/acme/lucid:base:latest\n',
    underlined: ['docker.io/acme/lucid:base:latest'],
    good: 'FROM docker.io/acme/lucid-base:latest\n',
    with: {
      'lucid.yaml': `${examplePlan('Dockerfile')}      - { id: base, image: lucid-base, dockerfile: Dockerfile.base, context: . }\n`,
    },
    fix: 'Use the image of the plan',
  },
  {
    title: 'Capital letters, a scheme, an empty tag',
    file: 'Dockerfile',
    bad: text`
      FROM Python:3.11-slim AS a
      FROM https://ghcr.io/acme/tools:1 AS b
      FROM debian:
      COPY --from=a /a /a
      COPY --from=b /b /b
      COPY --from=acme/Tools:1 /c /c
    `,
  },
  {
    title: 'A variable without a value, also in a stage that is not built',
    file: 'Dockerfile',
    bad: text`
      FROM \${BUILDER} AS unused
      ARG BASE=debian:12
      FROM debian:12
    `,
  },
  {
    title: 'An ARG to which neither its line nor the plan gives a value',
    file: 'Dockerfile',
    bad: text`
      ARG BASE
      FROM \${BASE}
    `,
    underlined: ['${BASE}'],
  },
  {
    title: 'The fix writes lower case',
    file: 'Dockerfile',
    bad: 'FROM Debian:12\n',
    good: 'FROM debian:12\n',
    fix: 'Write it in lower case',
  },
  {
    title: 'A stage name with a capital letter: COPY finds it, FROM does not',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12 AS Build
      FROM Build AS test
      FROM debian:12
      COPY --from=Build /etc/hostname /x
    `,
    good: text`
      FROM debian:12 AS Build
      FROM build AS test
      FROM debian:12
      COPY --from=Build /etc/hostname /x
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Ports, digests, stage names in any case, defaults, variables that the command line may set',
    file: 'tools/Dockerfile',
    text: text`
      ARG TAG
      ARG BASE
      FROM localhost:5000/acme/app:1.2_x AS One
      FROM one AS two
      FROM debian:12@sha256:d97bc0a941b8d4be647dc0ee75b264ddbb772f1ac5ba690a4309c00723b23775 AS three
      FROM \${BASE} AS four
      FROM acme/app:\${TAG} AS five
      FROM \${NOPE:-debian}:12
      COPY --from=One /a /a
      COPY --from=TWO /b /b
      COPY --from=three /c /c
      COPY --from=four /d /d
      COPY --from=five /e /e
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile') },
  },
  {
    title: 'A build argument of the plan',
    file: 'Dockerfile',
    text: text`
      ARG BASE
      FROM $BASE
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile', 'context: ., args: { BASE: "debian:12" }') },
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  { why: 'The contents of an image are unknown if its reference is not valid.' },
];
