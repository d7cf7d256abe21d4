import { type RuleExamples, text } from '../example.ts';

export const examples: RuleExamples['examples'] = [
  {
    file: 'Dockerfile',
    bad: text`
      FROM scratch
      ENV LOG_LEVEL=info \
          DB_PASSWORD=hunter2-and-more
      ARG GITHUB_TOKEN="ghp_0123456789abcdef"
    `,
    underlined: ['hunter2-and-more', '"ghp_0123456789abcdef"'],
  },
  {
    title: 'Without an equals sign, and in a global ARG',
    file: 'Dockerfile',
    bad: text`
      ARG API_KEY=s3cr3t-value
      FROM scratch
      ENV JWT_SECRET_KEY s3cr3t value
    `,
  },
];

export const silent: RuleExamples['silent'] = [
  {
    title: 'Names that end in another word, and words that only look similar',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ENV TOKEN_TTL=3600s SECRET_NAME=db-login PASSWORD_FILE=secret.txt ACCESS_KEY_ID=AKIAX COMPASS=north BYPASS=maybe
      ENV PYCRYPTODOMEX=pycryptodomex TOKENIZER=bert PUBLIC_KEY=abcdef JWT_PUBLIC_KEY=abcdef MAX_TOKEN=many PWD=here
      ENV TOKEN_EXPIRY=1h MONKEY=george LICENSE_KEY=abc
    `,
  },
  {
    title: 'Values that are not secrets',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ARG TOKEN
      ARG PASSWORD=
      ENV A_SECRET="" B_SECRET=/run/secrets/b C_TOKEN=true D_TOKEN=12345 E_TOKEN=$TOKEN F_TOKEN=\${TOKEN:-abc} G_PASSWORD=vault://db H_SECRET=build-dummy
    `,
  },
  {
    title: 'A placeholder, which placeholder-value reports',
    file: 'Dockerfile',
    text: text`
      FROM scratch
      ENV DB_PASSWORD=CHANGE_ME API_KEY=your_api_key_here TOKEN="<token>"
    `,
  },
];
