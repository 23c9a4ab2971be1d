/**
 * The event queue with many events: a million in order, memory that stays as large as what waits at once.
 */
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import {
  cancel,
  createQueue,
  type EventClass,
  type EventId,
  next,
  schedule,
  TIMERS,
} from '../../src/sim/queue.js';

/** A fixed stream of whole numbers below 2^31 (xorshift). */
function numbers(): () => number {
  let word = 2463534242;
  return () => {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    return word >>> 1;
  };
}

describe('the event queue under load', () => {
  test.each([
    ['within a second', 1_000_000],
    ['within half an hour', 2 ** 31],
    ['at a thousand instants', 1_000],
  ])('a million pending events %s drain in order', (_, span) => {
    const queue = createQueue();
    const draw = numbers();
    const count = 1_000_000;
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i += 1) {
      const at = draw() % span;
      const eventClass = (draw() % 3) as EventClass;
      keys[i] = at * 4 + eventClass;
      schedule(queue, micros(at), eventClass, i);
    }
    let lastKey = -1;
    let lastPayload = -1;
    let misplaced = 0;
    let taken = 0;
    for (; next(queue); taken += 1) {
      const key = queue.time * 4 + queue.eventClass;
      const inOrder = key > lastKey || (key === lastKey && queue.payload > lastPayload);
      if (!inOrder || keys[queue.payload] !== key) misplaced += 1;
      lastKey = key;
      lastPayload = queue.payload;
    }
    expect({ taken, misplaced, size: queue.size }).toEqual({ taken: count, misplaced: 0, size: 0 });
  });

  test('memory is that of the events that wait at once, however many pass', () => {
    const queue = createQueue();
    const draw = numbers();
    const hold = (events: number): void => {
      for (let i = 0; i < events; i += 1) {
        next(queue);
        schedule(queue, micros(queue.time + (draw() % 2_000_000)), TIMERS, queue.payload);
      }
    };
    for (let i = 0; i < 10_000; i += 1) schedule(queue, micros(draw() % 2_000_000), TIMERS, i);
    hold(200_000);
    const octets = queue.wheel.instants.byteLength;
    hold(2_000_000);
    expect(queue.slots.used).toBe(10_000);
    expect(queue.wheel.instants.byteLength).toBe(octets);
  });

  test('timers that are started anew and anew before they are due leave nothing behind', () => {
    const queue = createQueue();
    const timers = 1_000;
    const ids: EventId[] = [];
    for (let i = 0; i < timers; i += 1) ids.push(schedule(queue, micros(30_000_000 + i), TIMERS, i));
    for (let round = 1; round <= 300; round += 1) {
      for (let i = 0; i < timers; i += 1) {
        if (!cancel(queue, ids[i])) expect.fail(`timer ${i} was not pending`);
        ids[i] = schedule(queue, micros(30_000_000 + round * 1_000 + i), TIMERS, i);
      }
    }
    // Those that are pending, as many cancelled ones, and 1024.
    expect(queue.slots.used).toBeLessThanOrEqual(2 * timers + 1024 + 1);
    expect(queue.wheel.usedChunks * 16).toBeLessThanOrEqual(16 * timers);
    const fired: number[] = [];
    while (next(queue)) fired.push(queue.payload);
    expect(fired).toEqual(Array.from({ length: timers }, (_, i) => i));
    expect(queue.time).toBe(30_000_000 + 300_000 + 999);
  });
});
