/**
 * When to draw: at once after a key, now and then while the store works. Many events before the next turn are one drawing.
 */

/** Drawing, put off to the right moment. */
export interface Drawing {
  /** In this turn of the event loop. */
  readonly soon: () => void;
  /** Within a few hundredths of a second. */
  readonly later: () => void;
  readonly stop: () => void;
}

const PAUSE_MS = 30;

/** Makes the drawing of something. */
export function createDrawing(draw: () => void): Drawing {
  let now: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  const go = (): void => {
    clearImmediate(now);
    clearTimeout(timer);
    now = undefined;
    timer = undefined;
    draw();
  };
  return {
    soon: () => {
      now ??= setImmediate(go);
    },
    later: () => {
      timer ??= setTimeout(go, PAUSE_MS);
    },
    stop: () => {
      clearImmediate(now);
      clearTimeout(timer);
    },
  };
}
