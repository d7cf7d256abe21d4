import type { EntryFile } from './entry.ts';

/** The port that a program listens on, as its text tells. */
export interface ListenedPort {
  /** The variable of the environment that it takes the port from; undefined for a number in the code. */
  readonly variable: string | undefined;
  /** The number in the code: the default of the variable, where there is one. */
  readonly port: number | undefined;
  /** It listens on it for certain. Otherwise it only reads one variable for a port, which may be that of another service. */
  readonly isCertain: boolean;
}

type Found = Omit<ListenedPort, 'isCertain'>;

/** Larger texts are no entry of a service. */
const longest = 100_000;

/** The port that a program listens on; undefined where its text does not tell. */
export function listenedPort({ text, language }: EntryFile): ListenedPort | undefined {
  if (text.length > longest) {
    return undefined;
  }
  const code = language === 'python' ? withoutComments(text, /#.*$/gm) : withoutComments(text, /(?<!:)\/\/.*$/gm);
  const found = listenedTo[language](code).map((expression) => resolve(expression, code, language));
  const isCertain = found.length > 0;
  const [first, ...others] = isCertain ? found : [onlyVariable(code, language)];
  const isSame = others.every((one) => one?.variable === first?.variable && one?.port === first?.port);
  return isSame && first ? { ...first, isCertain } : undefined;
}

/** Strings with `#` or `//` in them lose their end, which costs nothing but knowledge. */
const withoutComments = (text: string, comment: RegExp): string => text.replace(comment, '');

/** An expression up to the comma or the bracket that ends it; brackets inside it come in pairs. */
const expression = String.raw`((?:[^(),;\n[\]{}]|\((?:[^()\n]|\([^()\n]*\))*\)|\[[^[\]\n]*\])+)`;
const pattern = (before: string): RegExp => new RegExp(before + expression, 'g');

/** What a program hands over as its port where it starts to listen. */
const listenedTo = {
  python: (code: string): readonly string[] => [
    ...captured(
      code,
      pattern(
        String.raw`\b(?:run|run_app|serve|Config|make_server|TCPSite|create_server|start_server)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?\bport\s*=\s*`,
      ),
    ),
    ...captured(code, pattern(String.raw`\b(?:\w*Server|bind)\(\s*\(\s*[^,()]+,\s*`)),
  ],
  node: (code: string): readonly string[] => captured(code, pattern(String.raw`\.listen\(\s*(?:\{\s*port\s*:\s*)?`)),
} as const;

const captured = (code: string, of: RegExp): readonly string[] =>
  [...code.matchAll(of)].map(([, text = '']) => text.trim());

const names = '[A-Z][A-Z0-9_]*PORT|PORT';
const reads = {
  python: new RegExp(
    String.raw`\b(?:environ\.get|getenv)\(\s*['"](${names})['"]\s*(?:,([^\n]{0,80}?))?\)|\benviron\[\s*['"](${names})['"]\s*\]`,
  ),
  node: new RegExp(String.raw`\bprocess\.env(?:\.(${names})\b|\[\s*['"](${names})['"]\s*\])`),
} as const;

/** How often a name leads to another one. */
const deepest = 3;

function resolve(text: string, code: string, language: EntryFile['language'], depth = 0): Found | undefined {
  const read = reads[language].exec(text);
  const number = /^['"]?(\d{1,5})['"]?$/.exec(text)?.[1];
  if (number !== undefined) {
    return { variable: undefined, port: Number(number) };
  }
  if (read) {
    const fallback =
      language === 'python'
        ? after(
            `${read[2] ?? ''}${text.slice(read.index + read[0].length)}`,
            /^(?:\s*(?:str|int)\()?\s*['"]?(\d+)|\bor\s+['"]?(\d+)/,
          )
        : after(text, /(?:\|\||\?\?)\s*['"]?(\d+)/);
    const variable = read[1] ?? read[language === 'python' ? 3 : 2];
    return { variable, port: fallback === undefined ? undefined : Number(fallback) };
  }
  const [, name] =
    /^(?:(?:int|Number|parseInt)\(\s*)?(?:[a-zA-Z_]\w*\.)?([a-zA-Z_]\w*)(?:\s*,\s*10)?\s*\)?$/.exec(text) ?? [];
  if (name === undefined || depth >= deepest) {
    return undefined;
  }
  const assigned = valuesOf(name, code, language);
  const [value] = assigned;
  if (value === undefined || assigned.length > 1) {
    return undefined;
  }
  const found = resolve(value, code, language, depth + 1);
  // A field of settings takes the variable of its name from the environment.
  const isSetting = language === 'python' && found?.variable === undefined && /\(\s*BaseSettings\s*\)/.test(code);
  if (found !== undefined && isSetting && text.includes('.')) {
    return /env_prefix|validation_alias|\balias\b/.test(code) ? undefined : { ...found, variable: name.toUpperCase() };
  }
  return found;
}

function after(text: string, what: RegExp): string | undefined {
  const [, first, second] = what.exec(text) ?? [];
  return first ?? second;
}

/** What is assigned to a name, each time. */
function valuesOf(name: string, code: string, language: EntryFile['language']): readonly string[] {
  const assignment =
    language === 'python'
      ? String.raw`^[ \t]*${name}[ \t]*(?::[ \t]*\w+[ \t]*)?=(?!=)[ \t]*(.+)$`
      : String.raw`^[ \t]*(?:export[ \t]+)?(?:(?:const|let|var)[ \t]+)?${name}(?:[ \t]*:[ \t]*\w+)?[ \t]*=(?!=)[ \t]*([^;\n]+);?[ \t]*$`;
  // With a comma behind it, it is an argument of a call.
  return captured(code, new RegExp(assignment, 'gm')).filter((value) => !value.endsWith(','));
}

/** Ports of other services, by the first word of the variable. */
const services =
  /^(?:REDIS|MONGO(?:DB)?|DB|DATABASE|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|ELASTIC(?:SEARCH)?|ES|RABBITMQ|AMQP|KAFKA|SMTP|MAIL|IMAP|LDAP|CONSUL|VAULT|ETCD|NATS|MQTT|MEMCACHED?|CASSANDRA|TOR|SOCKS|PROXY|STATSD|OTEL|JAEGER|GRAPHITE|INFLUX(?:DB)?|SSH|UPSTREAM|BACKEND|REMOTE|TARGET)_/;

/** Whether a variable is named after the port of another service. */
export const isForeignPort = (variable: string): boolean => services.test(variable);

/** Further ports of a service itself. */
const further = /^(?:METRICS|PROMETHEUS|ADMIN|DEBUG|TLS|SSL|HTTPS|GRPC|WS|HEALTH)_/;

/** The one variable for a port that a program reads, where that is all that it tells. */
function onlyVariable(code: string, language: EntryFile['language']): Found | undefined {
  const read = [...code.matchAll(new RegExp(reads[language], 'g'))].map(([text]) => text);
  const own = new Map<string, string>();
  for (const text of read) {
    const { variable = '' } = resolve(text, code, language) ?? {};
    if (!isForeignPort(variable) && !further.test(variable)) {
      own.set(variable, text);
    }
  }
  const [only] = own;
  if (only === undefined || own.size > 1) {
    return undefined;
  }
  const found = resolve(lineWith(only[1], code), code, language);
  return found?.variable === undefined ? undefined : found;
}

/** The line of a text, where a default may stand behind it. */
const lineWith = (text: string, code: string): string => {
  const at = code.indexOf(text);
  const end = code.indexOf('\n', at);
  return code.slice(at, end < 0 ? code.length : end);
};
