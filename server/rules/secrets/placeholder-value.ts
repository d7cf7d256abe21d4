import { isPlaceholder } from '../../context/secrets.ts';
import { literalOf, writtenVariables } from '../../image/written-variables.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'placeholder-value',
  severity: 'warning',
  title: 'A placeholder was left in ENV or ARG',
  why: `\`CHANGE_ME\`, \`your_api_key_here\`, \`<token>\`, \`xxxx\` and \`TODO\` are there to be replaced. In an image they become the value
that the service runs with when nobody replaces them: it starts, and fails at the first call, or everyone knows its key. Leave the
variable out, so that a service without its value says so at the start.`,
  *dockerfile({ file }) {
    for (const setting of writtenVariables(file)) {
      const literal = literalOf(setting);
      if (literal === undefined || !isPlaceholder(literal)) {
        continue;
      }
      yield {
        range: setting.value.range,
        message: `${setting.name} still has the placeholder ${literal}, and the image runs with it when nobody replaces it. Leave the variable out or give it its value.`,
      };
    }
  },
};
