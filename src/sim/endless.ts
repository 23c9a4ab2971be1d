/**
 * What is told of a run that was stopped because it has no end: the line of the timeline with which it began, and what went
 * round.
 */
import type { Place, Scenario } from '../scenario/scenario.js';
import { eventText, timeText } from './output-words.js';
import type { Run, TraceEvent } from './trace.js';

/** Where it began, and lines that show it going round. */
export interface EndlessStory {
  readonly place: Place | undefined;
  readonly lines: readonly string[];
}

/** Last events of the chain that are shown. */
const SHOWN = 8;

/** The story of a run that was stopped. */
export function endlessStory({ events }: Run, scenario: Scenario): EndlessStory {
  const chain: TraceEvent[] = [];
  let root: TraceEvent | undefined;
  for (let at = events.length - 1; at >= 0; at = events[at].cause) {
    root = events[at];
    if (chain.length < SHOWN && root.kind !== 'arrival') chain.unshift(root);
  }
  const step = scenario.timeline.find(
    (one) => one.kind !== 'expect' && one.at === root?.t && root.kind === 'action' && one.text === root.text,
  );
  const lines = chain.map((event) => `${timeText(event.t)} ${wordsOf(event)}`);
  return { place: step?.place, lines: ['what happened last, each because of the one before it:', ...lines] };
}

function wordsOf(event: TraceEvent): string {
  if (event.kind === 'message')
    return `${event.from} → ${event.to} ${event.type}, TTL ${event.addressing.ttl}`;
  const node = 'node' in event && event.node !== '' && event.kind !== 'action' ? `${event.node}: ` : '';
  return node + eventText(event);
}
