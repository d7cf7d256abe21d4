import { isLiteralSecret, isPlaceholder, isSecretName } from '../analysis/secrets.ts';
import { literalOf, settingsIn } from '../analysis/settings.ts';
import { planned } from '../analysis/wording.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'secret-literal',
  severity: 'error',
  title: 'A secret stands in ENV or ARG',
  why: `The values of ENV and the defaults of ARG are stored in the image and its history: \`docker history\` and \`docker inspect\` show
them to everyone who may pull it, and the repository to everyone who may read it. A service gets its secrets when it starts, a RUN
by \`--mount=type=secret\`. A person must move the value to where it belongs, and replace it, since it is known now.

A name tells a secret by its last word (\`DB_PASSWORD\`, \`JWT_SECRET_KEY\`, \`API_TOKEN\`); \`TOKEN_TTL\`, \`SECRET_NAME\`,
\`PASSWORD_FILE\` and \`PUBLIC_KEY\` are none. Paths, numbers, switches, addresses, variables and dummies are no secrets, and a
placeholder is \`placeholder-value\`. In files outside the plan it is a warning.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM scratch\nENV LOG_LEVEL=info \\\n    DB_PASSWORD=hunter2-and-more\nARG GITHUB_TOKEN="ghp_0123456789abcdef"\n',
    },
    {
      title: 'Without an equals sign, and in a global ARG',
      file: 'Dockerfile',
      bad: 'ARG API_KEY=s3cr3t-value\nFROM scratch\nENV JWT_SECRET_KEY s3cr3t value\n',
    },
  ],
  silent: [
    {
      title: 'Names that go on, and words that only look like it',
      file: 'Dockerfile',
      text: 'FROM scratch\nENV TOKEN_TTL=3600s SECRET_NAME=db-login PASSWORD_FILE=secret.txt ACCESS_KEY_ID=AKIAX COMPASS=north BYPASS=maybe\nENV PYCRYPTODOMEX=pycryptodomex TOKENIZER=bert PUBLIC_KEY=abcdef JWT_PUBLIC_KEY=abcdef MAX_TOKEN=many PWD=here\nENV TOKEN_EXPIRY=1h MONKEY=george LICENSE_KEY=abc\n',
    },
    {
      title: 'Values that are none',
      file: 'Dockerfile',
      text: 'FROM scratch\nARG TOKEN\nARG PASSWORD=\nENV A_SECRET="" B_SECRET=/run/secrets/b C_TOKEN=true D_TOKEN=12345 E_TOKEN=$TOKEN F_TOKEN=${TOKEN:-abc} G_PASSWORD=vault://db H_SECRET=build-dummy\n',
    },
    {
      title: 'A placeholder is told by its own rule',
      file: 'Dockerfile',
      text: 'FROM scratch\nENV DB_PASSWORD=CHANGE_ME API_KEY=your_api_key_here TOKEN="<token>"\n',
    },
  ],
  *dockerfile(file, project) {
    const isPlanned = planned(project.builds(file.path)).length > 0;
    for (const setting of settingsIn(file)) {
      const literal = isSecretName(setting.name) ? literalOf(setting) : undefined;
      if (literal === undefined || isPlaceholder(literal) || !isLiteralSecret(literal)) continue;
      yield {
        range: setting.value.range,
        severity: isPlanned ? 'error' : 'warning',
        message: `The value of ${setting.name} is stored in the image, where everyone who pulls it can read it. Give it to the container when it starts, and replace it: it is known now.`,
      };
    }
  },
};
