import type { Range } from '../../model/text.ts';
import { nearest } from '../../nearest.ts';
import { ruleIds } from '../ids.ts';
import type { Fix, Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'plan-schema',
  severity: 'error',
  suppressible: false,
  title: 'The plan file has a mistake',
  fix: 'the nearest name of a rule',
  why: `Every key of \`lucid.yaml\` is checked where it stands. While the file has errors, the last good plan stays in force.`,
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
      yield { range, message: `There is no rule called ${id}.${hint}`, severity: 'warning', fixes };
    }
  },
};

const renaming = (name: string, path: string, range: Range): Fix => ({
  title: `Write ${name}`,
  edits: { [path]: [{ range, text: name }] },
  safe: false,
});
