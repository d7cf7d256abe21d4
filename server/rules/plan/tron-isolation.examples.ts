import { examplePlan, type RuleExamples, text } from '../example.ts';

const plan = examplePlan('Dockerfile').replace(
  'phases:',
  'isolation:\n  tron:\n    tokens: [tron, tronpy, payment_systems]\n    images: []\n    allowed: []\nphases:',
);

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV TRON_API_URL=https://api.example.org
      COPY payment-systems/ /app/
    `,
    underlined: ['TRON', 'payment-systems'],
    with: { 'lucid.yaml': plan, 'payment-systems/main.py': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Electron, and a comment',
    file: 'Dockerfile',
    text: text`
      # not for TRON
      FROM scratch
      ENV ELECTRON_VERSION=31 NEUTRON=1
      LABEL title="Electron shell"
    `,
    with: { 'lucid.yaml': plan },
  },
];
