/**
 * The cells of `io,stat`: a row for each interval with frames in it, a cell for each column. Intervals without frames take no
 * room, however short they are; a frame that comes late is counted in the interval that it belongs to.
 */
import type { Walk } from '../../dissectors/contract.js';
import type { PacketBatch } from '../base/packet-batch.js';
import type { Column, IoStat } from './io-stat-columns.js';
import { createReadValues, type ReadValues, type Values } from './io-stat-values.js';
import { makePlaces, type Places } from './places.js';
import type { FrameTally, StatisticContext } from './statistic.js';
import { addTo, CARRY, makeTally, rowOf, type Tally } from './tally.js';

/** Numbers of a cell: frames, values, and what the calculation gives in two parts. */
export const FRAMES = 0;
export const VALUES = 1;
export const RESULT = 2;
export const CELL = 4;

/** All that was counted. */
export interface Cells {
  readonly asked: IoStat;
  readonly readers: readonly (ReadValues | undefined)[];
  readonly key: Int32Array;
  readonly places: Places;
  readonly tally: Tally;
  /** Greatest smallest value and greatest average on the way, by column: Wireshark's columns are as wide as these. */
  readonly peaks: Float64Array;
  /** Microseconds from the first frame to the latest; -1 without a frame. */
  duration: number;
  /** The second of the first frame; NaN where it has no time. */
  firstSec: number;
  /** The time from which spans count: that of the first frame that has one. */
  originSec: number;
  originNsec: number;
}

/** Nothing counted yet. */
export function makeCells(asked: IoStat, context: StatisticContext): Cells {
  return {
    asked,
    readers: asked.columns.map(({ field, calculation }) =>
      field === undefined ? undefined : createReadValues(context, field.name, calculation === 'COUNT'),
    ),
    key: new Int32Array(2),
    places: makePlaces(2),
    tally: makeTally(asked.columns.length * CELL),
    peaks: new Float64Array(asked.columns.length),
    duration: -1,
    firstSec: Number.NaN,
    originSec: Number.NaN,
    originNsec: Number.NaN,
  };
}

/** Microseconds from the first frame to this one, rounded; 0 where that is not known. */
function sinceFirst({ frame }: Walk): number {
  const { sec, nsec, firstSec, firstNsec } = frame;
  const span = (sec - firstSec) * 1e6 + Math.floor((nsec - firstNsec + 500) / 1000);
  return Number.isNaN(span) ? 0 : span;
}

/** Counts the frame that was walked last. */
export function countFrame(cells: Cells, w: Walk): void {
  const { asked, key, places, tally } = cells;
  const since = sinceFirst(w);
  if (cells.duration < 0) cells.firstSec = w.frame.firstSec;
  cells.originSec = w.frame.firstSec;
  cells.originNsec = w.frame.firstNsec;
  cells.duration = Math.max(cells.duration, since, 0);
  let begin = -1;
  const interval = asked.interval === 0 ? 0 : Math.max(0, Math.floor(since / asked.interval));
  for (const [k, column] of asked.columns.entries()) {
    if (!column.filter.test(w)) continue;
    if (begin < 0) {
      key[0] = Math.floor(interval / CARRY);
      key[1] = interval;
      begin = rowOf(tally, places.find(key));
    }
    countCell(cells, k, column, interval, begin + k * CELL, w);
  }
}

/**
 * Counts frames that were not walked, where all columns are frames and octets. The first frame that has a time must have been
 * walked: spans count from it.
 */
export function createCellTally(cells: Cells): FrameTally | undefined {
  const { asked, tally } = cells;
  if (asked.columns.some(({ field }) => field !== undefined)) return undefined;
  const since = ({ sec, nsec }: PacketBatch, row: number): number => {
    const span = (sec[row] - cells.originSec) * 1e6 + Math.floor((nsec[row] - cells.originNsec + 500) / 1000);
    return Number.isNaN(span) ? 0 : span;
  };
  return {
    programs: asked.columns.map(({ filter }) => filter.program),
    pass: (batch, from, to) => {
      const { sec, nsec } = batch;
      let latest = from;
      for (let row = from + 1; row < to; row += 1) {
        // A frame without a time is no later than any; one that stands first gives way to any.
        if (sec[row] < sec[latest] || (sec[row] === sec[latest] && nsec[row] <= nsec[latest])) continue;
        if (!Number.isNaN(sec[row])) latest = row;
      }
      if (from < to) cells.duration = Math.max(cells.duration, since(batch, latest));
    },
    count: (k, batch, rows, count) => {
      const { wireLen } = batch;
      let octets = 0;
      let frames = 0;
      let interval = 0;
      const settle = (): void => {
        if (frames === 0) return;
        const at = placeOf(cells, interval) + k * CELL;
        tally.data[at + FRAMES] += frames;
        addTo(tally.data, at + RESULT, Math.floor(octets / CARRY), octets % CARRY);
        octets = 0;
        frames = 0;
      };
      for (let n = 0; n < count; n += 1) {
        const row = rows[n];
        if (asked.interval !== 0) {
          const here = Math.max(0, Math.floor(since(batch, row) / asked.interval));
          if (here !== interval) settle();
          interval = here;
        }
        frames += 1;
        octets += wireLen[row];
      }
      settle();
    },
  };
}

/** Number of the interval at a place. */
export function intervalAt(places: Places, place: number): number {
  return places.word(place, 0) * CARRY + (places.word(place, 1) >>> 0);
}

function countCell(cells: Cells, k: number, column: Column, interval: number, at: number, w: Walk): void {
  const { data } = cells.tally;
  const reader = cells.readers[k];
  data[at + FRAMES] += 1;
  if (reader === undefined) {
    addTo(data, at + RESULT, 0, w.frame.wireLen);
    return;
  }
  const values = reader(w);
  switch (column.calculation) {
    case 'MIN':
    case 'MAX':
      takeBest(data, at, values, column.calculation === 'MIN');
      break;
    case 'COUNT':
      addTo(data, at + RESULT, 0, values.count);
      return;
    case 'LOAD':
      // Rows may move when others are added.
      addLoads(cells, k, interval, values);
      return;
    default:
      for (let i = 0; i < values.count; i += 1) addTo(data, at + RESULT, values.high[i], values.low[i]);
      data[at + VALUES] += values.count;
  }
  if (column.calculation === 'MIN') notePeak(cells.peaks, k, data, at, 1);
  else if (column.calculation === 'AVG') notePeak(cells.peaks, k, data, at, data[at + VALUES]);
}

function takeBest(data: Float64Array, at: number, values: Values, least: boolean): void {
  const { count, high, low } = values;
  for (let i = 0; i < count; i += 1) {
    const above = high[i] - data[at + RESULT] || low[i] - data[at + RESULT + 1];
    if (data[at + VALUES] === 0 || (least ? above < 0 : above > 0)) {
      data[at + RESULT] = high[i];
      data[at + RESULT + 1] = low[i];
    }
    data[at + VALUES] += 1;
  }
}

function notePeak(peaks: Float64Array, k: number, data: Float64Array, at: number, parts: number): void {
  if (parts === 0) return;
  const value = Math.floor((data[at + RESULT] * CARRY + data[at + RESULT + 1]) / parts);
  if (value > peaks[k]) peaks[k] = value;
}

/**
 * A span that ends at this frame covers a part of its interval and the whole of some before it. Of those only the first and
 * the one behind the last are noted, in `VALUES`: what is between them is added up when the table is written.
 */
function addLoads(cells: Cells, k: number, interval: number, values: Values): void {
  const { asked, tally } = cells;
  for (let i = 0; i < values.count; i += 1) {
    const span = Math.floor((values.high[i] * CARRY + values.low[i]) / 1000);
    if (span <= 0) continue;
    const size = asked.interval;
    const part = size === 0 ? span : span % size;
    const whole = size === 0 ? 0 : Math.min(interval, Math.floor(span / size));
    const own = placeOf(cells, interval) + k * CELL;
    addTo(tally.data, own + RESULT, Math.floor(part / CARRY), part % CARRY);
    if (whole === 0) continue;
    tally.data[own + VALUES] -= 1;
    const first = placeOf(cells, interval - whole) + k * CELL;
    tally.data[first + VALUES] += 1;
  }
}

function placeOf({ key, places, tally }: Cells, interval: number): number {
  key[0] = Math.floor(interval / CARRY);
  key[1] = interval;
  return rowOf(tally, places.find(key));
}
