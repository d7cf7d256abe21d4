import type { Instruction } from '../../model/dockerfile.ts';
import type { PlanImage } from '../../model/plan.ts';
import type { Base } from '../base.ts';
import type { BuildTarget } from '../target.ts';
import { type Interpreter, languageOf } from './interpreter.ts';

/** The interpreter that a health check can count on; undefined where an image has none that is known. */
export function pythonOf(base: Base): string | undefined {
  if (base.kind === 'distroless') {
    return base.image.python === undefined ? undefined : '/usr/bin/python3';
  }
  return base.kind === 'image' && base.reference.repository === 'library/python' ? 'python3' : undefined;
}

/** The interpreter of a language that an image brings, by its path; undefined where it has none that is known. */
export function ownInterpreter(language: Interpreter['language'], base: Base): string | undefined {
  if (language === 'python') {
    return pythonOf(base);
  }
  const [program] = (base.kind === 'distroless' && base.image.entrypoint) || [];
  return program !== undefined && languageOf(program) === language ? program : undefined;
}

/**
 * The words of the probe that the plan asks for: Python's own HTTP client or a TCP connection. Undefined where the plan asks
 * for none, names no port, or the image has no interpreter that could run it.
 */
function planProbe(image: PlanImage, base: Base): readonly string[] | undefined {
  const python = pythonOf(base);
  const [port] = image.ports;
  if (python === undefined || port === undefined) {
    return undefined;
  }
  if (image.health?.kind === 'http') {
    const url = `http://localhost:${port}${image.health.path}`;
    return [python, '-c', `import urllib.request; urllib.request.urlopen('${url}', timeout=3)`];
  }
  if (image.health?.kind === 'tcp') {
    return [python, '-c', `import socket; socket.create_connection(('localhost', ${port}), 3).close()`];
  }
  return undefined;
}

/** The probe of the plan's image, and whether every image that is built from the Dockerfile would get the same. */
export function probeForPlan(
  { build, siblings }: BuildTarget,
  base: Base,
): { readonly words: readonly string[]; readonly isAgreed: boolean } | undefined {
  const words = build.image && planProbe(build.image, base);
  const isSame = (other: readonly string[] | undefined) => other === undefined || other.join(' ') === words?.join(' ');
  return (
    words && { words, isAgreed: siblings.every((one) => isSame(one.build.image && planProbe(one.build.image, base))) }
  );
}

/** The command of a health check, its words joined; undefined for `HEALTHCHECK NONE`. */
export function probeText(healthcheck: Instruction): string | undefined {
  return healthcheck.inner?.words.map((word) => word.value).join(' ');
}

const ownAddress = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::[^/\s'")]+)?(\/[^\s'"\\),;|]*)/;

/** The path that a health check requests from its own container, on any port; `none` where it is switched off. */
export function probePath(healthcheck: Instruction): string | undefined {
  return healthcheck.inner === undefined ? 'none' : ownAddress.exec(healthcheck.inner.body.text)?.[1];
}

/** An address that a probe connects to. Offsets are in the text that was searched. */
export interface ProbeTarget {
  readonly port: number;
  readonly portRange: readonly [number, number] | undefined;
  /** Undefined for a bare connection. */
  readonly path: string | undefined;
  readonly pathRange: readonly [number, number] | undefined;
  /** Where the host ends. */
  readonly hostEnd: number;
  readonly range: readonly [number, number];
}

const url =
  /(https?):\/\/(?<host>localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(\/[^\s'"\\)\]]*)?(?=$|[\s'"\\)\]])/dg;
/** `('localhost', 8080` of a socket, `nc -z localhost 8080`, `/dev/tcp/localhost/8080`; quotes may be escaped. */
const connections = [
  /\(\s*\\?['"](?:localhost|127\.0\.0\.1|0\.0\.0\.0)\\?['"]\s*,\s*(\d+)/dg,
  /\bnc\b[^\n;&|]{0,60}?\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0)["',\s]+(\d+)/dg,
  /\/dev\/tcp\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\/(\d+)/dg,
];

/** The addresses of its own container that a probe connects to; those with variables are left out. */
export function probeTargets(text: string): readonly ProbeTarget[] {
  const urls = [...text.matchAll(url)].map((match): ProbeTarget => {
    const [, scheme, , port, rest] = match;
    const path = rest?.replace(/[?#].*$/, '');
    const pathStart = match.indices?.[4]?.[0];
    return {
      port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port),
      portRange: match.indices?.[3],
      path: path ?? '/',
      pathRange: path === undefined || pathStart === undefined ? undefined : [pathStart, pathStart + path.length],
      hostEnd: match.indices?.groups?.host?.[1] ?? match.index,
      range: [match.index, match.index + match[0].length],
    };
  });
  const matches = connections.flatMap((pattern) => [...text.matchAll(pattern)]);
  const bare = matches.map((match): ProbeTarget => {
    const range = match.indices?.[1] ?? [match.index, match.index];
    return {
      port: Number(match[1]),
      portRange: range,
      path: undefined,
      pathRange: undefined,
      hostEnd: range[0],
      range,
    };
  });
  return [...urls, ...bare].filter(({ path }) => path === undefined || !/[${}%]/.test(path));
}
