import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { imagesOf } from '../../server/model/plan.ts';
import { defaultPlanText } from '../../server/plan/default-plan.ts';
import { embeddedPlan, parsePlan } from '../../server/plan/load.ts';
import schema from '../../server/plan/schema.json' with { type: 'json' };
import { effectivePlan, effectivePlanText } from '../../server/plan/write.ts';
import { accepts, good, validate } from '../support/plan.ts';

describe('the embedded plan', () => {
  const file = embeddedPlan();
  const images = imagesOf(file.plan);
  test('has 35 images in 6 phases and pleases loader and schema', () => {
    assert.deepEqual(file.problems, []);
    assert.deepEqual(
      file.plan.phases.map((phase) => phase.images.length),
      [3, 4, 6, 10, 7, 5],
    );
    assert.equal(images.length, 35);
    assert.ok(accepts(defaultPlanText), JSON.stringify(validate.errors));
  });
  test('is what the documents agree on', () => {
    const csv = join(import.meta.dirname, '../../../shared/facts/images.csv');
    if (!existsSync(csv)) {
      return assert.equal(new Set(images.map((image) => image.id)).size, 35);
    }
    const rows = readFileSync(csv, 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((row) => row.split(','));
    const written = images.map((image, index) => [
      `${index + 1}`,
      image.phase,
      image.id,
      image.title,
      `${file.plan.registry.replace('docker.io/', '')}/${image.image}`,
      image.tags[0],
      image.dockerfile,
      image.context,
      image.base,
      image.ports.join(' '),
      image.health?.kind === 'http' ? image.health.path : image.health?.kind === 'tcp' ? 'tcp' : '',
    ]);
    assert.deepEqual(
      written,
      rows.map((row) => row.slice(0, 11)),
    );
  });
  test('makes errors of what its documents call mandatory', () => {
    assert.deepEqual(file.plan.rules, {
      'distroless-base': 'error',
      'user-nonroot': 'error',
      'tron-isolation': 'error',
    });
  });
  test('names no tag twice', () => {
    const references = images.flatMap((image) => image.tags.map((tag) => `${image.image}:${tag}`));
    assert.equal(new Set(references).size, references.length);
  });
  test('sets the environment of services and of nothing else', () => {
    const byId = new Map(images.map((image) => [image.id, image.env]));
    assert.deepEqual(byId.get('mongodb'), {});
    assert.equal(byId.get('service-mesh-controller')?.PORT, '8500');
    assert.deepEqual(byId.get('rdp-monitor'), {
      PYTHONPATH: '/app',
      PYTHONUNBUFFERED: '1',
      SERVICE_NAME: 'rdp-monitor',
      PORT: '8093',
      HOST: '0.0.0.0',
      LOG_LEVEL: 'INFO',
      DEBUG: 'false',
    });
    assert.ok(!('PORT' in (byId.get('vm') ?? {})));
  });
  test('isolates TRON', () => {
    const [tron] = file.plan.isolation;
    assert.deepEqual(
      tron?.images,
      images.slice(24, 30).map((image) => image.id),
    );
    assert.deepEqual(tron?.allowed, ['auth-service']);
    assert.deepEqual(
      file.plan.networks.map(({ name, isolated }) => [name, isolated]),
      [
        ['lucid-pi-network', false],
        ['lucid-tron-isolated', true],
      ],
    );
    assert.deepEqual(file.plan.budgets, { totalBytes: 10e9, phaseSeconds: 7200 });
  });
});

test('the effective plan is complete, and reads back as the same plan', () => {
  for (const text of [defaultPlanText, good]) {
    const { plan } = parsePlan(text, 'lucid.yaml');
    const written = effectivePlanText(plan);
    const again = parsePlan(written, 'lucid.yaml');
    assert.deepEqual(again.problems, []);
    assert.deepEqual(again.plan, plan);
    assert.ok(accepts(written));
    assert.deepEqual(JSON.parse(JSON.stringify(effectivePlan(plan))), parse(written));
  }
  const shown = effectivePlanText(embeddedPlan().plan);
  assert.match(shown, /- id: gui\n.*\n.*\n +tags: \[latest-arm64, "latest-\{timestamp\}"\]/);
});

describe('the documentation', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/plan.md'), 'utf8');
  test('shows plans that are plans', () => {
    const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] as string);
    assert.ok(examples.length >= 3);
    for (const example of examples) {
      assert.deepEqual(parsePlan(example, 'lucid.yaml').problems, [], example);
      assert.ok(validate(parse(example, { merge: true })), JSON.stringify(validate.errors));
    }
  });
  test('explains every key of the schema with its default', () => {
    const { properties } = schema;
    const phase = properties.phases.items.properties;
    const keys = [
      ...Object.keys(properties),
      ...Object.keys(phase.images.items.properties),
      ...Object.keys(phase),
      ...Object.keys(properties.isolation.additionalProperties.properties),
    ];
    for (const key of keys) {
      assert.match(page, new RegExp(`^\\| \`${key}\` \\|`, 'm'), key);
    }
    assert.deepEqual(
      [properties.tags.default, properties.platforms.default, properties.user.default],
      [['latest'], ['linux/amd64'], '65532:65532'],
    );
    const { plan } = parsePlan('version: 1\nregistry: a\nphases: []\n', 'lucid.yaml');
    assert.deepEqual(
      [plan.tags, plan.platforms, plan.user],
      [properties.tags.default, properties.platforms.default, properties.user.default],
    );
  });
});
