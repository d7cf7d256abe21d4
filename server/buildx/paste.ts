/** How a command line reads when a person pastes it into a shell. Only for showing: nothing is ever run through one. */
export type Shell = 'posix' | 'powershell' | 'cmd';

export const shellOf = (platform: NodeJS.Platform): Shell => (platform === 'win32' ? 'powershell' : 'posix');

/** One line that gives a program exactly these arguments. */
export function paste(argv: readonly string[], shell: Shell): string {
  if (shell === 'posix') {
    return argv.map(posix).join(' ');
  }
  if (shell === 'cmd') {
    return argv.map(cmd).join(' ');
  }
  // Windows PowerShell drops the quotes inside an argument, PowerShell 7 does not; both leave alone what follows `--%`.
  const [program = '', ...rest] = argv;
  if (rest.some((word) => word === '' || word.includes('"') || /\s.*\\$/s.test(word))) {
    return [powershell(program), '--%', ...rest.map(windows)].join(' ');
  }
  return argv.map(powershell).join(' ');
}

function posix(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** PowerShell takes typographic quotes for quotes too; any of them is written twice inside single quotes. */
function powershell(word: string): string {
  return /^[\w+=:./\\-]+$/.test(word) ? word : `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** As Microsoft's C runtime takes a command line apart: backslashes count only before a double quote. */
function windows(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) {
    return word;
  }
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

/** cmd expands `%` even inside quotes; a caret before every character that it knows hides the quotes from it as well. */
function cmd(word: string): string {
  const quoted = windows(word);
  const inert = /^[\w@+=:,./\\-]+$/.test(word) || (quoted.startsWith('"') && !/["%!]/.test(word));
  return inert ? quoted : quoted.replace(/[()%!^"<>&|]/g, '^$&');
}
