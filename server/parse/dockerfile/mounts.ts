import type { Flag, Instruction, Word } from '../../model/dockerfile.ts';

/** One `--mount` of a RUN. */
export interface Mount {
  readonly flag: Flag;
  /** `bind` by default. */
  readonly type: string;
  readonly source: Word | undefined;
  readonly target: Word | undefined;
  readonly from: Word | undefined;
}

/** The mounts of a RUN instruction. The ranges of their values are exact where the flag stands on one line. */
export function mountsOf(instruction: Instruction): readonly Mount[] {
  return instruction.flags.filter((flag) => flag.name === 'mount').map(readMount);
}

function readMount(flag: Flag): Mount {
  const fields = new Map<string, Word>();
  let at = flag.valueRange?.start ?? flag.range.start;
  const last = flag.range.end;
  for (const field of (flag.value ?? '').split(',')) {
    const equals = field.indexOf('=');
    const value = equals < 0 ? '' : field.slice(equals + 1);
    const start = at + (equals < 0 ? field.length : equals + 1);
    fields.set((equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase(), {
      value,
      // BuildKit reads flags byte by byte, so a value may be longer than its text.
      range: { start: Math.min(start, last), end: Math.min(start + value.length, last) },
    });
    at += field.length + 1;
  }
  return {
    flag,
    type: fields.get('type')?.value ?? 'bind',
    source: fields.get('source') ?? fields.get('src'),
    target: fields.get('target') ?? fields.get('dst') ?? fields.get('destination'),
    from: fields.get('from'),
  };
}
