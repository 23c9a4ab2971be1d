/**
 * What the event queue knows of each pending event, wherever in the wheel it waits: its payload, whether it still counts,
 * and the event behind it. A slot is 16 octets of one buffer, so that an event costs one cache line and no object:
 *
 *   |  payload (float64)  |  generation (int32)  |  next (int32)  |
 *
 * An event's id is its slot and the slot's generation; the generation rises when the slot is given back, so that an id is
 * never mistaken for a later event's. A cancelled event keeps its slot, with the generation's complement, until it is met.
 */

/** Which pending event: slot and generation in one number. */
export type EventId = number & { readonly [EVENT_ID]: true };
declare const EVENT_ID: unique symbol;

const SLOT_LIMIT = 2 ** 24;
/** The last generation whose ids are exact numbers. */
const LAST_GENERATION = 2 ** 29 - 1;
const FIRST_CAPACITY = 64;

/** Ends a list of slots. */
export const NO_SLOT = -1;

/** The slots in use and those that wait to be used again. */
export interface Slots {
  /** Payload of slot s at 2 s. */
  numbers: Float64Array;
  /** Generation of slot s at 4 s + 2, the slot behind it at 4 s + 3: the same memory as `numbers`. */
  words: Int32Array;
  /** First of the slots given back. */
  free: number;
  /** Slots that were ever used. */
  used: number;
  /** Cancelled events that still hold a slot. */
  cancelled: number;
}

/** No slots in use. */
export function createSlots(): Slots {
  const numbers = new Float64Array(2 * FIRST_CAPACITY);
  return { numbers, words: new Int32Array(numbers.buffer), free: NO_SLOT, used: 0, cancelled: 0 };
}

/** A slot for an event. */
export function takeSlot(slots: Slots, payload: number): number {
  let slot = slots.free;
  if (slot === NO_SLOT) {
    slot = slots.used;
    if (2 * slot === slots.numbers.length) growSlots(slots);
    slots.used = slot + 1;
  } else {
    slots.free = slots.words[4 * slot + 3];
  }
  slots.numbers[2 * slot] = payload;
  return slot;
}

function growSlots(slots: Slots): void {
  if (slots.used >= SLOT_LIMIT) throw new RangeError(`more than ${SLOT_LIMIT} events are pending`);
  const numbers = new Float64Array(2 * slots.numbers.length);
  numbers.set(slots.numbers);
  slots.numbers = numbers;
  slots.words = new Int32Array(numbers.buffer);
}

/** The id of the event that has just taken a slot. */
export function idOfSlot(slots: Slots, slot: number): EventId {
  return (slots.words[4 * slot + 2] * SLOT_LIMIT + slot) as EventId;
}

/** Gives a slot back; its event's id is void from now on. */
export function giveSlot(slots: Slots, slot: number): void {
  const { words } = slots;
  const at = 4 * slot + 2;
  let generation = words[at];
  if (generation < 0) {
    generation = ~generation;
    slots.cancelled -= 1;
  }
  if (generation === LAST_GENERATION) {
    // Used up: no id could tell its next event from an old one.
    words[at] = -1;
    return;
  }
  words[at] = generation + 1;
  words[at + 1] = slots.free;
  slots.free = slot;
}

/** Marks an event as cancelled; false where it is not pending (any more). */
export function cancelSlot(slots: Slots, id: EventId): boolean {
  const generation = Math.floor(id / SLOT_LIMIT);
  const slot = id - generation * SLOT_LIMIT;
  if (!Number.isInteger(slot) || slot >= slots.used || slots.words[4 * slot + 2] !== generation) return false;
  slots.words[4 * slot + 2] = ~generation;
  slots.cancelled += 1;
  return true;
}

/** Whether the event of a slot was cancelled. */
export function isCancelled(slots: Slots, slot: number): boolean {
  return slots.words[4 * slot + 2] < 0;
}
