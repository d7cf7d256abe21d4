/**
 * What Lucid says in repositories that it was not tuned for, and what fix-all makes of them. Both were judged line by line;
 * `UPDATE=1` writes them anew after a change that was judged again.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createTwoFilesPatch } from 'diff';
import { checkAll, checkedFiles } from '../../server/check/check.ts';
import { fixAll } from '../../server/check/fix.ts';
import { lineStarts, positionAt } from '../../server/model/text.ts';
import { hidden } from '../support/fix-laws.ts';
import { type Stranger, strangers, strangersFolder } from '../support/strangers.ts';

for (const stranger of strangers) {
  describe(stranger.name, () => {
    it('has these findings', () => assertRecorded(`${stranger.name}.findings`, findings(stranger)));
    it('hides no finding behind another', () => {
      const { project } = stranger;
      assert.deepEqual(
        checkedFiles(project).flatMap((path) => hidden(project, path)),
        [],
      );
    });
    it('is fixed like this', () => assertRecorded(`${stranger.name}.diff`, fixes(stranger)));
  });
}

/** One line a finding: `file:line severity rule (its first safe fix): message`. */
function findings({ project, files }: Stranger): string {
  return checkAll(project, checkedFiles(project))
    .diagnoses.map(({ file, range, severity, rule, message, fixes: offered }) => {
      const line = positionAt(lineStarts(files[file] ?? ''), range.start).line + 1;
      const safe = offered.find((fix) => fix.safe);
      const first = message.slice(0, message.search(/[:.] /) + 1 || undefined);
      return `${file}:${line} ${severity} ${rule}: ${first}${safe ? ` [${safe.title}]` : ''}\n`;
    })
    .join('');
}

function fixes({ project, files }: Stranger): string {
  const { texts } = fixAll(project, checkedFiles(project));
  return [...texts]
    .map(([file, text]) =>
      createTwoFilesPatch(file, file, shown(files[file] ?? ''), shown(text), '', '', { context: 2 }),
    )
    .join('');
}

/** Line ends and a byte order mark have their own tests. */
const shown = (text: string): string => text.replaceAll('\r\n', '\n').replace('\ufeff', '');

function assertRecorded(name: string, now: string): void {
  const path = join(strangersFolder, name);
  if (process.env.UPDATE === '1') {
    writeFileSync(path, now);
  }
  assert.equal(now, existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : '');
}
