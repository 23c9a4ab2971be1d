/**
 * The values of one field in a frame, as whole numbers in two parts (high × 2^32 + low), read by the column lane.
 */
import type { Walk } from '../../dissectors/contract.js';
import { compilePlace, type Place } from '../layout/readers.js';
import { createCollect, makeFound, withMembers, writersFor } from '../packet/field-hits.js';
import type { StatisticContext } from './statistic.js';
import { CARRY } from './tally.js';

/** The values found in the frame that was walked last: the first `count` of the columns. */
export interface Values {
  count: number;
  high: Float64Array;
  low: Float64Array;
}

/** Finds a field's values. */
export type ReadValues = (w: Walk) => Values;

/** Reads a number at a hit. */
type ReadNumber = (bytes: Uint8Array, at: number) => number | bigint;

/** Makes a reader for a field, or for those that an alias stands for. Where only the number of values matters, they are 0. */
export function createReadValues(
  { registry, catalogue }: StatisticContext,
  name: string,
  onlyCount: boolean,
): ReadValues {
  const wanted = withMembers(catalogue, [name]);
  const collect = createCollect(registry, wanted);
  const readers = writersFor(registry, catalogue, wanted, numberReader);
  const found = makeFound();
  const values: Values = { count: 0, high: new Float64Array(64), low: new Float64Array(64) };
  return (w) => {
    collect(w, found);
    values.count = 0;
    const { data, length } = found.hits;
    for (let at = 0; at < length; at += 3) {
      const place = data[at + 1];
      const layer = found.layers[at / 3];
      if (onlyCount) add(values, 0);
      else if (place < 0) add(values, numberOf(found.computed[-1 - place]));
      else {
        const read = readers[w.ids[layer]][w.variants[layer]][data[at]];
        if (read !== undefined) add(values, read(w.sources[layer], place));
      }
    }
    return values;
  };
}

function numberReader({ item, bit }: Place): ReadNumber | undefined {
  if (item.kind === 'uint64')
    return (bytes, at) => new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at);
  if (item.kind !== 'uint' && item.kind !== 'group' && item.kind !== 'flag') return undefined;
  const read = compilePlace({ item, bit });
  const { map } = item.meta;
  return map === undefined ? read : (bytes, at) => map(read(bytes, at));
}

function numberOf(value: unknown): number | bigint {
  return typeof value === 'bigint' || typeof value === 'number' ? value : 0;
}

function add(values: Values, value: number | bigint): void {
  if (values.count === values.high.length) grow(values);
  const { count, high, low } = values;
  if (typeof value === 'bigint') {
    high[count] = Number(value >> 32n);
    low[count] = Number(value & 0xffff_ffffn);
  } else {
    high[count] = Math.floor(value / CARRY);
    low[count] = value - high[count] * CARRY;
  }
  values.count += 1;
}

function grow(values: Values): void {
  const high = new Float64Array(values.count * 2);
  high.set(values.high);
  values.high = high;
  const low = new Float64Array(values.count * 2);
  low.set(values.low);
  values.low = low;
}
