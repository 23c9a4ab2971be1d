/**
 * The story of a run is its trace: at each packet of each scenario its states and timers are what a plain fold of the events
 * up to there says.
 */
import { describe, expect, test } from 'vitest';
import { userOf } from '../../dissectors/gmp-subject.js';
import { EPOCH } from '../../src/sim/output-pcapng.js';
import type { TraceEvent } from '../../src/sim/trace.js';
import { type Situation, STATES } from '../../src/tui/story/contract.js';
import { runsIn, type Sample, SCENARIOS, sampleOf } from './scenario-sample.js';

/** What a plain fold knows. */
interface Fold {
  /** "1 2" (session, user): group. */
  readonly groups: Map<string, string>;
  readonly phases: Map<number, string>;
  readonly thoughts: Map<string, string>;
  /** "r 239.1.1.1 on lan". */
  readonly presence: Map<string, string>;
  /** By node and name: when it is due. */
  readonly timers: Map<string, number>;
}

function foldOf(events: readonly TraceEvent[]): Fold {
  const fold: Fold = {
    groups: new Map(),
    phases: new Map(),
    thoughts: new Map(),
    presence: new Map(),
    timers: new Map(),
  };
  for (const event of events) {
    if (event.kind === 'state') {
      if (event.what === 'group') fold.groups.set(`${event.session} ${event.user}`, event.to);
      else if (event.what === 'phase') fold.phases.set(event.session, event.to);
      else if (event.what === 'state') fold.thoughts.set(event.node, event.to);
      else if (event.what === 'presence') fold.presence.set(`${event.node} ${event.of}`, event.to);
    }
    if (event.kind === 'timer') {
      const { node, timer, session, user, owner } = event;
      const key =
        timer === 'retry'
          ? `${node} retry`
          : `${node} ${timer} ${user > 0 ? `${session} ${user}` : `${session} ${owner}`}`;
      if (event.event === 'armed') fold.timers.set(key, event.at ?? Number.NaN);
      else fold.timers.delete(key);
    }
  }
  return fold;
}

/** Everything that a situation says of timers, as instants of the run. */
function timersIn({ sessions, networks }: Situation): readonly number[] {
  const due: number[] = [];
  for (const session of sessions) {
    for (const { expires } of session.timers) due.push(expires);
    for (let i = 0; i < session.memberCount; i += 1)
      for (const { expires } of session.memberAt(i).timers) due.push(expires);
  }
  for (const network of networks) {
    for (const { expires } of network.timers) due.push(expires);
    for (let i = 0; i < network.membershipCount; i += 1)
      for (const { expires } of network.membershipAt(i).timers) due.push(expires);
  }
  return due.map((expires) => expires - EPOCH * 1_000_000).sort((a, b) => a - b);
}

function expectGmp(situation: Situation, fold: Fold): void {
  const phases = [...fold.phases].filter(([, phase]) => STATES.session.some((name) => name === phase));
  expect(situation.sessions.map(({ id, phase }) => [id, STATES.session[phase]])).toEqual(phases);
  for (const session of situation.sessions) {
    const groups = [...fold.groups]
      .filter(([key]) => key.startsWith(`${session.id} `))
      .map(([, group]) => group);
    const rank = (group: string): number => STATES.member.indexOf(group as 'none');
    const atLeast = (least: number): number => groups.filter((group) => rank(group) >= least).length;
    expect([session.registered, session.enrolled, session.active]).toEqual([1, 2, 3].map(atLeast));
    expect(session.memberCount).toBe(groups.length);
    for (let i = 0; i < session.memberCount; i += 1) {
      const { user, group, cells, name, subject } = session.memberAt(i);
      expect(session.memberOf(subject)).toBe(i);
      expect(STATES.member[group]).toBe(fold.groups.get(`${session.id} ${user}`) ?? 'none');
      const actor = /\((.*)\)/.exec(name)?.[1] ?? '';
      expect(cells[2].text).toBe(fold.thoughts.get(actor) ?? '');
    }
  }
}

function expectIgmp(situation: Situation, fold: Fold): void {
  const present = [...fold.presence].filter(([, state]) => state === 'present').map(([key]) => key);
  const told = situation.networks.flatMap((network) =>
    Array.from({ length: network.membershipCount }, (_, i) => network.membershipAt(i))
      .filter(({ state }) => STATES.membership[state] === 'present')
      .map(({ group }) => {
        const router = network.facts.find(({ title }) => title === 'router')?.cell.text;
        return `${router} ${group} on ${network.name.split(' at ')[0]}`;
      }),
  );
  expect([...told].sort()).toEqual([...present].sort());
}

/** Where just after a packet is, found without the help of what is under test. */
function plainAfter({ telling }: Sample, number: number): number {
  const { events, places } = telling;
  let at = places.eventOf(number) + 1;
  const next = number < places.count ? places.eventOf(number + 1) : events.length;
  const begins = (event: TraceEvent): boolean =>
    event.kind === 'action' || (event.kind === 'timer' && event.event === 'fired');
  while (at < next && !begins(events[at])) at += 1;
  return at;
}

const RUNS = SCENARIOS.flatMap((path) => runsIn(path).map((scenario) => [scenario.name, scenario] as const));

describe('at each packet, states and timers are those of a plain fold', () => {
  test.each(RUNS)('%s', (_, scenario) => {
    const sample = sampleOf(scenario);
    const { story, telling } = sample;
    const { events, places } = telling;
    let known = 0;
    for (let number = 1; number <= places.count; number += 1) {
      const after = plainAfter(sample, number);
      expect(places.after(number)).toBe(after);
      const fold = foldOf(events.slice(0, after));
      const situation = story.situation(number);
      if (situation === undefined) throw new Error(`nothing at ${number}`);
      expect(situation.at).toBe(EPOCH * 1_000_000 + events[places.eventOf(number)].t);
      expectGmp(situation, fold);
      expectIgmp(situation, fold);
      const shown = new Set(timersIn(situation));
      known += shown.size;
      for (const due of shown) expect([...fold.timers.values()]).toContain(due);
    }
    expect(known > 0 || places.count === 0 || !events.some(({ kind }) => kind === 'timer')).toBe(true);
  });
});

describe('at each position, every actor stands as a plain fold says, with every timer that runs', () => {
  test.each(RUNS)('%s', (_, scenario) => {
    const { played, telling } = sampleOf(scenario);
    const { events, run } = telling;
    for (let position = 0; position <= events.length; position += 1) {
      if (position > 300 && position % 7 !== 0) continue;
      const fold = foldOf(events.slice(0, position));
      const due: number[] = [];
      for (const [actor, { name, kind }] of run.cast.entries()) {
        const standing = played.standing(actor, position);
        const thought = fold.thoughts.get(name) ?? '';
        if (kind !== 'server' && kind !== 'router') expect(standing.own.text.startsWith(thought)).toBe(true);
        due.push(...standing.timers.map(({ expires }) => expires - EPOCH * 1_000_000));
      }
      // Timers of sessions are nobody's own; all others stand with somebody, and once.
      const ofSessions = [...fold.timers].filter(([key]) => / (scinf|period|record) /.test(key));
      const ofGroups = [...fold.timers].filter(([key]) => / gone /.test(key));
      const others = [...fold.timers.values()].length - ofSessions.length - ofGroups.length;
      expect(due.length).toBeGreaterThanOrEqual(others);
      expect(due.length).toBeLessThanOrEqual(others + ofGroups.length);
    }
  });
});

describe('what is told of a run agrees with itself', () => {
  test.each(RUNS)('%s', (_, scenario) => {
    const { story, telling } = sampleOf(scenario);
    const { places, events } = telling;
    // A change shows at a packet at which it is so, and was not so at the packet before.
    for (let i = 0; i < story.changes.count; i += 1) {
      const { subject, to, shown } = story.changes.at(i);
      expect(subject).toBeLessThan(story.subjects.count);
      expect(Array.from(story.changes.of(subject))).toContain(i);
      if (shown === 0) continue;
      const later = Array.from(story.changes.of(subject)).some(
        (j) => j > i && story.changes.at(j).shown === shown,
      );
      if (!later) expect(stateOf(story.situation(shown), subject) ?? 'gone').toBe(to);
    }
    // Every event that is no message shows under one packet, or is behind the last one.
    let told = 0;
    for (let number = 1; number <= places.count; number += 1) told += story.happenings(number)?.length ?? 0;
    const last = places.after(places.count);
    const happened = events.slice(0, last).filter(({ kind }) => kind !== 'message' && kind !== 'arrival');
    expect(told).toBe(happened.length);
    // What is behind the last message is told once more, apart.
    const lastMessage = places.after(
      story.messages.count === 0 ? 0 : story.messages.at(story.messages.count - 1),
    );
    const later = events.slice(lastMessage).filter(({ kind }) => kind !== 'message' && kind !== 'arrival');
    expect(story.closing()?.length).toBe(later.length);
    // Arrows are the messages, and lost ones arrive nowhere.
    const messages = events.filter((event) => event.kind === 'message' && event.protocol !== 'data');
    const arrows = Array.from({ length: places.count }, (_, i) => story.arrows(i + 1) ?? []).flat();
    expect(arrows.length).toBe(story.messages.count);
    expect(arrows.length).toBeLessThanOrEqual(messages.length);
    for (const { from, to, type } of arrows) {
      expect(story.actors.at(from)).toBeDefined();
      expect(to === -1 || story.actors.at(to) !== undefined, type).toBe(true);
    }
    const timed = Array.from({ length: story.timed.count }, (_, row) => story.timed.at(row));
    for (const number of timed) expect(story.happenings(number)?.some(({ by }) => by.frame === 0)).toBe(true);
    for (let row = 0; row < story.notable.count; row += 1)
      expect(story.messages.at(story.messages.rowOf(story.notable.at(row)))).toBe(story.notable.at(row));
  });
});

describe('what begins by itself came of no packet, nor did what it brought about', () => {
  test.each(RUNS)('%s', (_, scenario) => {
    const { telling } = sampleOf(scenario);
    const { places, events } = telling;
    for (const event of events) {
      // Back to what it all began with: a message that came, or did not come; somebody who acted; a timer.
      let first: TraceEvent = event;
      const isBegin = ({ kind }: TraceEvent): boolean => ['action', 'arrival', 'drop'].includes(kind);
      while (!isBegin(first) && !(first.kind === 'timer' && first.event === 'fired') && first.cause >= 0)
        first = events[first.cause];
      const came = first.kind === 'arrival' || first.kind === 'drop' ? places.frameOf(first.message) : 0;
      expect(places.causeOf(event.n), `event ${event.n}`).toBe(came);
      const isFired = first.kind === 'timer' && first.event === 'fired';
      expect(places.isExpiry(event.n), `event ${event.n}`).toBe(isFired);
    }
  });

  test('a timer that a packet started is not of that packet when it expires', () => {
    const [scenario] = runsIn('scenarios/fig22-keepalive-lost.yaml');
    const { telling, story } = sampleOf(scenario);
    const fired = telling.events.filter((event) => event.kind === 'timer' && event.event === 'fired');
    expect(fired.length).toBeGreaterThan(5);
    expect(fired.map(({ n }) => telling.places.causeOf(n))).toEqual(fired.map(() => 0));
    const told = Array.from({ length: story.scanned }, (_, i) => story.happenings(i + 1) ?? []).flat();
    const expired = told.filter(({ kind }) => kind === 'timer-expired');
    expect(expired.length).toBeGreaterThan(5);
    expect(expired.every(({ by }) => by.frame === 0)).toBe(true);
  });
});

describe('why', () => {
  test('D11 is named for plain participants of open sessions, and for nobody else', () => {
    const open = new Set<string>();
    for (const scenario of SCENARIOS.flatMap((path) => runsIn(path))) {
      const { telling } = sampleOf(scenario);
      for (const event of telling.events) {
        if (!('why' in event) || event.why?.decisions.includes('D11') !== true) continue;
        const user =
          event.kind === 'message' ? userOf(event.octets, 0) : 'user' in event ? Number(event.user) : -1;
        const about = `${scenario.name}: ${event.why.id}, ${event.kind} of user ${user}`;
        expect(scenario.session.closed, about).toBe(false);
        // What is ignored names no user. The first of all to be active starts the session, and its rounds.
        if (event.kind === 'ignored') continue;
        if (user <= 0 && event.why.id === 'server.KARES.activate') continue;
        const { node } = event as { readonly node?: string };
        const member = telling.histories.sessions
          .find((session) => node === undefined || session.node === node)
          ?.members.get(user);
        expect(telling.kindOf(member?.actor ?? ''), about).not.toMatch(/^(creator|principal|)$/);
        open.add(event.why.id);
      }
    }
    expect([...open]).toEqual(expect.arrayContaining(['server.KARES.activate', 'server.period.round']));
  });
});

function stateOf(situation: Situation | undefined, subject: number): number | undefined {
  for (const session of situation?.sessions ?? []) {
    if (session.subject === subject) return session.phase;
    const i = session.memberOf(subject);
    if (i >= 0) return session.memberAt(i).group;
  }
  for (const network of situation?.networks ?? []) {
    const query = network.facts.find(({ title }) => title === 'last query');
    if (network.subject === subject) return Number(query?.cell.text !== 'none');
    const i = network.membershipOf(subject);
    if (i >= 0) return network.membershipAt(i).state;
  }
  return undefined;
}
