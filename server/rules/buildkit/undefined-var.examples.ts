import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ARG VERSION=1
      ENV TITLE="$NAME $VERSOIN"
      COPY app \${DEST}/
    `,
    underlined: ['$NAME', '$VERSOIN', '${DEST}'],
  },
  {
    title: 'An ARG before FROM, which the stage does not repeat',
    file: 'Dockerfile',
    bad: text`
      ARG VERSION=3.22
      FROM alpine:\${VERSION}
      LABEL base=alpine:\${VERSION}
    `,
    underlined: ['${VERSION}'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Set by ARG or ENV, also in the stage below; PATH, which every image has; variables of a shell',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22 AS base
      ENV HOME_DIR=/srv
      FROM base
      ARG EXTRA
      ENV PATH=$HOME_DIR/bin:$PATH MORE=$EXTRA
      RUN echo $NAME
      CMD ["sh", "-c", "echo $NAME"]
    `,
  },
  {
    title: 'Skipped above the instruction',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      # check=skip=UndefinedVar
      ENV TITLE=$NAME
    `,
  },
];
