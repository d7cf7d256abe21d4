import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Range } from '../../server/model/text.ts';
import { parsePlan } from '../../server/plan/load.ts';
import { accepts, good } from '../support/plan.ts';

/** The good plan with one line replaced; `‹…›` marks where the problem is expected. */
function marked(from: string, to: string): { readonly text: string; readonly range: Range } {
  assert.ok(good.includes(from), from);
  const text = good.replace(from, to);
  const start = text.indexOf('‹');
  const end = text.indexOf('›') - 1;
  assert.ok(start >= 0 && end >= start, `no mark in ${to}`);
  return { text: text.replace(/[‹›]/g, ''), range: { start, end } };
}

/** What a problem is called in the test, the change that makes it, what is said, and what the schema cannot see. */
const broken: readonly (readonly [string, string, string, RegExp, 'unseen'?])[] = [
  ['unknown key', 'context: api', 'context: api\n        ‹contxt›: x', /no key `contxt`: did you mean `context`\?/],
  ['unknown key at the top', 'version: 1', 'version: 1\n‹registri›: x', /did you mean `registry`/],
  ['unknown key like nothing', 'version: 1', 'version: 1\n‹zzzzzzzz›: x', /Known keys: version, registry/],
  ['duplicate key', 'context: api', 'context: api\n        ‹context›: b', /`context` stands twice/, 'unseen'],
  ['missing registry', 'version: 1\nregistry: docker.io/pickme', '‹version›: 1', /The plan has no `registry`/],
  ['missing id', '- id: base\n        image', '- ‹image›', /An image has no `id`/],
  [
    'missing context',
    good.slice(good.indexOf('- id: api'), good.indexOf('        ports')),
    '- ‹id›: api\n        image: a\n        dockerfile: a\n',
    /An image has no `context`/,
  ],
  ['version', 'version: 1', 'version: ‹2›', /`version` must be 1/],
  ['list for text', 'image: lucid-api', 'image: ‹[a]›', /`image` must be text/],
  ['text for list', 'ports: [8080]', 'ports: ‹8080›', /`ports` must be a list/],
  ['number for text', 'image: lucid-api', 'image: ‹12›', /put it in quotes, "12"/],
  ['nothing for text', 'image: lucid-api', '‹image›:', /`image` must be text/],
  ['empty text', 'image: lucid-api', "image: ‹''›", /`image` is empty/],
  ['text for a mapping', 'context: api', 'context: api\n        args: ‹x›', /`args` must be a mapping/],
  [
    'list for a mapping',
    'version: 1',
    'version: 1\nbudgets: ‹[]›',
    /`budgets` must be a mapping with the keys total, phase/,
  ],
  ['port in quotes', '[8080]', '[‹"8080"›]', /number: write it without quotes/],
  ['port 0', '[8080]', '[‹0›]', /A port must be a whole number from 1 to 65535/],
  ['port 70000', '[8080]', '[‹70000›]', /from 1 to 65535/],
  ['port mapping', '[8080]', '[‹80:80›]', /from 1 to 65535/],
  ['port twice', '[8080]', '[8080, ‹8080›]', /stands twice/],
  ['absolute path', 'context: api', 'context: ‹/api›', /is absolute/],
  ['drive', 'context: api', 'context: ‹C:/api›', /is absolute/],
  ['backslash', 'dockerfile: api/Dockerfile', 'dockerfile: ‹api\\Dockerfile›', /write `api\/Dockerfile`/],
  ['outside', 'context: api', 'context: ‹../api›', /leaves the workspace/],
  ['outside after all', 'context: api', 'context: ‹api/../../b›', /leaves the workspace/, 'unseen'],
  ['folder as Dockerfile', 'dockerfile: api/Dockerfile', 'dockerfile: ‹api/›', /names a folder/],
  ['option as context', 'context: api', 'context: ‹--push›', /docker would take it for an option/],
  ['option as named context', 'context: api', 'context: api\n        contexts: {a: ‹-x›}', /for an option/],
  ['control character in an argument', 'context: api', 'context: api\n        args: {A: ‹"a\\u0007"›}', /control/],
  ['option as secret', 'context: api', 'context: api\n        secrets: [‹--x›]', /for an option/],
  ['control character', 'context: api', 'context: ‹"a\\nb"›', /control character/],
  ['upper case image', 'image: lucid-api', 'image: ‹Lucid-API›', /lower case: `lucid-api`/],
  ['tag in image', 'image: lucid-api', 'image: ‹lucid-api:v1›', /contains a tag: write `lucid-api`/],
  ['two colons', 'image: lucid-api', 'image: ‹pickme/lucid:api:v1›', /two `:`/],
  ['digest in image', 'image: lucid-api', 'image: ‹"a@sha256:1"›', /digest/],
  ['no image', 'image: lucid-api', 'image: ‹a..b›', /no image name/],
  [
    'registry as URL',
    'registry: docker.io/pickme',
    'registry: ‹https://docker.io/pickme›',
    /write `docker\.io\/pickme`/,
  ],
  [
    'registry with a slash',
    'registry: docker.io/pickme',
    'registry: ‹docker.io/pickme/›',
    /write `docker\.io\/pickme`/,
  ],
  ['base with a tag', 'context: api', 'context: api\n        base: ‹gcr.io/a/b:arm64›', /write `gcr\.io\/a\/b`/],
  ['health', 'context: api', 'context: api\n        health: ‹health›', /such as `\/health`, or `tcp`, or `none`/],
  ['workdir', 'version: 1', 'version: 1\nworkdir: ‹app›', /absolute path of the image, such as `\/app`, or `none`/],
  ['workdir above', 'context: api', 'context: api\n        workdir: ‹/app/..›', /absolute path of the image/],
  ['platform', 'version: 1', 'version: 1\nplatforms: [‹arm64›]', /no platform, such as `linux\/arm64`/],
  ['no platforms', 'version: 1', 'version: 1\nplatforms: ‹[]›', /must not be empty/],
  ['user', 'version: 1', 'version: 1\nuser: ‹nonroot›', /two numbers/],
  ['tag', 'version: 1', 'version: 1\ntags: [‹a/b›]', /no tag/],
  ['tag with a name', 'version: 1', 'version: 1\ntags: [‹"a:b"›]', /write the tag alone/],
  ['placeholder', 'version: 1', 'version: 1\ntags: [‹"x-{date}"›]', /contains `\{date\}`: placeholders are/],
  ['variable', 'version: 1', 'version: 1\nenv: {‹A-B›: 1}', /`A-B` is no name for a variable/],
  ['empty variable', 'version: 1', 'version: 1\nenv: {‹A›: }', /`A` must be text or a number/],
  ['severity', 'version: 1', 'version: 1\nrules: {layer-order: ‹fatal›}', /must be one of error, warning/],
  ['subnet', 'version: 1', 'version: 1\nnetworks: {a: {subnet: ‹172.20.0.0›}}', /no subnet/],
  ['truth', 'version: 1', 'version: 1\nnetworks: {a: {isolated: ‹yes›}}', /true or false/],
  ['size', 'version: 1', 'version: 1\nbudgets: {total: ‹10 G›}', /size such as `10 GB`/],
  ['duration', 'version: 1', 'version: 1\nbudgets: {phase: ‹2 hours›}', /duration such as `2 h`/],
  ['secret', 'context: api', 'context: api\n        secrets: [‹pip›]', /`id=NAME`/],
  ['stack', 'version: 1', 'version: 1\nstacks: {pi: [‹../a.yml›]}', /leaves the workspace/],
  ['no tokens', 'version: 1', 'version: 1\nisolation: {t: {tokens: ‹[]›, images: [api]}}', /must not be empty/],
  ['phase id', '- id: 1', '- id: ‹true›', /whole number or a word/],
  ['duplicate image', '- id: base', '- id: ‹api›', /another image with the id `api`/, 'unseen'],
  ['duplicate phase', 'phases:', 'phases:\n  - {id: 1, images: []}', /./, 'unseen'],
  ['unknown need', 'needs: [base]', 'needs: [‹bse›]', /no image .* `bse`: did you mean `base`\?/i, 'unseen'],
  ['need of itself', 'needs: [base]', 'needs: [‹api›]', /circle: `api` needs `api`/, 'unseen'],
  ['alias of nothing', 'context: api', 'context: ‹*a›', /nothing before it is called `&a`/, 'unseen'],
];

describe('problems stand exactly where they are', () => {
  for (const [name, from, to, message, unseen] of broken) {
    test(name, () => {
      if (name === 'duplicate phase') {
        return duplicatePhase();
      }
      const { text, range } = marked(from, to);
      for (const variant of [text, text.replaceAll('\n', '\r\n')]) {
        const file = parsePlan(variant, 'lucid.yaml');
        const wanted = variant === text ? range : crlf(text, range);
        const found = file.problems.filter((problem) => message.test(problem.message));
        assert.deepEqual(
          found.map((problem) => problem.range),
          [wanted],
          JSON.stringify(file.problems),
        );
        assert.equal(found[0]?.severity, 'error');
      }
      if (unseen === undefined) {
        assert.ok(!accepts(text), 'the schema accepts it');
      }
    });
  }
});

const crlf = (text: string, { start, end }: Range): Range => ({
  start: start + text.slice(0, start).split('\n').length - 1,
  end: end + text.slice(0, end).split('\n').length - 1,
});

function duplicatePhase(): void {
  const text = good.replace('phases:', 'phases:\n  - {id: 1, images: []}');
  const [problem] = parsePlan(text, 'lucid.yaml').problems;
  assert.match(problem?.message ?? '', /another phase with the id `1`/);
  assert.deepEqual(problem?.range, { start: text.lastIndexOf('- id: 1') + 6, end: text.lastIndexOf('- id: 1') + 7 });
}

test('a build argument may begin with a dash or be empty, as compiler flags do', () => {
  const text = good.replace('context: api', 'context: api\n        args: { CFLAGS: -O2, EMPTY: "", LEVEL: -1 }');
  const { plan, problems } = parsePlan(text, 'lucid.yaml');
  assert.deepEqual(problems, []);
  assert.ok(accepts(text));
  assert.deepEqual(plan.phases[0]?.images.find(({ context }) => context === 'api')?.args, {
    CFLAGS: '-O2',
    EMPTY: '',
    LEVEL: '-1',
  });
});

test('the good plan is good to the loader and to the schema', () => {
  assert.deepEqual(parsePlan(good, 'lucid.yaml').problems, []);
  assert.ok(accepts(good));
  assert.deepEqual(parsePlan(`\ufeff${good}`, 'lucid.yaml').problems, []);
});
