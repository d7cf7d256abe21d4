import { flagNamed, type Instruction, type Word } from '../../model/dockerfile.ts';
import type { Range } from '../../model/text.ts';
import { copyWords } from '../../parse/dockerfile/copy-words.ts';

/** A text in which BuildKit itself replaces variables, before a program sees it. */
export interface ExpandedText {
  readonly text: string;
  readonly range: Range;
  /** The content of a here-document, where quotes are ordinary characters. */
  readonly isContent?: true;
}

/** The texts of an instruction that BuildKit expands, without those of ARG, whose defaults see each other. */
export function expandedTexts(instruction: Instruction): readonly ExpandedText[] {
  const { keyword, words } = instruction;
  switch (keyword) {
    case 'ENV':
    case 'LABEL':
    case 'STOPSIGNAL':
    case 'USER':
    case 'VOLUME':
    case 'WORKDIR':
      return words.map(ofWord);
    case 'ADD':
    case 'COPY':
      return ofCopy(instruction);
    case 'RUN':
      return instruction.flags.flatMap(({ name, value, valueRange }) =>
        name === 'mount' && value !== undefined && valueRange ? mountTexts(value, valueRange) : [],
      );
    default:
      return [];
  }
}

const ofWord = ({ value, range }: Word): ExpandedText => ({ text: value, range });

function ofCopy(instruction: Instruction): readonly ExpandedText[] {
  const documents = new Set(instruction.heredocs.map(({ range }) => range.start));
  const { sources, destination, shell } = copyWords(instruction);
  const flags = ['chown', 'chmod', ...(instruction.keyword === 'ADD' ? ['checksum'] : [])].flatMap((name) => {
    const { value, valueRange } = flagNamed(instruction, name) ?? {};
    return value === undefined || !valueRange ? [] : [{ text: value, range: valueRange }];
  });
  const words = [...sources, ...(destination ? [destination] : []), ...shell];
  return [
    ...flags,
    ...words.filter(({ range }) => !documents.has(range.start)).map(ofWord),
    ...instruction.heredocs.flatMap(({ expand, content, contentRange }) =>
      expand ? [{ text: content, range: contentRange, isContent: true as const }] : [],
    ),
  ];
}

/** `type=cache,target=$HOME/.cache`: the values, without that of `from`, where BuildKit allows no variables. */
function mountTexts(value: string, range: Range): readonly ExpandedText[] {
  return value.split(',').flatMap((field) => {
    const equals = field.indexOf('=');
    const isFrom = field.slice(0, equals).trim().toLowerCase() === 'from';
    return equals < 0 || isFrom ? [] : [{ text: field.slice(equals + 1), range }];
  });
}
