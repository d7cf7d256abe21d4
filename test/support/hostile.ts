/** A text of which dockerfile-utils compares every line with every other one: it takes half a minute. */
export const hostile = `FROM scratch\n${'ENV a=$b$c\n'.repeat(20_000)}`;
