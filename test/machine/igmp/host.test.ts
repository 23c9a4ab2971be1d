/**
 * The IGMP host: each row, exact effects at exact instants, and the report timer one microsecond before, at and after.
 */
import { describe, expect, test } from 'vitest';
import { createHeap } from '../../../src/base/heap.js';
import { NEVER, seconds } from '../../../src/base/micros.js';
import { isMember } from '../../../src/machine/igmp/host.js';
import type { HostEvent } from '../../../src/machine/igmp/igmp-vocabulary.js';
import { hostUnderTest, scripted, short } from './harness.js';

const G = 0xe000_0101;
const H = 0xef01_0203;
const K = 0xef01_0204;
const ALL = 0xe000_0001;

function join(group = G, process: number | string = 'a', face = 0): HostEvent {
  return { kind: 'ask', ask: 'join', interface: face, group, process };
}
function leave(group = G, process: number | string = 'a', face = 0): HostEvent {
  return { kind: 'ask', ask: 'leave', interface: face, group, process };
}
function query(face = 0): HostEvent {
  return { kind: 'message', interface: face, from: 1, message: { type: 'query' } };
}
function report(group = G, face = 0): HostEvent {
  return { kind: 'message', interface: face, from: 2, message: { type: 'report', group } };
}
const TIME: HostEvent = { kind: 'time' };

function sent(group: number, why: string, face = 0) {
  const message = { type: 'report', group };
  return { kind: 'send', interface: face, destination: group, ttl: 1, message, why };
}
function timer(group: number, face = 0) {
  return { name: 'report', interface: face, group };
}
function moved(from: string, to: string, why: string, group = G, face = 0) {
  return { kind: 'notify', note: { what: 'membership', interface: face, group, from, to }, why };
}
function ignored(reason: string, why: string) {
  return [{ kind: 'ignored', reason, why }];
}

/** A host that has joined G at 0 and sent both unsolicited reports: idle. */
function idleHost(...delays: readonly number[]) {
  const random = scripted(0, ...delays);
  const h = hostUnderTest(random);
  h.step(join(), 0);
  h.step(TIME, 0);
  return { ...h, random };
}

describe('2.7.2 — joining', () => {
  test('2.7.2 — the first process: report at once, and once more at random within 10 s', () => {
    const h = hostUnderTest(scripted(4_000_000));
    expect(short(h.step(join(), 100))).toEqual([
      sent(G, 'host.join.first'),
      { kind: 'set', timer: timer(G), at: 4_000_100, why: 'host.join.first' },
      moved('non-member', 'delaying', 'host.join.first'),
    ]);
    expect(h.view()).toEqual([
      { interface: 0, group: G, state: 'delaying', processes: ['a'], due: 4_000_100 },
    ]);
    expect(h.wake()).toBe(4_000_100);
    expect(short(h.step(TIME, 4_000_100))).toEqual([
      sent(G, 'host.timer.report'),
      { kind: 'notify', note: { what: 'expired', timer: timer(G) }, why: 'host.timer.report' },
      moved('delaying', 'idle', 'host.timer.report'),
    ]);
    expect(h.view()).toEqual([{ interface: 0, group: G, state: 'idle', processes: ['a'], due: NEVER }]);
    expect(h.wake()).toBe(NEVER);
  });

  test.each([0, 10_000_000])('D18 — the delay may be %i µs, policy reportWithin inclusive', (delay) => {
    const h = hostUnderTest(scripted(delay));
    h.step(join(), 7);
    expect(h.wake()).toBe(delay + 7);
  });

  test('D18 — policy reportWithin sets the longest delay', () => {
    const h = hostUnderTest(scripted(11), [0], { reportWithin: seconds(1 / 100_000) });
    h.step(join(), 0);
    expect(h.wake()).toBe(0);
  });

  test('2.7.2 — further processes only count', () => {
    const h = idleHost();
    expect(short(h.step(join(G, 'b'), 5))).toEqual([
      {
        kind: 'notify',
        note: { what: 'processes', interface: 0, group: G, processes: 2 },
        why: 'host.join.further',
      },
    ]);
    expect(h.view()[0].processes).toEqual(['a', 'b']);
    expect(h.wake()).toBe(NEVER);
  });

  test('2.7.2 — further processes count while the report is still to come, too', () => {
    const h = hostUnderTest(scripted(50));
    h.step(join(), 0);
    h.step(join(G, 2), 1);
    expect(h.view()).toEqual([{ interface: 0, group: G, state: 'delaying', processes: ['a', 2], due: 50 }]);
  });

  test('2.7.2 — a process that joins twice is in once: one leave will do', () => {
    const h = idleHost();
    expect(short(h.step(join(), 5))).toEqual(ignored('joined already', 'host.join.again'));
    h.step(leave(), 6);
    expect(h.view()).toEqual([]);
  });

  test('2.7.1 — an address that is no group cannot be joined or left', () => {
    const h = hostUnderTest(scripted());
    for (const address of [0, 0xdfff_ffff, 0xf000_0000, 0xffff_ffff]) {
      expect(short(h.step(join(address), 0))).toEqual(ignored('no group', 'host.no-group'));
      expect(short(h.step(leave(address), 0))).toEqual(ignored('no group', 'host.no-group'));
      expect(short(h.step(report(address), 0))).toEqual(ignored('no group', 'host.no-group'));
    }
    expect(h.view()).toEqual([]);
  });

  test('2.7.1 — the first and the last class D address can', () => {
    const h = hostUnderTest(scripted(1, 2));
    h.step(join(0xefff_ffff), 0);
    h.step(join(0xe000_0000), 0);
    expect(h.view().map(({ group }) => group)).toEqual([0xe000_0000, 0xefff_ffff]);
  });

  test('2.7.2 — 224.0.0.0/24 is reported like others, 224.0.0.1 alone never', () => {
    const h = hostUnderTest(scripted(9));
    expect(short(h.step(join(0xe000_0002), 0))[0]).toEqual(sent(0xe000_0002, 'host.join.first'));
    for (const event of [join(ALL), leave(ALL), report(ALL)]) {
      expect(short(h.step(event, 1))).toEqual(ignored('all hosts', 'host.all-hosts'));
    }
    expect(h.view().map(({ group }) => group)).toEqual([0xe000_0002]);
  });
});

describe('2.7.2 — leaving is silent', () => {
  test('RFC 1112 appendix I — the last process leaves while a report is pending: its timer is cancelled', () => {
    const h = hostUnderTest(scripted(50));
    h.step(join(), 0);
    expect(short(h.step(leave(), 20))).toEqual([
      { kind: 'cancel', timer: timer(G), why: 'host.leave.last-delaying' },
      moved('delaying', 'non-member', 'host.leave.last-delaying'),
    ]);
    expect(h.view()).toEqual([]);
    expect(h.wake()).toBe(NEVER);
    expect(h.step(TIME, 50)).toEqual([]);
  });

  test('RFC 1112 appendix I — the last process leaves while idle', () => {
    const h = idleHost();
    expect(short(h.step(leave(), 20))).toEqual([moved('idle', 'non-member', 'host.leave.last-idle')]);
    expect(h.view()).toEqual([]);
  });

  test('2.7.2 — while other processes stay, the group stays', () => {
    const h = idleHost();
    h.step(join(G, 'b'), 1);
    expect(short(h.step(leave(G, 'a'), 2))).toEqual([
      {
        kind: 'notify',
        note: { what: 'processes', interface: 0, group: G, processes: 1 },
        why: 'host.leave.others-stay',
      },
    ]);
    expect(h.view()[0].processes).toEqual(['b']);
    h.step(leave(G, 'b'), 3);
    expect(h.view()).toEqual([]);
  });

  test('2.7.2 — who has not joined cannot leave', () => {
    const h = idleHost();
    expect(short(h.step(leave(H), 1))).toEqual(ignored('not joined', 'host.leave.not-joined'));
    expect(short(h.step(leave(G, 'b'), 1))).toEqual(ignored('not joined', 'host.leave.not-joined'));
    expect(h.view()[0].processes).toEqual(['a']);
  });

  test('2.7.2 — a group that was left can be joined again, with a report at once', () => {
    const h = idleHost(30);
    h.step(leave(), 10);
    expect(short(h.step(join(), 20))[0]).toEqual(sent(G, 'host.join.first'));
    expect(h.wake()).toBe(50);
  });
});

describe('2.7.2 — queries', () => {
  test('2.7.2 — a random delay for each idle group, drawn in ascending order of the groups', () => {
    const h = hostUnderTest(scripted(0, 0, 0, 300, 200, 100));
    for (const group of [K, G, H]) h.step(join(group), 0);
    h.step(TIME, 0);
    expect(short(h.step(query(), 1000))).toEqual([
      { kind: 'set', timer: timer(G), at: 1300, why: 'host.query.delay' },
      { kind: 'set', timer: timer(H), at: 1200, why: 'host.query.delay' },
      { kind: 'set', timer: timer(K), at: 1100, why: 'host.query.delay' },
      moved('idle', 'delaying', 'host.query.delay', G),
      moved('idle', 'delaying', 'host.query.delay', H),
      moved('idle', 'delaying', 'host.query.delay', K),
    ]);
    expect(h.wake()).toBe(1100);
    expect(h.step(TIME, 1099)).toEqual([]);
    expect(short(h.step(TIME, 1100)).slice(0, 1)).toEqual([sent(K, 'host.timer.report')]);
    expect(h.wake()).toBe(1200);
  });

  test('D10 — reports that are due at one instant go out in one step, in ascending order', () => {
    const h = hostUnderTest(scripted(70, 70));
    h.step(join(H), 0);
    h.step(join(G), 0);
    const effects = short(h.step(TIME, 70));
    expect(effects.slice(0, 2)).toEqual([sent(G, 'host.timer.report'), sent(H, 'host.timer.report')]);
    expect(effects.length).toBe(6);
  });

  test('RFC 1112 appendix I — a timer that runs already runs on', () => {
    const h = hostUnderTest(scripted(500));
    h.step(join(), 0);
    expect(short(h.step(query(), 10))).toEqual(ignored('delaying already', 'host.query.running'));
    expect(h.wake()).toBe(500);
  });

  test('2.7.2 — nobody has joined anything: no answer', () => {
    const h = hostUnderTest(scripted());
    expect(short(h.step(query(), 10))).toEqual(ignored('no groups', 'host.query.no-groups'));
  });

  test('2.7.2 — each query is answered anew', () => {
    const h = idleHost(5, 6);
    h.step(query(), 100);
    h.step(TIME, 105);
    h.step(query(), 200);
    expect(h.wake()).toBe(206);
    expect(h.random.left()).toBe(0);
  });
});

describe('2.7.2 — reports of other hosts', () => {
  test('2.7.2 — one for the group cancels ours', () => {
    const h = idleHost(5_000);
    h.step(query(), 100);
    expect(short(h.step(report(), 200))).toEqual([
      { kind: 'cancel', timer: timer(G), why: 'host.report.suppress' },
      moved('delaying', 'idle', 'host.report.suppress'),
    ]);
    expect(h.wake()).toBe(NEVER);
    expect(h.step(TIME, 5_100)).toEqual([]);
  });

  test('2.7.2 — it cancels the second unsolicited report, too', () => {
    const h = hostUnderTest(scripted(5_000));
    h.step(join(), 0);
    h.step(report(), 1);
    expect(h.view()[0].state).toBe('idle');
    expect(h.step(TIME, 5_000)).toEqual([]);
  });

  test('2.7.2 — one for another group does not', () => {
    const h = idleHost(5_000);
    h.step(query(), 100);
    expect(short(h.step(report(H), 200))).toEqual(ignored('not a member', 'host.report.non-member'));
    expect(h.wake()).toBe(5_100);
  });

  test('RFC 1112 appendix I — while idle there is nothing to cancel', () => {
    const h = idleHost();
    expect(short(h.step(report(), 200))).toEqual(ignored('nothing pending', 'host.report.idle'));
  });

  // Timer armed at 100 for 5,100: heard just before, at, and after its expiry.
  test.each([
    [5_099, 0],
    [5_100, 0],
    [5_101, 1],
  ])('D10 — timer report: another report at %i µs; own reports: %i', (heard, reports) => {
    const h = idleHost(5_000);
    h.step(query(), 100);
    const effects = [];
    if (h.wake() < heard) effects.push(...h.step(TIME, h.wake()));
    const why = short(h.step(report(), heard));
    effects.push(...h.step(TIME, heard));
    expect(effects.filter(({ kind }) => kind === 'send').length).toBe(reports);
    expect(why[0]).toMatchObject({ why: reports === 0 ? 'host.report.suppress' : 'host.report.idle' });
  });
});

describe('2.7.2 — interfaces', () => {
  test('2.7.2 — they are independent', () => {
    const h = hostUnderTest(scripted(0, 0, 0, 400), [3, 4]);
    h.step(join(G, 'a', 3), 0);
    h.step(join(G, 'a', 4), 0);
    h.step(join(H, 'a', 4), 0);
    h.step(TIME, 0);
    expect(short(h.step(query(3), 100))).toEqual([
      { kind: 'set', timer: timer(G, 3), at: 500, why: 'host.query.delay' },
      moved('idle', 'delaying', 'host.query.delay', G, 3),
    ]);
    expect(short(h.step(report(G, 4), 110))).toEqual(ignored('nothing pending', 'host.report.idle'));
    h.step(leave(G, 'a', 4), 120);
    expect(h.wake()).toBe(500);
    expect(short(h.step(TIME, 500))[0]).toEqual(sent(G, 'host.timer.report', 3));
    expect(h.view().map((one) => [one.interface, one.group])).toEqual([
      [3, G],
      [4, H],
    ]);
  });

  test('2.7.2 — a query on an interface where nothing is joined, between others', () => {
    const h = hostUnderTest(scripted(0, 0), [1, 2, 3]);
    h.step(join(G, 'a', 1), 0);
    h.step(join(G, 'a', 3), 0);
    h.step(TIME, 0);
    expect(short(h.step(query(2), 1))).toEqual(ignored('no groups', 'host.query.no-groups'));
  });

  test('2.7.2 — there is no such interface', () => {
    const h = hostUnderTest(scripted(), [1]);
    const violation: HostEvent = { kind: 'violation', interface: 0, violation: { code: 'igmp.short' } };
    for (const event of [join(), leave(), query(), report(), violation]) {
      expect(short(h.step(event, 0))).toEqual(ignored('no such interface', 'host.no-interface'));
    }
  });

  test('2.7.1 — what is no message of version 1 changes nothing', () => {
    const h = idleHost();
    const before = h.view();
    const violation: HostEvent = { kind: 'violation', interface: 0, violation: { code: 'igmp.short' } };
    expect(short(h.step(violation, 0))).toEqual(ignored('igmp.short', 'host.violation'));
    expect(h.view()).toEqual(before);
  });

  test('2.7.2 — every host belongs to 224.0.0.1, and to what it has joined', () => {
    const h = hostUnderTest(scripted(0), [0, 1]);
    h.step(join(H, 'a', 1), 0);
    const seen = [0, 1, 2].map((face) => [ALL, G, H, K].map((group) => isMember(h.host, face, group)));
    expect(seen).toEqual([
      [true, false, false, false],
      [true, false, true, false],
      [false, false, false, false],
    ]);
  });

  test('a time step before anything is due has no effect', () => {
    const h = hostUnderTest(scripted());
    expect(h.step(TIME, 0)).toEqual([]);
    expect(h.host.reports).toEqual(createHeap());
  });
});
