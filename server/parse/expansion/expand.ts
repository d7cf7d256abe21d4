/** Variables: what they are at an instruction, and what becomes of a text with them. */
export { type BuildScope, type Environments, environments } from '../../image/variables.ts';
export { type Environment, type Expansion, expand, expandContent, expandWords } from './expansion.ts';
export { unknown, type Value } from './lex.ts';
