import { insertAfter } from '../../edits/insert.ts';
import { loneInterpreter } from '../../image/python/library.ts';
import { fromOf } from '../../model/dockerfile.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'python-library-missing',
  severity: 'error',
  title: 'A copied Python interpreter lacks its shared library',
  fix: 'copy the library, and the standard library where it is missing too',
  why: `The interpreter of the official \`python\` images is a small program. Python itself is in
\`/usr/local/lib/libpython3.12.so.1.0\`, which the program looks for in \`../lib\` beside its own folder. If only
\`/usr/local/bin/python3.12\` is copied, the container ends at once:
\`error while loading shared libraries: libpython3.12.so.1.0: cannot open shared object file\`. \`/usr/local/lib/python3.12\`
is the standard library and does not hold it.

Copy \`/usr/local/lib\` as well, or start the Python of the base image with packages of its version. An interpreter that is
copied to another folder than \`bin\` finds its library through \`LD_LIBRARY_PATH\`.`,
  *dockerfile({ final, file }) {
    const found = final && loneInterpreter(final);
    if (!final || !found) {
      return;
    }
    const { word, path, minor, step } = found;
    const library = `/usr/local/lib/libpython${minor}.so.1.0`;
    const from = fromOf(step.instruction)?.value;
    const folder = `/usr/local/lib/python${minor}`;
    const hasModules = final.ownSteps.some(
      ({ instruction: { keyword, body } }) => keyword === 'COPY' && body.text.includes(folder),
    );
    const lines = [
      `COPY --from=${from} ${library} /usr/local/lib/`,
      ...(hasModules ? [] : [`COPY --from=${from} ${folder} ${folder}`]),
    ];
    const edit = path.startsWith('/usr/local/bin/') ? insertAfter(file, step.instruction, lines.join('\n')) : undefined;
    yield {
      range: word.range,
      message: `${path} needs libpython${minor}.so.1.0, which is not copied: the container does not start. The interpreter of the official Python images is a small program that loads it from ../lib. Copy ${library} too${hasModules ? '' : `, and ${folder}`}.`,
      fixes: edit ? [{ title: `Copy libpython${minor}.so.1.0 too`, edits: { [file.path]: [edit] }, safe: false }] : [],
    };
  },
};
