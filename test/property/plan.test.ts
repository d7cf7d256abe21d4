import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import { parseBake } from '../../server/parse/builds/bake.ts';
import { parseCompose } from '../../server/parse/builds/compose.ts';
import { defaultPlanText } from '../../server/plan/default-plan.ts';
import { parsePlan } from '../../server/plan/load.ts';
import schema from '../../server/plan/schema.json' with { type: 'json' };
import { effectivePlanText } from '../../server/plan/write.ts';
import '../support/seed.ts';

const runs = Number(process.env.PROPERTY_RUNS ?? 200);
const small = defaultPlanText.slice(0, defaultPlanText.indexOf('  - id: 3')).replace(/^ *#.*\n/gm, '');
const words = fc.constantFrom(
  ...[
    '\n',
    '  ',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '<<: *a',
    '|\n',
    '0',
    '-1',
    '99999',
    'null',
  ],
  ...[
    'true',
    '/',
    '\\',
    '..',
    './',
    '-',
    ':',
    '@',
    '{timestamp}',
    '{port}',
    '\r\n',
    '\t',
    '\ufeff',
    '\0',
    'é',
    '__proto__',
  ],
);
const mutated = (text: string) =>
  fc
    .array(fc.record({ at: fc.nat(), drop: fc.nat(6), put: fc.array(words, { maxLength: 2 }) }), { maxLength: 4 })
    .map((changes) =>
      changes.reduce((result, { at, drop, put }) => {
        const from = at % (result.length + 1);
        return result.slice(0, from) + put.join('') + result.slice(from + drop);
      }, text),
    );

const validate = new Ajv({ allowUnionTypes: true }).compile(schema);

test('a plan is read whatever its text, with problems inside of it', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(words).map((all) => all.join('')),
    mutated(small),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const file = parsePlan(text, 'lucid.yaml');
      for (const { range, message } of file.problems) {
        assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length, message);
      }
      assert.equal(
        file.force === 'readable',
        file.problems.some(({ severity }) => severity === 'error'),
      );
      for (const phase of file.plan.phases) {
        for (const image of phase.images) {
          assert.ok(image.image && image.dockerfile && image.context && image.tags.length > 0);
          for (const value of [image.image, image.dockerfile, image.context, ...image.tags, ...image.platforms]) {
            assert.ok(!value.startsWith('-') && !value.includes('\n'), JSON.stringify(value));
          }
        }
      }
    }),
    { numRuns: runs * 3 },
  );
});

test('what the loader takes without an error, the schema takes, and it can be written and read again', () => {
  let taken = 0;
  fc.assert(
    fc.property(mutated(small), (text) => {
      const file = parsePlan(text, 'lucid.yaml');
      if (file.force !== 'text') {
        return;
      }
      taken += 1;
      assert.ok(validate(parse(text, { merge: true })), JSON.stringify(validate.errors));
      const again = parsePlan(effectivePlanText(file.plan), 'lucid.yaml');
      assert.deepEqual(again.problems, []);
      assert.deepEqual(again.plan, file.plan);
    }),
    { numRuns: runs },
  );
  assert.ok(taken > runs / 20, `${taken} of ${runs}`);
});

const compose = `services:
  a: &a
    build: {context: ./a, dockerfile: "D\${X:-y}", args: [A=1, B], additional_contexts: {c: ../x}}
    extends: b
  b:
    <<: *a
    build: .
    extends: {service: a}
`;
const bake = `variable "X" { default = "a" }
target "b" { args = { A = 1, "B" = X } }
target "a" {
  inherits = ["b"]
  context = "\${X}/c" # comment
  platforms = ["linux/arm64",
  "linux/amd64"]
}
`;

test('compose and bake files are read whatever their text', () => {
  fc.assert(
    fc.property(mutated(compose), mutated('X=1\nY="${X}"\n'), mutated(bake), (text, env, hcl) => {
      const builds = [
        ...parseCompose(text, 'a/compose.yaml', env).builds,
        ...parseBake(hcl, 'a/docker-bake.hcl').builds,
        ...parseBake(text, 'a/docker-bake.json').builds,
      ];
      for (const { context, dockerfile } of builds) {
        for (const path of [context, dockerfile]) {
          assert.ok(path === undefined || !/^(?:\.\.(?:\/|$)|\/)/.test(path), path);
        }
      }
    }),
    { numRuns: runs * 3 },
  );
});
