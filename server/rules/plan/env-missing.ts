import type { Rule } from '../../check/rule.ts';
import { insertAfter } from '../../edits/insert.ts';
import { finalImage } from '../../image/history.ts';
import { listed, planned } from '../../model/wording.ts';

export const rule: Rule = {
  id: 'env-missing',
  severity: 'info',
  title: 'A standard variable of the plan is not set',
  fix: 'one ENV with the missing ones (safe)',
  why: `The plan lists the environment that every image sets (\`env:\`), so that services behave alike: output without buffering, the
same log level, the own name and port. A variable that is set to another value is a decision and is left alone.`,
  *dockerfile(file, project) {
    for (const build of planned(project.builds(file.path))) {
      const config = finalImage(file, build, project);
      if (!config || config.lineage.base.kind === 'unknown') {
        continue;
      }
      const set = new Set(
        config.lineage.instructions.flatMap(({ instruction: { keyword, words } }) =>
          keyword === 'ENV' ? words.filter((_, at) => at % 2 === 0).map((word) => word.value) : [],
        ),
      );
      const missing = Object.entries(build.image.env).filter(([name]) => !set.has(name));
      if (missing.length === 0) {
        continue;
      }
      const { instructions, from } = config.stage;
      const last = (keyword: string) => instructions.findLast((instruction) => instruction.keyword === keyword);
      const assignments = missing.map(([name, value]) => `${name}=${quoted(value, file.escape)}`);
      const edit = insertAfter(
        file,
        last('ENV') ?? last('WORKDIR') ?? from,
        `ENV ${assignments.join(` ${file.escape}\n    `)}`,
      );
      const names = listed(missing.map(([name]) => name));
      yield {
        range: from.range,
        message: `${build.image.id} does not set ${names}, which the plan asks of every image.`,
        fixes: edit ? [{ title: `Set ${names}`, edits: { [file.path]: [edit] }, safe: true }] : [],
      };
      return;
    }
  },
};

/** As ENV reads it back. */
function quoted(value: string, escapeCharacter: string): string {
  if (/^[\w./:@%+,-]+$/.test(value)) {
    return value;
  }
  return `"${value.replace(/["$\\`]/g, (char) => (char === '`' && escapeCharacter !== '`' ? char : `${escapeCharacter}${char}`))}"`;
}
