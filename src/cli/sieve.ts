/**
 * The short way through a capture: what is not printed, but only selected, copied or counted, is decided by sifts
 * (filter/sift.ts), and only the rest is walked. Nothing of what is written depends on which way a frame took.
 *
 *   batch ──► sifts of -Y and -z ─┬─► rows that match: copied, counted, or (printed) walked
 *                                 └─► the first row that nobody can tell of: walked, then on
 */
import type { PacketBatch } from '../base/packet-batch.js';
import { createSift, type Sift } from '../filter/sift.js';
import type { FrameTally, Statistic } from '../statistics/statistic.js';
import type { Plan } from './plan.js';

/** Sifts the rows of batches for a whole run. */
export interface Sieve {
  /**
   * Sifts rows from … to-1, which are of one link type, and counts what statistics want of them. The result is the first
   * row that has to be walked (`to`: none); before it, `rows[0 … count-1]` match the filter.
   */
  readonly sift: (batch: PacketBatch, from: number, to: number, linkType: number) => number;
  readonly rows: Uint32Array;
  readonly count: number;
  /** Tells the time of the capture's first frame. */
  readonly begin: (sec: number, nsec: number) => void;
}

/** A statistic's sifts, one for each of its filters. */
interface Counter {
  readonly tally: FrameTally;
  readonly sifts: readonly Sift[];
}

/** The sieve of a run, if its packets can be decided without walks at all. */
export function createSieve(
  plan: Plan,
  statistics: readonly Statistic[],
  prints: boolean,
): Sieve | undefined {
  const { registry, filter } = plan;
  if (filter === undefined && (prints || statistics.length === 0)) return undefined;
  if (prints && showsHistory(plan)) return undefined;
  const own = filter === undefined ? undefined : createSift(registry, filter.program);
  if (filter !== undefined && own === undefined) return undefined;
  const counters: Counter[] = [];
  for (const { tally } of statistics) {
    const sifts = tally?.programs.map((program) =>
      program === undefined ? undefined : createSift(registry, program),
    );
    if (tally === undefined || sifts === undefined || !sifts.every((sift) => sift !== undefined))
      return undefined;
    counters.push({ tally, sifts });
  }
  return sieveOf(own, counters);
}

/** Whether something that is printed of a frame depends on frames before it. */
function showsHistory({ registry, shown }: Plan): boolean {
  if (shown.everything) return true;
  const history = new Set(
    registry.dissectors.flatMap(({ generated }) =>
      generated.filter((one) => one.history === true).map(({ name }) => name),
    ),
  );
  return shown.names.some((name) => history.has(name));
}

const NO_ROWS = new Uint32Array(0);

function sieveOf(own: Sift | undefined, counters: readonly Counter[]): Sieve {
  const sifts = [...(own === undefined ? [] : [own]), ...counters.flatMap((counter) => counter.sifts)];
  let count = 0;
  return {
    get rows() {
      return own?.rows ?? NO_ROWS;
    },
    get count() {
      return count;
    },
    begin: (sec, nsec) => {
      for (const sift of sifts) sift.begin(sec, nsec);
    },
    sift: (batch, from, to, linkType) => {
      let stop = to;
      for (const sift of sifts) stop = sift.scan(batch, from, stop, linkType);
      count = own === undefined ? 0 : rowsBefore(own, stop);
      for (const { tally, sifts: each } of counters) {
        tally.pass(batch, from, stop);
        each.forEach((sift, k) => {
          tally.count(k, batch, sift.rows, rowsBefore(sift, stop));
        });
      }
      return stop;
    },
  };
}

/** How many of the rows that were found stand before a row: another sift may have stopped sooner. */
function rowsBefore({ rows, count }: Sift, stop: number): number {
  let found = count;
  while (found > 0 && rows[found - 1] >= stop) found -= 1;
  return found;
}
