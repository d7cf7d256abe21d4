import type { RemoteConsole } from 'vscode-languageserver/node';

/**
 * Wraps a handler so that its failure is told to the client, with the name of the feature, and answered with
 * `fallback`: the server and the other features go on.
 */
export type Guard = <A extends unknown[], R>(
  feature: string,
  handler: (...args: A) => R | Promise<R>,
  fallback: R,
) => (...args: A) => Promise<R>;

export function guardWith(console: Pick<RemoteConsole, 'error'>): Guard {
  return (feature, handler, fallback) =>
    async (...args) => {
      try {
        return await handler(...args);
      } catch (error) {
        report(console, feature, error);
        return fallback;
      }
    };
}

export function report(console: Pick<RemoteConsole, 'error'>, feature: string, error: unknown): void {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(`Lucid: ${feature} failed. This is a mistake in Lucid; the rest goes on working. ${reason}`);
}
