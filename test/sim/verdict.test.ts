/**
 * What is wrong with a run: broken invariants and runs without end count as much as expectations that do not hold.
 */
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { runScenario } from '../../src/sim/run.js';
import type { Run } from '../../src/sim/trace.js';
import { endAt } from '../../src/sim/until.js';
import { complaintsOf } from '../../src/sim/verdict.js';
import { scenarioOf } from '../scenario/read-one.js';

const scenario: Scenario = scenarioOf(`purpose: A session is created.
clause: 7.1.1
actors: [server, creator]
timeline:
  - at 0s: creator creates
  - expect at 30ms: the session is announced
  - expect at 30ms: the session is running
  - at 1s: end
`);

function ran(story: Scenario): Run {
  const run = runScenario(story);
  if (!run.ok) throw new Error(JSON.stringify(run.error));
  return run.value;
}

describe('complaints', () => {
  test('an expectation that does not hold: its place, and what was instead', () => {
    const [complaint, ...others] = complaintsOf(ran(scenario), scenario);
    expect(others).toEqual([]);
    expect(complaint).toMatchObject({
      kind: 'expectation',
      text: 'does not hold: expect at 30ms: the session is running',
      place: { line: 7 },
    });
    expect(complaint.lines.join()).toContain('announced');
  });

  test('an invariant that is broken, even where all expectations hold', () => {
    const run = ran(endAt(scenario, micros(20_000)));
    const breach = {
      kind: 'breach',
      n: run.events.length,
      t: micros(12_345),
      cause: -1,
      invariant: 'I6',
      session: 1,
      user: 2,
      text: 'holds a key',
    } as const;
    expect(complaintsOf(run, scenario)).toEqual([]);
    expect(complaintsOf({ ...run, events: [...run.events, breach] }, scenario)).toEqual([
      { kind: 'breach', text: 'at 0.012345 I6 does not hold: holds a key', lines: [] },
    ]);
  });

  test('a run that was stopped: the line of the timeline with which it began, and what followed', () => {
    const stopped = runScenario(scenario, { events: 3, eventsAtOneInstant: 10 });
    if (!stopped.ok) throw new Error('it runs');
    const [complaint] = complaintsOf(stopped.value, scenario);
    expect(complaint).toMatchObject({
      kind: 'endless',
      text: 'the run was stopped: more than 3 events, at 0.03 s; if it is only long, let it end earlier ("at …: end", or --until)',
      place: { line: 5 },
    });
    // Going round at one instant, it would not be helped by an earlier end.
    const round = runScenario(scenario, { events: 100, eventsAtOneInstant: 0 });
    if (!round.ok) throw new Error('it runs');
    expect(round.value.stopped).toBe('more than 0 events at one instant: an endless loop, at 0 s');
    expect(complaint.lines.slice(1, 3)).toEqual([
      '0.000000 creator creates',
      '0.000000 creator → server SCREQ, TTL 64',
    ]);
  });
});

describe('another end', () => {
  test('what is expected later is left out; what is expected up to it stays', () => {
    const kept = (until: number): number =>
      endAt(scenario, micros(until)).timeline.filter(({ kind }) => kind === 'expect').length;
    expect([kept(29_999), kept(30_000), kept(5_000_000)]).toEqual([0, 2, 2]);
    expect(ran(endAt(scenario, micros(15_000))).events.at(-1)?.t).toBe(10_000);
  });
});
