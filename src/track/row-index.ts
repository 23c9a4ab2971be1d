/**
 * Rows that are found by two numbers, and given again when they are free: open addressing in typed arrays. The numbers of a row stand
 * in columns, so that a place of the table is but a row; they stay there when the row is taken out, until it is given again.
 */
import { longer, moreThan } from '../base/columns.js';

/** Rows by two numbers of 32 bits. */
export interface RowIndex {
  /** By row. */
  first: Uint32Array;
  second: Uint32Array;
  /** Row + 1 by place; 0 where the place is free. A power of two of them. */
  slots: Int32Array;
  /** Rows that can be found. */
  count: number;
  /** Rows that were ever given: columns have to be as long. */
  used: number;
  readonly free: number[];
}

const SMALLEST = 16;

/** No rows. */
export function createRowIndex(): RowIndex {
  return {
    first: new Uint32Array(0),
    second: new Uint32Array(0),
    slots: new Int32Array(SMALLEST),
    count: 0,
    used: 0,
    free: [],
  };
}

/** The row of two numbers; -1: none. */
export function findRow(index: RowIndex, first: number, second: number): number {
  return index.slots[placeOf(index, first, second)] - 1;
}

/** A row for two numbers that have none. */
export function addRow(index: RowIndex, first: number, second: number): number {
  if (4 * (index.count + 1) > 3 * index.slots.length) enlarge(index);
  const row = index.free.pop() ?? newRow(index);
  index.first[row] = first;
  index.second[row] = second;
  index.slots[placeOf(index, first, second)] = row + 1;
  index.count += 1;
  return row;
}

/** Takes a row out: it is found no more. It is not given again before it is freed. */
export function takeOutRow(index: RowIndex, row: number): void {
  const { slots, first, second } = index;
  const mask = slots.length - 1;
  let gap = placeOf(index, first[row], second[row]);
  slots[gap] = 0;
  index.count -= 1;
  // What follows moves up, unless that were before its own place.
  for (let place = (gap + 1) & mask; slots[place] !== 0; place = (place + 1) & mask) {
    const other = slots[place] - 1;
    const home = homeOf(first[other], second[other]) & mask;
    if (((place - home) & mask) < ((place - gap) & mask)) continue;
    slots[gap] = slots[place];
    slots[place] = 0;
    gap = place;
  }
}

/** A row that was taken out may be given again. */
export function freeRow({ free }: RowIndex, row: number): void {
  free.push(row);
}

function newRow(index: RowIndex): number {
  const row = index.used;
  index.used += 1;
  if (row >= index.first.length) {
    const length = moreThan(row);
    index.first = longer(index.first, length);
    index.second = longer(index.second, length);
  }
  return row;
}

function enlarge(index: RowIndex): void {
  const old = index.slots;
  index.slots = new Int32Array(2 * old.length);
  for (const slot of old) {
    if (slot !== 0) index.slots[placeOf(index, index.first[slot - 1], index.second[slot - 1])] = slot;
  }
}

/** Where the row of two numbers is, or would be. */
function placeOf({ slots, first, second }: RowIndex, one: number, two: number): number {
  const mask = slots.length - 1;
  let place = homeOf(one, two) & mask;
  for (let slot = slots[place]; slot !== 0; slot = slots[place]) {
    if (second[slot - 1] === two && first[slot - 1] === one) break;
    place = (place + 1) & mask;
  }
  return place;
}

/** Eight neighbours by the second number lie beside each other: who comes after the one often comes after it in time too. */
function homeOf(one: number, two: number): number {
  let sum = Math.imul(two >>> 3, 0x9e3779b1) ^ Math.imul(one, 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  return ((sum ^ (sum >>> 13)) << 3) | (two & 7);
}
