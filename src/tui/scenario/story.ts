/**
 * The story of a scenario's run: what its machines were in, not what one may believe. All of it is at hand at once.
 */
import { createDescriber } from '../../sim/output-words.js';
import type { MessageEvent, TraceEvent } from '../../sim/trace.js';
import type { NumberList } from '../store/contract.js';
import {
  type Arrow,
  type Change,
  type Changes,
  type Findings,
  type Happening,
  type Situation,
  STATES,
  type Story,
  type Subject,
  type TimerRun,
} from '../story/contract.js';
import { NOTHING_PASSED_OVER } from '../story/no-story.js';
import { numbered, numberedSubjects } from '../story/numbered.js';
import { findingsOf } from './findings.js';
import { arrowOf, type Fate, happeningOf, routerOf } from './happenings.js';
import type { TimerHistory } from './histories.js';
import { networkSights } from './network-sights.js';
import { countBelow } from './places.js';
import { MEMBER_COLUMNS, sessionSights, TIMER_NAMES } from './sights.js';
import type { Telling } from './telling.js';

/** What is so at a position of a run. */
export function situationAt(telling: Telling, position: number): Situation {
  const { events, places, instant } = telling;
  const number = places.packetAt(position);
  const last = events[Math.min(position, events.length) - 1];
  return {
    number,
    at: instant(last?.t ?? (0 as Situation['at'])),
    sessions: sessionSights(telling, position),
    networks: networkSights(telling, position),
    memberColumns: MEMBER_COLUMNS,
    membershipColumns: [],
    happenings: happeningsIn(telling, number < 1 ? 0 : places.after(number - 1), position),
  };
}

/** What happened between two positions. */
export function happeningsIn(telling: Telling, from: number, to: number): readonly Happening[] {
  const found: Happening[] = [];
  for (let n = from; n < to; n += 1) {
    const happening = happeningOf(telling, telling.events[n]);
    if (happening !== undefined) found.push(happening);
  }
  return found;
}

/** The story; `ofCapture` are the findings in its capture, behind its own. */
export function createScenarioStory(telling: Telling, ofCapture?: () => Findings): Story {
  const { places, events } = telling;
  const changes = changesOf(telling);
  const fates = fatesOf(telling);
  const describe = createDescriber();
  const arrows = (number: number): readonly Arrow[] => {
    const event = events[places.messageIn(number)];
    const arrow = event?.kind === 'message' ? arrowOf(telling, event, fates(event), describe) : undefined;
    return arrow === undefined ? [] : [arrow];
  };
  const packets = Array.from({ length: places.count }, (_, i) => i + 1);
  const messages = packets.filter((number) => isTold(telling, number));
  const shown = new Set<number>();
  const timed = new Set<number>();
  for (let i = 0; i < changes.count; i += 1) {
    const change = changes.at(i);
    shown.add(change.shown);
    if (change.by.frame === 0 && change.shown !== 0) timed.add(change.shown);
  }
  const notable = messages.filter((number) => {
    const event = events[places.messageIn(number)] as MessageEvent;
    const { lost, changed } = fates(event);
    return lost || changed || shown.has(number) || !KEEPALIVES.has(event.type);
  });
  const timers = timersOf(telling);
  return {
    scanned: places.count,
    complete: true,
    actors: numbered(telling.actors),
    subjects: numberedSubjects(telling.subjects),
    messages: listOf(messages, places.count),
    passedOver: NOTHING_PASSED_OVER,
    notable: listOf(notable, places.count),
    timed: listOf(
      packets.filter((number) => timed.has(number)),
      places.count,
    ),
    changes,
    findings: findingsOf(telling, ofCapture),
    arrows,
    ahead: () => undefined,
    happenings: (number) =>
      number < 1 || number > places.count
        ? []
        : happeningsIn(telling, places.after(number - 1), places.after(number)),
    closing: () => happeningsIn(telling, places.after(messages.at(-1) ?? 0), events.length),
    situation: (number) =>
      number < 1 || number > places.count
        ? undefined
        : {
            ...situationAt(telling, places.after(number)),
            number,
            at: telling.instant(events[places.eventOf(number)].t),
          },
    progress: () => undefined,
    runs: (subject, from, to) =>
      (timers.get(subject) ?? [])
        .flatMap((timer) => runsOf(telling, timer))
        .filter((run) => run.from <= to && run.to >= from)
        .sort((a, b) => a.from - b.from),
  };
}

const KEEPALIVES: ReadonlySet<string> = new Set(['KAREQ', 'KARES', 'query', 'report']);

function isTold({ events, places }: Telling, number: number): boolean {
  const event = events[places.messageIn(number)];
  return event?.kind === 'message' && event.protocol !== 'data';
}

/** Ascending numbers, all of them known. */
function listOf(numbers: readonly number[], scanned: number): NumberList {
  return {
    count: numbers.length,
    at: (row) => numbers[row],
    rowOf: (number) => countBelow(numbers, number + 1) - 1,
    scanned,
    complete: true,
  };
}

/** What became of the messages. */
function fatesOf({ events, places }: Telling): (message: MessageEvent) => Fate {
  const arrived = new Set<number>();
  const dropped = new Set<number>();
  const moved = new Set<number>();
  for (const event of events) {
    if (event.kind === 'arrival') arrived.add(event.message);
    else if (event.kind === 'drop') dropped.add(event.message);
    else if (event.kind === 'state' && event.what !== 'state') moved.add(places.causeOf(event.n));
  }
  return ({ n }) => ({
    lost: dropped.has(n) && !arrived.has(n),
    changed: moved.has(places.frameOf(n)),
  });
}

/** Changes of groups, phases and presence, and first queries; a host's own membership is told where no router has a word of it. */
function changesOf(telling: Telling): Changes {
  const changes: Change[] = [];
  const bySubject = new Map<number, number[]>();
  const { histories, places } = telling;
  const queries = new Set([...histories.queries.values()].map(([first]) => first));
  for (const event of telling.events) {
    const move =
      event.kind === 'message' && queries.has(event.n) ? queriedBy(telling, event) : moveIn(telling, event);
    if (move === undefined || move.subject < 0) continue;
    const list = bySubject.get(move.subject) ?? [];
    list.push(changes.length);
    bySubject.set(move.subject, list);
    changes.push({
      ...move,
      expired: event.kind === 'state' && places.isExpiry(event.n),
      shown: places.frameOf(event.n) || places.shownAt(event.n),
    });
  }
  return {
    count: changes.length,
    at: (i) => changes[i],
    of: (subject) => bySubject.get(subject) ?? [],
    cut: false,
  };
}

/** A router's first query on a subnet. */
function queriedBy(telling: Telling, event: MessageEvent): Omit<Change, 'shown' | 'expired'> {
  const subject = telling.networkSubject(event.from, event.addressing.subnet);
  return { subject, from: 0, to: STATES.network.indexOf('queried'), by: telling.sentBy(event) };
}

function moveIn(telling: Telling, event: TraceEvent): Omit<Change, 'shown' | 'expired'> | undefined {
  if (event.kind !== 'state' || event.what === 'state' || event.what === 'membership') return undefined;
  const { what, node, session, user, of } = event;
  const [group, subnet = ''] = of.split(' on ');
  const subject =
    what === 'group'
      ? telling.memberSubject(node, session, user)
      : what === 'phase'
        ? telling.sessionSubject(node, session)
        : telling.membershipSubject(routerOf(telling, node, subnet), group, subnet);
  const names: readonly string[] = STATES[KIND_OF[what]];
  const to = names.indexOf(event.to);
  // A session that is forgotten is in no phase.
  if (to < 0) return undefined;
  return { subject, from: Math.max(0, names.indexOf(event.from)), to, by: telling.causeOf(event) };
}

const KIND_OF = { group: 'member', phase: 'session', presence: 'membership' } as const satisfies Record<
  string,
  Subject['kind']
>;

/** The timers of each subject. */
function timersOf(telling: Telling): ReadonlyMap<number, readonly TimerHistory[]> {
  const { histories } = telling;
  const timers = new Map<number, readonly TimerHistory[]>();
  for (const { node, id, timers: own, members } of histories.sessions) {
    timers.set(telling.sessionSubject(node, id), own);
    for (const member of members.values()) {
      const client = histories.nodes.get(member.actor)?.timers ?? [];
      timers.set(telling.memberSubject(node, id, member.user), [...member.timers, ...client]);
    }
  }
  for (const { router, subnet, subject } of telling.networks) {
    timers.set(subject, histories.nodes.get(router)?.timers ?? []);
    for (const group of histories.groups)
      if (group.subnet === subnet)
        timers.set(telling.membershipSubject(router, group.group, subnet), group.timers);
  }
  return timers;
}

/** How a timer ran, each time that it was armed. */
function runsOf(telling: Telling, { events: numbers, name }: TimerHistory): readonly TimerRun[] {
  const { events, instant, run } = telling;
  const runs: TimerRun[] = [];
  let armed = -1;
  const end = (to: TimerRun['to'], how: TimerRun['end']): void => {
    if (armed >= 0)
      runs.push({ name: TIMER_NAMES[name] ?? name, from: instant(events[armed].t), to, end: how });
    armed = -1;
  };
  for (const n of numbers) {
    const event = events[n];
    if (event.kind !== 'timer') continue;
    if (event.event === 'armed') {
      end(instant(event.t), 'restarted');
      armed = n;
    } else end(instant(event.t), event.event === 'fired' ? 'expired' : 'stopped');
  }
  end(instant(run.until), 'running');
  return runs;
}
