import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentedRules } from '../../scripts/rules.ts';
import { rules } from '../../server/rules/index.ts';
import { findings, fixed, silentFindings } from '../support/example.ts';

/** The message up to the first `:`, `.`, `;` or `,` before a space or the end. */
const firstClause = (message: string): string => message.split(/[:.;,](?= |$)/, 1)[0] ?? '';

const windows = (text: string): string => `\ufeff${text.replaceAll('\n', '\r\n')}`;

/** Every rule's examples are its tests: `bad` is found, fixing it gives `good`, and `good` is clean. */
for (const { rule, examples, silent, unmasks } of await documentedRules()) {
  describe(rule.id, () => {
    it('unmasks errors of rules that exist', () => {
      const ids = new Set(rules.map(({ id }) => id));
      const named = unmasks.flatMap((one) => one.rules ?? []);
      assert.deepEqual(
        named.filter((id) => !ids.has(id)),
        [],
      );
    });
    for (const [index, example] of examples.entries()) {
      const title = example.title ?? `example ${index + 1}`;
      it(`finds: ${title}`, () => {
        const found = findings(rule.id, example.file, example.bad, example.with);
        assert.ok(rules.includes(rule), `${rule.id} is not in server/rules/index.ts: run "npm run docs"`);
        assert.ok(found.length > 0, 'nothing was found');
        const marked = found.map(({ range }) => example.bad.slice(range.start, range.end));
        assert.deepEqual(example.underlined ?? marked, marked);
        for (const { range, message } of found) {
          assert.ok(
            range.start <= range.end && range.end <= example.bad.length,
            `${message}: the range is inside the text`,
          );
          assert.ok(message.length > 10 && /[.?)]$/.test(message), `a sentence for people: ${message}`);
        }
      });
      it(`says first what is wrong, before the Problems panel cuts the message: ${title}`, () => {
        for (const { message } of findings(rule.id, example.file, example.bad, example.with)) {
          const clause = firstClause(message);
          assert.ok(clause.length > 0 && clause.length <= 90, `${clause.length} characters: ${clause}`);
        }
      });
      if (example.good === undefined) {
        it(`leaves to a person: ${title}`, () => {
          const safe = findings(rule.id, example.file, example.bad, example.with).flatMap((found) =>
            found.fixes.filter((fix) => fix.safe),
          );
          assert.deepEqual(
            safe.map((fix) => fix.title),
            [],
          );
        });
        continue;
      }
      it(`fixes: ${title}`, () => {
        const after = fixed(rule.id, example);
        assert.equal(after.file, example.good);
        const left = findings(rule.id, example.file, after.file, after.others);
        assert.deepEqual(
          left.map(({ message }) => message),
          [],
        );
      });
      const { bad, good } = example;
      if (!/[\r\ufeff]/.test(bad)) {
        it(`keeps CRLF and a byte order mark: ${title}`, () =>
          assert.equal(fixed(rule.id, { ...example, bad: windows(bad) }).file, windows(good)));
      }
    }
    for (const one of silent) {
      it(`stays silent: ${one.title}`, () => {
        assert.deepEqual(
          silentFindings(rule.id, one).map(({ message }) => message),
          [],
        );
      });
    }
  });
}
