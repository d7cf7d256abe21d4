import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      # check=experimental=all
      # This compiles the service.
      FROM golang:1.24 AS build

      # Which version
      ARG VERSION=1
    `,
    underlined: ['FROM', 'ARG'],
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Comments that describe, and one that is kept apart',
    file: 'Dockerfile',
    text: text`
      # check=experimental=InvalidDefinitionDescription
      # build compiles the service.
      FROM golang:1.24 AS build
      # Settings
      #
      ARG VERSION=1
    `,
  },
  {
    title: 'Without a word BuildKit does not make this check',
    file: 'Dockerfile',
    text: text`
      # Settings
      FROM golang:1.24 AS build
    `,
  },
];
