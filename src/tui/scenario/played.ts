/**
 * A run made ready to be played.
 */
import { unsentIn } from '../../sim/frames.js';
import { createDescriber, eventText, shortWhy, whyOf } from '../../sim/output-words.js';
import type { MessageEvent, TraceEvent } from '../../sim/trace.js';
import type { EventWords, Played } from './contract.js';
import { scriptOf } from './script.js';
import { standingAt } from './standings.js';
import { happeningsIn, situationAt } from './story.js';
import type { Telling } from './telling.js';

/** Makes a run ready. */
export function createPlayed(telling: Telling): Played {
  const { run, events, places } = telling;
  const unsent = unsentIn(events);
  const seen = events.filter((event) => event.kind !== 'arrival' && !unsent.has(event.n));
  const numbersOf = (wanted: (event: TraceEvent) => boolean): readonly number[] =>
    seen.filter(wanted).map(({ n }) => n);
  const describe = createDescriber();
  return {
    run,
    places,
    seen: seen.map(({ n }) => n),
    messages: numbersOf(({ kind }) => kind === 'message'),
    moves: numbersOf(({ kind }) => kind === 'state'),
    script: scriptOf(run, places),
    happenings: (from, to) => happeningsIn(telling, from, to),
    situation: (position) => situationAt(telling, position),
    standing: (actor, position) => standingAt(telling, actor, position),
    words: (n) => wordsOf(events, n, (message) => `${message.protocol} ${describe(message)}`, unsent),
  };
}

function wordsOf(
  events: readonly TraceEvent[],
  n: number,
  describe: (message: MessageEvent) => string,
  unsent: ReadonlySet<number>,
): EventWords {
  const event = events[n];
  const message = event.kind === 'drop' ? events[event.message] : event;
  const why = whyOf(event.kind === 'drop' && unsent.has(event.message) ? message : event);
  return { place: placeOf(message), text: textOf(), why: why === undefined ? '' : shortWhy(why) };

  function textOf(): string {
    if (event.kind === 'message') return describe(event);
    if (event.kind !== 'drop' || message.kind !== 'message') return eventText(event);
    if (unsent.has(event.message)) return `${message.type} is not sent: ${eventText(event)}`;
    const at = event.node === '' ? '' : ` at ${event.node}`;
    return `${message.type} does not arrive${at}: ${eventText(event)}`;
  }
}

function placeOf(event: TraceEvent): string {
  if (event.kind === 'message') return `${event.from} → ${event.to}`.trimEnd();
  return 'node' in event ? event.node : '';
}
