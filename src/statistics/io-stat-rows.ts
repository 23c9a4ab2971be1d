/**
 * The rows of `io,stat` in order, from cells that were counted in the order of the capture; and what stands in a cell.
 */
import { CELL, type Cells, FRAMES, intervalAt, RESULT, VALUES } from './io-stat-cells.js';
import type { Column } from './io-stat-columns.js';
import { addTo, wholeAt } from './tally.js';

/** A row with something in it. */
export interface Row {
  /** Number of its interval. */
  readonly number: number;
  /** Its cells, CELL numbers a column; another row's once the next is asked for. */
  readonly data: Float64Array;
}

/**
 * The rows that were counted, in order; where there are `count` rows, what lies behind the last is counted in it: a frame at
 * the very end of the last interval begins no other. `VALUES` of a LOAD is then how many spans cover the whole interval, as
 * it is in the intervals that follow, up to the next row.
 */
export function* rowsOf(cells: Cells, count: number): Generator<Row> {
  const { places, tally, asked } = cells;
  const numbers = Float64Array.from({ length: places.size }, (_, place) => intervalAt(places, place));
  const order = Uint32Array.from(numbers, (_, place) => place).sort((a, b) => numbers[a] - numbers[b]);
  const { columns } = asked;
  const data = new Float64Array(tally.columns);
  const covering = new Float64Array(columns.length);
  for (let i = 0; i < order.length; ) {
    const number = Math.min(numbers[order[i]], count - 1);
    data.fill(0);
    for (; i < order.length && Math.min(numbers[order[i]], count - 1) === number; i += 1) {
      const from = order[i] * tally.columns;
      for (const [k, column] of columns.entries()) {
        mergeCell(data, k * CELL, tally.data, from + k * CELL, column);
        // Spans that end behind the last interval cover it still.
        if (column.calculation === 'LOAD' && numbers[order[i]] > number)
          data[k * CELL + VALUES] -= tally.data[from + k * CELL + VALUES];
      }
    }
    for (const [k, { calculation }] of columns.entries()) {
      if (calculation !== 'LOAD') continue;
      covering[k] += data[k * CELL + VALUES];
      data[k * CELL + VALUES] = covering[k];
    }
    yield { number, data };
  }
}

function mergeCell(
  to: Float64Array,
  at: number,
  from: Float64Array,
  begin: number,
  { calculation }: Column,
): void {
  const high = from[begin + RESULT];
  const low = from[begin + RESULT + 1];
  if (calculation === 'MIN' || calculation === 'MAX') {
    const above = high - to[at + RESULT] || low - to[at + RESULT + 1];
    const better = calculation === 'MIN' ? above < 0 : above > 0;
    if (from[begin + VALUES] > 0 && (to[at + VALUES] === 0 || better)) {
      to[at + RESULT] = high;
      to[at + RESULT + 1] = low;
    }
  } else addTo(to, at + RESULT, high, low);
  to[at + FRAMES] += from[begin + FRAMES];
  to[at + VALUES] += from[begin + VALUES];
}

/** Whether a column's values are written as seconds with six decimals. */
export function isTimed({ field, calculation }: Column): boolean {
  return field?.kind === 'duration' && calculation !== 'COUNT';
}

/** What stands in a cell; `length` is its interval's in microseconds, `interval` that of most. */
export function cellText(
  column: Column,
  data: Float64Array,
  at: number,
  length: number,
  interval: number,
): string {
  const result = wholeAt(data, at + RESULT);
  switch (column.calculation) {
    case 'FRAMES':
      return String(data[at + FRAMES]);
    case 'LOAD':
      return loadText(result + BigInt(data[at + VALUES]) * BigInt(interval), BigInt(length));
    case 'AVG': {
      const average = result / BigInt(Math.max(1, data[at + VALUES]));
      return isTimed(column) ? secondsText(average) : String(average);
    }
    default:
      return isTimed(column) ? secondsText(result) : String(result);
  }
}

/** Nanoseconds as seconds, rounded to six decimals. */
export function secondsText(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? '-' : ''}${decimal((size + 500n) / 1000n)}`;
}

function loadText(covered: bigint, length: bigint): string {
  return length === 0n ? decimal(0n) : decimal((covered * 1_000_000n) / length);
}

function decimal(millionths: bigint): string {
  return `${millionths / 1_000_000n}.${String(millionths % 1_000_000n).padStart(6, '0')}`;
}

/** What a column's widest value on the way was, where that can be wider than what is shown in the end. */
export function peakText(column: Column, peak: number): string {
  if (column.calculation !== 'MIN' && column.calculation !== 'AVG') return '';
  return isTimed(column) ? `${Math.floor((peak + 5e8) / 1e9)}.000000` : String(peak);
}

/** An empty cell of a column: of a LOAD, spans of other rows may cover it. */
export function coveredText(column: Column, covering: number, length: number, interval: number): string {
  const data = new Float64Array(CELL);
  data[VALUES] = column.calculation === 'LOAD' ? covering : 0;
  return cellText(column, data, 0, length, interval);
}
