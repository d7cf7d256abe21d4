import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM debian:12-slim
      RUN apt-get update && \
          apt-get install --no-install-recommends curl && \
          apt-get autoremove
    `,
    underlined: ['install', 'autoremove'],
    good: text`
      FROM debian:12-slim
      RUN apt-get update && \
          apt-get install -y --no-install-recommends curl && \
          apt-get autoremove -y
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Answered',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim
      RUN apt-get update && apt-get -y install curl && apt-get install -qqy git && apt-get install -qq jq
      RUN apt-get install -yq tree && apt install --assume-yes file && apt-get --yes upgrade
      RUN yes | apt-get install wget
      RUN apt-get install $APT_OPTIONS vim
      RUN apt-get -o APT::Get::Assume-Yes=true install nano
    `,
  },
  {
    title: 'The configuration answers',
    file: 'Dockerfile',
    text: text`
      FROM debian:12-slim
      RUN echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90yes
      RUN apt-get update && apt-get install curl
    `,
  },
  {
    title: 'An image that may have such a configuration',
    file: 'Dockerfile',
    text: text`
      FROM quay.io/acme/base:1
      RUN apt-get update && apt-get install curl
    `,
  },
];
