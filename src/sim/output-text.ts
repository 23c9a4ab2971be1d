/**
 * `-T text` of a run: one line an event, as tshark has one a packet. Title and expectations are the ladder's too.
 *
 *    12   0.310000  server          KA timer of user 2 (a) expired  [7.2 (D8)]
 *    13   0.310000  server → a      TRIND session 1 user 2, ending  [7.2.4]
 */
import { putString, type Text } from '../base/text.js';
import { lineText } from '../base/utf8.js';
import { unsentIn } from './frames.js';
import {
  createDescriber,
  type Describe,
  eventText,
  outcomeText,
  timeText,
  whyOf,
  whyText,
} from './output-words.js';
import type { DropEvent, MessageEvent, Run, TraceEvent } from './trace.js';

/** How the lines are to look. */
export interface TextOptions {
  /** "->" for "→". */
  readonly ascii?: boolean;
}

/**
 * Writes a run, a line an event. Arrivals have none: what comes of them is told. Nor has a message that a silent host keeps to
 * itself: that it is not sent is told.
 */
export function putRunText(run: Run, { ascii = false }: TextOptions, out: Text): void {
  const arrow = ascii ? '->' : '→';
  const describe = createDescriber();
  const { events } = run;
  const unsent = unsentIn(events);
  const places = events.map((event) => placeOf(event, events, arrow));
  let width = 0;
  for (const place of places) width = Math.max(width, place.length);
  const timeWidth = timeText(events.at(-1)?.t ?? run.until).length;
  putTitle(run, out);
  putString(out, '\n');
  let number = 0;
  for (const [i, event] of events.entries()) {
    if (event.kind === 'arrival' || unsent.has(event.n)) continue;
    number += 1;
    const kept = event.kind === 'drop' && unsent.has(event.message);
    const why = whyOf(kept ? events[event.message] : event);
    const reason = why === undefined ? '' : `  [${whyText(why)}]`;
    const time = timeText(event.t).padStart(timeWidth);
    const text = kept ? keptText(event, events, describe) : textOf(event, events, describe, arrow);
    putString(out, `${String(number).padStart(5)} ${time}  ${places[i].padEnd(width)}  ${text}${reason}\n`);
  }
  putOutcomes(run, out);
}

/** Where it happens: "server → a", "server". */
function placeOf(event: TraceEvent, events: readonly TraceEvent[], arrow: string): string {
  const message = event.kind === 'drop' ? events[event.message] : event;
  if (message.kind === 'message') return `${message.from} ${arrow} ${message.to}`.trimEnd();
  return 'node' in message ? message.node : '';
}

function textOf(event: TraceEvent, events: readonly TraceEvent[], describe: Describe, arrow: string): string {
  if (event.kind === 'message') return `${event.protocol} ${describe(event)}`;
  if (event.kind !== 'drop') return eventText(event, arrow);
  const message = events[event.message];
  const type = message.kind === 'message' ? message.type : '';
  const at = event.node === '' ? '' : ` at ${event.node}`;
  return `${type} does not arrive${at}: ${eventText(event, arrow)}`;
}

/** What a silent host keeps to itself. */
function keptText(event: DropEvent, events: readonly TraceEvent[], describe: Describe): string {
  const message = events[event.message] as MessageEvent;
  return `${message.protocol} ${describe(message)} is not sent: ${eventText(event)}`;
}

/** Writes what the run is: its name, clause and seed, and its purpose. */
export function putTitle({ name, clause, seed, purpose }: Run, out: Text): void {
  const about = [clause, `seed ${seed}`].filter((part) => part !== '').join(', ');
  putString(out, `${name} (${about})\n`);
  if (purpose !== '') putString(out, `${lineText(purpose.trim())}\n`);
}

/** Writes what the expectations came to; those that do not hold with their reasons. */
export function putOutcomes({ outcomes, stopped }: Run, out: Text): void {
  if (stopped !== undefined) putString(out, `\nStopped: ${stopped}\n`);
  if (outcomes.length === 0) return;
  const failed = outcomes.filter(({ ok }) => !ok).length;
  const verdict = failed === 0 ? 'all hold' : failed === 1 ? '1 does not hold' : `${failed} do not hold`;
  putString(out, `\nExpectations: ${outcomes.length}, ${verdict}\n`);
  for (const outcome of outcomes) {
    putString(out, `  ${outcomeText(outcome)}\n`);
    for (const line of outcome.lines) putString(out, `       ${lineText(line)}\n`);
  }
}
