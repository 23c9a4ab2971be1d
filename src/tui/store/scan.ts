/**
 * A scan over all packets for those that pass a test: the display filter, the search. It runs in the background in a reading
 * of its own, and goes on when the capture grows.
 *
 *   from the first packet on     whatever the test asks; not needed where it asks about octets alone
 *   from where one looks         what can be told without all that comes before (scout, decider): it is shown first
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import { createFollowing, followAhead } from '../../conform/following.js';
import { markShown } from '../../packet/clock.js';
import { createForward, type Following, type Forward } from '../../track/derived.js';
import type { ContextSource } from './context-source.js';
import type { NumberList, TestMaker } from './contract.js';
import { createDecider } from './decider.js';
import { inspectionOf } from './inspection.js';
import { createNumberList, type GrowingList } from './number-list.js';
import type { Reading } from './reading.js';
import { createRows, type RowLook } from './rows.js';
import { createScout } from './scout.js';
import type { Slices } from './slices.js';
import { isDerived } from './unfollowed.js';

/** What a scan needs of the store. */
export interface ScanSurroundings {
  readonly index: CaptureIndex;
  /** Begins a reading; with derived fields where they are asked about. */
  readonly begin: (following?: Following) => Reading;
  /** The packet that is displayed before another; 0 where none is. Undefined: what this scan finds is what is displayed. */
  readonly shownBefore?: ((number: number) => number) | undefined;
  readonly timeOf: (number: number) => { readonly sec: number; readonly nsec: number };
  readonly slices: Slices;
  readonly catalogue: Catalogue;
  readonly look: () => RowLook;
  /** Where one looks. */
  readonly near: () => number;
  readonly source: () => ContextSource;
  readonly changed: () => void;
}

/** A scan: nothing, under way, or done. */
export interface Scan {
  readonly list: () => NumberList | undefined;
  /** Begins anew; with undefined there is none. */
  readonly start: (test: TestMaker | undefined) => void;
  /** Ends it; what it has found stays. */
  readonly stop: () => void;
  /** There are more packets, or there will be none. */
  readonly grown: () => void;
}

/** Packets between two looks at the clock. */
const TURN = 512;
/** The same where most are decided without a walk. */
const SIFTED = 8192;

/** Makes what scans, one scan at a time. */
export function createScan(around: ScanSurroundings): Scan {
  const { slices, changed } = around;
  let list: GrowingList | undefined;
  let step = (): boolean => false;
  let end = (): void => undefined;
  let runs = false;
  const begin = (make: TestMaker, into: GrowingList): void => {
    const { columns } = around.look();
    // A search by text looks at what rows show.
    const past = make.follows !== undefined || columns.some(isDerived);
    const forward = make.follows === 'ahead' ? createForward() : undefined;
    const turns = past
      ? scanTurns(around, make, into, createFollowing(forward))
      : nearFirst(around, make, into, scanTurns(around, make, into, undefined));
    const ahead = forward === undefined ? undefined : passAhead(around, forward);
    step = () => {
      runs = ahead !== undefined && !ahead.done() ? ahead.turn() : turns();
      into.waits(!runs);
      changed();
      // A reading holds much: it goes with the scan that needed it.
      if (into.complete) step = () => false;
      return runs;
    };
    go();
  };
  const go = (): void => {
    if (runs) return;
    runs = true;
    list?.waits(false);
    end = slices.run(() => step());
  };
  const stop = (): void => {
    end();
    runs = false;
  };
  return {
    list: () => list,
    start: (test) => {
      stop();
      list = test === undefined ? undefined : createNumberList();
      if (test !== undefined && list !== undefined) begin(test, list);
      changed();
    },
    stop: () => {
      // One that has come to the end of what there is goes on when there is more.
      if (!runs) return;
      stop();
      step = () => false;
      list?.stop();
      changed();
    },
    grown: () => {
      if (list !== undefined && !list.complete) go();
    },
  };
}

/** Turns of the scan itself: each gives whether there is more to be done now. */
function scanTurns(
  around: ScanSurroundings,
  make: TestMaker,
  into: GrowingList,
  following: Following | undefined,
): () => boolean {
  const { index, catalogue } = around;
  const reading = around.begin(following);
  const rows = createRows(reading.registry, catalogue, { ...around.look(), colours: [] });
  const test = make(reading.registry, catalogue);
  const row = (): string => rows(reading.walk).cells.join(' ');
  const shown = shownTimes(around);
  const { names } = around.look();
  const look = (w: Walk, number: number): boolean => {
    shown.before(w, number);
    if (!test(w, row, names)) return true;
    shown.hit(w);
    into.add(number);
    return true;
  };
  const sift = following === undefined ? test.sift?.() : undefined;
  const on = (to: number): boolean => {
    return sift === undefined ? reading.onTo(to, look) : reading.sift(to, sift, into.add, look);
  };
  const turn = sift === undefined ? TURN : SIFTED;
  return () => {
    const whole = on(Math.min(index.count, reading.at() + turn));
    const atEnd = reading.at() >= index.count;
    into.advance(reading.at(), !whole || (index.complete && atEnd));
    // At the end of what there is so far, `grown` goes on.
    return whole && !atEnd;
  };
}

/** So far behind where one looks a scan from the first packet on is worth going there first. */
const FAR = 20_000;
/** Of so many turns, one is the scan's from the first packet on; the others look near first. */
const SHARE = 4;

/** Turns of which most look near where one looks, and at packets by themselves, while there is a need for that. */
function nearFirst(
  around: ScanSurroundings,
  make: TestMaker,
  into: GrowingList,
  turns: () => boolean,
): () => boolean {
  const { index, near, catalogue } = around;
  const { registry } = around.begin();
  const inspection = inspectionOf(index, make(registry, catalogue));
  const scout = inspection === undefined ? undefined : createScout({ index, near, into, inspection });
  // What is displayed may be asked about by a filter, and is not known yet.
  const decider =
    around.shownBefore === undefined
      ? undefined
      : createDecider({ ...around, source: around.source(), make, into });
  let count = 0;
  return () => {
    count += 1;
    const leaves = scout === undefined || scout.leaves();
    if (!leaves || count % SHARE !== 0) {
      if (scout?.turn() === true) return true;
      if (Math.min(near(), index.count) - into.looked(1).to > FAR && decider?.turn() === true) return true;
    }
    if (scout === undefined || scout.leaves()) return turns();
    // Nothing is left for a reading.
    if (index.complete) into.finish();
    return false;
  };
}

/** Keeps the time since the packet displayed before: by what is displayed, or by what the scan itself finds. */
function shownTimes({ shownBefore, timeOf }: ScanSurroundings): {
  readonly before: (w: Walk, number: number) => void;
  readonly hit: (w: Walk) => void;
} {
  if (shownBefore === undefined) return { before: () => undefined, hit: ({ frame }) => markShown(frame) };
  return {
    before: ({ frame }, number) => {
      const one = shownBefore(number);
      const { sec, nsec } = one === 0 ? { sec: Number.NaN, nsec: 0 } : timeOf(one);
      frame.shownSec = sec;
      frame.shownNsec = nsec;
    },
    hit: () => undefined,
  };
}

/** A pass over all there is so far, for fields that tell what lies ahead. */
function passAhead(
  { index, begin }: ScanSurroundings,
  forward: Forward,
): { readonly turn: () => boolean; readonly done: () => boolean } {
  const reading = begin();
  const first = followAhead(forward);
  let done = false;
  return {
    done: () => done,
    turn: () => {
      const whole = reading.onTo(Math.min(index.count, reading.at() + TURN), (w) => {
        first(w);
        return true;
      });
      done = !whole || (reading.at() >= index.count && (index.complete || index.live));
      return done || reading.at() < index.count;
    },
  };
}
