import type { CancellationToken } from 'vscode-languageserver/node';

/** Tells clients that pull that there is something new: those that wait are answered, others are asked to pull again. */
export interface News {
  /** Asks the client to pull again. */
  readonly refresh: () => void;
  waiting: readonly (() => void)[];
  timer: NodeJS.Timeout | undefined;
  stopped: boolean;
}

/**
 * Milliseconds before news goes out. It comes in bursts; and a client that has just closed a document must first put
 * away what it pulled for it, or it would drop the news about it.
 */
const gathering = 50;

export const openNews = (refresh: () => void): News => ({ refresh, waiting: [], timer: undefined, stopped: false });

export function announce(news: News): void {
  if (!news.stopped) {
    news.timer ??= setTimeout(tell, gathering, news);
  }
}

function tell(news: News): void {
  news.timer = undefined;
  if (news.waiting.length === 0) {
    news.refresh();
  } else {
    wakeAll(news);
  }
}

function wakeAll(news: News): void {
  const woken = news.waiting;
  news.waiting = [];
  for (const wake of woken) {
    wake();
  }
}

/** Resolves when there is news, or when the client waits no longer. */
export function waitForNews(news: News, token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    news.waiting = [...news.waiting, resolve];
    token.onCancellationRequested(() => resolve());
  });
}

/** Lets all who wait go. */
export function stopNews(news: News): void {
  news.stopped = true;
  clearTimeout(news.timer);
  wakeAll(news);
}
