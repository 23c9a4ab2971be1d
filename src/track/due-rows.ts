/**
 * When rows are due that mostly turn out to be due later: a binary heap of instants in typed arrays, in which a row stays where it is when
 * its instant moves on, and is put right when the old one has come. What is due at one instant comes in the order in which the rows were
 * entered.
 *
 *   setDue: later ──► noted by row          earlier ──► moved in the heap          nextDue ──► the first that is due in truth
 */

import { longer, moreThan } from '../base/columns.js';
import { type Micros, NEVER } from '../base/micros.js';

/** Instants by row. */
export interface DueRows {
  /** By row: its instant; and its number in the order of entering, 0 where it is not there. */
  due: Float64Array;
  numbers: Uint32Array;
  /** By row: its place in the heap + 1; 0 where it has none. */
  places: Int32Array;
  /** The heap: rows, and an instant for each that is not after its own. */
  rows: Int32Array;
  times: Float64Array;
  count: number;
  /** The last number. */
  last: number;
}

/** Nothing is due. */
export function createDueRows(): DueRows {
  return {
    due: new Float64Array(0),
    numbers: new Uint32Array(0),
    places: new Int32Array(0),
    rows: new Int32Array(0),
    times: new Float64Array(0),
    count: 0,
    last: 0,
  };
}

/** Whether a row is there. */
export function isEntered({ numbers }: DueRows, row: number): boolean {
  return row < numbers.length && numbers[row] !== 0;
}

/** Gives a row an instant; it is entered where it is not there yet. NEVER: it is there, and not due. */
export function setDue(all: DueRows, row: number, time: Micros): void {
  if (row >= all.numbers.length) makeRows(all, row);
  if (all.numbers[row] === 0) {
    all.last += 1;
    all.numbers[row] = all.last;
  }
  all.due[row] = time;
  const place = all.places[row] - 1;
  if (place < 0) {
    if (time !== NEVER) push(all, row, time);
  } else if (time < all.times[place]) rise(all, place, row, time);
}

/** Takes a row out. */
export function dropDue(all: DueRows, row: number): void {
  if (!isEntered(all, row)) return;
  all.numbers[row] = 0;
  if (all.places[row] > 0) takeOut(all, all.places[row] - 1);
}

/** The row that is due first, by an instant; -1: none. It stays. */
export function nextDue(all: DueRows, at: Micros): number {
  while (all.count > 0 && all.times[0] <= at) {
    const row = all.rows[0];
    const due = all.due[row];
    if (due === all.times[0]) return row;
    if (due === NEVER) takeOut(all, 0);
    else sink(all, 0, row, due);
  }
  return -1;
}

function makeRows(all: DueRows, row: number): void {
  const length = moreThan(row);
  all.due = longer(all.due, length);
  all.numbers = longer(all.numbers, length);
  all.places = longer(all.places, length);
}

function push(all: DueRows, row: number, time: number): void {
  if (all.count === all.rows.length) {
    const length = moreThan(all.count);
    all.rows = longer(all.rows, length);
    all.times = longer(all.times, length);
  }
  all.count += 1;
  rise(all, all.count - 1, row, time);
}

function takeOut(all: DueRows, place: number): void {
  all.places[all.rows[place]] = 0;
  all.count -= 1;
  if (place === all.count) return;
  const row = all.rows[all.count];
  const time = all.times[all.count];
  const above = (place - 1) >> 1;
  if (place > 0 && isBefore(all, time, row, above)) rise(all, place, row, time);
  else sink(all, place, row, time);
}

function rise(all: DueRows, from: number, row: number, time: number): void {
  let place = from;
  while (place > 0) {
    const above = (place - 1) >> 1;
    if (!isBefore(all, time, row, above)) break;
    put(all, place, all.rows[above], all.times[above]);
    place = above;
  }
  put(all, place, row, time);
}

function sink(all: DueRows, from: number, row: number, time: number): void {
  const { rows, times, count } = all;
  let place = from;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= count) break;
    if (child + 1 < count && isBefore(all, times[child + 1], rows[child + 1], child)) child += 1;
    if (isBefore(all, time, row, child)) break;
    put(all, place, rows[child], times[child]);
    place = child;
  }
  put(all, place, row, time);
}

function put(all: DueRows, place: number, row: number, time: number): void {
  all.rows[place] = row;
  all.times[place] = time;
  all.places[row] = place + 1;
}

/** Whether a row with an instant comes before what is at a place of the heap. */
function isBefore({ times, rows, numbers }: DueRows, time: number, row: number, place: number): boolean {
  return time < times[place] || (time === times[place] && numbers[row] < numbers[rows[place]]);
}
