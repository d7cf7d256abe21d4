#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { processTerminal, type Terminal, UsageError } from './terminal.ts';

/** The `lucid` command line. Each command is loaded when it is called, so that `check` starts quickly. */

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const collectWords = (value: string, before: readonly string[]): readonly string[] => [
  ...before,
  ...value.split(',').map((word) => {
    if (word.trim() === '') {
      throw new InvalidArgumentError('It is empty.');
    }
    return word.trim();
  }),
];

const list = (flags: string, description: string, parse: typeof collect): Option =>
  new Option(flags, description).argParser(parse).default([], 'none');

/** Adds a command with the options that all commands have. */
type AddCommand = (name: string, description: string) => Command;

/** Runs a command with what the command line says, and keeps its exit code. */
type Run = <A extends unknown[]>(command: (...args: A) => number | Promise<number>) => (...args: A) => Promise<void>;

const planOption = ['--plan <file>', 'plan file in place of lucid.yaml'] as const;

async function main(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const cwd = process.cwd();
  let code = 0;
  const run: Run =
    (command) =>
    async (...args) => {
      code = await command(...args);
    };
  const program = new Command('lucid')
    .description('Checks, fixes and builds container images by one plan.')
    .version(manifest.version)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('(lucid --help lists the commands and their options)')
    .exitOverride();
  const command: AddCommand = (name, description) =>
    program
      .command(name)
      .description(description)
      .option('--root <folder>', 'root of the workspace (default: the nearest folder with lucid.yaml or .git)')
      .showHelpAfterError(`(lucid ${name.split(' ')[0]} --help lists its options)`);

  checkCommand(command).action(
    run(async (paths, options) => (await import('./cli/check.ts')).check(paths, options, terminal, cwd)),
  );
  command('plan', 'Print the plan that is in force, with everything filled in.')
    .addOption(new Option('--format <format>', 'how to print').choices(['yaml', 'json']).default('yaml'))
    .option(...planOption)
    .action(run(async (options) => (await import('./cli/plan.ts')).plan(options, terminal, cwd)));
  command('adopt', 'Write the embedded plan to lucid.yaml, so that its build contexts are declared.')
    .addOption(
      new Option('--contexts <from>', "the embedded plan's, or the folders that the sources resolve from")
        .choices(['plan', 'sources'])
        .default('plan'),
    )
    .action(run(async (options) => (await import('./cli/adopt.ts')).adopt(options, terminal, cwd)));
  buildCommand(command).action(
    run(async (images, options) => (await import('./cli/build.ts')).build(images, options, terminal, cwd)),
  );
  program
    .command('lsp')
    .description('Speak the Language Server Protocol over standard input and output.')
    .option('--stdio', 'accepted, since editors pass it; there is no other way')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async () => (await import('./cli/lsp.ts')).lsp());

  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

const checkCommand = (command: AddCommand): Command =>
  command('check [paths...]', 'Check Dockerfiles and the plan.')
    .option('--fix', 'write the fixes that are safe')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option(...planOption)
    .addOption(
      list('--rule <id=severity>', 'severity of a rule: error, warning, info, hint or off; repeatable', collect),
    )
    .addOption(
      new Option('--fail-on <severity>', 'least severity for exit code 1')
        .choices(['error', 'warning', 'info', 'hint'])
        .default('warning'),
    );

const buildCommand = (command: AddCommand): Command =>
  command('build [images...]', 'Build images with docker buildx.')
    .addOption(list('--phase <id>', 'all images of a phase; repeatable', collectWords))
    .option('--all', 'all images of the plan')
    .option('--needs', 'what the images need as well')
    .option('--push', 'push the result to the registry')
    .option('--load', 'load the result into the images of the local engine')
    .option('--dry-run', 'print the commands and run nothing')
    .option('--keep-going', 'after a failure, build what does not need the failed image')
    .option('--builder <name>', 'buildx builder')
    .addOption(list('--platform <list>', 'platforms in place of those of the plan', collectWords))
    .option('--no-cache', 'build every step again')
    .option('--pull', 'ask the registry for newer base images')
    .addOption(list('--cache-from <source>', 'as docker buildx takes it; repeatable', collect))
    .addOption(list('--cache-to <target>', 'as docker buildx takes it; repeatable', collect))
    .addOption(list('--allow <path>', 'let builds read a path outside the workspace; repeatable', collect))
    .option('--no-platform-check', 'build although the builder does not name a platform')
    .addOption(
      new Option(
        '--shell <shell>',
        'shell that printed commands are written for (default: the usual one here)',
      ).choices(['posix', 'powershell', 'cmd']),
    )
    .option(...planOption);

/** The exit code after a command that did not end well; a mistake in Lucid itself is thrown on. */
function exitCodeOf(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  if (!(error instanceof UsageError)) {
    throw error;
  }
  terminal.err(`lucid: ${error.message}\n`);
  return 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    // A mistake in Lucid: its report needs the stack.
    processTerminal().err(
      `lucid: this is a mistake in lucid itself.\n${error instanceof Error ? error.stack : error}\n`,
    );
    process.exitCode = 2;
  },
);
