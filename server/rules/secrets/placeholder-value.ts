import { isPlaceholder } from '../../context/secrets.ts';
import { literalOf, writtenVariables } from '../../image/written-variables.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'placeholder-value',
  severity: 'warning',
  title: 'ENV or ARG still has a placeholder value',
  why: `\`CHANGE_ME\`, \`your_api_key_here\`, \`<token>\`, \`xxxx\` and \`TODO\` are meant to be replaced. If they stay, the service
runs with them: it starts and fails at the first call, or everyone knows its key. Leave the variable out, so that a service
without its value fails at the start and says so. The rule ignores comments, labels and commands.`,
  *dockerfile({ file }) {
    for (const setting of writtenVariables(file)) {
      const literal = literalOf(setting);
      if (literal === undefined || !isPlaceholder(literal)) {
        continue;
      }
      yield {
        range: setting.value.range,
        message: `${setting.name} still has the placeholder ${literal}: the service runs with this value. Remove the variable, or set its real value.`,
      };
    }
  },
};
