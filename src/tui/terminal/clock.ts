/**
 * The clock by which a run is played: it ticks while it is wanted.
 */
import { performance } from 'node:perf_hooks';

/** A clock that may stand still. */
export interface Clock {
  readonly set: (on: boolean) => void;
  readonly stop: () => void;
}

const TICK_MS = 40;

/** Makes one; it tells the milliseconds of the machine's own clock, which never goes back. */
export function createClock(tick: (at: number) => void): Clock {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  return {
    set: (on) => {
      stop();
      if (!on) return;
      tick(performance.now());
      timer = setInterval(() => tick(performance.now()), TICK_MS);
    },
    stop,
  };
}
