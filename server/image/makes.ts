import { posix } from 'node:path';
import { basename, innerWords, isShell } from '../parse/shell/commands.ts';
import { runCommands, textOfRun } from '../parse/shell/shell.ts';
import { cleanPath, isBelow, joinPath } from '../workspace/paths.ts';
import { absolutePath } from './config.ts';
import type { ImageStep } from './target.ts';

/** Programs that make no file of an application: they install, make users and folders, or change owners and modes. */
const harmless = new Set(
  `: [ addgroup adduser apk apt apt-get cd chgrp chmod chown corepack echo export false find groupadd ldconfig mkdir playwright
  poetry printf pwd rm sed set sleep test true umask update-ca-certificates useradd usermod uv virtualenv which`.split(
    /\s+/,
  ),
);

const ofPip = /^pip[\d.]*$/;
const ofPython = /^python[\d.]*$/;
const ofNode = /^(?:npm|pnpm|yarn)$/;
const modules = new Set(['compileall', 'ensurepip', 'pip', 'venv', 'virtualenv']);
const manifests = /"(?:pre|post)?(?:install|prepare)"\s*:/;

/** Whether a RUN may make, move or remove what stands at a path. False only for commands that are known. */
export function mayMake(path: string, step: ImageStep): boolean {
  const { instruction, before } = step;
  // A shell form without a shell fails, unless one was set up.
  if (!instruction.json && before.hasShell === false && before.shell === undefined) {
    return false;
  }
  const text = textOfRun(instruction);
  if (/>(?!\s*(?:&|\/dev\/null))/.test(text.replace(/[<>]=|=>/g, '')) && mentions(path, text)) {
    return true;
  }
  const lists = instruction.json ? [instruction.words] : runCommands(instruction).map(({ words }) => innerWords(words));
  return lists.some(
    (words) =>
      words.length > 0 &&
      !isHarmless(
        words.map(({ value }) => value),
        path,
        step,
      ),
  );
}

/** Whether a text that writes a file may mean a path: it has its name, or a variable. */
const mentions = (path: string, text: string): boolean =>
  text.includes(basename(path)) || text.includes(posix.dirname(path)) || />\s*["']?\$/.test(text);

function isHarmless(words: readonly string[], path: string, step: ImageStep): boolean {
  const [program = '', second = '', third = ''] = words;
  const name = basename(program);
  if (name === 'rm' || name === 'touch') {
    return !words.slice(1).some((word) => !word.startsWith('-') && mayMean(word, path, step));
  }
  if (name === 'sed') {
    return true;
  }
  if (name === 'find') {
    return !words.includes('-exec') && !words.includes('-delete');
  }
  if (ofPip.test(name) || name === 'uv' || (ofPython.test(name) && second === '-m' && third === 'pip')) {
    return !fillsFolder(words, path, step) && !(name === 'uv' && second === 'run');
  }
  if (ofPython.test(name)) {
    return second === '--version' || second === '-V' || (second === '-m' && modules.has(third));
  }
  if (ofNode.test(name)) {
    return installsOnly(name, second, words, step);
  }
  return harmless.has(name) && !isShell(name) && !(name === 'poetry' && second === 'run');
}

/** `npm ci`, where no script of the package runs then. */
function installsOnly(name: string, command: string, words: readonly string[], { stage }: ImageStep): boolean {
  if (command === 'cache' || command === 'config') {
    return true;
  }
  if (!['ci', 'i', 'install'].includes(command) && !(name === 'yarn' && (command === '' || command.startsWith('-')))) {
    return false;
  }
  if (words.includes('--ignore-scripts')) {
    return true;
  }
  const { build, project } = stage.target;
  const read = project.workspace.read(joinPath(build.context ?? '.', 'package.json'));
  return 'text' in read && !manifests.test(read.text);
}

/** `pip install --target`: whether the path lies in what is filled. */
function fillsFolder(words: readonly string[], path: string, step: ImageStep): boolean {
  return words.some((word, index) => {
    const [, given] = /^--(?:target|prefix|root|dest|wheel-dir)(?:=(.*))?$/.exec(word) ?? [];
    const isOption = /^(?:--(?:target|prefix|root|dest|wheel-dir)|-t|-w|-d)$/.test(word);
    const value = given ?? (isOption ? words[index + 1] : undefined);
    return value !== undefined && mayMean(value, path, step);
  });
}

/** Whether a word may name a path or a folder above it. */
function mayMean(word: string, path: string, { instruction, stage, before }: ImageStep): boolean {
  const value = stage.target.value(word, instruction);
  const named = value === undefined || /[*?~]/.test(value) ? undefined : absolutePath(value, before.workdir ?? '/');
  if (named === undefined) {
    const [start = ''] = (value ?? word).split(/[*?~$]/);
    return start === '' || !start.startsWith('/') || path.startsWith(cleanPath(start));
  }
  return path === named || isBelow(path, named);
}
