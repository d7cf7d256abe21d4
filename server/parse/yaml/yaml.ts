import { parseAnyYaml } from './library.ts';
import { readSimpleYaml } from './simple.ts';
import type { YamlFile } from './tree.ts';

/** The library takes seconds for longer texts. */
const longest = 1_000_000;

/**
 * Reads one YAML document. Never throws. `readSimpleYaml` reads nearly every file, ten times as fast as the library; the
 * library reads the rest.
 */
export function parseYaml(text: string): YamlFile {
  const root = readSimpleYaml(text);
  if (root) {
    return { root, errors: [] };
  }
  if (text.length <= longest) {
    return parseAnyYaml(text);
  }
  const message = `too many characters (${text.length}): above ${longest} only simple YAML is read`;
  return { root: undefined, errors: [{ message, range: { start: 0, end: 1 } }] };
}
