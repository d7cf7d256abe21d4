/** The entry of the thread in which dockerfile-utils runs: texts in, problems out. */
import { parentPort } from 'node:worker_threads';
import { libraryProblems } from '../../check/library.ts';
import type { Posted } from './library-thread.ts';

parentPort?.on('message', (text: string) => parentPort?.postMessage(answer(text)));

parentPort?.postMessage('ready' satisfies Posted);

function answer(text: string): Exclude<Posted, 'ready'> {
  try {
    return { problems: libraryProblems(text) };
  } catch (error) {
    return { error };
  }
}
