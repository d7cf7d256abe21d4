import { isLiteralSecret, isPlaceholder, isSecretName } from '../../context/secrets.ts';
import { literalOf, writtenVariables } from '../../image/written-variables.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'secret-literal',
  severity: 'error',
  title: 'ENV or ARG contains a secret',
  why: `Docker stores the values of ENV and the defaults of ARG in the image and its history. \`docker history\` and
\`docker inspect\` show them to everyone who can pull the image, and the repository shows them to everyone who can read it. A
service gets its secrets when it starts, a RUN through \`--mount=type=secret\`. There is no fix: a person must move the value,
and replace it, since it is known now.

The last word of a name shows that it is a secret: \`DB_PASSWORD\`, \`JWT_SECRET_KEY\`, \`API_TOKEN\`, but not \`TOKEN_TTL\`,
\`SECRET_NAME\`, \`PASSWORD_FILE\` or \`PUBLIC_KEY\`. The rule ignores paths, numbers, switches, addresses, variables and dummies,
and \`placeholder-value\` reports placeholders. In Dockerfiles outside the plan the finding is a warning.`,
  *dockerfile({ file, build }) {
    for (const setting of writtenVariables(file)) {
      const literal = isSecretName(setting.name) ? literalOf(setting) : undefined;
      if (literal === undefined || isPlaceholder(literal) || !isLiteralSecret(literal)) {
        continue;
      }
      yield {
        range: setting.value.range,
        severity: build.image ? 'error' : 'warning',
        message: `The value of ${setting.name} is stored in the image: everyone who can pull the image can read it. Pass it when the container starts, and replace it, since it is known now.`,
      };
    }
  },
};
