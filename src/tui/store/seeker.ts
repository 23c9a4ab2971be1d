/**
 * A reading that goes where one looks. What lies a little ahead is read at once; what lies far, or behind (and so needs a
 * new reading), is read in slices in the background, and whoever asked is told when it is there.
 */
import type { Reading } from './reading.js';
import type { Slices } from './slices.js';

/** Packets that are read at once, while somebody waits for a key to be answered. */
const AT_ONCE = 20_000;

/** Reads what is wanted and hands it over. */
export interface Seeker {
  /** Makes sure that packets `from` … `to` are handed over: at once (true), or later. */
  readonly want: (from: number, to: number) => boolean;
  /** Forgets what was read: the next wish begins anew. */
  readonly reset: () => void;
}

/** Makes a seeker; `take` gets each wanted packet: with `walk` positioned behind `number - 1`, it must read one packet. */
export function createSeeker(
  begin: () => Reading,
  slices: Slices,
  take: (reading: Reading) => void,
  arrived: () => void,
): Seeker {
  let reading: Reading | undefined;
  let wish: { from: number; to: number } | undefined;
  let stop: (() => void) | undefined;
  const readTo = (to: number): void => {
    while (reading !== undefined && reading.at() < to) {
      const before = reading.at();
      take(reading);
      if (reading.at() === before) return;
    }
  };
  const later = (): boolean => {
    if (wish === undefined || reading === undefined) return false;
    reading.onTo(Math.min(wish.from - 1, reading.at() + 2000));
    if (reading.at() < wish.from - 1) return true;
    readTo(wish.to);
    wish = undefined;
    arrived();
    return false;
  };
  return {
    want: (from, to) => {
      if (reading === undefined || reading.at() >= from) {
        if (wish !== undefined && wish.from === from) return false;
        reading = begin();
      }
      if (from - reading.at() <= AT_ONCE) {
        wish = undefined;
        reading.onTo(from - 1);
        readTo(to);
        return true;
      }
      wish = { from, to };
      stop?.();
      stop = slices.run(later);
      return false;
    },
    reset: () => {
      reading = undefined;
      wish = undefined;
      stop?.();
    },
  };
}
