import type { Range } from '../../model/text.ts';
import { nearest } from '../../nearest.ts';
import { ruleIds } from '../ids.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'plan-schema',
  severity: 'error',
  suppressible: false,
  title: 'The plan file has a mistake',
  fix: 'the nearest rule name',
  why: `Lucid checks every key of \`lucid.yaml\` and reports a mistake at that key. While the file has errors, Lucid uses the
last plan without errors.`,
  *plan(file) {
    for (const { message, range, severity } of file.problems) {
      yield { range, message, severity };
    }
    // A warning, since the plan may be written for a version of Lucid that has more rules.
    for (const id of Object.keys(file.plan.rules)) {
      const range = ruleIds.includes(id) ? undefined : file.keyRangeOf(['rules', id]);
      if (file.path === undefined || range === undefined) {
        continue;
      }
      const near = nearest(id, ruleIds);
      const hint = near === undefined ? '' : ` Did you mean ${near}?`;
      const fixes = near === undefined ? [] : [renaming(near, file.path, range)];
      yield {
        range,
        message: `The rule ${id} does not exist: this line has no effect.${hint}`,
        severity: 'warning',
        fixes,
      };
    }
  },
};

const renaming = (name: string, path: string, range: Range): Fix => ({
  title: `Write ${name}`,
  edits: { [path]: [{ range, text: name }] },
  safe: false,
});
