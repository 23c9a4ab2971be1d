/**
 * Which packets a scan has looked at: stretches of numbers, in order and apart from each other.
 */

/** A stretch of packet numbers, both ends in it; none where `to` is below `from`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Stretches that grow together. */
export interface Stretches {
  readonly cover: (from: number, to: number) => void;
  /** The stretch that holds a number; an empty one at it where none does. */
  readonly around: (number: number) => Stretch;
  /** Packets in all of them. */
  readonly total: () => number;
}

/** None yet. */
export function createStretches(): Stretches {
  const all: Stretch[] = [];
  let total = 0;
  /** How many end before a number. */
  const before = (number: number): number => {
    let low = 0;
    for (let high = all.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if (all[middle].to < number) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    cover: (from, to) => {
      if (to < from) return;
      // Those that touch it, too.
      const first = before(from - 1);
      let end = first;
      let whole: Stretch = { from, to };
      for (; end < all.length && all[end].from <= to + 1; end += 1) {
        const one = all[end];
        total -= one.to - one.from + 1;
        whole = { from: Math.min(whole.from, one.from), to: Math.max(whole.to, one.to) };
      }
      total += whole.to - whole.from + 1;
      all.splice(first, end - first, whole);
    },
    around: (number) => {
      const one = all[before(number)];
      return one !== undefined && one.from <= number ? one : { from: number, to: number - 1 };
    },
    total: () => total,
  };
}
