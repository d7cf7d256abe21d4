/** Where the logs of builds stand, from the workspace root. */
export const logsFolder = '.lucid/logs';

/** The folder of a run's logs: when it began, and which one it is. */
export const logFolder = (run: string, time: number): string =>
  `${logsFolder}/${new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}-${run.slice(0, 8)}`;

/** Whether a path has the form of a log's, and so leads nowhere else. */
export const isLogPath = (path: unknown): path is string =>
  typeof path === 'string' && /^\.lucid\/logs\/\w[\w-]*\/\w[\w.-]*\.log$/.test(path);
