import type { Flag, Instruction, SyntaxProblem } from '../../model/dockerfile.ts';
import { upperCase } from '../dockerfile/characters.ts';
import { isHeredocMark } from '../dockerfile/heredoc.ts';
import { csvFields } from './csv.ts';
import { durationFault } from './duration.ts';
import { problem, shown } from './messages.ts';

/** What is wrong with a value, and what to do. */
interface Fault {
  readonly wrong: string;
  readonly remedy: string;
}

/** A value that BuildKit reads while it parses, and refuses. */
export function valueFault(instruction: Instruction): SyntaxProblem | undefined {
  const { keyword, flags, words } = instruction;
  switch (keyword) {
    case 'ADD':
    case 'COPY':
      return heredocDestination(instruction);
    case 'RUN':
      return firstFault(flags, runFlagFault);
    case 'HEALTHCHECK':
      return upperCase(words[0]?.value ?? '') === 'NONE' ? undefined : firstFault(flags, healthFlagFault);
    default:
      return undefined;
  }
}

function heredocDestination({ keyword, words }: Instruction): SyntaxProblem | undefined {
  const destination = words[words.length - 1];
  if (!destination || !isHeredocMark(destination.value)) {
    return undefined;
  }
  return problem(destination.range, `${keyword} cannot write to a here-document`, 'Put the destination last.');
}

function firstFault(flags: readonly Flag[], check: (name: string, value: string) => Fault | undefined) {
  for (const { name, value = '', valueRange, range } of flags) {
    const fault = check(name, value);
    if (fault) {
      return problem(valueRange ?? range, fault.wrong, fault.remedy);
    }
  }
  return undefined;
}

const durations = new Set(['interval', 'timeout', 'start-period', 'start-interval']);
const mostRetries = 2 ** 31 - 1;

function healthFlagFault(name: string, value: string): Fault | undefined {
  if (durations.has(name)) {
    const wrong = durationFault(value);
    const remedy = 'Write it like 30s, 1m30s or 500ms.';
    return wrong === undefined ? undefined : { wrong: `--${name} "${shown(value)}" ${wrong}`, remedy };
  }
  return retriesFault(name, value);
}

function retriesFault(name: string, value: string): Fault | undefined {
  const isTooMuch = /^\+?\d+$/.test(value) && Number(value) > mostRetries;
  if (!isTooMuch && /^(?:\+?\d+|-0+)?$/.test(value)) {
    return undefined;
  }
  const wrong = `--${name} "${shown(value)}" is ${isTooMuch ? 'too much' : 'no whole number'}`;
  return { wrong, remedy: `Write a number from 0 to ${mostRetries}.` };
}

function runFlagFault(name: string, value: string): Fault | undefined {
  switch (name) {
    case 'mount':
      return mountFault(value);
    case 'device':
      return deviceFault(value);
    case 'network':
      return oneOf(name, value, ['default', 'none', 'host']);
    case 'security':
      return oneOf(name, value, ['insecure', 'sandbox']);
    default:
      return undefined;
  }
}

function oneOf(name: string, value: string, accepted: readonly string[]): Fault | undefined {
  if (accepted.includes(value)) {
    return undefined;
  }
  const choice = `${accepted.slice(0, -1).join(', ')} or ${accepted.at(-1)}`;
  return { wrong: `--${name} is ${choice}, not "${shown(value)}"`, remedy: `Write --${name}=${accepted[0]}.` };
}

function mountFault(value: string): Fault | undefined {
  const fields = csvFields(value);
  if (!fields) {
    return { wrong: '--mount cannot be read', remedy: 'Write key=value pairs with commas between them.' };
  }
  const from = fields.find((field) => /^from=/i.test(field) && /\$./s.test(field));
  if (from === undefined) {
    return undefined;
  }
  const remedy = `Give the image a stage of its own: FROM ${from.slice(5)} AS ….`;
  return { wrong: '--mount cannot expand variables in from', remedy };
}

const boolean = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;
const deviceForm = 'Write --device=<name>, and ",required" behind it if need be.';

function deviceFault(value: string): Fault | undefined {
  const fields = csvFields(value);
  if (!fields) {
    return { wrong: '--device cannot be read', remedy: deviceForm };
  }
  let name = '';
  for (const field of fields) {
    const equals = field.indexOf('=');
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
    const given = equals < 0 ? undefined : field.slice(equals + 1);
    if (key === 'required') {
      if (given !== undefined && !boolean.test(given)) {
        const wrong = `"required" of --device is true or false, not "${shown(given)}"`;
        return { wrong, remedy: deviceForm };
      }
    } else if (key === 'name' && given !== undefined) {
      if (name !== '') {
        return { wrong: `--device is already named ${shown(name)}`, remedy: 'Remove one of the names.' };
      }
      name = given;
    } else if (name === '') {
      name = field;
    } else {
      return { wrong: `"${shown(field)}" is no part of --device`, remedy: deviceForm };
    }
  }
  return undefined;
}
