/**
 * The IGMP router under random events, against a model that is slow and plain: all queries and all reports are kept, and
 * presence is worked out from them anew each time.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RouterEffect, RouterEvent } from '../../../src/machine/igmp/igmp-vocabulary.js';
import { hasMembers } from '../../../src/machine/igmp/router.js';
import { runs } from '../runs.js';
import { hold, routerUnderTest } from './harness.js';
import { anyGap, play } from './timeline.js';

const INTERFACES = [0, 4];
const GROUPS = [0xe000_0002, 0xe000_0101, 0xef01_0203];

const anyFace = fc.constantFrom(...INTERFACES, 9);
const anyEvent: fc.Arbitrary<RouterEvent> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({ face: anyFace, group: fc.constantFrom(...GROUPS, ...GROUPS, 0xe000_0001, 5) })
      .map(
        ({ face, group }) =>
          ({ kind: 'message', interface: face, from: 2, message: { type: 'report', group } }) as const,
      ),
  },
  {
    weight: 1,
    arbitrary: anyFace.map(
      (face) => ({ kind: 'message', interface: face, from: 1, message: { type: 'query' } }) as const,
    ),
  },
  {
    weight: 1,
    arbitrary: anyFace.map(
      (face) => ({ kind: 'violation', interface: face, violation: { code: 'igmp.short' } }) as const,
    ),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'ask', ask: 'start' } as const) },
);
const anyRun = fc.record({
  events: fc.array(fc.record({ gap: anyGap, event: anyEvent }), { minLength: 8, maxLength: 40 }),
  missedQueries: fc.constantFrom(1, 2, 3, 3, 3),
  reportWithin: fc.constantFrom(1, 10_000_000, 10_000_000, 60_000_000, 130_000_000),
});

interface Model {
  /** Instants of the queries. */
  readonly queries: number[];
  /** "interface group": the last report, and how many queries had been sent then. */
  readonly heard: Map<string, number>;
}

/** When a group is gone that hears no more; Infinity while too few queries went without a report. */
function goneAt(model: Model, after: number, missed: number, within: number): number {
  const query = model.queries[after + missed - 1];
  return query === undefined ? Number.POSITIVE_INFINITY : query + within;
}

describe('IGMP router, random events', () => {
  test('D18 — presence is exactly as a simple model says, at every step', () => {
    let gone = 0;
    let saved = 0;
    fc.assert(
      fc.property(anyRun, ({ events, missedQueries, reportWithin }) => {
        const r = routerUnderTest(INTERFACES, { missedQueries, reportWithin: reportWithin as never });
        const model: Model = { queries: [], heard: new Map() };
        const timers = new Map<string, number>();
        const step = (event: RouterEvent, now: number): void => {
          if (event.kind === 'ask' && model.queries.length === 0) model.queries.push(now);
          if (event.kind === 'message' && event.message.type === 'report' && model.queries.length > 0) {
            const { group } = event.message;
            if (INTERFACES.includes(event.interface) && GROUPS.includes(group)) {
              model.heard.set(`${event.interface} ${group}`, model.queries.length);
            }
          }
          if (event.kind === 'time') {
            for (const [key, after] of model.heard) {
              if (goneAt(model, after, missedQueries, reportWithin) <= now) model.heard.delete(key);
            }
            if (now === model.queries.at(-1)! + 60_000_000) model.queries.push(now);
          }
          const effects = r.step(event, now);
          keepTimers(timers, effects, now);
          gone += effects.filter(({ why }) => why.id === 'router.timer.gone').length;
          saved += effects.filter(({ why }) => why.id === 'router.report.overdue').length;
          compare(now);
        };
        const compare = (now: number): void => {
          const view = r.view();
          const expected = [...model.heard]
            .map(([key, after]) => {
              const [face, group] = key.split(' ').map(Number);
              const at = goneAt(model, after, missedQueries, reportWithin);
              const state = at === Number.POSITIVE_INFINITY ? 'present' : 'overdue';
              return { interface: face, group, state, missed: model.queries.length - after, goneAt: at };
            })
            .sort((a, b) => a.interface - b.interface || a.group - b.group);
          if (!isDeepStrictEqual(view.groups, expected)) expect(view.groups).toEqual(expected);
          const places = INTERFACES.flatMap((face) => GROUPS.map((group) => [face, group] as const));
          for (const [face, group] of places) {
            hold(hasMembers(r.router, face, group) === model.heard.has(`${face} ${group}`), 'hasMembers');
          }
          const next =
            model.queries.length === 0 ? Number.POSITIVE_INFINITY : model.queries.at(-1)! + 60_000_000;
          hold(view.nextQuery === next, 'next query');
          const due = Math.min(next, ...expected.map((one) => one.goneAt));
          hold(r.wake() === due, `wakes at ${r.wake()} for ${due}`);
          hold(
            r.wake() === Math.min(Number.POSITIVE_INFINITY, ...timers.values()),
            'wake is the first timer',
          );
          hold(now <= r.wake(), 'nothing is passed over');
        };
        play(events, r.wake, (now) => step({ kind: 'time' }, now), step);
      }),
      { numRuns: runs(2_000), seed: 1112 },
    );
    // The runs do reach what they are about.
    if (runs(2_000) < 2_000) return;
    expect(gone).toBeGreaterThan(2_000);
    expect(saved).toBeGreaterThan(300);
  });
});

/** Timers as the effects tell them: none fires but at its instant, none is cancelled that does not run. */
function keepTimers(timers: Map<string, number>, effects: readonly RouterEffect[], now: number): void {
  const set = effects.filter((effect) => effect.kind === 'set');
  for (const effect of effects) {
    if (effect.kind === 'cancel') expect(timers.delete(JSON.stringify(effect.timer))).toBe(true);
    if (effect.kind === 'notify' && effect.note.what === 'expired') {
      const key = JSON.stringify(effect.note.timer);
      expect(timers.get(key)).toBe(now);
      timers.delete(key);
    }
  }
  for (const { timer, at } of set) {
    expect(timers.has(JSON.stringify(timer))).toBe(false);
    timers.set(JSON.stringify(timer), at);
  }
}
