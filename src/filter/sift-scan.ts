/**
 * Fields whose place varies (those in repetitions and options): found by the scans that filters use after a walk, in a
 * layer that is known without one.
 */
import { placesOf } from '../layout/readers.js';
import { compileScan, makeHits } from '../layout/scan.js';
import type { Header } from '../layout/types.js';
import { type HitReader, hitReader } from './field-values.js';
import type { FilterValue } from './program.js';

/** What a scan of a layer tells: the sum of THERE, HOLDS and FAILS, as they apply. */
export type ScanTest = (bytes: Uint8Array, start: number, end: number) => number;

/** A value is there. */
export const THERE = 1;
/** A value is there that passes. */
export const HOLDS = 2;
/** A value is there that does not. */
export const FAILS = 4;

/** Whether a field's values can be read where a scan finds them. */
export function isScannable(header: Header, name: string): boolean {
  return placesOf(header).every((place) => place.item.name !== name || hitReader(place) !== undefined);
}

/** Compiles the test of each value of a field in layers that are read by a header. */
export function compileScanTest(
  header: Header,
  name: string,
  holds: (value: FilterValue) => boolean,
): ScanTest {
  const scan = compileScan(header, (each) => (each === name ? 0 : undefined));
  const place = placesOf(header).find(({ item }) => item.name === name);
  const read: HitReader | undefined = place === undefined ? undefined : hitReader(place);
  const hits = makeHits();
  return (bytes, start, end) => {
    hits.length = 0;
    scan(bytes, start, end, hits);
    const { data, length } = hits;
    let result = 0;
    for (let at = 0; at < length && read !== undefined; at += 3) {
      result |= THERE | (holds(read(bytes, data[at + 1], data[at + 2])) ? HOLDS : FAILS);
    }
    return result;
  };
}
