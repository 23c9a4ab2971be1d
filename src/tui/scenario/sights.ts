/**
 * What is so at a position of a run, from its histories: the machines' own states and timers, not what an observer believes.
 */
import { tenths } from '../../base/micros.js';
import { policiesWith } from '../../machine/policies.js';
import { durationText } from '../../scenario/quantities.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { TraceEvent } from '../../sim/trace.js';
import {
  type Cell,
  type MemberSight,
  type SessionSight,
  STATES,
  type TimerSight,
} from '../story/contract.js';
import { lastBefore, type MemberHistory, type SessionHistory, type TimerHistory } from './histories.js';
import { countBelow } from './places.js';
import type { Telling } from './telling.js';

/** What the timers of a machine are called. */
export const TIMER_NAMES: Readonly<Record<string, string>> = {
  ka: 'KA',
  period: 'period',
  scinf: 'wait for SCINF',
  record: 'record',
  retry: 'retry',
  quiet: 'quiet',
  wait: 'wait',
  query: 'next query',
  gone: 'gone',
  report: 'report',
};

/** The timers that run at a position. */
export function runningTimers(
  telling: Telling,
  timers: readonly TimerHistory[],
  position: number,
): readonly TimerSight[] {
  const running: TimerSight[] = [];
  for (const { events, name, node, owner } of timers) {
    const n = lastBefore(events, position, telling.histories, node);
    const event = n < 0 ? undefined : telling.events[n];
    if (event?.kind !== 'timer' || event.event !== 'armed' || event.at === undefined) continue;
    const title = TIMER_NAMES[name] ?? name;
    running.push({
      name:
        name === 'retry' && owner !== ''
          ? `${title} of ${event.owner}`
          : name === 'report'
            ? `${title} of ${node}`
            : title,
      started: telling.causeOf(event),
      expires: telling.instant(event.at),
    });
  }
  return running;
}

function stateAfter(event: TraceEvent | undefined): string {
  return event?.kind === 'state' ? event.to : '';
}

/** The event that brought something into its state, and the state's code; undefined where nothing did. */
function lastOf(
  telling: Telling,
  numbers: readonly number[],
  position: number,
  node: string,
): TraceEvent | undefined {
  const n = lastBefore(numbers, position, telling.histories, node);
  return n < 0 ? undefined : telling.events[n];
}

/** The sessions that are on a server's list at a position. */
export function sessionSights(telling: Telling, position: number): readonly SessionSight[] {
  const sights: SessionSight[] = [];
  for (const history of telling.histories.sessions) {
    const event = lastOf(telling, history.phases, position, history.node);
    const phase = STATES.session.indexOf(stateAfter(event) as (typeof STATES.session)[number]);
    if (event !== undefined && phase >= 0)
      sights.push(sessionSight(telling, history, event, phase, position));
  }
  return sights;
}

function sessionSight(
  telling: Telling,
  history: SessionHistory,
  event: TraceEvent,
  phase: number,
  position: number,
): SessionSight {
  const { node, id } = history;
  const moves = countBelow(history.moves, position);
  const [registered, enrolled, active] = history.counts[moves - 1] ?? [0, 0, 0];
  let members: readonly MemberHistory[] | undefined;
  const there = (): readonly MemberHistory[] => {
    members ??= [...history.members.values()]
      .filter(({ since }) => since < position)
      .sort((a, b) => a.user - b.user);
    return members;
  };
  return {
    subject: telling.sessionSubject(node, id),
    name: telling.sessionName(node, id),
    id,
    phase,
    phaseBy: telling.causeOf(event),
    facts: factsOf(telling, history, position),
    timers: runningTimers(telling, history.timers, position),
    registered,
    enrolled,
    active,
    get memberCount() {
      return there().length;
    },
    memberAt: (i) => memberSight(telling, there()[i], position),
    memberOf: (subject) => there().findIndex(({ user }) => telling.memberSubject(node, id, user) === subject),
  };
}

/** What the scenario says of its session, and what has become of it. */
function factsOf(telling: Telling, history: SessionHistory, position: number): SessionSight['facts'] {
  const { scenario } = telling;
  const { session } = scenario;
  const { node } = history;
  const by = (numbers: readonly number[]): Cell => {
    const event = lastOf(telling, numbers, position, node);
    return {
      text: event === undefined ? 'no' : 'yes',
      by: event === undefined ? undefined : telling.causeOf(event),
    };
  };
  const said = (title: string, text: string): { title: string; cell: Cell } => ({
    title,
    cell: { text, by: undefined },
  });
  const [period, timeout] = periodsOf(scenario);
  const key = lastOf(telling, history.keys, position, node);
  const generation = key?.kind === 'note' ? /^generation (\d+)/.exec(key.text)?.[1] : undefined;
  const rounds = countBelow(history.rounds, position);
  const round = lastOf(telling, history.rounds, position, node);
  const gate = by(history.gates);
  return [
    said('mode', `${session.closed ? 'closed' : 'open'}${session.secure ? ', secure' : ''}`),
    said('KA period', durationText(tenths(period))),
    said('timeout', durationText(tenths(timeout))),
    { title: 'gate', cell: { ...gate, text: gate.by === undefined ? 'closed' : 'open' } },
    {
      title: 'key',
      cell: {
        text: generation === undefined ? 'none' : `generation ${generation}`,
        by: key === undefined ? undefined : telling.causeOf(key),
      },
    },
    {
      title: 'rounds',
      cell: { text: String(rounds), by: round === undefined ? undefined : telling.causeOf(round) },
    },
  ];
}

function periodsOf({ session }: Scenario): readonly [number, number] {
  const defaults = policiesWith({});
  return [session.period ?? defaults.kaPeriod, session.timeout ?? defaults.timeout];
}

/** Titles of the members' cells. */
export const MEMBER_COLUMNS = ['last KAREQ', 'last KARES', 'thinks'] as const;

function memberSight(telling: Telling, history: MemberHistory, position: number): MemberSight {
  const { session, user, actor } = history;
  const { node } = session;
  const event = lastOf(telling, history.groups, position, node);
  const group = Math.max(0, STATES.member.indexOf(stateAfter(event) as (typeof STATES.member)[number]));
  const since = telling.events[history.since];
  const own = telling.histories.nodes.get(actor);
  const thought = own === undefined ? undefined : lastOf(telling, own.states, position, actor);
  const message = (numbers: readonly number[]): Cell => {
    const sent = lastOf(telling, numbers, position, node);
    return sent === undefined
      ? { text: '', by: undefined }
      : { text: telling.timeText(sent.t), by: telling.sentBy(sent) };
  };
  return {
    subject: telling.memberSubject(node, session.id, user),
    actor: telling.actorNumber(actor),
    user,
    name: actor === '' ? `user ${user}` : `user ${user} (${actor})`,
    type: telling.kindOf(actor),
    group,
    groupBy: telling.causeOf(event ?? since),
    timers: [
      ...runningTimers(telling, history.timers, position),
      ...runningTimers(telling, own?.timers ?? [], position),
    ],
    cells: [
      message(history.asked),
      message(history.answered),
      {
        text: thought === undefined ? '' : stateAfter(thought),
        by: thought === undefined ? undefined : telling.causeOf(thought),
      },
    ],
  };
}
