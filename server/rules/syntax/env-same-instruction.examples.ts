import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV VERSION=1.0
      ENV VERSION=2.0 ARCHIVE=app-$VERSION.tar
    `,
    underlined: ['app-$VERSION.tar'],
    fix: 'Set ARCHIVE in an ENV of its own',
    good: text`
      FROM scratch
      ENV VERSION=1.0
      ENV VERSION=2.0
      ENV ARCHIVE=app-$VERSION.tar
    `,
  },
  {
    title: 'A folder and what lies in it, over several lines',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      ENV HOME_DIR=/srv/app \
          LOG_DIR="\${HOME_DIR}/log"
    `,
    underlined: ['"${HOME_DIR}/log"'],
    fix: 'Set LOG_DIR in an ENV of its own',
    good: text`
      FROM debian:12
      ENV HOME_DIR=/srv/app
      ENV LOG_DIR="\${HOME_DIR}/log"
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'A variable that extends itself, one that stands first, and a name in single quotes',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ENV PATH=/app/bin:$PATH NAME=x
      ENV B=$A A=1
      ENV C=1 D='$C'
    `,
  },
  {
    title: 'The value does not change',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ENV A=1
      ENV A=1 B=$A
    `,
  },
  {
    title: 'ARG sets one after the other',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ARG A=1 B=$A
    `,
  },
];
