// Every measured row of test/support/fact-rows.ts is met by a rule, or left in peace by all of them.
import { describe, it } from 'node:test';
import { assertMet, sections } from '../support/fact-rows.ts';

for (const [section, rows] of Object.entries(sections)) {
  describe(section, () => {
    for (const row of rows) {
      it(`${row.title}: ${row.ends}${row.met ? `, ${row.met}` : ''}`, () => assertMet(row));
    }
  });
}
