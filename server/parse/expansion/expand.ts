/** Variables: what they are at an instruction, and what becomes of a text with them. */
export { type Environment, type Expansion, expand, expandContent, expandWords } from './expansion.ts';
export { unknown, type Value } from './lex.ts';
