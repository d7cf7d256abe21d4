// biome-ignore-all format: the lists of words read better side by side
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the variables of Dockerfiles
import fc from 'fast-check';

/** Texts of Dockerfiles that are odd on purpose: a grammar that goes wrong at every turn, now and then. */

const pick = (...words: string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const concat = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((all) => all.join(''));
const joined = (part: fc.Arbitrary<string>, separator: string, minLength: number, maxLength: number) =>
  fc.array(part, { minLength, maxLength }).map((all) => all.join(separator));
const weighted = (...options: [number, fc.Arbitrary<string>][]): fc.Arbitrary<string> =>
  fc.oneof(...options.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const blank = weighted([12, pick(' ')], [2, pick('  ', '\t', ' \t ')], [1, pick('\v', '\f', '\u00a0', '\u3000', '\r')]);
const plain = pick(
  'a', 'b.txt', 'src', '/x/', './y', 'python:3', 'scratch', '65532:65532', 'x=y', 'A=1', 'KEY', '.', '*', '-r', '@',
  ',',
);
const odd = pick(
  'é', '日本', '😀', 'à', 'Å', '\u0085', '\u2028', '\ufeff', '\0', '\x1b', '--', '-', '=', '=x', 'a=', '[', ']', '{',
  '}', '#', '# x', '<', '<<', '<<<', '\\', '\\\\', '\\\\\\', '`', '``', '"', "'", '""', "''", '"a b"', "'a b'", '"a',
  "'a", 'a"b c"d', 'a\\ b', '\\"', "\\'", '$', '$$', '$A', '${A}', '${A:-b}', '${A:-b c}', '${A', '${}', '${A:0:3}',
  '${A#*/}', '${A%%\\}x}', '${A/b/c}', '${A//b/c}', '${A^^}', '$(id)', '"$A"', "'$A'", '&&', '||', ';', '|',
);
const word = weighted([8, plain], [3, odd], [1, concat(odd, plain)], [1, concat(plain, odd)], [1, concat(odd, odd)]);

const heredocName = pick('EOF', 'EOT', 'E', 'E-F', 'a.txt', '日', 'E$X');
const quotedName = heredocName.chain((name) =>
  weighted(
    [6, fc.constant(name)],
    [2, pick(`"${name}"`, `'${name}'`)],
    [1, pick(`E"O"F`, `\\EOF`, `"E'F"`, `''`, `"E F"`, `"EOF`, '${E}', '$E')],
  ),
);
const mark = concat(
  pick('', '', '', '', '0', '3', 'x'),
  pick('<<', '<<', '<<', '<<-', '<< ', '<<\t', '<<- '),
  quotedName,
);
/** Words that look like a here-document. */
const lookalike = pick(
  '"<<EOF"', "'<<EOF'", '<<<EOF', '$((1<<2))', '1<<2', 'a<<EOF', '\\<<EOF', '<<EOF<<EOT', '${A:-<<EOF }', '<', '>>f',
);

const json = weighted(
  [
    4,
    joined(
      pick('"a"', '"b c"', '""', '"\\n"', '"é😀"', '"\\u00e9"', '"\\ud83d\\ude00"', '"\\ud83d"', '"a\\"b"', '"$A"'),
      ', ',
      0,
      4,
    ).map((all) => `[${all}]`),
  ],
  [
    1,
    pick(
      '[1]', '[null]', '["a", 1]', '[["a"]]', '[{}]', '[1e999]', '["a",]', '["a"', "['a']", '[a]', '["a"]x',
      '["a"] ', '[ ]', '[ "a" = "b" ]', '["\t"]', '["\\x"]', '[-]', '[]]', '["a"\t,\r"b"]', '{"a":"b"}',
    ),
  ],
);

const flagName = pick(
  'from', 'chown', 'chmod', 'link', 'parents', 'exclude', 'mount', 'network', 'security', 'device', 'platform',
  'interval', 'timeout', 'retries', 'start-period', 'checksum', 'unpack', 'x', '',
);
const flagValue = pick(
  'a', 'b', '1', '30s', '1m30s', '1.5h', '0', '-1s', '5', '1us', '10ns', '99999999h', '.5s', '1.s', '5µs', 'true',
  'FALSE', 'no', '', '"a b"', "'a'", '"a', 'a\\ b', 'a\\', 'é', 'à b', 'Å', 'none', 'host', 'insecure',
  'linux/arm64', '$A', '$', 'type=bind,from=$A', 'type=bind,from=a$,target=/x', '"type=bind,target=/a"',
  'type=cache,"target=/a"', 'a"b', 'required', 'x,required=maybe', 'name=a,name=b', '2147483647', '2147483648', '+3',
  '-0', '0x1',
);
const flag = weighted(
  [6, concat(fc.constant('--'), flagName, fc.constant('='), flagValue)],
  [1, concat(fc.constant('--'), flagName)],
  [1, pick('--', '---', '--=', '"--from=a"', '--"from"=a', '-x', '--from\\=a')],
);

const words = (min: number, max: number) => joined(word, ' ', min, max);
const variables = weighted(
  [
    5,
    joined(
      concat(
        pick('A', 'B', 'PATH', 'é', ''),
        fc.constant('='),
        weighted([4, plain], [2, odd], [1, pick('"a b"', "'a b'", 'a\\ b', '"a', '')]),
      ),
      ' ',
      1,
      3,
    ),
  ],
  [2, concat(pick('A', 'B'), blank, words(0, 3))],
  [1, words(0, 3)],
);
const shellText = weighted(
  [4, words(1, 5)],
  [
    2,
    concat(
      words(0, 3),
      fc.constant(' '),
      joined(weighted([3, mark], [1, lookalike]), ' ', 1, 3),
      fc.constant(' '),
      words(0, 2),
    ),
  ],
  [1, json],
);

const keyword = weighted(
  [
    12,
    pick(
      'RUN', 'COPY', 'ADD', 'ENV', 'LABEL', 'ARG', 'CMD', 'ENTRYPOINT', 'FROM', 'USER', 'WORKDIR', 'EXPOSE',
      'VOLUME', 'HEALTHCHECK', 'SHELL', 'STOPSIGNAL', 'MAINTAINER',
    ),
  ],
  [2, pick('run', 'Copy', 'from', 'env', 'onbuild')],
  [1, pick('RUM', 'FORM', 'EOF', 'É', 'ß', '[', '"RUN"', '-', 'wor\u212adir', 'RUN\u00a0x')],
);

const body = (name: string): fc.Arbitrary<string> => {
  switch (name.toUpperCase()) {
    case 'RUN':
      return shellText;
    case 'COPY':
    case 'ADD':
      return weighted(
        [4, words(1, 3)],
        [2, joined(weighted([2, mark], [2, word], [1, lookalike]), ' ', 1, 4)],
        [1, json],
      );
    case 'ENV':
    case 'LABEL':
    case 'ARG':
      return variables;
    case 'FROM':
      return weighted(
        [4, plain],
        [
          3,
          concat(
            pick('a', 'scratch', '$A'),
            pick(' AS ', ' as ', ' aS ', ' '),
            pick('one', 'Two', '3', 'é', 'a b', 'x_y.z-1'),
          ),
        ],
        [1, words(0, 4)],
      );
    case 'HEALTHCHECK':
      return weighted(
        [2, pick('NONE', 'none', 'NONE x', 'CMD', 'cmd []', 'FOO x', 'à')],
        [4, concat(pick('CMD ', 'cmd\t', 'CMD  '), shellText)],
        [1, words(0, 2)],
      );
    default:
      return weighted([3, words(0, 3)], [2, json]);
  }
};

const simple: fc.Arbitrary<string> = keyword.chain((name) =>
  concat(
    fc.constant(name),
    blank,
    weighted([4, fc.constant('')], [2, joined(flag, ' ', 1, 3).map((flags) => `${flags} `)]),
    body(name),
  ),
);
const instruction = weighted(
  [8, simple],
  [1, concat(pick('ONBUILD ', 'onbuild\t', 'ONBUILD --x '), simple)],
  [1, pick('ONBUILD', 'ONBUILD ONBUILD RUN x', 'RUN', 'COPY', 'FROM')],
);

/** Breaks some blanks of an instruction into continuations, with comments and blank lines behind them. */
const continued = (escapeToken: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      instruction,
      fc.array(fc.nat(40), { maxLength: 3 }),
      fc.array(pick('', '', '', '  # why\n', '\n', '   \n', '# \\\n', '\t#x\n\n'), { minLength: 3, maxLength: 3 }),
      pick('', '', ' ', '\t'),
    )
    .map(([text, places, between, trailing]) => {
      let result = text;
      places.forEach((place, index) => {
        const at = place % (result.length + 1);
        result = `${result.slice(0, at)}${escapeToken}${trailing}\n${between[index] ?? ''}${result.slice(at)}`;
      });
      return result;
    });

/** Ends the here-documents that an instruction may have opened, or not. */
const withBodies = (escapeToken: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      continued(escapeToken),
      fc.array(pick('hello', '\thello $A', 'RUN x', '# no comment', '', ' EOF', 'EOF ', 'a \\', '\t\tEOT'), {
        maxLength: 3,
      }),
      fc.array(fc.nat(9), { maxLength: 8 }),
    )
    .map(([text, lines, skip]) => {
      const names = [...text.matchAll(/<<-?[ \t]*(['"]?)([^\s'"<]+)\1/g)].map((match) => match[2] ?? '');
      const ends = names.filter((_, index) => skip[index] !== 0);
      return [text, ...ends.flatMap((name, index) => [...lines, index % 3 === 2 ? `\t${name}` : name])].join('\n');
    });

const line = (escapeToken: string) =>
  weighted(
    [10, withBodies(escapeToken)],
    [2, pick('# comment', '#', '  # indented', '# syntax=late', '#\u00a0x')],
    [2, pick('', '  ', '\t', '\u3000')],
    [1, concat(pick(' ', '\t', '\u00a0'), withBodies(escapeToken))],
    [1, fc.constant(escapeToken)],
  );

const directives = weighted(
  [8, fc.constant('')],
  [
    2,
    pick('# syntax=docker/dockerfile:1\n', '#syntax = docker/dockerfile:1 \n', '# Check=skip=all\n', '  # syntax=x\n'),
  ],
  [
    1,
    pick(
      '# escape=x\n', '# escape= \n', '# syntax=a\n# syntax=b\n', '# escape=\n', '# foo=bar\n# escape=`\n',
      '\n# escape=`\n', '#!x\n# escape=`\n', '# escape=`\n# escape=`\n',
    ),
  ],
);

/** A whole Dockerfile. */
export const dockerfileText: fc.Arbitrary<string> = pick('\\', '\\', '\\', '`').chain((escapeToken) =>
  fc
    .tuple(
      weighted([9, fc.constant('')], [1, fc.constant('\ufeff')]),
      escapeToken === '`' ? pick('# escape=`\n', '# syntax=x\n# escape=`\n') : directives,
      weighted([8, fc.constant('FROM scratch\n')], [1, pick('ARG A=1\nFROM $A\n', '', 'ARG X\n')]),
      fc.array(line(escapeToken), { minLength: 0, maxLength: 5 }),
      pick('\n', '\n', '\n', '\r\n', '\r\r\n'),
      pick('', '\n', '\n\n'),
    )
    .map(
      ([mark, head, from, lines, newline, end]) =>
        mark + (head + from + lines.join('\n') + end).replaceAll('\n', newline),
    ),
);

/** Any text at all: junk, halves of surrogate pairs and NULs included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map((codes) => String.fromCharCode(...codes)),
  fc
    .array(
      fc.oneof(
        pick('FROM', 'RUN', '\n', '\r\n', '\\', '<<EOF', '\nEOF\n', '"', "'", '#', ' ', '[', '--a=', '${'),
        fc.string({ maxLength: 3 }),
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
);

const expressionWord: fc.Arbitrary<string> = fc.letrec<{ text: string }>((tie) => ({
  text: fc
    .array(
      fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        pick(
          'a', 'b/c', ' ', '*', '?', '.', 'é', '😀', '\\', '\\}', '\\/', '\\*', '\\\\', '"', "'", '`', '$', '<', '<<',
          '$A', '$B', '$U', '$1', '$?', '${A}', '${', '}', '/', '$0', '$$', '\n', '\ufeff', '[',
        ),
        fc
          .tuple(
            pick('A', 'B', 'C', 'U', 'E', '', '1', '-'),
            pick(':-', '-', ':+', '+', ':?', '?', '#', '##', '%', '%%', '/', '//', ':', '^', ':#'),
            tie('text'),
            fc.option(tie('text'), { nil: undefined }),
          )
          .map(
            ([name, operator, text, by]) =>
              `\${${name}${operator}${text}${operator.startsWith('/') ? `/${by ?? ''}` : ''}}`,
          ),
        fc.tuple(pick('"', "'"), tie('text')).map(([quote, text]) => quote + text + quote),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('')),
})).text;

/** A word for the shell lexer, with variables A to E, some with odd values, and the escape character. */
export const expression = fc.record({
  word: expressionWord,
  escape: pick('\\', '\\', '`'),
  env: fc.record({
    A: pick('foo', 'a/b/c.tar.gz', ''),
    B: pick('a b  c', '$A', '*', '😀é😀', 'aXbXc'),
    C: pick('$0', 'x\ny', '"q"', 'aaa'),
    E: fc.constant(''),
  }),
});
