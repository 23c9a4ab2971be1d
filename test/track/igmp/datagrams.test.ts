/** The memory of datagrams beside a plain list. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros } from '../../../src/base/micros.js';
import type { DatagramSeen, IgmpNetwork } from '../../../src/track/igmp-contract.js';
import {
  createDatagrams,
  emptyDatagram,
  isRemembered,
  recall,
  remember,
  sameBefore,
  sightingBefore,
} from '../../../src/track/igmp-datagrams.js';

const NETWORKS = [1, 2, 3].map((number) => ({ number }) as IgmpNetwork);
const anyDatagram = fc.record({
  network: fc.constantFrom(...NETWORKS),
  source: fc.constantFrom(0x0a000001, 0xfa000002),
  group: fc.constantFrom(0xe0000001, 0xef010101),
  id: fc.constantFrom(0, 1, 0xffff),
  payload: fc.constantFrom(-1, 0, 0x7fffffff),
  ttl: fc.integer({ min: 0, max: 255 }),
  link: fc.constantFrom(-1, 0x020a00000001, 0xffffffffffff),
});

function like(one: DatagramSeen): string {
  return `${one.source} ${one.group} ${one.id} ${one.payload}`;
}

test('finds the same datagram again, the newest first, and tells all of it', () => {
  fc.assert(
    fc.property(fc.array(anyDatagram, { maxLength: 60 }), (all) => {
      const memory = createDatagrams();
      const list = all.map(
        (one, i): DatagramSeen => ({ ...one, highest: 0, frame: i + 1, at: micros(1e15 + i) }),
      );
      for (const [i, one] of list.entries()) {
        expect(remember(memory, one, false, 0)).toBe(i);
        const earlier = list
          .slice(0, i)
          .filter((other) => like(other) === like(one))
          .reverse();
        expect(sightingBefore(memory, i)).toBe(sameBefore(memory, one, i));
        let at = i;
        for (const other of earlier) {
          at = sameBefore(memory, one, at);
          const into = emptyDatagram(NETWORKS[0]);
          recall(memory, at, NETWORKS, into);
          expect(into).toEqual(other);
        }
        expect(sameBefore(memory, one, at)).toBe(-1);
      }
    }),
    { numRuns: 50 },
  );
});

test('the oldest are written over, and then not found any more', () => {
  const memory = createDatagrams();
  const one = { ...emptyDatagram(NETWORKS[0]), source: 1, group: 2 };
  remember(memory, one, false, 0);
  for (let i = 1; i < 65_536; i += 1) remember(memory, { ...one, id: i & 0xffff, payload: i }, false, 0);
  expect([isRemembered(memory, 0), sameBefore(memory, one, memory.count)]).toEqual([true, 0]);
  remember(memory, { ...one, payload: -7 }, false, 0);
  expect([isRemembered(memory, 0), sameBefore(memory, one, memory.count)]).toEqual([false, -1]);
});

test('keeps the highest TTL at home, as long as sightings follow each other', () => {
  const memory = createDatagrams();
  const one = { ...emptyDatagram(NETWORKS[0]), source: 1, group: 2 };
  const highest = (t: number, ttl: number, isHome: boolean): number => {
    const seen = { ...one, ttl, at: micros(t) };
    remember(memory, seen, isHome, t - 100);
    return seen.highest;
  };
  expect(highest(0, 9, false)).toBe(0);
  expect(highest(10, 5, true)).toBe(5);
  expect(highest(20, 7, false)).toBe(5);
  expect(highest(110, 3, true)).toBe(5);
  expect(highest(211, 3, true)).toBe(3);
});
