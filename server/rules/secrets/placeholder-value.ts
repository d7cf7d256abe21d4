import { defaultPassword } from '../../context/literals.ts';
import { isPlaceholder, isSecretName, isWellKnown } from '../../context/secrets.ts';
import type { BuildTarget } from '../../image/target.ts';
import { literalOf, type WrittenVariable, writtenVariables } from '../../image/written-variables.ts';
import type { Finding, Rule } from '../rule.ts';
import { copiedPlaceholders } from './copied-placeholders.ts';

export const rule: Rule = {
  id: 'placeholder-value',
  speaksFor: ['SecretsUsedInArgOrEnv'],
  severity: 'warning',
  title: 'A placeholder or a password that everyone knows is still set',
  why: `\`CHANGE_ME\`, \`your_api_key_here\`, \`<token>\`, \`xxxx\` and \`TODO\` are meant to be replaced. If they stay, the service
runs with them: it starts and fails at the first call, or everyone knows its key. The same is true of the passwords that
everyone tries first: \`postgres://postgres:postgres@db\`, \`DB_PASSWORD=password\`. Leave the variable out, so that a service
without its value fails at the start and says so. The rule ignores comments, labels, commands, and well-known passwords in
stages that do not ship, where a build only needs some value.

The same counts for the configuration that an image copies: settings such as \`password: CHANGE_ME\` in YAML, TOML, INI, JSON
and environment files, but not in examples and templates. A COPY that brings placeholders along is one finding. Outside the
plan, only files count that a COPY names.`,
  *dockerfile(target) {
    yield* inVariables(target);
    yield* copiedPlaceholders(target);
  },
};

function* inVariables(target: BuildTarget): Iterable<Finding> {
  const shipping = new Set(target.final?.ancestry.flatMap(({ instructions }) => instructions));
  for (const variable of writtenVariables(target.file)) {
    const { name, value, instruction } = variable;
    const literal = literalOf(variable);
    if (literal === undefined) {
      continue;
    }
    if (isPlaceholder(literal)) {
      yield {
        range: value.range,
        message: `${name} still has the placeholder ${literal}: the service runs with this value. Remove the variable, or set its real value.`,
      };
      continue;
    }
    const password = instruction.keyword === 'ENV' && shipping.has(instruction) ? known(variable, literal) : undefined;
    if (password !== undefined) {
      yield {
        range: value.range,
        message: `${name} has the password "${password}", which everyone tries first: the service runs with it. Remove the variable, and pass it when the container starts.`,
      };
    }
  }
}

const known = ({ name }: WrittenVariable, literal: string): string | undefined =>
  isSecretName(name) && isWellKnown(literal) ? literal : defaultPassword(literal);
