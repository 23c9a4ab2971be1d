/**
 * What happens in a run, in words: the same ones in ladder, text, packet comments and goldens.
 *
 *   message   "SAREQ session 1 user 2, closed, MM port 40001"
 *   timer     "KA timer of user 2 (a) expired"
 *   state     "a: active → enrolled"
 *   why       "7.2, figure 12 (D9)"; short: "7.2 D9"
 */
import type { Walk } from '../../dissectors/contract.js';
import { createRegistry, type Registry } from '../../dissectors/registry.js';
import type { Micros } from '../base/micros.js';
import { makeText, type Text, textFrom } from '../base/text.js';
import { decodeUtf8, lineText } from '../base/utf8.js';
import type { Why } from '../machine/contract.js';
import { createWalk } from '../packet/walk.js';
import type { DropEvent, MessageEvent, Outcome, StateEvent, TimerEvent, TraceEvent } from './trace.js';

/** Seconds with six decimals: "1.310000". */
export function timeText(t: Micros): string {
  return `${Math.floor(t / 1_000_000)}.${String(t % 1_000_000).padStart(6, '0')}`;
}

/** Clause and decisions: "7.2, figure 12 (D9)". */
export function whyText({ clause, decisions }: Why): string {
  return decisions.length === 0 ? clause : `${clause} (${decisions.join(', ')})`.trimStart();
}

/** The first clause alone, and the decisions: "7.2 D9". */
export function shortWhy({ clause, decisions }: Why): string {
  return [clause.split(/[;,]/, 1)[0], ...decisions].join(' ').trim();
}

const TIMERS: Readonly<Record<string, string>> = { ka: 'KA', scinf: 'SCINF' };
/** Timers that a client has of its own. */
const OWN_TIMERS: ReadonlySet<string> = new Set(['retry', 'quiet', 'wait']);

/** "KA timer of a", without its user. */
export function timerName({ timer, owner, node, session, user }: TimerEvent): string {
  const name = `${TIMERS[timer] ?? timer} timer`;
  if (OWN_TIMERS.has(timer)) return name;
  if (owner !== '') return owner === node ? name : `${name} of ${owner}`;
  if (user !== 0) return `${name} of user ${user}`;
  return session === 0 ? name : `${name} of session ${session}`;
}

/** "KA timer of user 2 (a)", "SCINF timer of session 1", "report timer of 239.1.2.3 on lan". */
export function timerText(event: TimerEvent): string {
  const { owner, node, user } = event;
  if (owner === '' || owner === node || user === 0) return timerName(event);
  return timerName({ ...event, owner: `user ${user} (${owner})` });
}

/** What became of the timer: "armed for 1.310000", "stopped", "expired". */
export function timerFate({ event, at }: TimerEvent): string {
  if (event === 'armed') return at === undefined ? 'armed' : `armed for ${timeText(at)}`;
  return event === 'fired' ? 'expired' : 'stopped';
}

/** Whose state changes: "session 1", "a", "239.1.2.3 on lan"; "" where it is the node's own. */
export function stateSubject({ what, of, node, session, user }: StateEvent): string {
  if (what === 'phase') return `session ${session}`;
  if (of === node) return '';
  return of === '' ? `user ${user}` : of;
}

/** "a: active → enrolled"; "active → left" of the node itself. */
export function stateText(event: StateEvent, arrow = '→'): string {
  const subject = stateSubject(event);
  return `${subject === '' ? '' : `${subject}: `}${event.from} ${arrow} ${event.to}`;
}

/** Why a frame does not arrive. */
export const DROP_REASONS: Readonly<Record<DropEvent['reason'], string>> = {
  loss: 'lost on the way',
  cut: 'the link is cut',
  parted: 'the network is parted',
  down: 'it is down',
  silent: 'it is silent',
  'no-route': 'no way there',
  ttl: 'its TTL is used up',
};

/** What an event says besides its node, in one line; "" for arrivals, which say nothing of their own. */
export function eventText(event: TraceEvent, arrow = '→'): string {
  switch (event.kind) {
    case 'message':
    case 'arrival':
      return '';
    case 'drop':
      return DROP_REASONS[event.reason];
    case 'timer':
      return `${timerText(event)} ${timerFate(event)}`;
    case 'state':
      return stateText(event, arrow);
    case 'note':
      return event.text === '' ? event.what : `${event.what}: ${lineText(event.text)}`;
    case 'ignored':
      return `ignored: ${event.reason}`;
    case 'action':
      return lineText(event.text);
    case 'breach':
      return `${event.invariant} does not hold: ${lineText(event.text)}`;
  }
}

/** Why an event happened, where it is known. */
export function whyOf(event: TraceEvent): Why | undefined {
  return 'why' in event ? event.why : undefined;
}

/** Octets of an application's datagram that are shown as text. */
const LONGEST_DATA = 40;

/** Writes what the packet list's Info column says of a message: with its type, session, user and what matters of it. */
export type Describe = (message: MessageEvent) => string;

/** Makes a describer; it is a dissector's own, so that both say the same. */
export function createDescriber(): Describe {
  const registry = createRegistry();
  const w = createWalk(registry);
  const out = makeText(256);
  return (message) => {
    const { protocol, octets, type } = message;
    if (protocol === 'GMP') return infoOf(registry, w, 'gmp', octets, out);
    if (protocol === 'IGMP') return infoOf(registry, w, 'igmp', octets, out);
    return `${type} ${lineText(decodeUtf8(octets.subarray(0, LONGEST_DATA)))}`;
  };
}

/** The Info column of one layer that stands alone. */
function infoOf(registry: Registry, w: Walk, protocol: string, octets: Uint8Array, out: Text): string {
  const id = registry.lookup.idOf(protocol);
  w.count = 0;
  w.bytes = octets;
  w.start = 0;
  w.end = octets.length;
  w.limit = octets.length;
  out.length = 0;
  registry.dissectors[id].walk(w);
  if (w.count > 0) registry.dissectors[id].info?.(w, 0, out);
  return textFrom(out);
}

/** What an expectation came to, and where it stands: "ok   a is active (fig10.yaml:12:5)". */
export function outcomeText({ ok, text, file, line, column }: Outcome): string {
  return `${ok ? 'ok  ' : 'FAIL'} ${lineText(text)} (${file}:${line}:${column})`;
}
