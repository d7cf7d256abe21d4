import { type RuleExamples, text, unknownCopy } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      COPY config.yaml ./config/ 2>/dev/null || true
    `,
    underlined: ['2>/dev/null || true'],
    good: text`
      FROM scratch
      COPY config.yaml ./config/
    `,
    fix: 'Remove',
    with: { 'config.yaml': '' },
  },
  {
    title: 'Over two lines',
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ADD config.yaml /config/ \
          && echo done
      COPY config.yaml /x
    `,
    good: text`
      FROM scratch
      ADD config.yaml /config/
      COPY config.yaml /x
    `,
    fix: 'Remove',
    with: { 'config.yaml': '' },
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Brackets, JSON strings, here-documents and a strange destination',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      COPY [ab].txt /x/
      COPY ["a.txt", "||", "/x/"]
      COPY <<EOF /y
      a || b
      EOF
      COPY a.txt ||
    `,
    with: { 'a.txt': '', '||': '' },
  },
];

export const unmasks: RuleExamples['unmasks'] = [unknownCopy];
