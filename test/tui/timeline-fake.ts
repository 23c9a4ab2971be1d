/**
 * Sessions, members and timers made by hand, for tests of the timeline.
 */
import { micros } from '../../src/base/micros.js';
import type { Change, Story, Subject, TimerRun } from '../../src/tui/story/contract.js';
import { type FakeParts, fakeActors, fakeStory } from './story-fake.js';

/** The first packet of the demo capture, in microseconds since 1970. */
export const DEMO_START = 1_772_442_000_000_000;

/** A change: subject, milliseconds since the first packet, state before and after, packet that made it (0: a timer), that shows it. */
export type FakeChange = readonly [
  subject: number,
  ms: number,
  from: number,
  to: number,
  frame: number,
  shown: number,
];

/** Changes in order of time. */
export function fakeChanges(all: readonly FakeChange[]): readonly Change[] {
  return [...all]
    .sort((a, b) => a[1] - b[1])
    .map(([subject, ms, from, to, frame, shown]) => ({
      subject,
      from,
      to,
      by: { frame, at: micros(DEMO_START + ms * 1000), why: frame === 0 ? '9.2 b D8' : '7.2.1' },
      expired: frame === 0,
      shown,
    }));
}

/** A subject. */
export function fakeSubject(
  number: number,
  kind: Subject['kind'],
  name: string,
  parent: number,
  actor: number,
): Subject {
  return { number, kind, name, parent, actor };
}

/** A run of a timer, in milliseconds since the first packet. */
export function fakeRun(name: string, from: number, to: number, end: TimerRun['end']): TimerRun {
  return { name, from: micros(DEMO_START + from * 1000), to: micros(DEMO_START + to * 1000), end };
}

/** A session with two members; the second is demoted twice by its timer. */
export function fakeTimeline(parts: Partial<FakeParts> = {}): Story {
  const subjects = [
    fakeSubject(0, 'session', 'session 1 at server', -1, 0),
    fakeSubject(1, 'member', 'user 1 (alice)', 0, 1),
    fakeSubject(2, 'member', 'user 2 (bob)', 0, 2),
  ];
  const changes = fakeChanges([
    [0, 300, 0, 1, 6, 6],
    [0, 900, 1, 2, 20, 20],
    [1, 400, 0, 1, 8, 8],
    [1, 600, 1, 2, 12, 12],
    [1, 900, 2, 3, 20, 20],
    [2, 500, 0, 1, 10, 10],
    [2, 700, 1, 2, 14, 14],
    [2, 1000, 2, 3, 22, 22],
    [2, 4000, 3, 2, 0, 52],
    [2, 5200, 2, 1, 0, 60],
  ]);
  const runs: Story['runs'] = (subject, from, to) =>
    subject === 0
      ? []
      : [
          fakeRun('KA', 900, 2000, 'restarted'),
          fakeRun('KA', 2000, 3000, subject === 1 ? 'restarted' : 'stopped'),
          fakeRun('KA', 3100, 4000, subject === 1 ? 'running' : 'expired'),
        ].filter((run) => run.to > from && run.from < to);
  return fakeStory({
    actors: fakeActors(['server', 'server'], ['alice', 'client'], ['bob', 'client']),
    subjects,
    changes,
    runs,
    ...parts,
  });
}
