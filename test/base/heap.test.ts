/** The heap of instants: against a sorted list. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeap, heapKey, heapSet, heapTime, heapTimeOf } from '../../src/base/heap.js';
import { type Micros, micros, NEVER } from '../../src/base/micros.js';

test('an empty heap has nothing due', () => {
  const heap = createHeap();
  expect(heapTime(heap)).toBe(NEVER);
  expect(heapKey(heap)).toBeUndefined();
  expect(heapTimeOf(heap, 1)).toBe(NEVER);
  heapSet(heap, 1, NEVER);
  expect(heap.keys.length).toBe(0);
});

test('the earliest is always on top, the smaller key where two are equal', () => {
  const change = fc.tuple(fc.nat(20), fc.oneof(fc.nat(10), fc.constant(NEVER as number)));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const heap = createHeap();
      const model = new Map<number, Micros>();
      for (const [key, time] of changes) {
        heapSet(heap, key, micros(time));
        if (time === NEVER) model.delete(key);
        else model.set(key, micros(time));
        const sorted = [...model].sort(([a, s], [b, t]) => s - t || a - b);
        expect(heapKey(heap)).toBe(sorted[0]?.[0]);
        expect(heapTime(heap)).toBe(sorted[0]?.[1] ?? NEVER);
        expect(heapTimeOf(heap, key)).toBe(time);
      }
      const drained: number[] = [];
      for (let key = heapKey(heap); key !== undefined; key = heapKey(heap)) {
        drained.push(key);
        heapSet(heap, key, NEVER);
      }
      expect(drained).toEqual([...model].sort(([a, s], [b, t]) => s - t || a - b).map(([key]) => key));
    }),
    { numRuns: 500 },
  );
});
