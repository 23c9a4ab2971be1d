/**
 * When to draw: at once after a key, before any work in the background has its turn; now and then while the store works. All events
 * that came together are one drawing.
 */

import { performance } from 'node:perf_hooks';

/** Drawing, put off to the right moment. */
export interface Drawing {
  /** As soon as what is being done now is over. */
  readonly soon: () => void;
  /** Soon, but no more than once in a few hundredths of a second. */
  readonly later: () => void;
  readonly stop: () => void;
}

const PAUSE_MS = 30;

/** Makes the drawing of something. */
export function createDrawing(draw: () => void): Drawing {
  let wanted = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  const go = (): void => {
    clearTimeout(timer);
    wanted = false;
    timer = undefined;
    if (!stopped) draw();
    last = performance.now();
  };
  return {
    soon: () => {
      if (wanted) return;
      wanted = true;
      queueMicrotask(() => {
        if (wanted) go();
      });
    },
    later: () => {
      timer ??= setTimeout(go, Math.max(0, last + PAUSE_MS - performance.now()));
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
