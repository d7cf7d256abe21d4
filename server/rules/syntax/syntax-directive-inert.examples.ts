import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    title: 'Below a banner',
    file: 'Dockerfile',
    bad: text`
      # ======
      # Gateway
      # ======

      # syntax=docker/dockerfile:1

      FROM scratch
    `,
    underlined: ['# syntax=docker/dockerfile:1'],
    good: text`
      # syntax=docker/dockerfile:1
      # ======
      # Gateway
      # ======


      FROM scratch
    `,
  },
  {
    title: 'An empty first line, Windows line ends, a byte order mark',
    file: 'Dockerfile',
    bad: `\ufeff${text`

      # syntax = docker/dockerfile:1.7
      FROM scratch
    `.replaceAll('\n', '\r\n')}`,
    good: `\ufeff${text`
      # syntax = docker/dockerfile:1.7

      FROM scratch
    `.replaceAll('\n', '\r\n')}`,
  },
  {
    title: 'On the last line, and after another directive',
    file: 'Dockerfile',
    bad: text`
      # escape=\`
      FROM scratch
      # syntax=docker/dockerfile:1`,
    good: text`
      # syntax=docker/dockerfile:1
      # escape=\`
      FROM scratch
    `,
  },
  {
    title: 'Another escape character, which changes the meaning of the file',
    file: 'Dockerfile',
    bad: text`
      # Windows
      # escape=\`
      FROM scratch
    `,
    good: text`
      # escape=\`
      # Windows
      FROM scratch
    `,
    fix: 'Move it to the first line',
  },
  {
    title: 'Checks above the first instruction, where BuildKit reads them for that one alone',
    file: 'Dockerfile',
    bad: text`
      # Gateway
      # check=skip=JSONArgsRecommended
      FROM alpine:3.22
      CMD sleep 1
    `,
    underlined: ['# check=skip=JSONArgsRecommended'],
  },
  {
    title: 'Above an instruction, for a frontend that does not read it there',
    file: 'Dockerfile',
    bad: text`
      # syntax=docker/dockerfile:1.20
      FROM alpine:3.22
      # check=skip=JSONArgsRecommended
      CMD sleep 1
    `,
    underlined: ['# check=skip=JSONArgsRecommended'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'At the top, also after a byte order mark and after each other',
    file: 'Dockerfile',
    text: `\ufeff${text`
      # syntax=docker/dockerfile:1
      # check=skip=JSONArgsRecommended
      # escape=\
      FROM scratch
    `}`,
  },
  {
    title: 'Comments about a directive, and text in a here-document',
    file: 'Dockerfile',
    text: text`
      # The syntax= line is gone
      FROM debian:12
      # syntax = what we speak of here
      RUN <<EOF
      # syntax=docker/dockerfile:1
      EOF
    `,
  },
  {
    title: 'Repeated below',
    file: 'Dockerfile',
    text: text`
      # syntax=docker/dockerfile:1
      # Runtime
      # syntax=docker/dockerfile:1
      FROM scratch
    `,
  },
  {
    title: 'After #!, where BuildKit still reads it',
    file: 'Dockerfile',
    text: text`
      #!/usr/bin/env -S docker build . -f
      # syntax=docker/dockerfile:1
      FROM scratch
    `,
  },
  {
    title: 'Checks above an instruction, which BuildKit reads since its Dockerfile frontend 1.21',
    file: 'Dockerfile',
    text: text`
      FROM alpine:3.22
      # check=skip=JSONArgsRecommended
      CMD sleep 1
    `,
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  { why: 'An older frontend supports less, and another escape character changes the words. Neither fix is safe.' },
];
