/**
 * Events of a run as happenings and arrows of its story.
 */
import { sessionOf } from '../../../dissectors/gmp-subject.js';
import { type Describe, DROP_REASONS, eventText, timerText } from '../../sim/output-words.js';
import type { MessageEvent, StateEvent, TimerEvent, TraceEvent } from '../../sim/trace.js';
import type { Arrow, Happening } from '../story/contract.js';
import type { Telling } from './telling.js';

/** What an event is in the story; undefined for messages and arrivals, which are arrows, and for what needs no word. */
export function happeningOf(telling: Telling, event: TraceEvent): Happening | undefined {
  const by = telling.causeOf(event);
  switch (event.kind) {
    case 'message':
    case 'arrival':
      return undefined;
    case 'drop': {
      const message = telling.events[event.message] as MessageEvent;
      const text = `${message.type} does not arrive: ${DROP_REASONS[event.reason]}`;
      const actor = telling.actorNumber(event.node === '' ? message.from : event.node);
      return { kind: 'note', actor, subject: -1, text, by };
    }
    case 'timer':
      return {
        kind: timerKind(telling, event),
        actor: telling.actorNumber(event.node),
        subject: timerSubject(telling, event),
        text: `${timerText(event)} ${fateOf(event)}`,
        by,
      };
    case 'state':
      return stateHappening(telling, event);
    case 'note': {
      const kind = event.what === 'key' ? 'key' : 'note';
      return { kind, actor: telling.actorNumber(event.node), subject: -1, text: eventText(event), by };
    }
    case 'ignored':
      return {
        kind: 'note',
        actor: telling.actorNumber(event.node),
        subject: -1,
        text: eventText(event),
        by,
      };
    case 'action':
      return {
        kind: 'action',
        actor: telling.actorNumber(event.node),
        subject: -1,
        text: eventText(event),
        by,
      };
    case 'breach':
      return { kind: 'note', actor: -1, subject: -1, text: eventText(event), by };
  }
}

/** A timer that is armed while it runs is started anew; one that is due was told of. */
function timerKind({ histories, events }: Telling, event: TimerEvent): Happening['kind'] {
  if (event.event === 'fired') return 'timer-expired';
  if (event.event === 'stopped') return 'timer-stopped';
  const before = histories.timerBefore(event.n);
  const last = before < 0 ? undefined : events[before];
  return last?.kind === 'timer' && last.event === 'armed' ? 'timer-restarted' : 'timer-started';
}

function fateOf({ event }: TimerEvent): string {
  return event === 'armed' ? 'started' : event === 'fired' ? 'expired' : 'stopped';
}

function timerSubject(telling: Telling, { node, session, user, owner, timer }: TimerEvent): number {
  if (session > 0 && user > 0) {
    const own = telling.memberSubject(node, session, user);
    return own >= 0 ? own : memberAnywhere(telling, session, user);
  }
  if (session > 0) return telling.sessionSubject(node, session);
  const [group, subnet] = owner.split(' on ');
  if (subnet !== undefined) return telling.membershipSubject(routerOf(telling, node, subnet), group, subnet);
  return timer === 'query' ? (telling.networks.find(({ router }) => router === node)?.subject ?? -1) : -1;
}

/** A member by its session and user alone: a client does not say which server's. */
function memberAnywhere(telling: Telling, session: number, user: number): number {
  for (const history of telling.histories.sessions)
    if (history.id === session && history.members.has(user))
      return telling.memberSubject(history.node, session, user);
  return -1;
}

/** The router in whose network a node's word of a group is looked for: itself, or the first of the subnet. */
export function routerOf({ networks }: Telling, node: string, subnet: string): string {
  const there = networks.filter((place) => place.subnet === subnet);
  return (there.find(({ router }) => router === node) ?? there[0])?.router ?? '';
}

function stateHappening(telling: Telling, event: StateEvent): Happening {
  const { what, node, of, session, user, from, to } = event;
  const by = telling.causeOf(event);
  const actor = telling.actorNumber(node);
  const change = `${from} → ${to}`;
  switch (what) {
    case 'group': {
      const subject = telling.memberSubject(node, session, user);
      const known = telling.actorNumber(of) >= 0;
      return { kind: 'group', actor, subject, text: `user ${user}${known ? ` (${of})` : ''}: ${change}`, by };
    }
    case 'phase': {
      const subject = telling.sessionSubject(node, session);
      return { kind: 'phase', actor, subject, text: `session ${session}: ${change}`, by };
    }
    case 'state':
      return { kind: 'note', actor, subject: memberAnywhere(telling, session, user), text: change, by };
    case 'membership':
    case 'presence': {
      const [group, subnet = ''] = of.split(' on ');
      const subject = telling.membershipSubject(routerOf(telling, node, subnet), group, subnet);
      return { kind: 'group', actor, subject, text: `${of}: ${change}`, by };
    }
  }
}

const TYPES: Readonly<Record<string, string>> = { query: 'Membership Query', report: 'Membership Report' };
const ROUTINE: ReadonlySet<string> = new Set(['KAREQ', 'KARES', 'query', 'report']);

/** What is known of a message beside itself. */
export interface Fate {
  /** It arrived nowhere. */
  readonly lost: boolean;
  /** Something changed by it. */
  readonly changed: boolean;
}

/** A message as an arrow; undefined for what is neither GMP nor IGMP. */
export function arrowOf(
  telling: Telling,
  event: MessageEvent,
  fate: Fate,
  describe: Describe,
): Arrow | undefined {
  const { protocol, type, from, to } = event;
  if (protocol === 'data') return undefined;
  const name = TYPES[type] ?? type;
  const text = describe(event);
  return {
    from: telling.actorNumber(from),
    to: telling.actorNumber(to),
    protocol,
    type: name,
    text: text.startsWith(name) ? text.slice(name.length).replace(/^,?\s*/, '') : text,
    subject: subjectOf(telling, event),
    routine: ROUTINE.has(type) && !fate.changed,
    lost: fate.lost,
  };
}

function subjectOf(telling: Telling, { protocol, from, to, octets, addressing }: MessageEvent): number {
  if (protocol === 'IGMP') {
    const { subnet } = addressing;
    return telling.networkSubject(routerOf(telling, from, subnet), subnet);
  }
  if (octets.length < 8) return -1;
  const session = sessionOf(octets, 0);
  const here = telling.sessionSubject(from, session);
  return here >= 0 ? here : telling.sessionSubject(to, session);
}
