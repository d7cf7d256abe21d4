/** The ports of a word of EXPOSE, from the first to the last. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
  /** `tcp`, `udp` or `sctp`. */
  readonly protocol: string;
}

/** What BuildKit says of a word that it refuses; the build fails. */
export interface RefusedPort {
  readonly error: string;
}

const greatest = 65_535;
const number = /^[+-]?\d+$/;
const address = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * Reads a word of EXPOSE as BuildKit does, with its variables worked in: `8080`, `8080-8090/udp`, and `[address:]8080:80`, of
 * which only the last part counts. BuildKit splits a value with blanks into several words before.
 */
export function readPort(text: string): PortRange | RefusedPort {
  const parts = text.split(':');
  const container = parts.at(-1) ?? '';
  const [ports = '', protocol = ''] = splitOnce(container, '/');
  if (ports === '') {
    return { error: `invalid port: "${text}": no port specified` };
  }
  if (!['', 'tcp', 'udp', 'sctp'].includes(protocol.toLowerCase())) {
    return { error: `invalid port: "${text}": invalid proto: ${protocol}` };
  }
  const ip = parts.slice(0, -2).join(':');
  // An address of IPv6 is left alone: nothing is certain of it.
  if (ip !== '' && !ip.includes(':') && !address.test(ip)) {
    return { error: `invalid IP address: ${ip}` };
  }
  const range = rangeOf(ports);
  if (range === undefined) {
    return { error: `invalid containerPort: ${ports}` };
  }
  const host = parts.at(-2) ?? '';
  if (host !== '' && rangeOf(host) === undefined) {
    return { error: `invalid hostPort: ${host}` };
  }
  return { ...range, protocol: protocol === '' ? 'tcp' : protocol.toLowerCase() };
}

function rangeOf(text: string): Pick<PortRange, 'first' | 'last'> | undefined {
  const [start = '', end = start] = splitOnce(text, '-');
  const first = portOf(start);
  const last = portOf(end);
  return first === undefined || last === undefined || last < first ? undefined : { first, last };
}

function portOf(text: string): number | undefined {
  const port = number.test(text) ? Number(text) : -1;
  return port >= 0 && port <= greatest ? port : undefined;
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}
