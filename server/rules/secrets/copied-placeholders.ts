import { isPlaceholder } from '../../context/secrets.ts';
import { maximumTextBytes, type ShippedText, shippedSettings } from '../../context/shipped-texts.ts';
import { append } from '../../groups.ts';
import type { BuildTarget } from '../../image/target.ts';
import type { Range } from '../../model/text.ts';
import type { Finding, Related } from '../rule.ts';
import { leaksOf } from './leaks.ts';

/** A placeholder that a setting of a file has. */
interface Placeholder {
  readonly name: string;
  readonly value: string;
  readonly range: Range;
}

/** More places tell no more. */
const maximumPlaces = 10;

const setting =
  /^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?["']?([\w.-]{1,80})["']?[ \t]*[=:][ \t]*["']?([^\s"'#,;]{3,200})/gm;
/** `requirepass CHANGE_ME`, as redis, nginx and many daemons write it: nothing else on the line. */
const directive = /^[ \t]*([A-Za-z][\w.-]{0,79})[ \t]+["']?([^\s"'#,;]{3,200})["']?;?[ \t]*\r?$/gm;
/** `<host>` and `TODO` are too often something else in a file. */
const certain = /change[_-]?(?:me|this)|replace[_-]?me|your[_-]/i;

function readPlaceholders(text: string): readonly Placeholder[] {
  if (!certain.test(text)) {
    return [];
  }
  const found: Placeholder[] = [];
  for (const match of [...text.matchAll(setting), ...text.matchAll(directive)]) {
    const [whole, name = '', value = ''] = match;
    if (certain.test(value) && isPlaceholder(value) && found.length < maximumPlaces) {
      const start = match.index + whole.lastIndexOf(value);
      found.push({ name, value, range: { start, end: start + value.length } });
    }
  }
  return found;
}

/** The COPYs that bring configuration with placeholders into the final image. */
export function* copiedPlaceholders(target: BuildTarget): Iterable<Finding> {
  const { build, project } = target;
  // A file with secrets is reported whatever its values are.
  const secrets = new Set(leaksOf(target).map(({ file }) => file.path));
  const bySource = new Map<number, { readonly text: ShippedText; readonly found: readonly Placeholder[] }[]>();
  for (const text of shippedSettings(target)) {
    const isMeant = text.isNamed || (build.image !== undefined && !isElsewhere(text.path));
    if (!isMeant || isExample(text.path) || secrets.has(text.path)) {
      continue;
    }
    const found = project.workspace.parsed(text.path, readPlaceholders, maximumTextBytes) ?? [];
    if (found.length > 0) {
      append(bySource, text.source.word.range.start, { text, found });
    }
  }
  for (const places of bySource.values()) {
    const [first] = places;
    const [one] = first?.found ?? [];
    if (first && one) {
      const all = places.flatMap(({ text, found }) => found.map((placeholder) => ({ text, placeholder })));
      yield {
        range: first.text.source.word.range,
        message: `"${first.text.source.path}" brings the placeholder ${one.value} into the image: the service runs with it (${one.name} in ${first.text.path}). Set the real value, or give it to the service when it starts.`,
        related: all.slice(0, maximumPlaces).map(
          ({ text, placeholder }): Related => ({
            path: text.path,
            range: placeholder.range,
            message: `${placeholder.name} still has the placeholder ${placeholder.value}.`,
          }),
        ),
      };
    }
  }
}

const isExample = (path: string): boolean =>
  /(?:^|[./_-])(?:examples?|samples?|templates?|tmpl|dist|defaults?|tests?|fixtures?|spec|docs?|schema)(?:[./_-]|$)/i.test(
    path,
  );

/** What belongs to tools that deploy and test, where a whole folder is copied. */
const isElsewhere = (path: string): boolean =>
  /(?:^|\/)(?:\.github|\.gitlab[^/]*|\.circleci|charts?|helm|k8s|kubernetes|deploy(?:ment)?s?|ansible|terraform|infra(?:structure)?)(?:\/|$)/i.test(
    path,
  );
