/**
 * Events that are due before the wheel's window. Looking at the next instant opens the wheel there; what is scheduled for
 * the time in between waits here: a binary heap, by instant, class and order of arrival. It is empty, or nearly so,
 * except where somebody looks far ahead, and a heap stays fast where it is not.
 */
import { giveSlot, isCancelled, type Slots } from './queue-slots.js';

/** A heap in three lists: instants, classes with numbers of arrival, slots with classes. */
export interface Early {
  readonly instants: number[];
  /** Class × 2^51 + number of arrival: one comparison for both. */
  readonly orders: number[];
  /** Slot × 4 + class. */
  readonly refs: number[];
  arrivals: number;
}

const CLASS_STEP = 2 ** 51;

/** An empty heap. */
export function createEarly(): Early {
  return { instants: [], orders: [], refs: [], arrivals: 0 };
}

/** Adds an event behind all of its instant and class. */
export function putEarly(early: Early, at: number, ref: number): void {
  const order = (ref & 3) * CLASS_STEP + early.arrivals;
  early.arrivals += 1;
  early.instants.push(at);
  early.orders.push(order);
  early.refs.push(ref);
  rise(early, early.refs.length - 1, at, order, ref);
}

/** Takes out the first event. */
export function shiftEarly(early: Early): void {
  const at = early.instants.pop()!;
  const order = early.orders.pop()!;
  const ref = early.refs.pop()!;
  if (early.refs.length > 0) sink(early, at, order, ref);
}

/** Takes the cancelled events out; the others keep their order. */
export function sweepEarly(early: Early, slots: Slots): void {
  const { instants, orders, refs } = early;
  let kept = 0;
  for (let i = 0; i < refs.length; i += 1) {
    const ref = refs[i];
    if (isCancelled(slots, ref >> 2)) giveSlot(slots, ref >> 2);
    else {
      // The entries before are a heap already; this one rises among them.
      rise(early, kept, instants[i], orders[i], ref);
      kept += 1;
    }
  }
  instants.length = kept;
  orders.length = kept;
  refs.length = kept;
}

function rise(early: Early, from: number, at: number, order: number, ref: number): void {
  let place = from;
  while (place > 0) {
    const above = (place - 1) >> 1;
    if (!precedes(early, at, order, above)) break;
    copy(early, above, place);
    place = above;
  }
  put(early, place, at, order, ref);
}

function sink(early: Early, at: number, order: number, ref: number): void {
  const { instants, orders, refs } = early;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= refs.length) break;
    const right = child + 1;
    if (right < refs.length && precedes(early, instants[right], orders[right], child)) child = right;
    if (precedes(early, at, order, child)) break;
    copy(early, child, place);
    place = child;
  }
  put(early, place, at, order, ref);
}

function precedes(early: Early, at: number, order: number, place: number): boolean {
  return at < early.instants[place] || (at === early.instants[place] && order < early.orders[place]);
}

function copy(early: Early, from: number, to: number): void {
  put(early, to, early.instants[from], early.orders[from], early.refs[from]);
}

function put(early: Early, place: number, at: number, order: number, ref: number): void {
  early.instants[place] = at;
  early.orders[place] = order;
  early.refs[place] = ref;
}
