/**
 * The event queue beside a sorted list that does the same slowly: order, classes, cancelling, looking ahead, flat memory.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Micros, micros, NEVER } from '../../src/base/micros.js';
import {
  cancel,
  createQueue,
  type EventClass,
  type EventId,
  type EventQueue,
  MESSAGES,
  next,
  peekTime,
  schedule,
  TIMELINE,
  TIMERS,
} from '../../src/sim/queue.js';
import { sweepEarly } from '../../src/sim/queue-early.js';
import { sweepWheel } from '../../src/sim/queue-sweep.js';

interface Waiting {
  readonly at: number;
  readonly eventClass: number;
  readonly payload: number;
}

/** The same queue as a list: a new event stands behind all that are not later than it. */
class SortedList {
  readonly events: Waiting[] = [];
  add(event: Waiting): void {
    const behind = this.events.findIndex(
      (other) => other.at > event.at || (other.at === event.at && other.eventClass > event.eventClass),
    );
    this.events.splice(behind < 0 ? this.events.length : behind, 0, event);
  }
  remove(payload: number): boolean {
    const place = this.events.findIndex((event) => event.payload === payload);
    if (place < 0) return false;
    this.events.splice(place, 1);
    return true;
  }
}

/** Takes everything out, as "instant class payload". */
function drain(queue: EventQueue): string[] {
  const lines: string[] = [];
  while (next(queue)) lines.push(`${queue.time} ${queue.eventClass} ${queue.payload}`);
  return lines;
}

type Step =
  | { readonly do: 'schedule'; readonly delay: number; readonly eventClass: EventClass }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'next'; readonly times: number }
  | { readonly do: 'peek' }
  | { readonly do: 'sweep' };

/** Delays of every magnitude: the same instant, one tick, and each level of the wheel with its edges. */
const delay = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3_000_000 }) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 52 }), fc.integer({ min: -2, max: 2 }))
      .map(([power, off]) => Math.max(0, 2 ** power + off)),
  },
  { weight: 1, arbitrary: fc.maxSafeNat() },
);
const eventClass = fc.constantFrom<EventClass[]>(MESSAGES, TIMERS, TIMELINE);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('schedule' as const), delay, eventClass }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('next' as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('peek' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
);

/** Does the same to both and compares what can be seen after every step. */
function runBeside(steps: readonly Step[]): void {
  const queue = createQueue();
  const list = new SortedList();
  const ids: EventId[] = [];
  const takeOut = (): void => {
    const expected = list.events.shift();
    expect(next(queue)).toBe(expected !== undefined);
    if (expected === undefined) return;
    expect({ at: queue.time, eventClass: queue.eventClass, payload: queue.payload }).toEqual(expected);
  };
  for (const action of steps) {
    if (action.do === 'schedule') {
      const at = Math.min(queue.time + action.delay, Number.MAX_SAFE_INTEGER);
      list.add({ at, eventClass: action.eventClass, payload: ids.length });
      ids.push(schedule(queue, micros(at), action.eventClass, ids.length));
    } else if (action.do === 'cancel' && ids.length > 0) {
      const payload = action.which % ids.length;
      expect(cancel(queue, ids[payload])).toBe(list.remove(payload));
    } else if (action.do === 'next') {
      for (let i = 0; i < action.times; i += 1) takeOut();
    } else if (action.do === 'peek') {
      expect(peekTime(queue)).toBe(list.events[0]?.at ?? NEVER);
    } else if (action.do === 'sweep') {
      // What `cancel` does by itself once a thousand are cancelled.
      sweepWheel(queue.wheel, queue.slots);
      sweepEarly(queue.early, queue.slots);
      expect(queue.slots.cancelled).toBe(0);
    }
    expect(queue.size).toBe(list.events.length);
  }
  while (list.events.length > 0) takeOut();
  takeOut();
}

describe('the event queue', () => {
  test('does what a sorted list does, whatever is scheduled, cancelled, looked at, swept and taken out', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => runBeside(steps)),
      { numRuns: 1_000 },
    );
  });

  test('D10: at one instant messages come first, then timers, then the timeline; each class first in, first out', () => {
    const queue = createQueue();
    const kinds: readonly EventClass[] = [TIMELINE, TIMERS, MESSAGES, TIMERS, TIMELINE, MESSAGES];
    for (const [payload, kind] of kinds.entries()) {
      schedule(queue, micros(700), kind, payload);
    }
    expect(drain(queue)).toEqual(['700 0 2', '700 0 5', '700 1 1', '700 1 3', '700 2 0', '700 2 4']);
  });

  test('D10: a message for the instant in hand comes before the timers of that instant that still wait', () => {
    const queue = createQueue();
    schedule(queue, micros(5), TIMERS, 1);
    schedule(queue, micros(5), TIMERS, 2);
    schedule(queue, micros(5), TIMELINE, 3);
    next(queue);
    schedule(queue, micros(5), TIMELINE, 4);
    schedule(queue, micros(5), MESSAGES, 5);
    expect(drain(queue)).toEqual(['5 0 5', '5 1 2', '5 2 3', '5 2 4']);
  });

  test('first in, first out holds although the events of one instant were put into different levels', () => {
    const queue = createQueue();
    const instant = 3_600_000_000;
    const lines: string[] = [];
    for (const before of [instant, 300_000_000, 300_000, 300, 1, 0]) {
      schedule(queue, micros(instant - before), TIMELINE, 0);
    }
    for (let sent = 0; next(queue); ) {
      if (queue.eventClass === TIMELINE) {
        sent += 1;
        schedule(queue, micros(instant), TIMERS, sent);
      } else lines.push(`${queue.time} ${queue.payload}`);
    }
    expect(lines).toEqual([1, 2, 3, 4, 5, 6].map((payload) => `${instant} ${payload}`));
  });

  test('60,000 events of one instant come out in the order in which they came', () => {
    const queue = createQueue();
    for (let i = 0; i < 60_000; i += 1) schedule(queue, micros(10_000_000), TIMERS, i);
    for (let i = 0; i < 60_000; i += 1) {
      if (!next(queue) || queue.payload !== i || queue.time !== 10_000_000) expect.fail(`event ${i}`);
    }
    expect(next(queue)).toBe(false);
  });

  test('an instant between now and the one looked at is kept in order', () => {
    const queue = createQueue();
    schedule(queue, micros(10_000_000), TIMERS, 1);
    expect(peekTime(queue)).toBe(10_000_000);
    schedule(queue, micros(20), TIMERS, 2);
    schedule(queue, micros(20), MESSAGES, 3);
    schedule(queue, micros(10), TIMELINE, 4);
    const cancelled = schedule(queue, micros(1), TIMELINE, 5);
    expect(peekTime(queue)).toBe(1);
    expect(cancel(queue, cancelled)).toBe(true);
    expect(peekTime(queue)).toBe(10);
    expect(drain(queue)).toEqual(['10 2 4', '20 0 3', '20 1 2', '10000000 1 1']);
  });

  test('the last exact instant, 2^53 - 1 µs, can be reached', () => {
    const queue = createQueue();
    schedule(queue, micros(Number.MAX_SAFE_INTEGER), MESSAGES, 2);
    schedule(queue, micros(Number.MAX_SAFE_INTEGER - 1), TIMELINE, 1);
    expect(drain(queue)).toEqual([`${2 ** 53 - 2} 2 1`, `${2 ** 53 - 1} 0 2`]);
  });

  test('a payload may be any number', () => {
    const queue = createQueue();
    const payloads = [0.5, -1, 2 ** 53 - 1, Number.POSITIVE_INFINITY, -0];
    for (const payload of payloads) schedule(queue, micros(1), MESSAGES, payload);
    for (const payload of payloads) {
      next(queue);
      expect(queue.payload).toBe(payload);
    }
  });

  test.each([
    ['the past', 99],
    ['NEVER', NEVER],
    ['a fraction of a microsecond', 100.5],
    ['what is not a number', Number.NaN],
    ['beyond the last exact instant', 2 ** 53],
  ])('%s is a mistake of the caller: it throws, and nothing is scheduled', (_, at) => {
    const queue = createQueue();
    schedule(queue, micros(100), TIMERS, 1);
    next(queue);
    expect(() => schedule(queue, at as Micros, TIMERS, 2)).toThrow(RangeError);
    expect(queue.size).toBe(0);
    expect(peekTime(queue)).toBe(NEVER);
  });
});

describe('ids of events', () => {
  test('an id is good once, and never means the event that uses its memory next', () => {
    const queue = createQueue();
    const first = schedule(queue, micros(1), TIMERS, 1);
    expect(cancel(queue, first)).toBe(true);
    expect(cancel(queue, first)).toBe(false);
    expect(next(queue)).toBe(false);
    const second = schedule(queue, micros(2), TIMERS, 2);
    next(queue);
    const third = schedule(queue, micros(3), TIMERS, 3);
    expect(queue.slots.used).toBe(1);
    expect(new Set([first, second, third]).size).toBe(3);
    expect([cancel(queue, first), cancel(queue, second)]).toEqual([false, false]);
    expect(drain(queue)).toEqual(['3 1 3']);
  });

  test.each([-1, 0.5, 12, 2 ** 24, 2 ** 53, Number.NaN, NEVER])('%s is no id of a pending event', (id) => {
    const queue = createQueue();
    schedule(queue, micros(1), TIMERS, 1);
    expect(cancel(queue, id as number as EventId)).toBe(false);
    expect(queue.size).toBe(1);
  });

  test('a slot whose generations are used up is not used again', () => {
    const queue = createQueue();
    schedule(queue, micros(1), TIMERS, 1);
    next(queue);
    queue.slots.words[2] = 2 ** 29 - 1;
    const last = schedule(queue, micros(2), TIMERS, 2);
    expect(Number.isSafeInteger(last)).toBe(true);
    next(queue);
    schedule(queue, micros(3), TIMERS, 3);
    expect(queue.slots.used).toBe(2);
    expect(cancel(queue, last)).toBe(false);
    expect(drain(queue)).toEqual(['3 1 3']);
  });
});
