import { examplePlan, type RuleExamples, text, unknownCopy } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'The paths repeat the folder of the build context',
    file: 'payment-systems/tron/Dockerfile.tron-client',
    bad: text`
      FROM scratch
      COPY payment-systems/tron/requirements.txt ./
      COPY payment-systems/tron/services/ ./services/
    `,
    underlined: ['payment-systems/tron/requirements.txt', 'payment-systems/tron/services/'],
    good: text`
      FROM scratch
      COPY requirements.txt ./
      COPY services/ ./services/
    `,
    with: {
      'lucid.yaml': examplePlan('payment-systems/tron/Dockerfile.tron-client', 'context: payment-systems/tron'),
      'payment-systems/tron/requirements.txt': '',
      'payment-systems/tron/services/client.py': '',
    },
  },
  {
    title: 'The build context is the root, but the paths start at the folder of the Dockerfile',
    file: 'auth/Dockerfile',
    bad: text`
      FROM scratch
      COPY ["main.py", "settings file.ini", "/app/"]
    `,
    good: text`
      FROM scratch
      COPY ["auth/main.py", "auth/settings file.ini", "/app/"]
    `,
    with: {
      'lucid.yaml': examplePlan('auth/Dockerfile', 'context: .'),
      'auth/main.py': '',
      'auth/settings file.ini': '',
    },
  },
  {
    title: 'The folder of the build context itself, and a pattern',
    file: 'node/Dockerfile',
    bad: text`
      FROM scratch
      COPY node/*.py ./
      COPY node/ .
    `,
    underlined: ['node/*.py', 'node/'],
    good: text`
      FROM scratch
      COPY *.py ./
      COPY . .
    `,
    with: { 'lucid.yaml': examplePlan('node/Dockerfile', 'context: node'), 'node/main.py': '' },
  },
  {
    title: 'No file declares the build context, and the sources count from two folders',
    file: 'auth/Dockerfile',
    bad: text`
      FROM scratch
      COPY auth/main.py auth/config.py /app/
      COPY requirements.txt /app/
    `,
    underlined: ['requirements.txt'],
    with: {
      'lucid.yaml': examplePlan('other/Dockerfile'),
      'other/Dockerfile': 'FROM scratch\n',
      'auth/main.py': '',
      'auth/config.py': '',
      'auth/requirements.txt': '',
    },
  },
  {
    title: 'One source is not found afterwards: nothing is changed',
    file: 'auth/Dockerfile',
    bad: text`
      FROM scratch
      COPY auth/main.py auth/gone.bin /app/
    `,
    with: { 'lucid.yaml': examplePlan('auth/Dockerfile', 'context: auth'), 'auth/main.py': '' },
  },
  {
    title: 'The folder was renamed',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY session-core/ \
        # the heart of it
        /app/core/
    `,
    good: text`
      FROM scratch
      COPY session_core/ \
        # the heart of it
        /app/core/
    `,
    with: { 'session_core/core.py': '' },
  },
  {
    title: 'Most sources fit another build context',
    file: 'sessions/Dockerfile.api',
    bad: text`
      FROM scratch
      COPY sessions/api/ /app/api/
      COPY common/ /app/common/
    `,
    good: text`
      FROM scratch
      COPY sessions/api/ /app/api/
      COPY common/ /app/common/
    `,
    fix: 'Change the build context',
    with: {
      'lucid.yaml': examplePlan('sessions/Dockerfile.api', 'context: sessions'),
      'sessions/api/main.py': '',
      'common/log.py': '',
    },
  },
  {
    title: 'A bind mount of a missing file',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN --mount=type=bind,source=setup.sh,target=/setup.sh sh /setup.sh
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'ONBUILD in a stage that no other stage is built from',
    file: 'Dockerfile',
    text: text`
      FROM node:22
      ONBUILD COPY package.json ./
    `,
    with: { 'main.js': '' },
  },
  {
    title:
      'Variables whose values are known, another stage, a URL, a here-document and a path that starts above the root',
    file: 'Dockerfile',
    text: text`
      FROM debian:12 AS build
      ARG DIR=src
      COPY \${DIR}/main.py ../src/main.py /src/main.py ./
      FROM scratch
      COPY --from=build /anything /x/
      ADD https://example.org/x.tgz /x/
      COPY <<EOF /y
      text
      EOF
    `,
    with: { 'src/main.py': '' },
  },
  {
    title: 'A path that depends on an unknown value',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      COPY \${FROM_THE_BASE_IMAGE}/main.py ./
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [unknownCopy];
