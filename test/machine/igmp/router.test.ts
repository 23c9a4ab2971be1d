/**
 * The IGMP router: each row, exact effects at exact instants, and its timers one microsecond before, at and after.
 */
import { describe, expect, test } from 'vitest';
import { micros, NEVER, seconds } from '../../../src/base/micros.js';
import type { RouterEvent } from '../../../src/machine/igmp/igmp-vocabulary.js';
import { hasMembers } from '../../../src/machine/igmp/router.js';
import { routerUnderTest, short } from './harness.js';

const G = 0xe000_0101;
const H = 0xef01_0203;
const ALL = 0xe000_0001;
const START: RouterEvent = { kind: 'ask', ask: 'start' };
const TIME: RouterEvent = { kind: 'time' };

function report(group = G, face = 0): RouterEvent {
  return { kind: 'message', interface: face, from: 2, message: { type: 'report', group } };
}
function query(face = 0): RouterEvent {
  return { kind: 'message', interface: face, from: 3, message: { type: 'query' } };
}
function asked(face: number, why: string) {
  return { kind: 'send', interface: face, destination: ALL, ttl: 1, message: { type: 'query' }, why };
}
function told(what: string, why: string, group = G, face = 0) {
  return { kind: 'notify', note: { what, interface: face, group }, why };
}
function gone(group = G, face = 0) {
  return { name: 'gone', interface: face, group };
}
function ignored(reason: string, why: string) {
  return [{ kind: 'ignored', reason, why }];
}

/** A router that started at 0. */
function running(interfaces: readonly number[] = [0], policies = {}) {
  const r = routerUnderTest(interfaces, policies);
  r.step(START, 0);
  return r;
}

describe('2.7.2 — queries', () => {
  test('2.7.2 — at the start to 224.0.0.1 on every interface, ascending; again each 60 s', () => {
    const r = routerUnderTest([5, 1]);
    expect(r.wake()).toBe(NEVER);
    expect(r.view()).toEqual({ phase: 'stopped', nextQuery: NEVER, groups: [] });
    expect(short(r.step(START, 30))).toEqual([
      asked(1, 'router.start'),
      asked(5, 'router.start'),
      { kind: 'set', timer: { name: 'query' }, at: 60_000_030, why: 'router.start' },
    ]);
    expect(r.view()).toEqual({ phase: 'running', nextQuery: 60_000_030, groups: [] });
    expect(r.wake()).toBe(60_000_030);
    expect(r.step(TIME, 60_000_029)).toEqual([]);
    expect(short(r.step(TIME, 60_000_030))).toEqual([
      asked(1, 'router.timer.query'),
      asked(5, 'router.timer.query'),
      { kind: 'set', timer: { name: 'query' }, at: 120_000_030, why: 'router.timer.query' },
      { kind: 'notify', note: { what: 'expired', timer: { name: 'query' } }, why: 'router.timer.query' },
    ]);
    expect(r.wake()).toBe(120_000_030);
  });

  test('D18 — policy queryInterval; a query that is late is not made up for', () => {
    const r = running([0], { queryInterval: seconds(7) });
    expect(r.wake()).toBe(7_000_000);
    expect(r.step(TIME, 50_000_000).filter(({ kind }) => kind === 'send').length).toBe(1);
    expect(r.wake()).toBe(57_000_000);
  });

  test('2.7.2 — it starts once', () => {
    const r = running();
    expect(short(r.step(START, 5))).toEqual(ignored('started already', 'router.start.again'));
    expect(r.wake()).toBe(60_000_000);
  });

  test('RFC 1112 appendix I — another router asks: both go on', () => {
    const r = running();
    expect(short(r.step(query(), 5))).toEqual(ignored('another router', 'router.query.other'));
    expect(r.wake()).toBe(60_000_000);
  });
});

describe('2.7.2 — reports', () => {
  test('2.7.2 — the group is present on that network', () => {
    const r = running([0, 1]);
    expect(short(r.step(report(G, 1), 5))).toEqual([told('present', 'router.report.new', G, 1)]);
    expect(r.view().groups).toEqual([{ interface: 1, group: G, state: 'present', missed: 0, goneAt: NEVER }]);
    expect([0, 1, 2].map((face) => hasMembers(r.router, face, G))).toEqual([false, true, false]);
    expect(hasMembers(r.router, 1, H)).toBe(false);
    expect(short(r.step(report(G, 1), 6))).toEqual([told('heard', 'router.report.again', G, 1)]);
  });

  test('2.7.2 — groups of 224.0.0.0/24 are known, too', () => {
    const r = running();
    r.step(report(0xe000_0000), 5);
    r.step(report(0xefff_ffff), 5);
    expect(r.view().groups.map(({ group }) => group)).toEqual([0xe000_0000, 0xefff_ffff]);
  });

  test('2.7.2 — 224.0.0.1 and addresses of no group are not', () => {
    const r = running();
    expect(short(r.step(report(ALL), 5))).toEqual(ignored('all hosts', 'router.report.all-hosts'));
    for (const address of [0, 0xdfff_ffff, 0xf000_0000]) {
      expect(short(r.step(report(address), 5))).toEqual(ignored('no group', 'router.report.no-group'));
    }
    expect(r.view().groups).toEqual([]);
  });

  test('2.7.2 — before the start nothing is heard', () => {
    const r = routerUnderTest();
    for (const event of [report(), query()]) {
      expect(short(r.step(event, 5))).toEqual(ignored('not started', 'router.stopped'));
    }
    expect(r.step(TIME, 60_000_000)).toEqual([]);
  });

  test('2.7.1 — what is no message of version 1, and what comes from nowhere, changes nothing', () => {
    const r = running([1]);
    const violation = (face: number): RouterEvent => ({
      kind: 'violation',
      interface: face,
      violation: { code: 'igmp.short' },
    });
    expect(short(r.step(violation(1), 5))).toEqual(ignored('igmp.short', 'router.violation'));
    for (const event of [violation(0), report(), query()]) {
      expect(short(r.step(event, 5))).toEqual(ignored('no such interface', 'router.no-interface'));
    }
  });
});

describe('D18 — a group is gone 10 s after the third query in a row without a report', () => {
  test('D18 — query by query', () => {
    const r = running();
    r.step(report(), 1);
    const missed = [];
    for (const minute of [60, 120]) {
      r.step(TIME, minute * 1_000_000);
      missed.push(r.view().groups[0]);
    }
    expect(missed).toEqual([
      { interface: 0, group: G, state: 'present', missed: 1, goneAt: NEVER },
      { interface: 0, group: G, state: 'present', missed: 2, goneAt: NEVER },
    ]);
    expect(short(r.step(TIME, 180_000_000))).toEqual([
      asked(0, 'router.timer.query'),
      { kind: 'set', timer: { name: 'query' }, at: 240_000_000, why: 'router.timer.query' },
      { kind: 'set', timer: gone(), at: 190_000_000, why: 'router.query.unanswered' },
      { kind: 'notify', note: { what: 'expired', timer: { name: 'query' } }, why: 'router.timer.query' },
    ]);
    expect(r.view().groups).toEqual([
      { interface: 0, group: G, state: 'overdue', missed: 3, goneAt: 190_000_000 },
    ]);
    expect(r.wake()).toBe(190_000_000);
    expect(hasMembers(r.router, 0, G)).toBe(true);
    expect(short(r.step(TIME, 190_000_000))).toEqual([
      { kind: 'notify', note: { what: 'expired', timer: gone() }, why: 'router.timer.gone' },
      told('gone', 'router.timer.gone'),
    ]);
    expect(r.view().groups).toEqual([]);
    expect(hasMembers(r.router, 0, G)).toBe(false);
    expect(r.wake()).toBe(240_000_000);
    expect(short(r.step(report(), 200_000_000))).toEqual([told('present', 'router.report.new')]);
  });

  test('D18 — a report after the third query: the group stays, its count begins anew', () => {
    const r = running();
    r.step(report(), 1);
    r.until(seconds(181));
    expect(short(r.step(report(), 185_000_000))).toEqual([
      { kind: 'cancel', timer: gone(), why: 'router.report.overdue' },
      told('heard', 'router.report.overdue'),
    ]);
    expect(r.view().groups).toEqual([{ interface: 0, group: G, state: 'present', missed: 0, goneAt: NEVER }]);
    expect(r.wake()).toBe(240_000_000);
    r.until(micros(370_000_000));
    expect(r.view().groups[0]).toMatchObject({ state: 'overdue', goneAt: 370_000_000 });
  });

  test('D18 — a report after the second query: the count begins anew', () => {
    const r = running();
    r.step(report(), 1);
    r.until(seconds(130));
    r.step(report(), 130_000_000);
    r.until(seconds(310));
    expect(r.view().groups[0]).toMatchObject({ state: 'overdue', missed: 3, goneAt: 310_000_000 });
  });

  // Timer armed by the query at 180 s for 190 s: a report just before, at, and just after.
  test.each([
    [189_999_999, 'router.report.overdue'],
    [190_000_000, 'router.report.overdue'],
    [190_000_001, 'router.report.new'],
  ])('D10 — timer gone: a report at %i µs is taken by %s', (heard, why) => {
    const r = running();
    r.step(report(), 1);
    r.until(micros(heard));
    expect(short(r.step(report(), heard)).at(-1)).toMatchObject({ why });
    r.step(TIME, heard);
    expect(r.view().groups[0].state).toBe('present');
  });

  // A report just before, at, and after the query at 60 s: the first two are followed by that query, the third is not.
  test.each([
    [59_999_999, 190_000_000],
    [60_000_000, 190_000_000],
    [60_000_001, 250_000_000],
  ])('D10 — timer query: a report at %i µs, no further: gone at %i µs', (heard, at) => {
    const r = running();
    r.until(micros(heard));
    r.step(report(), heard);
    r.until(micros(at));
    expect(r.wake()).toBe(at);
    expect(short(r.step(TIME, at)).at(-1)).toEqual(told('gone', 'router.timer.gone'));
  });

  test('D18 — policies missedQueries and reportWithin', () => {
    const r = running([0], { missedQueries: 1, reportWithin: seconds(2) });
    r.step(report(), 1);
    r.until(seconds(62));
    expect(r.wake()).toBe(62_000_000);
    expect(short(r.step(TIME, 62_000_000))).toContainEqual(told('gone', 'router.timer.gone'));
  });

  test('D10 — groups that are gone at one instant go in one step, in ascending order', () => {
    const r = running([0, 1]);
    for (const [group, face] of [
      [H, 1],
      [G, 1],
      [H, 0],
    ]) {
      r.step(report(group, face), 1);
    }
    r.until(seconds(180));
    const sets = short(r.step(TIME, 180_000_000)).slice(3, 6);
    expect(sets).toEqual(
      [gone(H, 0), gone(G, 1), gone(H, 1)].map((timer) => ({
        kind: 'set',
        timer,
        at: 190_000_000,
        why: 'router.query.unanswered',
      })),
    );
    expect(r.view().groups.map((one) => [one.interface, one.group])).toEqual([
      [0, H],
      [1, G],
      [1, H],
    ]);
    expect(short(r.step(TIME, 190_000_000)).filter((_, i) => i % 2 === 1)).toEqual([
      told('gone', 'router.timer.gone', H, 0),
      told('gone', 'router.timer.gone', G, 1),
      told('gone', 'router.timer.gone', H, 1),
    ]);
  });

  test('2.7.2 — networks are independent: a report on one does not keep the group on another', () => {
    const r = running([0, 1]);
    r.step(report(G, 0), 1);
    r.step(report(G, 1), 1);
    r.until(seconds(185));
    r.step(report(G, 1), 185_000_000);
    r.until(seconds(191));
    expect(r.view().groups.map((one) => one.interface)).toEqual([1]);
  });

  test('D18 — with a window longer than the interval, groups of several rounds are overdue at once', () => {
    const r = running([0], { missedQueries: 1, reportWithin: seconds(100) });
    r.step(report(G), 1);
    r.until(seconds(61));
    r.step(report(H), 61_000_000);
    r.until(seconds(121));
    expect(r.view().groups.map(({ group, goneAt }) => [group, goneAt])).toEqual([
      [G, 160_000_000],
      [H, 220_000_000],
    ]);
    expect(r.wake()).toBe(160_000_000);
    // Both at once where the driver is late.
    expect(short(r.step(TIME, 220_000_000))).toContainEqual(told('gone', 'router.timer.gone', H));
    expect(r.view().groups).toEqual([]);
  });

  test('D18 — a round whose groups were all heard again leaves no timer behind', () => {
    const r = running([0], { missedQueries: 1, reportWithin: seconds(100) });
    r.step(report(G), 1);
    r.until(seconds(61));
    r.step(report(G), 61_000_000);
    r.step(report(G), 62_000_000);
    expect(r.router.presences.cohorts.length).toBe(1);
    expect(r.wake()).toBe(120_000_000);
  });
});
