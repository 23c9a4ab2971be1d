/**
 * Snapshots of a capture, at intervals: so many that every place is near one, so few that they fit their memory. Where they do
 * not, every second one is let go, and the interval is doubled.
 *
 *   0 ─── 64 ─── 128 ─── 192 ─── 256 …        full:        0 ───────── 128 ───────── 256 …
 */

/** Snapshots by packet. */
export interface Snapshots<T> {
  /** A packet was taken in: a snapshot is made where it is time for one. */
  readonly offer: (frame: number, make: () => { readonly value: T; readonly size: number }) => void;
  /** The last one that is not behind a packet. */
  readonly before: (frame: number) => T | undefined;
  readonly count: () => number;
  /** Octets that they take, about. */
  readonly size: () => number;
}

interface Snapshot<T> {
  readonly frame: number;
  readonly value: T;
  readonly size: number;
}

const BUDGET = 64 * 1024 * 1024;
/** Packets offered between two snapshots, at first. */
const INTERVAL = 64;
/** However little they take: each is more than it seems. */
const MOST = 8192;
/** Whatever they take, so many are kept. */
const FEW = 4;

/** No snapshots yet. */
export function createSnapshots<T>(budget = BUDGET, first = INTERVAL): Snapshots<T> {
  const kept: Snapshot<T>[] = [];
  let interval = first;
  let offered = 0;
  let size = 0;
  const thin = (): void => {
    let to = 0;
    size = 0;
    for (let i = 0; i < kept.length; i += 2) {
      kept[to] = kept[i];
      size += kept[to].size;
      to += 1;
    }
    kept.length = to;
    interval *= 2;
  };
  return {
    offer: (frame, make) => {
      offered += 1;
      if ((offered - 1) % interval !== 0) return;
      const made = make();
      kept.push({ frame, ...made });
      size += made.size;
      while ((size > budget || kept.length > MOST) && kept.length > FEW) thin();
    },
    before: (frame) => {
      let low = 0;
      let high = kept.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (kept[middle].frame <= frame) low = middle + 1;
        else high = middle;
      }
      return kept[low - 1]?.value;
    },
    count: () => kept.length,
    size: () => size,
  };
}
