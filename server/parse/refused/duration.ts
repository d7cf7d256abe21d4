const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const whole = /^[-+]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /(\d*)(\.\d*)?([nuµμmsh]+)/g;
const most = 2n ** 63n - 1n;

/** What is wrong with a duration of a health check, written as Go does (`1m30s`). Undefined for a good one. */
export function durationFault(text: string): string | undefined {
  if (text === '' || /^[-+]?0$/.test(text)) {
    return undefined;
  }
  if (!whole.test(text)) {
    return 'is no duration';
  }
  let nanoseconds = 0n;
  for (const [, digits = '', fraction = '', unit = ''] of text.matchAll(part)) {
    const size = units[unit] ?? 0n;
    nanoseconds += BigInt(digits.slice(0, 30)) * size + BigInt(Math.floor(Number(`0${fraction}`) * Number(size)));
    if (nanoseconds > most || digits.replace(/^0+/, '').length > 19) {
      return 'is too long';
    }
  }
  if (nanoseconds === 0n) {
    return undefined;
  }
  return text.startsWith('-') || nanoseconds < 1_000_000n ? 'is shorter than a millisecond' : undefined;
}
