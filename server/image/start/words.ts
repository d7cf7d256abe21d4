/** `main:app`, `-A tasks`, `--app main`. */
export function moduleNamed(words: readonly string[]): string | undefined {
  const option = words.findIndex((word) => /^(?:-A|--app)$/.test(word));
  const named = option < 0 ? words.find((word) => /^[\w.]+:[\w.()]+$/.test(word)) : words[option + 1];
  return named?.split(':')[0];
}
