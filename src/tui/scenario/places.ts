/**
 * Where the packets of a run's capture stand in its trace. A position is a number of events that have happened: 0 is before the
 * first, events.length is the end.
 *
 *   events     action  SCREQ  state  arrival  SCACC  timer  phase  ‖ fired  KAREQ …
 *   packet               1                      2                           3
 *   just after                         1│                        2│
 *
 * Just after a packet is behind all that came of what was sent so far, before the next packet, and before anything that begins by
 * itself (a timer expires, somebody acts): that belongs to the packet behind it.
 */
import type { SentFrame } from '../../sim/frames.js';
import type { Run, TraceEvent } from '../../sim/trace.js';

/** The packets of a run in its trace. */
export interface Places {
  /** Packets. */
  readonly count: number;
  /** Number of the event at which a packet is sent. */
  readonly eventOf: (number: number) => number;
  /** The message that a packet carries, by the number of its event; -1 where it carries none (TCP's own). */
  readonly messageIn: (number: number) => number;
  /** The packet that carries a message; 0 where none does. */
  readonly frameOf: (event: number) => number;
  /** The position just after a packet; 0 for packet 0. */
  readonly after: (number: number) => number;
  /** The last packet that was sent at a position; 0: none was. */
  readonly packetAt: (position: number) => number;
  /** The position behind all that happens up to and including an instant. */
  readonly upTo: (t: number) => number;
  /** The packet under which an event shows; 0: it is behind the last one. */
  readonly shownAt: (event: number) => number;
  /** The packet that an event came of; 0: a timer or an action. */
  readonly causeOf: (event: number) => number;
  /** Whether an event came of a timer that expired, with no packet between. */
  readonly isExpiry: (event: number) => boolean;
}

/** Finds the packets: the frames of the run. */
export function createPlaces({ events }: Pick<Run, 'events'>, sent: Iterable<SentFrame>): Places {
  const sentAt: number[] = [];
  const carried: number[] = [];
  const frames = new Map<number, number>();
  for (const { at, message, part } of sent) {
    sentAt.push(at);
    carried.push(part === 'message' ? message.n : -1);
    if (part === 'message') frames.set(message.n, sentAt.length);
  }
  const afters = aftersOf(events, sentAt);
  const frameOf = (event: number): number => frames.get(event) ?? 0;
  const causes = causesOf(events, frameOf);
  return {
    count: sentAt.length,
    eventOf: (number) => sentAt[number - 1],
    messageIn: (number) => carried[number - 1] ?? -1,
    frameOf,
    after: (number) => (number < 1 ? 0 : afters[number - 1]),
    packetAt: (position) => countBelow(sentAt, position),
    upTo: (t) => countWhere(events.length, (i) => events[i].t <= t),
    shownAt: (event) => {
      const before = countBelow(afters, event + 1);
      return before < afters.length ? before + 1 : 0;
    },
    causeOf: (event) => Math.max(0, causes[event]),
    isExpiry: (event) => causes[event] === EXPIRY,
  };
}

/** How many of ascending numbers are below another. */
export function countBelow(numbers: ArrayLike<number>, bound: number): number {
  return countWhere(numbers.length, (i) => numbers[i] < bound);
}

/** How many of the first places hold, where behind the first that does not none does. */
export function countWhere(count: number, holds: (i: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an event begins by itself. */
function beginsAnew(event: TraceEvent): boolean {
  return event.kind === 'action' || (event.kind === 'timer' && event.event === 'fired');
}

function aftersOf(events: readonly TraceEvent[], sentAt: readonly number[]): Int32Array {
  const afters = new Int32Array(sentAt.length);
  for (const [i, sent] of sentAt.entries()) {
    const next = sentAt[i + 1] ?? events.length;
    let at = sent + 1;
    while (at < next && !beginsAnew(events[at])) at += 1;
    afters[i] = at;
  }
  return afters;
}

/** In place of a packet: a timer expired. */
const EXPIRY = -1;

/** By event: the packet that it came of; EXPIRY; 0: an action, or nothing. */
function causesOf(events: readonly TraceEvent[], frameOf: (event: number) => number): Int32Array {
  const causes = new Int32Array(events.length);
  for (const [n, event] of events.entries()) {
    if (beginsAnew(event)) causes[n] = event.kind === 'timer' ? EXPIRY : 0;
    else if (event.kind === 'arrival' || event.kind === 'drop') causes[n] = frameOf(event.message);
    else if (event.cause >= 0) causes[n] = causes[event.cause];
  }
  return causes;
}
