import type { Flag, Instruction, SyntaxProblem, Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { nearest } from '../../nearest.ts';
import { trimSpace, upperCase } from './characters.ts';
import { csvFields } from './csv.ts';
import { durationFault } from './duration.ts';
import { isHeredocMark } from './heredoc.ts';
import { isKeyword, keywords } from './instruction.ts';

/** What a flag takes: `true` or `false`, a value, or a value each of several times. */
type FlagKind = 'switch' | 'value' | 'values';

const none: Readonly<Record<string, FlagKind>> = {};

const flagsOf: Readonly<Record<string, Readonly<Record<string, FlagKind>>>> = {
  ADD: {
    chown: 'value',
    chmod: 'value',
    link: 'switch',
    'keep-git-dir': 'switch',
    checksum: 'value',
    unpack: 'switch',
    exclude: 'values',
  },
  COPY: { chown: 'value', from: 'value', chmod: 'value', link: 'switch', exclude: 'values', parents: 'switch' },
  FROM: { platform: 'value' },
  HEALTHCHECK: {
    interval: 'value',
    timeout: 'value',
    'start-period': 'value',
    'start-interval': 'value',
    retries: 'value',
  },
  RUN: { mount: 'values', device: 'values', network: 'value', security: 'value' },
};

const durations = new Set(['interval', 'timeout', 'start-period', 'start-interval']);
const mostRetries = 2 ** 31 - 1;

/** What BuildKit's instruction parser refuses in an instruction that its Dockerfile parser accepts: one problem at most. */
export function refused(instruction: Instruction): readonly SyntaxProblem[] {
  const { keyword, keywordRange } = instruction;
  if (!isKeyword(keyword)) {
    const near = nearest(keyword, keywords);
    return problem(`Unknown instruction ${keyword}.${near ? ` Did you mean ${near}?` : ''}`, keywordRange);
  }
  // BuildKit stops at the first fault of an instruction, and so do we: the next one is often a consequence.
  for (const look of [argumentFaults, flagFaults, valueFaults]) {
    const faults = look(instruction);
    if (faults.length > 0) {
      return faults.slice(0, 1);
    }
  }
  return [];
}

const problem = (message: string, range: Range): readonly SyntaxProblem[] => [{ message, range }];

/** The words that the instruction must have. */
function argumentFaults(instruction: Instruction): readonly SyntaxProblem[] {
  const { keyword, keywordRange, words, json, inner } = instruction;
  const first = words[0];
  switch (keyword) {
    case 'FROM':
      return fromFaults(instruction);
    case 'ADD':
    case 'COPY':
      if (words.length >= 2) {
        return [];
      }
      return problem(
        `${keyword} needs at least one source and a destination: ${keyword} ${first?.value ?? '<source>'} <destination>`,
        first?.range ?? keywordRange,
      );
    case 'ENV':
    case 'LABEL': {
      const nameless = words.find(({ value }, index) => index % 2 === 0 && value === '');
      if (nameless) {
        return problem(`${keyword} needs a name before the "=".`, nameless.range);
      }
      return first ? [] : problem(`${keyword} needs at least one NAME=value.`, keywordRange);
    }
    case 'ARG': {
      const nameless = words.find(({ value }) => value.startsWith('='));
      if (nameless) {
        return problem('ARG needs a name before the "=".', nameless.range);
      }
      return first ? [] : problem('ARG needs a name: ARG NAME or ARG NAME=default', keywordRange);
    }
    case 'SHELL':
      if (json && first) {
        return [];
      }
      return problem(
        'SHELL takes a JSON array in double quotes, such as ["/bin/sh", "-c"].',
        first?.range ?? keywordRange,
      );
    case 'ONBUILD':
      return inner ? triggerFaults(inner) : problem('ONBUILD needs an instruction: ONBUILD RUN …', keywordRange);
    case 'HEALTHCHECK':
      return healthFaults(instruction);
    case 'VOLUME': {
      const blank = words.find(({ value }) => trimSpace(value) === '');
      if (blank) {
        return problem('A VOLUME cannot be an empty string.', blank.range);
      }
      return first ? [] : problem('VOLUME needs at least one path.', keywordRange);
    }
    case 'EXPOSE':
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return first ? [] : problem(`${keyword} needs ${needed[keyword]}.`, keywordRange);
    default:
      return [];
  }
}

const needed: Readonly<Record<string, string>> = {
  EXPOSE: 'at least one port',
  MAINTAINER: 'a name',
  STOPSIGNAL: 'a signal, such as SIGTERM',
  USER: 'a user, such as 65532:65532',
  WORKDIR: 'a path',
};

function fromFaults({ keywordRange, words }: Instruction): readonly SyntaxProblem[] {
  const [base, as, name, extra] = words;
  if (!base) {
    return problem('FROM needs an image: FROM <image> [AS <name>]', keywordRange);
  }
  if (!as) {
    return [];
  }
  if (extra || !name || !/^as$/iu.test(as.value)) {
    const range = { start: as.range.start, end: (words[words.length - 1] ?? as).range.end };
    return problem('FROM takes an image, and AS with a name behind it: FROM <image> [AS <name>]', range);
  }
  if (/^[a-z][a-z0-9-_.]*$/.test(name.value.toLowerCase())) {
    return [];
  }
  return problem(
    `"${name.value}" cannot name a stage: a letter comes first, then letters, digits, "-", "_" and ".".`,
    name.range,
  );
}

function triggerFaults({ keyword, keywordRange }: Instruction): readonly SyntaxProblem[] {
  if (keyword === 'ONBUILD') {
    return problem('ONBUILD cannot trigger another ONBUILD.', keywordRange);
  }
  if (keyword !== 'FROM' && keyword !== 'MAINTAINER') {
    return [];
  }
  return problem(`${keyword} cannot be triggered by ONBUILD.`, keywordRange);
}

function healthFaults({ keywordRange, words }: Instruction): readonly SyntaxProblem[] {
  const [type, command] = words;
  if (!type) {
    return problem('HEALTHCHECK needs NONE, or CMD and a command.', keywordRange);
  }
  switch (upperCase(type.value)) {
    case 'NONE':
      return command ? problem('HEALTHCHECK NONE takes no arguments.', command.range) : [];
    case 'CMD':
      return command ? [] : problem('HEALTHCHECK CMD needs a command.', type.range);
    default:
      return problem(`HEALTHCHECK takes NONE or CMD, not ${type.value}. Put CMD before the command.`, type.range);
  }
}

function flagFaults({ keyword, flags, words }: Instruction): readonly SyntaxProblem[] {
  if (flags.length === 0) {
    return [];
  }
  // BuildKit never looks at the flags of these.
  if (keyword === 'ARG' || keyword === 'STOPSIGNAL') {
    return [];
  }
  if (keyword === 'HEALTHCHECK' && upperCase(words[0]?.value ?? '') === 'NONE') {
    return [];
  }
  const known = flagsOf[keyword] ?? none;
  const seen = new Set<string>();
  return flags.flatMap((flag) => {
    const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
    const again = seen.has(flag.name);
    seen.add(flag.name);
    const message = kind ? flagFault(flag, kind, again) : unknownFlag(keyword, flag, Object.keys(known));
    return message ? [{ message, range: flag.range }] : [];
  });
}

function unknownFlag(keyword: string, { name }: Flag, known: readonly string[]): string {
  if (known.length === 0) {
    return `${keyword} takes no flags, so --${name} is refused.`;
  }
  const near = nearest(name, known);
  return `${keyword} has no flag --${name}. ${near ? `Did you mean --${near}?` : `It knows --${known.join(', --')}.`}`;
}

function flagFault({ name, value }: Flag, kind: FlagKind, again: boolean): string | undefined {
  if (again && kind !== 'values') {
    return `--${name} is given twice.`;
  }
  if (kind !== 'switch') {
    return value === undefined ? `--${name} needs a value: --${name}=…` : undefined;
  }
  if (value === undefined || /^(?:true|false)$/i.test(value)) {
    return undefined;
  }
  return value === '' ? `--${name}= has no value.` : `--${name} is true or false, not "${value}".`;
}

/** Values that BuildKit reads while it parses. */
function valueFaults({ keyword, flags, words }: Instruction): readonly SyntaxProblem[] {
  switch (keyword) {
    case 'ADD':
    case 'COPY': {
      const destination = words[words.length - 1] as Word;
      if (!isHeredocMark(destination.value)) {
        return [];
      }
      return problem(`${keyword} cannot write to a here-document. The destination comes last.`, destination.range);
    }
    case 'RUN':
      return flags.flatMap((flag) => {
        const message = runFlagFault(flag.name, flag.value ?? '');
        return message ? [{ message, range: flag.valueRange ?? flag.range }] : [];
      });
    case 'HEALTHCHECK':
      return upperCase(words[0]?.value ?? '') === 'NONE'
        ? []
        : flags.flatMap(({ name, value = '', valueRange, range }) => {
            const fault = durations.has(name) ? durationFault(value) : retriesFault(value);
            return fault ? [{ message: `--${name}: ${fault}`, range: valueRange ?? range }] : [];
          });
    default:
      return [];
  }
}

function retriesFault(value: string): string | undefined {
  if (value === '' || (/^\+?\d+$/.test(value) && Number(value) <= mostRetries) || /^-0+$/.test(value)) {
    return undefined;
  }
  return `"${value}" is no whole number from 0 to ${mostRetries}.`;
}

function runFlagFault(name: string, value: string): string | undefined {
  switch (name) {
    case 'mount': {
      const fields = csvFields(value);
      if (!fields) {
        return `--mount=${value} cannot be read: it takes key=value pairs with commas between them.`;
      }
      const from = fields.find((field) => /^from=/i.test(field) && /\$./s.test(field));
      return (
        from && `--mount cannot expand variables in from. Give the image a stage of its own: FROM ${from.slice(5)} AS …`
      );
    }
    case 'device':
      return deviceFault(value);
    case 'network':
      return ['default', 'none', 'host'].includes(value)
        ? undefined
        : `--network is default, none or host, not "${value}".`;
    case 'security':
      return ['insecure', 'sandbox'].includes(value) ? undefined : `--security is insecure or sandbox, not "${value}".`;
    default:
      return undefined;
  }
}

function deviceFault(value: string): string | undefined {
  const fields = csvFields(value);
  if (!fields) {
    return `--device=${value} cannot be read: it takes a name, and required.`;
  }
  let name = '';
  for (const field of fields) {
    const equals = field.indexOf('=');
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
    const given = equals < 0 ? undefined : field.slice(equals + 1);
    if (key === 'required') {
      if (given !== undefined && !/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(given)) {
        return `required is true or false, not "${given}".`;
      }
    } else if (key === 'name' && given !== undefined) {
      if (name !== '') {
        return `The device is already named ${name}.`;
      }
      name = given;
    } else if (name === '') {
      name = field;
    } else {
      return `"${field}" is no part of a device: it takes a name, and required.`;
    }
  }
  return undefined;
}
