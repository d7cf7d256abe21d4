import { type RuleExamples, text } from '../example.ts';

const other = { 'lucid.yaml': 'version: 1\nregistry: docker.io/acme\nphases: []\n' };

export const examples: RuleExamples['examples'] = [
  {
    title: 'Two operators',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN apt-get update && \
          apt-get install -y curl && \
          # and clean up
          && rm -rf /var/lib/apt/lists/* \
          && true &&  && id
      RUN id | | cat
      CMD nginx && && sleep 1
    `,
    underlined: ['&&', '|', '&&'],
    good: text`
      FROM debian:12
      RUN apt-get update && \
          apt-get install -y curl && \
          # and clean up
          rm -rf /var/lib/apt/lists/* \
          && true &&  id
      RUN id | cat
      CMD nginx && sleep 1
    `,
    with: other,
  },
  {
    title: 'An operator before the first command, behind the last one, and another one',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN && apt-get update
      RUN apt-get update &&
      RUN apt-get update || && true
      RUN <<EOF
      apt-get update
      && apt-get install -y curl
      EOF
    `,
    underlined: ['&&', '&&', '&&', '&&'],
    with: other,
  },
  {
    title: 'Quotes, brackets and keywords that are not closed',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN echo it's fine
      RUN (cd /tmp && ls
      RUN if true; then ls && \
          echo done
      CMD nginx -g "daemon off;
    `,
    underlined: ["'", '(', 'i', '"'],
    with: other,
  },
  {
    title: 'An if without then, loops without do',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN if [ -f /x ]; rm /x; fi
      RUN if [ -f /x ]; then rm /x; elif [ -f /y ]; rm /y; fi
      RUN for x in a b; echo $x; done
      RUN for x in a b; do while true; break; done; done
    `,
    underlined: ['f', 'f', 'd', 'd'],
    with: other,
  },
  {
    title: 'A RUN that swallows the next instruction',
    file: 'Dockerfile',
    bad: text`
      FROM debian:12
      RUN apt-get update && \
          rm -rf /var/lib/apt/lists/* && \

      # the port of the server
      EXPOSE 8080
      CMD ["nginx"]
    `,
    underlined: ['EXPOSE'],
    good: text`
      FROM debian:12
      RUN apt-get update && \
          rm -rf /var/lib/apt/lists/*

      # the port of the server
      EXPOSE 8080
      CMD ["nginx"]
    `,
    with: other,
  },
  {
    title: 'The next instruction as an argument, behind an empty line',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN apt-get update \
       && rm -rf /var/lib/apt/lists/* \

      COPY requirements.txt .
    `,
    underlined: ['COPY'],
    good: text`
      FROM python:3.11-slim
      RUN apt-get update \
       && rm -rf /var/lib/apt/lists/*

      COPY requirements.txt .
    `,
    with: { ...other, 'requirements.txt': '' },
  },
  {
    title: 'The next instruction as an argument',
    file: 'Dockerfile',
    bad: text`
      FROM python:3.11-slim
      RUN pip install -r requirements.txt \
      COPY . .
    `,
    underlined: ['COPY'],
    with: { ...other, 'requirements.txt': '' },
  },
];

export const unmasks: RuleExamples['unmasks'] = [
  { why: 'An instruction that a RUN swallows has no effect before the fix, and is judged behind it.' },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Operators in quotes, tests, patterns, keywords and here-documents, and a shell that is none',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      RUN echo "&& &&" '|| ||' \&\& && [[ a == b && -f x ]]
      RUN case "$x" in a|b) true ;; *) false ;; esac && for x in a b; do echo $x; done || { true; }
      RUN if true; then :; fi && (cd / && ls) & wait
      RUN for x do echo $x; done; if ! { false; } then :; elif (true) then :; else :; fi; while for y in a; do false; done; do :; done
      RUN <<EOF
      apt-get update &&
        apt-get install -y curl |
        cat
      EOF
      RUN <<EOF cat
      && &&
      EOF
      RUN <<EOF
      #!/usr/bin/env python3
      print("a") || && b
      EOF
      RUN echo "FROM x \
      COPY y" && ls \
        ENV
      SHELL ["pwsh", "-c"]
      RUN a && && b
    `,
    with: other,
  },
  {
    title: 'An operator at the end of a line without a backslash, which dockerfile-syntax reports',
    file: 'Dockerfile',
    text: text`
      FROM debian:12
      RUN cd /tmp &&
          mkdir made
    `,
    with: other,
  },
];
