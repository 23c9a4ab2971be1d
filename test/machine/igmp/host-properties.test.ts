/**
 * The IGMP host under random events: an independent model keeps who has joined what, and books on timers are kept from the
 * effects alone.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seconds } from '../../../src/base/micros.js';
import { isMember } from '../../../src/machine/igmp/host.js';
import type { HostEffect, HostEvent } from '../../../src/machine/igmp/igmp-vocabulary.js';
import { runs } from '../runs.js';
import { hold, hostUnderTest, seeded } from './harness.js';
import { anyGap, play } from './timeline.js';

const ALL = 0xe000_0001;
const GROUPS = [0xe000_0002, 0xe000_0101, 0xefff_ffff];
const WITHIN = seconds(10);

const anyFace = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0, 1) },
  { weight: 1, arbitrary: fc.constant(7) },
);
const anyAddress = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...GROUPS) },
  { weight: 1, arbitrary: fc.constantFrom(ALL, 0xdfff_ffff, 0xf000_0000, 0) },
);
const anyEvent: fc.Arbitrary<HostEvent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      ask: fc.constantFrom('join' as const, 'join' as const, 'leave' as const),
      interface: anyFace,
      group: anyAddress,
      process: fc.constantFrom('a', 'b', 1),
    }),
  },
  {
    weight: 3,
    arbitrary: anyFace.map(
      (face) => ({ kind: 'message', interface: face, from: 1, message: { type: 'query' } }) as const,
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ face: anyFace, group: anyAddress })
      .map(
        ({ face, group }) =>
          ({ kind: 'message', interface: face, from: 2, message: { type: 'report', group } }) as const,
      ),
  },
  {
    weight: 1,
    arbitrary: anyFace.map(
      (face) => ({ kind: 'violation', interface: face, violation: { code: 'igmp.short' } }) as const,
    ),
  },
);
const anyRun = fc.array(fc.record({ gap: anyGap, event: anyEvent }), { minLength: 8, maxLength: 40 });

/** What must hold of a host, from its events and effects alone. */
function createBooks(interfaces: readonly number[]) {
  /** Processes by "interface group". */
  const joined = new Map<string, Set<number | string>>();
  const timers = new Map<string, number>();
  /** By when a group must have been reported, by us or by another. */
  const owed = new Map<string, number>();
  let reports = 0;

  function event(one: HostEvent, now: number): void {
    if (one.kind === 'time' || one.kind === 'violation' || !interfaces.includes(one.interface)) return;
    if (one.kind === 'message' && one.message.type === 'query') {
      for (const key of joined.keys()) {
        if (key.startsWith(`${one.interface} `) && !owed.has(key)) owed.set(key, now + WITHIN);
      }
      return;
    }
    const group = one.kind === 'ask' ? one.group : one.message.type === 'report' ? one.message.group : 0;
    const key = `${one.interface} ${group}`;
    if (one.kind === 'message') owed.delete(key);
    else if (!GROUPS.includes(group)) return;
    else if (one.ask === 'join') joined.set(key, (joined.get(key) ?? new Set()).add(one.process));
    else if (joined.get(key)?.delete(one.process) && joined.get(key)!.size === 0) {
      joined.delete(key);
      owed.delete(key);
    }
  }

  function effects(list: readonly HostEffect[], now: number): void {
    for (const effect of list) {
      if (effect.kind === 'send') {
        const { message } = effect;
        if (message.type !== 'report') throw new Error('a host does not ask');
        hold(GROUPS.includes(message.group), `${message.group} reported`);
        hold(effect.destination === message.group && effect.ttl === 1, 'to the group, on the subnet');
        hold(joined.has(`${effect.interface} ${message.group}`), 'reported without a member');
        owed.delete(`${effect.interface} ${message.group}`);
        reports += 1;
      } else if (effect.kind === 'set') {
        const key = `${effect.timer.interface} ${effect.timer.group}`;
        hold(!timers.has(key), 'one timer a group');
        hold(effect.at >= now && effect.at <= now + WITHIN, 'within 10 s');
        timers.set(key, effect.at);
        // The second unsolicited report is owed as well.
        if (effect.why.id === 'host.join.first') owed.set(key, now + WITHIN);
      } else if (effect.kind === 'cancel') {
        expect(timers.delete(`${effect.timer.interface} ${effect.timer.group}`)).toBe(true);
      } else if (effect.kind === 'notify' && effect.note.what === 'expired') {
        const key = `${effect.note.timer.interface} ${effect.note.timer.group}`;
        expect(timers.get(key), 'fires when it is due').toBe(now);
        timers.delete(key);
      }
    }
    for (const [key, by] of owed) hold(by >= now, `${key} owes a report`);
  }
  return { joined, timers, owed, event, effects, reports: () => reports };
}

describe('IGMP host, random events', () => {
  test('2.7.2 — membership follows the processes; reports come in time, for one’s own groups, and never for 224.0.0.1', () => {
    let reports = 0;
    let suppressed = 0;
    fc.assert(
      fc.property(anyRun, fc.integer(), (events, seed) => {
        const interfaces = [0, 1];
        const h = hostUnderTest(seeded(seed), interfaces);
        const books = createBooks(interfaces);
        const step = (event: HostEvent, now: number): void => {
          books.event(event, now);
          const effects = h.step(event, now);
          suppressed += effects.filter(({ why }) => why.id === 'host.report.suppress').length;
          books.effects(effects, now);
          hold(h.wake() === Math.min(Number.POSITIVE_INFINITY, ...books.timers.values()), 'wake');
          const view = h.view();
          hold(view.length === books.joined.size, 'as many memberships as groups that processes are in');
          let last = -1;
          for (const one of view) {
            const key = `${one.interface} ${one.group}`;
            hold(`${one.processes}` === `${[...(books.joined.get(key) ?? [])]}`, `processes of ${key}`);
            hold(one.due === (books.timers.get(key) ?? Number.POSITIVE_INFINITY), `timer of ${key}`);
            hold(isMember(h.host, one.interface, one.group), `isMember ${key}`);
            hold(one.interface * 2 ** 32 + one.group > last, 'ascending');
            last = one.interface * 2 ** 32 + one.group;
          }
        };
        play(events, h.wake, (now) => step({ kind: 'time' }, now), step);
        expect([books.owed.size, books.timers.size]).toEqual([0, 0]);
        reports += books.reports();
      }),
      { numRuns: runs(2_000), seed: 1112 },
    );
    // The runs do reach what they are about.
    if (runs(2_000) < 2_000) return;
    expect(reports).toBeGreaterThan(5_000);
    expect(suppressed).toBeGreaterThan(500);
  });

  test('2.7.2 — the same events and the same random numbers give the same effects', () => {
    fc.assert(
      fc.property(anyRun, fc.integer(), (events, seed) => {
        const [first, second] = [0, 1].map(() => {
          const h = hostUnderTest(seeded(seed), [0, 1]);
          const all: HostEffect[] = [];
          const step = (event: HostEvent, now: number): void => {
            all.push(...h.step(event, now));
          };
          play(events, h.wake, (now) => step({ kind: 'time' }, now), step);
          return all;
        });
        expect(second).toEqual(first);
      }),
      { numRuns: runs(200), seed: 1112 },
    );
  });
});
