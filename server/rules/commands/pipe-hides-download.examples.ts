import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y curl
      RUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && apt-get install -y nodejs
    `,
    underlined: ['curl'],
    fix: 'Use bash with pipefail',
    good: text`
      FROM debian:12-slim
      RUN apt-get update && apt-get install -y curl
      SHELL ["/bin/bash", "-o", "pipefail", "-c"]
      RUN curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && apt-get install -y nodejs
    `,
  },
  {
    title: 'On Alpine, wget, two downloads',
    file: 'Dockerfile',
    bad: text`
      FROM alpine:3.20
      RUN apk add curl && \
          wget -qO- https://example.com/install.sh | sh -s -- --yes
      RUN curl -fsSL https://example.com/key.gpg | tee /etc/key.gpg > /dev/null
    `,
    underlined: ['wget'],
  },
  {
    title: 'Python reads the script',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.12-slim
      RUN curl -sSL https://install.python-poetry.org | python3 -
    `,
    underlined: ['curl'],
  },
  {
    title: 'An account that is made behind it does not need the download',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN curl -fsS https://example.org/x | sh; useradd app
    `,
    underlined: ['curl'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'The reader fails where nothing comes',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim
      RUN curl -fsSL https://example.com/a.tgz | tar xz -C /opt
      RUN curl -fsSL https://example.com/key | gpg --dearmor -o /etc/apt/keyrings/key.gpg
      RUN curl -fsSL https://example.com/sums | sha256sum -c -
    `,
  },
  {
    title: 'pipefail is set',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.20
      RUN set -o pipefail && wget -qO- https://example.com/install.sh | sh
      SHELL ["/bin/ash", "-eo", "pipefail", "-c"]
      RUN wget -qO- https://example.com/install.sh | sh
    `,
  },
  {
    title: 'The same step uses what the download brings, and fails without it',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim
      RUN curl -LsSf https://astral.sh/uv/install.sh | sh && mv /root/.local/bin/uv /usr/local/bin/
    `,
  },
  {
    title: 'Conditions and substitutions, and no download',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim
      RUN if curl -s https://example.com | cat; then echo yes; fi
      RUN VERSION=$(curl -s https://example.com/version | cat) && echo "$VERSION"
      RUN cat script | sh
      RUN curl -fsSL https://example.com/install.sh | sh -c 'cat > /install.sh; test -s /install.sh'
    `,
  },
];
