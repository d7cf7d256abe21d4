import { basename } from '../../parse/shell/commands.ts';

/** Programs that start the command behind their options. */
const starters = /^(?:tini|dumb-init|catatonit|env|exec|nohup|nice|ionice|stdbuf|command|time|chronic)(?:-static)?$/;

/** The command that `tini --`, `env A=b` and the like start. */
export function started(words: readonly string[]): readonly string[] {
  let rest = words;
  while (starters.test(basename(rest[0] ?? ''))) {
    const at = rest.findIndex((word, index) => index > 0 && !word.startsWith('-') && !/^\w+=/.test(word));
    if (at < 0) {
      return [];
    }
    rest = rest.slice(at);
  }
  return rest;
}

/** `main:app`, `-A tasks`, `--app main`. */
export function moduleNamed(words: readonly string[]): string | undefined {
  const option = words.findIndex((word) => /^(?:-A|--app)$/.test(word));
  const named = option < 0 ? words.find((word) => /^[\w.]+:[\w.()]+$/.test(word)) : words[option + 1];
  return named?.split(':')[0];
}
