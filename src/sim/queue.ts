/**
 * The event queue of virtual time: what is due next, in whole microseconds. At one instant messages come first, then
 * timers, then what the timeline does (D10); within a class, first in, first out. What is scheduled for the instant that
 * is being worked through comes before the later classes of that instant that still wait.
 *
 *   schedule ──► early   (before the wheel's window: only after somebody looked ahead)
 *            └─► wheel   (everything else)  ──► next: time, eventClass, payload
 *
 * An event is a number of its owner's choice, not an object; the queue's memory is that of the largest number of events
 * that ever waited together.
 */
import { type Micros, NEVER } from '../base/micros.js';
import { createEarly, type Early, putEarly, shiftEarly, sweepEarly } from './queue-early.js';
import { nextBucket } from './queue-open.js';
import {
  cancelSlot,
  createSlots,
  type EventId,
  giveSlot,
  idOfSlot,
  isCancelled,
  type Slots,
  takeSlot,
} from './queue-slots.js';
import { sweepWheel } from './queue-sweep.js';
import { createWheel, instantOfBucket, putInWheel, shiftSlot, type Wheel } from './queue-wheel.js';

export type { EventId } from './queue-slots.js';

/** The order at one instant (D10). */
export type EventClass = typeof MESSAGES | typeof TIMERS | typeof TIMELINE;
/** Arrivals. */
export const MESSAGES = 0;
/** Timers that expire. */
export const TIMERS = 1;
/** What a scenario's timeline does. */
export const TIMELINE = 2;

/** The last instant that is an exact number. */
const LAST_INSTANT = Number.MAX_SAFE_INTEGER;
/** Cancelled events are swept out when they outnumber the pending ones by this. */
const SWEEP_MARGIN = 1024;

/** Pending events, and the one that `next` took out last. */
export interface EventQueue {
  /** Virtual now: the instant of the event that `next` took out. */
  time: Micros;
  eventClass: EventClass;
  payload: number;
  /** How many events are pending. */
  size: number;
  readonly slots: Slots;
  readonly wheel: Wheel;
  readonly early: Early;
}

/** An empty queue at instant 0. */
export function createQueue(): EventQueue {
  return {
    time: 0 as Micros,
    eventClass: MESSAGES,
    payload: 0,
    size: 0,
    slots: createSlots(),
    wheel: createWheel(),
    early: createEarly(),
  };
}

/** Adds an event, behind all of its instant and class. Instants before now are a mistake of the caller's: it throws. */
export function schedule(queue: EventQueue, at: Micros, eventClass: EventClass, payload: number): EventId {
  if (!(at >= queue.time && at <= LAST_INSTANT) || at !== Math.floor(at)) {
    throw new RangeError(`an event at ${at} µs cannot be scheduled: it is ${queue.time} µs`);
  }
  const { slots, wheel } = queue;
  const slot = takeSlot(slots, payload);
  const ref = (slot << 2) | eventClass;
  if (at >= wheel.starts[0]) putInWheel(wheel, slots, at, ref);
  else putEarly(queue.early, at, ref);
  queue.size += 1;
  return idOfSlot(slots, slot);
}

/** Takes an event out before its time; false where it is not pending (any more). */
export function cancel(queue: EventQueue, id: EventId): boolean {
  const { slots } = queue;
  if (!cancelSlot(slots, id)) return false;
  queue.size -= 1;
  if (slots.cancelled > queue.size + SWEEP_MARGIN) {
    sweepWheel(queue.wheel, slots);
    sweepEarly(queue.early, slots);
  }
  return true;
}

/** Takes the next event out into `time`, `eventClass` and `payload`; false where none is pending. */
export function next(queue: EventQueue): boolean {
  const { slots, wheel } = queue;
  if (queue.early.refs.length > 0 && nextEarly(queue)) return true;
  for (;;) {
    const bucket = nextBucket(wheel, slots);
    if (bucket < 0) return false;
    const slot = shiftSlot(wheel, slots, bucket);
    const counts = !isCancelled(slots, slot);
    if (counts) {
      queue.time = instantOfBucket(wheel, bucket) as Micros;
      queue.eventClass = (bucket & 3) as EventClass;
      queue.payload = slots.numbers[2 * slot];
      queue.size -= 1;
    }
    giveSlot(slots, slot);
    if (counts) return true;
  }
}

function nextEarly(queue: EventQueue): boolean {
  const { early, slots } = queue;
  dropCancelledEarly(queue);
  if (early.refs.length === 0) return false;
  const ref = early.refs[0];
  queue.time = early.instants[0] as Micros;
  queue.eventClass = (ref & 3) as EventClass;
  queue.payload = slots.numbers[2 * (ref >> 2)];
  queue.size -= 1;
  shiftEarly(early);
  giveSlot(slots, ref >> 2);
  return true;
}

/** The instant of the next event; NEVER where none is pending. */
export function peekTime(queue: EventQueue): Micros {
  const { early, slots, wheel } = queue;
  if (queue.size === 0) return NEVER;
  dropCancelledEarly(queue);
  if (early.refs.length > 0) return early.instants[0] as Micros;
  for (;;) {
    const bucket = nextBucket(wheel, slots);
    if (bucket < 0) return NEVER;
    if (!isCancelled(slots, wheel.heads[bucket])) return instantOfBucket(wheel, bucket) as Micros;
    giveSlot(slots, shiftSlot(wheel, slots, bucket));
  }
}

function dropCancelledEarly(queue: EventQueue): void {
  const { early, slots } = queue;
  while (early.refs.length > 0 && isCancelled(slots, early.refs[0] >> 2)) {
    const slot = early.refs[0] >> 2;
    shiftEarly(early);
    giveSlot(slots, slot);
  }
}
