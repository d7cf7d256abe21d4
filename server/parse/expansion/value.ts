/** The value of a variable that is only known during the build. */
export const unknown: unique symbol = Symbol('unknown');

/** The value of a variable; undefined where it is not set. */
export type Value = string | undefined | typeof unknown;

/** The variables that an instruction sees. A variable that is not set expands to nothing. */
export interface Environment {
  get(name: string): Value;
}
