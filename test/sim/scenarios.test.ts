/** The standard's figures as scenarios: all there, all as expected; and each expectation one that can fail. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { micros } from '../../src/base/micros.js';
import type { Expectation, Fact, Scenario } from '../../src/scenario/scenario.js';
import { judgeExpectations } from '../../src/sim/expectations.js';
import type { Run } from '../../src/sim/trace.js';
import { FILES, play, SCENARIOS, scenariosOf, textOf } from './scenario-files.js';

/** Every figure that is a sequence of messages, the start gate, and what the IGMP text describes. */
const NAMES = [
  ...['fig03-control', 'fig04-create-accepted', 'fig05-create-rejected', 'fig06-register-open'],
  ...['fig07-register-closed', 'fig08-register-closed-rejected', 'fig09-enrol', 'fig10-activate'],
  ...['fig11-join-ongoing', 'fig12-membership-check', 'fig13-server-mm', 'fig14-client-mm'],
  ...['fig15-status-open', 'fig16-open-principal-lost', 'fig17-status-closed', 'fig18-user-info'],
  ...['fig19-leave', 'fig20-principal-leaves', 'fig21-terminate', 'fig22-keepalive-lost'],
  ...['fig23-secure', 'fig24-rekey', 'start-gate'],
  ...['igmp-join-report', 'igmp-query-suppression', 'igmp-group-expiry', 'igmp-multihomed'],
  ...['igmp-ttl-scope', 'igmp-expanding-ring', 'group-data'],
];

/** What goes beyond the figures: repetition, crossing messages, the end of patience and of memory. */
const FURTHER = [
  'ended-record',
  'kares-that-counts',
  'lost-contact',
  'repeated-requests',
  'start-gate-order',
];

/** How many runs a file has that has several. */
const RUNS: Readonly<Record<string, number>> = {
  'fig05-create-rejected': 3,
  'fig14-client-mm': 2,
  'fig15-status-open': 2,
  'igmp-expanding-ring': 2,
  'kares-that-counts': 3,
  'repeated-requests': 3,
};

function failures(run: Run): readonly string[] {
  return run.outcomes
    .filter(({ ok }) => !ok)
    .map(({ file, line, text, lines }) => [`${file}:${line} ${text}`, ...lines].join('\n'));
}

describe('the files', () => {
  test('are all there, and no others', () => {
    expect(FILES).toEqual([...NAMES, ...FURTHER].sort());
  });

  test.each([...NAMES, ...FURTHER])('%s is read without a mistake, with all its runs', (name) => {
    const scenarios = scenariosOf(name);
    expect(scenarios.length).toBe(RUNS[name] ?? 1);
    for (const { purpose, clause, timeline } of scenarios) {
      expect(purpose).toMatch(/^\S.*\.$/);
      expect(clause).toMatch(/\d/);
      expect(timeline.some(({ kind }) => kind === 'expect')).toBe(true);
    }
    expect(textOf(name)).toMatch(/^# yaml-language-server: \$schema=\.\/scenario\.schema\.json\n/);
  });

  test('declare findings that docs/scenarios.md explains, where somebody misbehaves', () => {
    const page = readFileSync(new URL('../../docs/scenarios.md', import.meta.url), 'utf8');
    const known = [...page.matchAll(/^\| `(check\.[a-z-]+)` \|/gm)].map(([, code]) => code);
    const declared = new Set(SCENARIOS.flatMap(({ findings }) => findings));
    expect([...declared].filter((code) => !known.includes(code))).toEqual([]);
    expect(declared.size).toBeGreaterThan(5);
    // Silent, or cut off, while nobody asks it anything.
    const owesNothing = ['ended-record'];
    const misbehave = SCENARIOS.filter(({ name }) => !owesNothing.includes(name)).filter(({ timeline }) =>
      timeline.some(
        (step) =>
          (step.kind === 'action' && ['send', 'fall-silent'].includes(step.action.verb)) ||
          (step.kind === 'fault' && step.fault.verb === 'cut'),
      ),
    );
    expect(SCENARIOS.filter(({ findings }) => findings.length > 0).map(({ name }) => name)).toEqual(
      misbehave.map(({ name }) => name),
    );
  });
});

describe.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
  const run = play(scenario);

  test('does what it expects, to its end, without breach of I1 to I11', () => {
    expect(failures(run)).toEqual([]);
    expect(run.outcomes.length).toBeGreaterThan(1);
    expect(run.stopped).toBeUndefined();
    expect(run.events.filter(({ kind }) => kind === 'breach')).toEqual([]);
  });

  test('does the same again', () => {
    expect(play(scenario)).toEqual(run);
  });

  test('expects nothing that cannot fail', () => {
    const spoiled = scenario.timeline.flatMap((step) => {
      const expectation = step.kind === 'expect' ? spoil(step.expectation) : undefined;
      return expectation === undefined ? [] : [{ ...step, expectation } as Scenario['timeline'][number]];
    });
    expect(spoiled.length).toBeGreaterThan(0);
    const outcomes = judgeExpectations({ ...scenario, timeline: spoiled }, run.events);
    expect(outcomes.filter(({ ok }) => ok).map(({ text, line }) => `${line}: ${text}`)).toEqual([]);
    for (const { lines } of outcomes) expect(lines.join('\n')).toMatch(/actual/);
  });

  test('notices a link that is a microsecond slower', () => {
    const delay = micros(scenario.network.delay + 1);
    const slower = play({ ...scenario, network: { ...scenario.network, delay } });
    const sameTimes = slower.events.every(({ t }, i) => t === run.events[i]?.t);
    expect(sameTimes).toBe(false);
    const exact = scenario.timeline.some(
      (step) =>
        step.kind === 'expect' &&
        step.expectation.what === 'messages' &&
        step.expectation.messages.some(({ at, from }) => at !== undefined && from === 'server'),
    );
    if (exact) expect(failures(slower)).not.toEqual([]);
  });
});

/** An expectation that the run must not meet, if it meets the one given: a message too few, a fact that is another. */
function spoil(expectation: Expectation): Expectation | undefined {
  switch (expectation.what) {
    case 'messages': {
      const { messages } = expectation;
      if (messages.length > 0) return { ...expectation, messages: messages.slice(1) };
      const message = { from: '*', to: '*', type: '*', fields: [], text: 'anything' };
      return { ...expectation, messages: [{ ...message, place: { file: '', line: 1, column: 1 } }] };
    }
    case 'timer': {
      if (expectation.from !== expectation.until) return undefined;
      const moved = micros(expectation.from + 1);
      return { ...expectation, from: moved, until: moved };
    }
    case 'fact':
    case 'always':
      return { ...expectation, fact: another(expectation.fact) };
    case 'never':
      return undefined;
  }
}

function another(fact: Fact): Fact {
  switch (fact.about) {
    case 'group':
      return { ...fact, group: fact.group === 'enrolled' ? 'active' : 'enrolled' };
    case 'state':
      return { ...fact, state: fact.state === 'failed' ? 'idle' : 'failed' };
    case 'phase':
      return { ...fact, phase: fact.phase === 'ended' ? 'running' : 'ended' };
    case 'members':
    case 'heard':
      return { ...fact, actors: fact.actors.length === 0 ? ['a'] : fact.actors.slice(1) };
    case 'presence':
      return { ...fact, present: !fact.present };
    case 'key':
      return { ...fact, current: !fact.current };
    case 'found':
      return { ...fact, server: fact.server === 'nobody' ? 'near' : 'nobody' };
  }
}

describe('who has no right to a message is ignored for the reason that the scenario is about', () => {
  /** Reasons of what the server ignored, in order. */
  function ignoredBy(name: string, run = 0): readonly string[] {
    return play(scenariosOf(name)[run]).events.flatMap((event) =>
      event.kind === 'ignored' && event.node === 'server' ? [event.reason] : [],
    );
  }

  test('figure 12: a stranger in the name of a member, and of nobody', () => {
    expect(ignoredBy('fig12-membership-check')).toEqual(['wrong-address', 'unknown-user']);
  });

  test('figure 13: not the member itself; not active; not the creator', () => {
    expect(ignoredBy('fig13-server-mm')).toEqual([
      'wrong-address', // KARES of c as a
      'wrong-group', // UIREQ of b, enrolled
      'wrong-address', // UIREQ of c as a
      'wrong-address', // LVREQ of c as a
      'wrong-address', // LVREQ of b as the creator
      'wrong-role', // TRREQ of b
      'wrong-address', // TRREQ of c as the creator
      'unknown-user', // TRREQ of c as nobody
    ]);
  });

  test('a KARES before its activation, and one that a LVREQ has overtaken (D25)', () => {
    expect(ignoredBy('kares-that-counts')).toEqual(['not-admitted']);
    expect(ignoredBy('kares-that-counts', 1)).toEqual(['not-admitted']);
  });

  test('figures 18 and 21: not active; not the creator', () => {
    expect(ignoredBy('fig18-user-info')).toEqual(['wrong-group']);
    expect(ignoredBy('fig21-terminate')).toEqual(['wrong-role']);
  });
});
