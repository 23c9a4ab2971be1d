/** The order of rows: by their numbers as by the rows themselves, however many there are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { micros, NEVER } from '../../src/base/micros.js';
import { STATE_SHOWS, STATE_SORTS } from '../../src/tui/model/state.js';
import { type Matter, matterAt } from '../../src/tui/model/state-matters.js';
import { orderOf } from '../../src/tui/model/state-order.js';
import type { MemberSight, SessionSight, Situation } from '../../src/tui/story/contract.js';

interface Plain {
  readonly group: number;
  readonly since: number;
  readonly expires: number;
}

/** A session with these members; `numbers`: they can be asked for single numbers. */
function matterOf(members: readonly Plain[], numbers: boolean): Matter {
  const by = (since: number) => ({ frame: 0, at: micros(since), why: '' });
  const memberAt = (i: number) => {
    const { group, since, expires } = members[i];
    const timers = expires === NEVER ? [] : [{ name: 'KA', started: by(0), expires: micros(expires) }];
    return { subject: i, user: i + 1, group, groupBy: by(since), timers } as unknown as MemberSight;
  };
  const session = {
    phaseBy: by(0),
    memberCount: members.length,
    memberAt: (i: number) => {
      if (numbers) throw new Error('it need not be made');
      return memberAt(i);
    },
    memberOf: (subject: number) => subject,
    ...(numbers ? { memberNumber: (what: keyof Plain, i: number) => members[i][what] } : {}),
  } as unknown as SessionSight;
  const situation = { sessions: [session], networks: [], memberColumns: [] } as unknown as Situation;
  return matterAt(situation, 0)!;
}

const START = 1_772_442_000_000_000;
const anyMember = fc.record({
  group: fc.nat(3),
  since: fc.oneof(
    fc.constant(START),
    fc.integer({ min: 0, max: 1_000_000 }).map((one) => START + one),
    fc.nat(),
  ),
  expires: fc.oneof(
    fc.constant(NEVER as number),
    fc.nat(5).map((one) => START + one),
    fc.nat(1e15),
  ),
});

test('by numbers as by rows', () => {
  fc.assert(
    fc.property(
      fc.array(anyMember, { maxLength: 60 }),
      fc.constantFrom(...STATE_SHOWS),
      fc.constantFrom(...STATE_SORTS),
      (members, show, sort) => {
        const changed = new Set([1, 3, 5].filter((one) => one < members.length));
        const [rows, numbers] = [false, true].map((one) =>
          orderOf(matterOf(members, one), show, sort, changed),
        );
        const placesOf = ({ count, at }: typeof rows) => Array.from({ length: count }, (_, i) => at(i));
        expect(placesOf(numbers)).toEqual(placesOf(rows));
        expect(numbers.refused).toBe(false);
        // And as anybody would sort them.
        const isShown = (i: number): boolean =>
          show === 'all' ||
          (show === 'changed' ? changed.has(i) : (members[i].group === 3) === (show === 'active'));
        const keyOf = ({ since, expires }: Plain): number => (sort === 'timer' ? expires : -since);
        const plain = [...members.keys()].filter(isShown);
        const before = (a: number, b: number): boolean => keyOf(members[a]) < keyOf(members[b]);
        if (sort !== 'name') plain.sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : a - b));
        expect(placesOf(rows)).toEqual(plain);
        for (const i of members.keys()) expect(rows.of(i)).toBe(plain.indexOf(i));
      },
    ),
  );
});

test('65,535 members are sorted and chosen between two keys, over hours as over days', () => {
  for (const span of [3_600_000_000, 864_000_000_000]) {
    const members = Array.from({ length: 65_535 }, (_, i) => ({
      group: i % 4,
      since: START + ((i * 7_919_993) % span),
      expires: i % 5 === 0 ? NEVER : START + ((i * 104_729_009) % span),
    }));
    for (const sort of ['timer', 'latest'] as const) {
      const begun = performance.now();
      const { count, at, of, refused } = orderOf(matterOf(members, true), 'inactive', sort, new Set());
      const took = performance.now() - begun;
      expect([count, refused]).toEqual([members.filter(({ group }) => group !== 3).length, false]);
      const keys = Array.from(
        { length: count },
        (_, i) => members[at(i)][sort === 'timer' ? 'expires' : 'since'],
      );
      const isBehind = (a: number, b: number): boolean => (sort === 'timer' ? a <= b : a >= b);
      expect(keys.every((key, i) => i === 0 || isBehind(keys[i - 1], key))).toBe(true);
      expect(of(at(777))).toBe(777);
      expect(took).toBeLessThan(400);
    }
  }
});
