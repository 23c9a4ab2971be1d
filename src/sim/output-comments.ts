/**
 * The story of a run, told beside its frames: what led to a frame being sent, and what came of it. Every event that is no
 * frame stands beside exactly one:
 *
 *   timer, action ──► state, timers … ──► frame            beside the first frame that it led to
 *                                          └─ arrival ──► state, timers …         beside that frame
 *   timer, action ──► state, timers …     and no frame     beside the next frame on the wire, or the last one
 */

import { unsentIn } from './frames.js';
import { DROP_REASONS, eventText, shortWhy, timeText, whyOf, whyText } from './output-words.js';
import type { MessageEvent, Run, TraceEvent } from './trace.js';

/**
 * Comments by number of the message event; other numbers have none. Only what stands where is settled at once: the words
 * are found when they are asked for, as a long run has many.
 */
export function commentsOn({ events }: Pick<Run, 'events'>): (n: number) => readonly string[] {
  const unsent = unsentIn(events);
  const anchors = anchorsOf(events, unsent);
  const homes = homesOf(events, anchors, unsent);
  const told = new Map<number, TraceEvent[]>();
  let last = -1;
  for (const event of events) {
    if (!isFrame(event, unsent)) continue;
    told.set(event.n, []);
    last = event.n;
  }
  let next = last;
  const nexts = new Int32Array(events.length);
  for (let n = events.length - 1; n >= 0; n -= 1) {
    if (told.has(n)) next = n;
    nexts[n] = next;
  }
  for (const event of events) {
    if (event.kind === 'arrival' || told.has(event.n)) continue;
    if (event.kind === 'drop' && unsent.has(event.message)) continue;
    const anchor = anchors[event.n];
    const frame = anchor >= 0 ? anchor : (homes.get(anchor) ?? nexts[event.n]);
    told.get(frame)?.push(event);
  }
  return (n) => {
    const items = told.get(n);
    return items === undefined ? [] : commentsFor(events[n] as MessageEvent, items, events);
  };
}

function isFrame(event: TraceEvent, unsent: ReadonlySet<number>): boolean {
  return event.kind === 'message' && !unsent.has(event.n);
}

/** For each event the frame that it came of, or, below zero, the beginning that it came of: -1 - its number. */
function anchorsOf(events: readonly TraceEvent[], unsent: ReadonlySet<number>): Int32Array {
  const anchors = new Int32Array(events.length);
  events.forEach((event, n) => {
    const before = n > 0 ? events[n - 1] : undefined;
    if (isFrame(event, unsent)) anchors[n] = n;
    else if (event.kind === 'arrival' || event.kind === 'drop') anchors[n] = anchors[event.message];
    else if (isFired(event)) {
      // Timers that expire together are one beginning (D10).
      const together =
        before !== undefined && isFired(before) && before.t === event.t && before.node === event.node;
      anchors[n] = together ? anchors[n - 1] : -1 - n;
    } else anchors[n] = event.cause >= 0 ? anchors[event.cause] : -1 - n;
  });
  return anchors;
}

function isFired(event: TraceEvent): event is Extract<TraceEvent, { kind: 'timer' }> {
  return event.kind === 'timer' && event.event === 'fired';
}

/** The first frame that each beginning led to. */
function homesOf(
  events: readonly TraceEvent[],
  anchors: Int32Array,
  unsent: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const homes = new Map<number, number>();
  for (const event of events) {
    if (!isFrame(event, unsent) || event.cause < 0) continue;
    const beginning = anchors[event.cause];
    if (beginning < 0 && !homes.has(beginning)) homes.set(beginning, event.n);
  }
  return homes;
}

function commentsFor(
  message: MessageEvent,
  items: readonly TraceEvent[],
  events: readonly TraceEvent[],
): readonly string[] {
  const comments: string[] = [];
  const reason = reasonFor(message, events);
  if (reason !== '') comments.push(reason);
  const groups = new Map<string, TraceEvent[]>();
  for (const item of items) {
    const node = placeOf(item);
    const key = `${timeText(item.t)}${node === '' ? '' : ` ${node}`}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  for (const [key, group] of groups) comments.push(`${key}: ${phrases(group, events)}`);
  return comments;
}

/** Who an event is told of; drops tell where they happen themselves. */
function placeOf(event: TraceEvent): string {
  if (event.kind === 'message') return event.from;
  return event.kind === 'drop' || !('node' in event) ? '' : event.node;
}

/** "SJRES comes of SJREQ of a: 7.1.4, figure 9 [server.SJREQ.enrol]". */
function reasonFor(message: MessageEvent, events: readonly TraceEvent[]): string {
  const { type, why, cause } = message;
  const came = cause >= 0 ? events[cause] : undefined;
  const asked = came?.kind === 'arrival' ? events[came.message] : undefined;
  const answers = asked?.kind === 'message' ? `${type} comes of ${asked.type} of ${asked.from}` : type;
  if (why === undefined) return answers === type ? '' : answers;
  return `${answers}: ${whyText(why)} [${why.id}]`;
}

/** Events of one node and instant; those with one reason share it. */
function phrases(group: readonly TraceEvent[], events: readonly TraceEvent[]): string {
  let text = '';
  group.forEach((event, i) => {
    text += `${i === 0 ? '' : '; '}${phrase(event, events)}`;
    const reason = reasonOf(event);
    if (reason !== '' && reasonOf(group[i + 1]) !== reason) text += ` (${reason})`;
  });
  return text;
}

function reasonOf(event: TraceEvent | undefined): string {
  const why = event === undefined ? undefined : whyOf(event);
  return why === undefined ? '' : shortWhy(why);
}

function phrase(event: TraceEvent, events: readonly TraceEvent[]): string {
  if (event.kind === 'message') return `${event.type} to ${event.to} is not sent: it is silent`;
  if (event.kind !== 'drop') return eventText(event);
  const message = events[event.message] as MessageEvent;
  const at = event.node === '' ? '' : ` at ${event.node}`;
  return `${message.type} does not arrive${at}: ${DROP_REASONS[event.reason]}`;
}
