import { isPlaceholder } from '../analysis/secrets.ts';
import { literalOf, settingsIn } from '../analysis/settings.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'placeholder-value',
  severity: 'warning',
  title: 'A placeholder was left in ENV or ARG',
  why: `\`CHANGE_ME\`, \`your_api_key_here\`, \`<token>\`, \`xxxx\` and \`TODO\` are there to be replaced. In an image they become the value
that the service runs with when nobody replaces them: it starts, and fails at the first call, or everyone knows its key. Leave the
variable out, so that a service without its value says so at the start.`,
  examples: [
    {
      file: 'Dockerfile',
      bad: 'FROM scratch\nENV PORT=8080 \\\n    JWT_SECRET_KEY=CHANGE_ME \\\n    TRON_API_KEY="your_tron_api_key_here"\nARG ENDPOINT=<host>\n',
    },
    {
      title: 'In the middle of a value',
      file: 'Dockerfile',
      bad: 'FROM scratch\nENV DATABASE_URL=postgres://app:changeme@db:5432/app\n',
    },
  ],
  silent: [
    {
      title: 'Values that mean something',
      file: 'Dockerfile',
      text: 'FROM scratch\nARG TOKEN\nENV A=exchange-me-not B=xx C="<<" D=methodology E=here F=TODOLIST G=${CHANGE_ME} H=interchange I=your_name J=sorry_your_turn\n',
    },
    {
      title: 'Comments and commands',
      file: 'Dockerfile',
      text: '# CHANGE_ME\nFROM debian:12\nLABEL note="TODO"\nRUN sed -i s/CHANGE_ME/x/ /etc/app.conf\n',
    },
  ],
  *dockerfile(file) {
    for (const setting of settingsIn(file)) {
      const literal = literalOf(setting);
      if (literal === undefined || !isPlaceholder(literal)) continue;
      yield {
        range: setting.value.range,
        message: `${setting.name} still has the placeholder ${literal}, and the image runs with it when nobody replaces it. Leave the variable out or give it its value.`,
      };
    }
  },
};
