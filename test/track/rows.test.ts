/** Rows in columns: where they are found, when they are due, and that one who holds a row finds there what it held. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Micros, micros, NEVER } from '../../src/base/micros.js';
import { createDueRows, dropDue, isEntered, nextDue, setDue } from '../../src/track/due-rows.js';
import type { IgmpNetwork, IgmpSeen } from '../../src/track/igmp-contract.js';
import {
  addGroup,
  addressOf,
  createIgmpTable,
  createNetworkGroups,
  dropGroup,
  holdGroup,
  releaseGroup,
} from '../../src/track/igmp-table.js';
import { addRow, createRowIndex, findRow, freeRow, takeOutRow } from '../../src/track/row-index.js';

test('rows are found by their two numbers, until they are taken out; one that is free is given again', () => {
  const anyNumber = fc.oneof(fc.nat(7), fc.integer({ min: 0xfffffff0, max: 0xffffffff }));
  const anyStep = fc.tuple(anyNumber, anyNumber);
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 400, size: 'max' }), (steps) => {
      const index = createRowIndex();
      const known = new Map<string, number>();
      let most = 0;
      for (const [one, two] of steps) {
        const key = `${one} ${two}`;
        const row = known.get(key);
        if (row === undefined) {
          const made = addRow(index, one, two);
          expect([...known.values()]).not.toContain(made);
          known.set(key, made);
        } else {
          takeOutRow(index, row);
          freeRow(index, row);
          known.delete(key);
        }
        most = Math.max(most, known.size);
        expect(findRow(index, one, two)).toBe(known.get(key) ?? -1);
      }
      for (const [key, row] of known) {
        const [one, two] = key.split(' ').map(Number);
        expect(findRow(index, one, two)).toBe(row);
        expect([index.first[row], index.second[row]]).toEqual([one, two]);
      }
      expect([index.count, index.used]).toEqual([known.size, most]);
    }),
    { numRuns: 200 },
  );
});

test('what is due comes at its instant, in the order of entering, however often that was moved', () => {
  const anyInstant = fc.oneof({ weight: 8, arbitrary: fc.nat(30) }, fc.constant(NEVER));
  const anyStep = fc.record({
    row: fc.nat(40),
    time: anyInstant,
    what: fc.constantFrom('set', 'set', 'set', 'drop', 'pass'),
  });
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 300, size: 'max' }), (steps) => {
      const all = createDueRows();
      const plain = new Map<number, number>();
      let now = 0;
      for (const { row, time, what } of steps) {
        if (what === 'set') {
          setDue(all, row, (now + time) as Micros);
          plain.set(row, now + time);
        } else if (what === 'drop') {
          dropDue(all, row);
          plain.delete(row);
        } else {
          now += 5;
          // A map keeps the order of entering, and sorting that of what is equal.
          const wanted = [...plain].filter(([, due]) => due <= now).sort(([, a], [, b]) => a - b);
          const found: number[][] = [];
          for (let next = nextDue(all, now as Micros); next >= 0; next = nextDue(all, now as Micros)) {
            found.push([next, all.due[next]]);
            dropDue(all, next);
            plain.delete(next);
          }
          expect(found).toEqual(wanted);
        }
        expect(isEntered(all, row)).toBe(plain.has(row));
      }
    }),
    { numRuns: 300 },
  );
});

test('the row of a group that is held tells it still when the group was dropped; let go, it is given again', () => {
  const table = createIgmpTable();
  const network = {
    number: 1,
    memberships: 0,
    groups: createNetworkGroups(table, 1),
  } as unknown as IgmpNetwork;
  const enter = (group: number): number =>
    addGroup({ network, group, at: micros(group), frame: group, source: 9, version: 1 } as IgmpSeen);
  const row = enter(0xe1000001);
  holdGroup(table, row);
  holdGroup(table, row);
  dropGroup(network, row);
  const other = enter(0xe1000002);
  releaseGroup(table, row);
  const third = enter(0xe1000001);
  expect(new Set([row, other, third]).size).toBe(3);
  expect([addressOf(table, row), table.groups.since[row], table.groups.serials[row]]).toEqual([
    0xe1000001, 0xe1000001, 1,
  ]);
  releaseGroup(table, row);
  expect(enter(0xe1000004)).toBe(row);
  // One that is there still when it is let go stays.
  holdGroup(table, other);
  releaseGroup(table, other);
  expect(enter(0xe1000005)).not.toBe(other);
});
