import { examplePlan, type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM gcr.io/distroless/python3-debian12:nonroot
      CMD ["main.py"]
    `,
    underlined: ['gcr.io/distroless/python3-debian12:nonroot'],
    good: text`
      FROM gcr.io/distroless/python3-debian13:nonroot
      CMD ["main.py"]
    `,
    fix: 'Use the successor',
  },
  {
    title: 'Outside the plan, through an ARG',
    file: 'tools/Dockerfile',
    bad: text`
      ARG BASE="gcr.io/distroless/nodejs18-debian12"
      FROM $BASE
      CMD ["main.js"]
    `,
    good: text`
      ARG BASE="gcr.io/distroless/nodejs22-debian13"
      FROM $BASE
      CMD ["main.js"]
    `,
    with: { 'lucid.yaml': examplePlan('Dockerfile') },
    fix: 'Use the successor',
  },
  {
    title: 'The fix removes the digest of the old image',
    file: 'tools/Dockerfile',
    bad: 'FROM gcr.io/distroless/cc-debian12:nonroot@sha256:d97bc0a941b8d4be647dc0ee75b264ddbb772f1ac5ba690a4309c00723b23775\n',
    good: 'FROM gcr.io/distroless/cc-debian13:nonroot\n',
    with: { 'lucid.yaml': examplePlan('Dockerfile') },
    fix: 'Use the successor',
  },
  {
    title: 'A misspelt name, which distroless-tag corrects',
    file: 'tools/Dockerfile',
    bad: 'FROM gcr.io/distroless/python-debian12:nonroot\n',
    with: { 'lucid.yaml': examplePlan('Dockerfile') },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A maintained image, a name without a release, a stage that is not built, another registry',
    file: 'Dockerfile',
    text: text`
      FROM gcr.io/distroless/java17-debian11 AS unused
      FROM gcr.io/distroless/static AS a
      FROM registry.example.org/distroless/python3-debian12 AS b
      FROM gcr.io/distroless/python3-debian13
      COPY --from=a /a /a
      COPY --from=b /b /b
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  {
    rules: [
      'distroless-missing-tool',
      'entrypoint-repeated',
      'no-user-creation',
      'python-version-mismatch',
      'python-packages-path',
    ],
    why: 'The successor has another version of the language, as the title of the fix says. It also has no digest, so its contents are known.',
  },
];
