import { posix } from 'node:path';
import type { Range } from '../model/text.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { secretSettings, shownSecrets } from './literals.ts';
import { secretFile } from './secrets.ts';

/** A file of the workspace with a secret. */
export interface SecretFile {
  /** From the workspace root. */
  readonly path: string;
  /** For a message: `a private key`, `an environment file`. */
  readonly what: string;
  /** The secrets that its text shows; empty where only its name tells. */
  readonly secrets: readonly Secret[];
  /** Its text could be read, and is not empty. */
  readonly isRead: boolean;
}

interface Secret {
  readonly range: Range;
  readonly value: string;
}

/** Larger files hold data. */
const maximumBytes = 256 * 1024;
/** A file with more secrets is as bad as one with so many. */
const maximumSecrets = 20;

/** What tools write that is neither a setting nor a known token: `.netrc`, `.docker/config.json`, `kubeconfig`. */
const ofTools =
  /\blogin\s+\S+\s+password\s+([^\s"'$]{3,})|"(?:auth|identitytoken)"\s*:\s*"([^"$]{8,})"|\bclient-key-data:\s*(\S{20,})/g;

interface Content {
  readonly secrets: readonly Secret[];
  /** Only certificates and public keys. */
  readonly isPublic: boolean;
  readonly isEmpty: boolean;
  /** It names a password or a token that is not a variable. */
  readonly hasPassword: boolean;
}

function readContent(text: string): Content {
  const tools = [...text.matchAll(ofTools)].map((match): Secret => {
    const value = match[1] ?? match[2] ?? match[3] ?? '';
    const start = match.index + match[0].lastIndexOf(value);
    return { range: { start, end: start + value.length }, value };
  });
  const secrets = [...shownSecrets(text), ...secretSettings(text), ...tools]
    .map(({ range, value }) => ({ range, value }))
    .slice(0, maximumSecrets);
  const isPublic =
    secrets.length === 0 && /-----BEGIN (?:[A-Z0-9]+ )*(?:CERTIFICATE|PUBLIC KEY)(?: BLOCK| REQUEST)?-----/.test(text);
  const hasPassword =
    /(?:_auth(?:Token)?|password|token|secret\w{0,40}|key(?:-data)?)["']?(?:\s*[=:]\s*|[ \t]+)["']?(?![\s$"'])/i.test(
      text,
    );
  return { secrets, isPublic, isEmpty: text.trim() === '', hasPassword };
}

/**
 * What a file holds that a COPY names or brings along. `isNamed`: the COPY names it, and then its name is enough where its text
 * does not show that it is harmless. Undefined for files without a secret.
 */
export function secretIn(path: string, isNamed: boolean, workspace: Workspace): SecretFile | undefined {
  const byName = secretFile(path);
  const what = byName ?? byContent(path);
  if (what === undefined || isFixture(path)) {
    return undefined;
  }
  const kind = workspace.kind(path);
  if (what === 'a folder of secrets' && holdsCode(path, kind, workspace)) {
    return undefined;
  }
  const content = kind === 'file' ? workspace.parsed(path, readContent, maximumBytes) : undefined;
  const secrets = content?.secrets ?? [];
  const isRead = content !== undefined && !content.isEmpty;
  const isShown = secrets.length > 0;
  const isToldByName = isNamed && byName !== undefined && !(content && isRead && isHarmless(what, path, content));
  return isShown || isToldByName ? { path, what, secrets, isRead } : undefined;
}

/** Files of accounts, and environment files by other names, whose content must tell. */
function byContent(path: string): string | undefined {
  if (/(?:credential|service[-_]?account|client[-_]?secret)[^/]*\.json$/i.test(path)) {
    return 'a file with credentials';
  }
  return /[^/]\.env$/.test(path) && !/(?:example|sample|template)[^/]*$/i.test(path)
    ? 'an environment file'
    : undefined;
}

/** Whether the text of a file shows that it holds no secret, whatever its name. */
function isHarmless(what: string, path: string, content: Content): boolean {
  if (what === 'a private key') {
    return content.isPublic;
  }
  // The files of tools hold addresses and switches, too.
  return (
    (what === 'a file with credentials' && !content.hasPassword) ||
    (what === 'a folder of secrets' && /\.(?:md|txt|gitkeep)$/.test(path))
  );
}

/** Keys and passwords of tests are not secret. */
const isFixture = (path: string): boolean =>
  /(?:^|\/)(?:tests?|testdata|test-data|__tests__|fixtures|__fixtures__|specs?|mocks|e2e)\//.test(path);

/** `secrets` is a good name for a folder of code, too. */
function holdsCode(path: string, kind: string | undefined, workspace: Workspace): boolean {
  const folder = kind === 'directory' ? path : posix.dirname(path);
  const isCode = (file: string) => /\.(?:py|go|ts|js|mjs|rs|java|kt|cs|rb|php|c|h|cpp)$/.test(file);
  return isCode(path) || (workspace.list(folder) ?? []).some((entry) => isCode(entry.name));
}
