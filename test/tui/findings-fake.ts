/**
 * Findings made by hand, for tests of the findings view.
 */
import { micros } from '../../src/base/micros.js';
import type { Judged } from '../../src/conform/check.js';
import type { Findings, Found, Story } from '../../src/tui/story/contract.js';
import { fakeStory } from './story-fake.js';

/** A finding. */
export function fakeFound(more: Partial<Found> = {}): Found {
  return {
    severity: 'warning',
    by: 'check',
    certain: true,
    code: 'check.no-kares',
    clause: '9.2 b',
    message: 'User 2 does not answer a KAREQ.',
    doubt: '',
    rule: 'an active member answers each KAREQ within the timeout',
    frames: [23],
    at: micros(0),
    matter: 'session 1 at 10.0.0.1',
    subject: -1,
    ...more,
  };
}

/** A verdict on a session. */
export function fakeJudged(key: string, verdict: Judged['verdict'], more: Partial<Judged> = {}): Judged {
  return {
    matter: { key, kind: 'session', packets: 40, firstFrame: 2, lastFrame: 41, doubts: [] },
    verdict,
    broken: [],
    doubts: [],
    ...more,
  };
}

/** Findings of these, in this order. */
export function fakeFindings(all: readonly Found[], verdicts: readonly Judged[] | undefined = []): Findings {
  const totals = { error: 0, warning: 0, note: 0, chat: 0 };
  for (const { severity } of all) totals[severity] += 1;
  return { count: all.length, at: (i) => all[i], totals, cut: false, nameOf: (matter) => matter, verdicts };
}

/** A story of findings alone. */
export function findingsStory(findings: Findings, complete = true): Story {
  return { ...fakeStory({}), complete, findings };
}
