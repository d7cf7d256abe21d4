import { isLiteralSecret, isPlaceholder, isSecretName } from '../../context/secrets.ts';
import { literalOf, writtenVariables } from '../../image/written-variables.ts';
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
  *dockerfile({ file, build }) {
    for (const setting of writtenVariables(file)) {
      const literal = isSecretName(setting.name) ? literalOf(setting) : undefined;
      if (literal === undefined || isPlaceholder(literal) || !isLiteralSecret(literal)) {
        continue;
      }
      yield {
        range: setting.value.range,
        severity: build.image ? 'error' : 'warning',
        message: `The value of ${setting.name} is stored in the image, where everyone who pulls it can read it. Give it to the container when it starts, and replace it: it is known now.`,
      };
    }
  },
};
