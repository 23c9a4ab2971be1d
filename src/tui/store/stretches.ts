/**
 * Which packets a scan has looked at: stretches of numbers, few of them, for a scan goes on where it is.
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
  let all: readonly Stretch[] = [];
  return {
    cover: (from, to) => {
      if (to < from) return;
      const apart = all.filter((one) => one.to < from - 1 || one.from > to + 1);
      const joined = all.filter((one) => !apart.includes(one));
      const whole = {
        from: Math.min(from, ...joined.map((one) => one.from)),
        to: Math.max(to, ...joined.map((one) => one.to)),
      };
      all = [...apart, whole];
    },
    around: (number) =>
      all.find(({ from, to }) => from <= number && number <= to) ?? { from: number, to: number - 1 },
    total: () => all.reduce((sum, { from, to }) => sum + to - from + 1, 0),
  };
}
