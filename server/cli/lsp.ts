/**
 * `lucid lsp`: the Language Server Protocol over standard input and output, for any editor. It is the server of the VS
 * Code extension, which takes its transport from the command line.
 */
export async function lsp(): Promise<void> {
  if (!process.argv.includes('--stdio')) {
    process.argv.push('--stdio');
  }
  await import('../main.ts');
}
