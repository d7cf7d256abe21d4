// The peer: dockerfile-utils over files, as its own command line would, in one process.
import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';

let problems = 0;
for (const file of process.argv.slice(2)) {
  problems += validate(readFileSync(file, 'utf8')).length;
}
console.log(problems);
