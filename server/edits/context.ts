import { posix } from 'node:path';
import type { Declaration } from '../model/build.ts';
import { lineStart, type TextEdit } from '../model/text.ts';

/**
 * Declares another context for a Dockerfile; both are paths from the workspace root. Compose and bake files count the
 * context from their own folder and the Dockerfile from the context, so there the Dockerfile's path changes too.
 */
export function contextEdits(
  { path, range, build }: Declaration,
  text: string,
  context: string,
  dockerfile: string,
): readonly TextEdit[] {
  if (build === undefined) {
    return [{ range, text: scalar(context) }];
  }
  const quote = path.endsWith('.json') || build.style === 'hcl' ? JSON.stringify : scalar;
  const folder = quote(posix.relative(posix.dirname(path), context) || '.');
  const name = posix.relative(context, dockerfile);
  if (build.dockerfileRange) {
    return [
      { range, text: folder },
      { range: build.dockerfileRange, text: quote(name) },
    ];
  }
  if (name === 'Dockerfile') {
    return [{ range, text: folder }];
  }
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, range.start)))?.[0] ?? '';
  const next = `${text.includes('\r\n') ? '\r\n' : '\n'}${indent}`;
  const key = path.endsWith('.json') ? '"dockerfile"' : 'dockerfile';
  const both = {
    short: `{ context: ${folder}, ${key}: ${quote(name)} }`,
    block: `${folder}${next}${key}: ${quote(name)}`,
    flow: `${folder}, ${key}: ${quote(name)}`,
    hcl: `${folder}${next}${key} = ${quote(name)}`,
  };
  return [{ range, text: both[build.style] }];
}

/** A path as a YAML scalar, in quotes where YAML would read something other than text. */
const scalar = (path: string): string =>
  /^[\w./][\w./-]*$/.test(path) && !/^(?:[\d_.]*\d[\d_.e]*|0[xo].*|true|false|null|yes|no|on|off|y|n)$/i.test(path)
    ? path
    : JSON.stringify(path);
