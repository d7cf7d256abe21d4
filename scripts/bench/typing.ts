/** Types in a process like that of the language server: node typing.ts FOLDER LINES COUNT prints the times as JSON. */
import { keystrokes } from './keystrokes.ts';

const [folder = '', lines, count] = process.argv.slice(2);
console.log(JSON.stringify(await keystrokes(folder, Number(lines), Number(count))));
process.exit();
