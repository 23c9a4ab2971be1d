/**
 * Where a long command stands, on a terminal: one line on standard error that is written over, and gone in the end.
 */
import { lineText } from '../base/utf8.js';
import { complain } from './output.js';

/** A line of progress. */
export interface Progress {
  readonly show: (number: number, name: string) => void;
  readonly clear: () => void;
}

/** Progress over `count` things; silent where nobody would see it. */
export function createProgress(isShown: boolean, count: number): Progress {
  let isThere = false;
  return {
    show: (number, name) => {
      if (!isShown) return;
      isThere = true;
      complain(`\r${number}/${count} ${lineText(name)}\x1b[K`);
    },
    clear: () => {
      if (isThere) complain('\r\x1b[K');
      isThere = false;
    },
  };
}
