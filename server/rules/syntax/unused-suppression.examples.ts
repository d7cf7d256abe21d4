import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      # lucid: ignore=copy-source-missing made by the release script
      COPY here.txt /
    `,
    underlined: ['# lucid: ignore=copy-source-missing made by the release script'],
    with: { 'here.txt': '' },
  },
  {
    title: 'Written in a wrong form',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      # lucid: ignore copy-source-missing
      COPY here.txt /
    `,
    with: { 'here.txt': '' },
  },
  {
    title: 'A rule that does not exist',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      # lucid: ignore=copy-source-mising
      COPY here.txt /
    `,
    with: { 'here.txt': '' },
  },
  {
    title: 'For the whole file, but not at its top',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      # lucid: ignore-file=copy-source-missing
      COPY here.txt /
    `,
    with: { 'here.txt': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Comments about Lucid',
    file: 'Dockerfile',
    text: text`
      # Lucid ignores what git ignores
      # lucid: the ignore file is next to it
      # Lucid ignore list
      FROM scratch
    `,
  },
  {
    title: 'The comment is needed',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      # lucid: ignore=copy-source-missing made by the release script
      COPY dist.tgz /
    `,
  },
];
