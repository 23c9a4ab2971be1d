/**
 * A scan over all packets for those that pass a test: the display filter, the search. It runs in the background in a reading
 * of its own, and goes on when the capture grows.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import type { NumberList, TestMaker } from './contract.js';
import { createNumberList, type GrowingList } from './number-list.js';
import type { Reading } from './reading.js';
import { createRows, type RowLook } from './rows.js';
import type { Slices } from './slices.js';

/** What a scan needs of the store. */
export interface ScanSurroundings {
  readonly index: CaptureIndex;
  readonly begin: () => Reading;
  readonly slices: Slices;
  readonly catalogue: Catalogue;
  readonly look: () => RowLook;
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
  const { index, slices, catalogue, changed } = around;
  let list: GrowingList | undefined;
  let step = (): boolean => false;
  let end = (): void => undefined;
  let runs = false;
  const begin = (make: TestMaker, into: GrowingList): void => {
    const reading = around.begin();
    const rows = createRows(reading.registry, catalogue, { ...around.look(), colours: [] });
    const test = make(reading.registry, catalogue);
    const row = (): string => rows(reading.walk).cells.join(' ');
    const look = (w: Walk, number: number): boolean => {
      if (test(w, row)) into.add(number);
      return true;
    };
    const { octets } = test;
    const sift = test.sift?.();
    const on = (to: number): boolean => {
      if (octets !== undefined) return reading.search(to, octets, into.add);
      return sift === undefined ? reading.onTo(to, look) : reading.sift(to, sift, into.add, look);
    };
    const turn = sift === undefined && octets === undefined ? TURN : SIFTED;
    step = () => {
      const to = Math.min(index.count, reading.at() + turn);
      const whole = on(to);
      const atEnd = reading.at() >= index.count;
      into.advance(reading.at(), !whole || (index.complete && atEnd));
      changed();
      // At the end of what there is so far, `grown` goes on.
      runs = whole && !atEnd;
      // A reading holds much: it goes with the scan that needed it.
      if (into.complete) step = () => false;
      return runs;
    };
    go();
  };
  const go = (): void => {
    if (runs) return;
    runs = true;
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
      list?.advance(list.scanned, true);
      changed();
    },
    grown: () => {
      if (list !== undefined && !list.complete) go();
    },
  };
}
