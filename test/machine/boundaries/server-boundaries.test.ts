/**
 * Every timer of the server at its boundary: the message that it waits for one microsecond before it expires, at that very
 * instant (messages come first: it is in time, D10), and one microsecond after, when the timer has fired.
 *
 *   ──────────────┤ T−1: in time │ T: in time, then timers │ T+1: too late ├──────►
 */
import { describe, expect, test } from 'vitest';
import { serverWake } from '../../../src/machine/server/server.js';
import { active, CREATOR, enrolled, listed, MM_PORT, type Story, story } from '../server/server-story.js';

/** A timer that runs, the message that it waits for, and what comes of both. */
interface Case {
  readonly name: string;
  /** The clock is before T; the timer runs. */
  readonly arm: () => Story;
  /** The timer as the effects call it, and the instant at which it expires. */
  readonly timer: string;
  readonly at: number;
  readonly message: (s: Story) => readonly string[];
  /** Effects of the message at instant `at` of its arrival, in time and too late. */
  readonly inTime: (at: number) => readonly string[];
  readonly tooLate: (at: number) => readonly string[];
  /** Effects of the timer where no message came. */
  readonly fires: readonly string[];
  /** Effects at T where the message came in time, other than nothing. */
  readonly next?: readonly string[];
}

const second = 1_000_000;

/** The round at 1 s has asked all; everybody but user 2 has answered. */
function silent(setting: Parameters<typeof active>[0], ...hosts: number[]): Story {
  const s = active(setting, ...hosts).at(second);
  s.time();
  s.mm(CREATOR, 'KARES', 1);
  hosts.forEach((host, i) => {
    if (i > 0) s.mm(host, 'KARES', i + 2);
  });
  return s;
}

/** The same, and its first timeout has gone by. */
function demoted(setting: Parameters<typeof active>[0], ...hosts: number[]): Story {
  const s = silent(setting, ...hosts).at(1_300_000);
  s.time();
  return s;
}

const CONTINUOUS = { policies: { kaTimer: 'continuous' }, parameters: { kaPeriod: 3, timeout: 5 } } as const;

const KA: readonly Case[] = [
  {
    name: '7.2, figure 12, D9 — ka of an active member, KARES',
    arm: () => silent({}, 2),
    timer: 'ka of 2',
    at: 1_300_000,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: () => ['cancel ka of 2'],
    fires: ['set ka of 2 at 1600000', 'expired ka of 2', 'user 2 active → enrolled'],
    tooLate: () => ['cancel ka of 2', 'user 2 enrolled → active'],
  },
  {
    name: '7.2.3, figure 19, D15 — ka of an active member, LVREQ',
    arm: () => silent({}, 2),
    timer: 'ka of 2',
    at: 1_300_000,
    message: (s) => s.mm(2, 'LVREQ', 2, { target: 0 }),
    inTime: () => ['cancel ka of 2', 'user 2 active → enrolled'],
    fires: ['set ka of 2 at 1600000', 'expired ka of 2', 'user 2 active → enrolled'],
    tooLate: () => ['cancel ka of 2', 'ignored not-in-group'],
  },
  {
    name: '7.2, figure 12, D8 — ka of a member that was demoted to enrolled, KARES',
    arm: () => demoted({}, 2),
    timer: 'ka of 2',
    at: 1_600_000,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: () => ['cancel ka of 2', 'user 2 enrolled → active'],
    fires: ['expired ka of 2', 'user 2 enrolled → registered'],
    tooLate: () => ['user 2 registered → enrolled'],
  },
  {
    name: '7.3, figure 24 — ka of a member that was demoted to enrolled in secure mode, KARES',
    arm: () => demoted({ secure: true, policies: { keyOctets: 1 } }, 2),
    timer: 'ka of 2',
    at: 1_600_000,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: () => ['cancel ka of 2', 'user 2 enrolled → active'],
    fires: ['KDUPT to 1 mm user 1 key 0', 'expired ka of 2', 'user 2 enrolled → registered', 'key 2'],
    tooLate: () => ['KDUPT to 2 mm user 2 key 0', 'user 2 registered → enrolled'],
  },
  {
    name: '7.1.5, figure 10, 9.2 b — ka of an activating member, KARES',
    arm: () => {
      const s = enrolled({}, 2);
      s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
      return s;
    },
    timer: 'ka of 2',
    at: 300_000,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: (at) => [
      `set period at ${at + second}`,
      'cancel ka of 2',
      'user 2 enrolled → active',
      'phase announced → running',
    ],
    fires: ['expired ka of 2', 'user 2 enrolled → registered'],
    tooLate: () => ['user 2 registered → enrolled'],
  },
  {
    name: '9.2 b, D9 — ka of an activating member, SAREQ again: KAREQ does not extend it',
    arm: () => {
      const s = enrolled({}, 2);
      s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
      return s;
    },
    timer: 'ka of 2',
    at: 300_000,
    message: (s) => s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT }),
    inTime: () => ['KAREQ to 2 mm user 2'],
    next: ['expired ka of 2', 'user 2 enrolled → registered'],
    fires: ['expired ka of 2', 'user 2 enrolled → registered'],
    tooLate: () => ['ignored wrong-group'],
  },
  {
    name: '7.2, D9 continuous — ka of an active member, KARES',
    arm: () => active(CONTINUOUS, 2).at(499_998),
    timer: 'ka of 2',
    at: 500_000,
    message: (s) => {
      s.mm(CREATOR, 'KARES', 1);
      return s.mm(2, 'KARES', 2);
    },
    inTime: (at) => [`set ka of 2 at ${at + 500_000}`],
    fires: [
      'TRIND to 1 mm user 1',
      'TRIND to 2 mm user 2',
      'set record at 60500000',
      'cancel period',
      'expired ka of 1',
      'user 1 active → enrolled',
      'expired ka of 2',
      'user 2 active → enrolled',
      'user 1 enrolled → none',
      'user 2 enrolled → none',
      'phase running → ended',
    ],
    tooLate: () => ['TRIND to 2 mm user 2'],
  },
  {
    name: '7.2, D9 continuous — ka of a member that was demoted to enrolled, KARES',
    arm: () => {
      const s = active(CONTINUOUS, 2).at(400_000);
      s.mm(CREATOR, 'KARES', 1);
      s.at(500_000).time();
      s.at(800_000).mm(CREATOR, 'KARES', 1);
      s.time();
      return s;
    },
    timer: 'ka of 2',
    at: second,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: (at) => [`set ka of 2 at ${at + 500_000}`, 'user 2 enrolled → active'],
    fires: ['expired ka of 2', 'user 2 enrolled → registered'],
    tooLate: () => ['user 2 registered → enrolled'],
  },
  {
    name: '7.2.1.1, figure 16, D12, D13 — ka of an active principal, KARES',
    arm: () => silent({ parameters: { members: [listed(2, 2)] } }, 2, 3),
    timer: 'ka of 2',
    at: 1_300_000,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: () => ['cancel ka of 2'],
    fires: [
      'TRIND to 1 mm user 1',
      'TRIND to 2 mm user 2',
      'TRIND to 3 mm user 3',
      'set record at 61300000',
      'cancel period',
      'expired ka of 2',
      'user 2 active → enrolled',
      'user 1 active → none',
      'user 2 enrolled → none',
      'user 3 active → none',
      'phase running → ended',
    ],
    tooLate: () => ['TRIND to 2 mm user 2'],
  },
];

const SESSION: readonly Case[] = [
  {
    name: '6.2, 7.1.5, 9.2 a — period, the KARES that activates: whether the round asks it',
    arm: () => {
      const s = active({}).at(900_000);
      s.sm(2, 'SRREQ');
      s.sm(2, 'SJREQ', { user: 2 });
      s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
      return s;
    },
    timer: 'period',
    at: second,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: () => ['cancel ka of 2', 'user 2 enrolled → active'],
    next: [
      'KAREQ to 1 mm user 1',
      'KAREQ to 2 mm user 2',
      'set ka of 1 at 1300000',
      'set ka of 2 at 1300000',
      'set period at 2000000',
      'expired period',
    ],
    fires: ['KAREQ to 1 mm user 1', 'set ka of 1 at 1300000', 'set period at 2000000', 'expired period'],
    tooLate: () => ['cancel ka of 2', 'user 2 enrolled → active'],
  },
  {
    name: '7.2.3, figure 19 — period, LVREQ: whether the round asks the leaver',
    arm: () => active({}, 2),
    timer: 'period',
    at: second,
    message: (s) => s.mm(2, 'LVREQ', 2, { target: 0 }),
    inTime: () => ['user 2 active → enrolled'],
    next: ['KAREQ to 1 mm user 1', 'set ka of 1 at 1300000', 'set period at 2000000', 'expired period'],
    fires: [
      'KAREQ to 1 mm user 1',
      'KAREQ to 2 mm user 2',
      'set ka of 1 at 1300000',
      'set ka of 2 at 1300000',
      'set period at 2000000',
      'expired period',
    ],
    tooLate: () => ['cancel ka of 2', 'user 2 active → enrolled'],
  },
  {
    name: '7.2.4, figure 21 — period, TRREQ',
    arm: () => active({}),
    timer: 'period',
    at: second,
    message: (s) => s.mm(CREATOR, 'TRREQ', 1),
    inTime: (at) => [
      'TRIND to 1 mm user 1',
      `set record at ${at + 60 * second}`,
      'cancel period',
      'user 1 active → none',
      'phase running → ended',
    ],
    fires: ['KAREQ to 1 mm user 1', 'set ka of 1 at 1300000', 'set period at 2000000', 'expired period'],
    tooLate: (at) => [
      'TRIND to 1 mm user 1',
      `set record at ${at + 60 * second}`,
      'cancel ka of 1',
      'cancel period',
      'user 1 active → none',
      'phase running → ended',
    ],
  },
  {
    name: '7.1.1, D2 — scinf, SCINF',
    arm: () => requested(),
    timer: 'scinf',
    at: 30 * second,
    message: (s) => s.sm(CREATOR, 'SCINF', { user: 1, parameters: { members: [] } }),
    inTime: () => [
      'SCCON to 1 user 1',
      'cancel scinf',
      'user 1 none → registered',
      'phase requested → announced',
      'announce 1',
      'gate open',
    ],
    fires: ['expired scinf', 'phase requested → none'],
    tooLate: () => ['ignored unknown-session'],
  },
  {
    name: '8.1 d, D2 — scinf, SDREQ',
    arm: () => requested(),
    timer: 'scinf',
    at: 30 * second,
    message: (s) => s.sm(CREATOR, 'SDREQ', { user: 1 }),
    inTime: (at) => [
      'SDRES to 1 user 1',
      `set record at ${at + 60 * second}`,
      'cancel scinf',
      'phase requested → ended',
    ],
    fires: ['expired scinf', 'phase requested → none'],
    tooLate: () => ['ignored unknown-session'],
  },
  {
    name: '7.1.1, D1, D2 — scinf, SCREQ again: the same SCACC, and no more time',
    arm: () => requested(),
    timer: 'scinf',
    at: 30 * second,
    message: (s) => s.sm(CREATOR, 'SCREQ'),
    inTime: () => ['SCACC to 1 user 1'],
    next: ['expired scinf', 'phase requested → none'],
    fires: ['expired scinf', 'phase requested → none'],
    tooLate: (at) => ['SCACC to 1 user 1', `set scinf in 2 at ${at + 30 * second}`, 'phase none → requested'],
  },
  {
    name: '7.2.4, D14 — record, MM from a former member',
    arm: () => ended(),
    timer: 'record',
    at: 60 * second,
    message: (s) => s.mm(2, 'KARES', 2),
    inTime: () => ['TRIND to 2 mm user 2'],
    next: ['expired record', 'phase ended → none'],
    fires: ['expired record', 'phase ended → none'],
    tooLate: () => ['ignored unknown-session'],
  },
  {
    name: '8.1 e, D14 — record, SDREQ of the creator',
    arm: () => ended(),
    timer: 'record',
    at: 60 * second,
    message: (s) => s.sm(CREATOR, 'SDREQ', { user: 1 }),
    inTime: () => ['SDRES to 1 user 1'],
    next: ['expired record', 'phase ended → none'],
    fires: ['expired record', 'phase ended → none'],
    tooLate: () => ['ignored unknown-session'],
  },
];

function requested(): Story {
  const s = story();
  s.sm(CREATOR, 'SCREQ');
  return s;
}

function ended(): Story {
  const s = active({}, 2);
  s.mm(CREATOR, 'TRREQ', 1);
  return s;
}

/** Steps the time at an instant, as a driver does: not where nothing wants to be woken. */
function timersAt(s: Story, at: number): readonly string[] {
  s.at(at);
  return serverWake(s.server) <= at ? s.time() : [];
}

/** Goes to an instant as a driver does: other timers on the way fire. */
function goTo(s: Story, at: number): Story {
  while (serverWake(s.server) < at) s.at(serverWake(s.server)).time();
  return s.at(at);
}

describe.each([...KA, ...SESSION])(
  '$name',
  ({ arm, at, timer, message, inTime, tooLate, fires, next = [] }) => {
    test('one microsecond before: in time', () => {
      const s = goTo(arm(), at - 1);
      expect(timersAt(s, at - 1)).toEqual([]);
      expect(message(s)).toEqual(inTime(at - 1));
      const atOnce = timersAt(s, at);
      expect(next.length > 0 ? atOnce : atOnce.filter((effect) => effect === `expired ${timer}`)).toEqual(
        next,
      );
    });

    test('at the instant: in time, for messages come first (D10)', () => {
      const s = goTo(arm(), at);
      expect(serverWake(s.server)).toBe(at);
      expect(message(s)).toEqual(inTime(at));
      expect(timersAt(s, at)).toEqual(next);
    });

    test('one microsecond after: the timer has fired', () => {
      const s = goTo(arm(), at);
      expect(s.time()).toEqual(fires);
      expect(s.time()).toEqual([]);
      expect(message(s.at(at + 1))).toEqual(tooLate(at + 1));
    });
  },
);

test('every timer of the server stands in this table', () => {
  const timers = new Set([...KA, ...SESSION].map(({ timer }) => timer.split(' ')[0]));
  expect([...timers].sort()).toEqual(['ka', 'period', 'record', 'scinf']);
});

describe('D10 — a round and a KA timer that expire at one instant: what was set first comes first', () => {
  const tie = (parameters: Parameters<typeof active>[0], at: number, round: number): readonly string[] => {
    const s = goTo(active(parameters, 2), at);
    s.sm(2, 'SAREQ', { user: 2, mmPort: MM_PORT });
    return goTo(s, round).time();
  };

  test('D10 — the round, where the period is the longer: it asks the member once more', () => {
    expect(tie({}, 700_000, second)).toEqual([
      'KAREQ to 1 mm user 1',
      'KAREQ to 2 mm user 2',
      'set ka of 1 at 1300000',
      'set period at 2000000',
      'set ka of 2 at 1300000',
      'expired period',
      'expired ka of 2',
      'user 2 active → enrolled',
    ]);
  });

  test('D10 — the KA timer, where both were set at one instant: the round passes it over', () => {
    expect(tie({ parameters: { kaPeriod: 3 } }, 0, 300_000)).toEqual([
      'KAREQ to 1 mm user 1',
      'set ka of 2 at 600000',
      'set ka of 1 at 600000',
      'set period at 600000',
      'expired ka of 2',
      'user 2 active → enrolled',
      'expired period',
    ]);
  });

  test('D10 — the KA timer, where the timeout is the longer', () => {
    expect(tie({ parameters: { kaPeriod: 2, timeout: 3 } }, 100_000, 400_000)).toEqual([
      'KAREQ to 1 mm user 1',
      'set ka of 2 at 700000',
      'set period at 600000',
      'expired ka of 2',
      'user 2 active → enrolled',
      'expired period',
    ]);
  });
});
