const names =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX';

/** The signals of Linux that BuildKit knows, without SIG. */
const signals: ReadonlySet<string> = new Set([
  ...names.split(' '),
  ...Array.from({ length: 15 }, (_, index) => `RTMIN+${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `RTMAX-${index + 1}`),
]);

/** Whether BuildKit accepts a STOPSIGNAL: a number other than 0, or a name in any case, with SIG or without. */
export function isSignal(text: string): boolean {
  return /^[+-]?\d+$/.test(text) ? Number(text) !== 0 : signals.has(text.toUpperCase().replace(/^SIG/, ''));
}
