import { examplePlan, type RuleExamples, text } from '../example.ts';

const plan = examplePlan('Dockerfile').replace(
  'phases:',
  'isolation:\n  tron:\n    tokens: [tron, trx, tronpy, trongrid, payment_systems]\n    images: []\n    allowed: []\nphases:',
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
  {
    title: 'Sources and configuration that the image copies',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11 AS builder
      WORKDIR /src
      COPY requirements.txt ./
      RUN pip install -r requirements.txt
      COPY . .
      FROM gcr.io/distroless/python3-debian12
      COPY blockchain/engine/ /app/engine/
      COPY blockchain/config.yaml /app/
      COPY --from=builder /src/common /app/common
    `,
    underlined: ['requirements.txt', '.', 'blockchain/engine/', 'blockchain/config.yaml'],
    with: {
      'lucid.yaml': plan,
      'requirements.txt': 'flask==3.0\ntronpy==0.4.0\n',
      'blockchain/engine/main.py': '"""No TRON here."""\nimport os\nimport tronpy  # pays\n',
      'blockchain/engine/tron_client.py': 'import os\n',
      'blockchain/config.yaml': 'node: https://api.trongrid.io\n',
      'common/pay.ts': 'export const client = pay("trx", new TronClient());\n',
      'other/main.py': 'import tronpy\n',
    },
  },
  {
    title: 'A folder whose name the instruction does not tell',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY . /app/
    `,
    underlined: ['.'],
    with: { 'lucid.yaml': plan, 'payment-systems/main.py': 'print()\n' },
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
  {
    title: 'Other words, comments, what the ignore file leaves out, and what stays in a builder',
    file: 'Dockerfile',
    text: text`
      FROM python:3.11 AS builder
      WORKDIR /src
      COPY . .
      FROM gcr.io/distroless/python3-debian12
      COPY app/ /app/
      COPY --from=builder /src/dist /app/dist
    `,
    with: {
      'lucid.yaml': plan,
      'app/main.py': '# TRON pays elsewhere\nimport electron, neutron\n"""\nNothing for TRON.\n"""\n',
      'app/web.ts': '// not tron\n/* tronpy */\nconst a = "https://example.org";\n',
      'app/db.ts': 'await db.transaction(async (trx) => trx("users").where({ trx_id: 1 }));\n',
      'app/notes.md': 'TRON\n',
      'app/crypto.py': 'from Cryptodome import pycryptodomex\n',
      'app/ignored/pay.py': 'import tronpy\n',
      'dist/index.js': 'run()\n',
      'payment/tron.py': 'import tronpy\n',
      '.dockerignore': 'app/ignored\n',
    },
  },
];
