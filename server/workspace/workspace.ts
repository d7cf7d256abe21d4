/** What a directory holds. A link is listed as what it points to; one that points nowhere is a `link`. */
export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link';
  /** The entry is a symbolic link, whatever it points to. */
  readonly linked?: boolean;
}

export type Read = { readonly text: string } | { readonly failure: string };

/**
 * The files of one workspace folder. All paths are relative to its root and use `/`; `.` is the root.
 * Names are compared exactly, even where the disk does not, because BuildKit runs on Linux.
 * Reading never throws: what cannot be read is absent or says why.
 */
export interface Workspace {
  /** What an open document holds, else what is on disk. A larger file than `maximumBytes` is not read. */
  read(path: string, maximumBytes?: number): Read;
  /** Undefined where there is no such directory. */
  list(directory: string): readonly Entry[] | undefined;
  kind(path: string): Entry['kind'] | undefined;
  /**
   * What `parse` makes of a file's text, kept until the file changes; undefined where there is no such file.
   * The same function is to be given each time: another one parses anew. A larger file than `maximumBytes` is not read.
   */
  parsed<T>(path: string, parse: (text: string) => T, maximumBytes?: number): T | undefined;
}
