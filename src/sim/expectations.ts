/**
 * Whether a run did what its scenario expects. Judged by the trace alone, when the run is over; where something did not hold,
 * expected and actual stand side by side, with the nearest miss.
 */
import type { Micros } from '../base/micros.js';
import type { Expectation, ExpectStep, Fact, MessagePattern, Scenario } from '../scenario/scenario.js';
import { HEARD } from './data-part.js';
import { createBook, describeFact, enterEvent, holds } from './facts.js';
import { unsentIn } from './frames.js';
import { agree, formatInstant, messageLine, misfit } from './patterns.js';
import type { MessageEvent, Outcome, TimerEvent, TraceEvent } from './trace.js';

interface Verdict {
  readonly lines: readonly string[];
  readonly t: Micros;
}

/** Judges every expectation of a scenario. What a silent actor would have sent does not count: it is on no wire. */
export function judgeExpectations(scenario: Scenario, trace: readonly TraceEvent[]): readonly Outcome[] {
  const expectations = scenario.timeline.filter((step): step is ExpectStep => step.kind === 'expect');
  const unsent = unsentIn(trace);
  const events = unsent.size === 0 ? trace : trace.filter(({ n }) => !unsent.has(n));
  return expectations.map((step) => {
    const { lines, t } = judge(step.expectation, step.at, events);
    const { file, line, column } = step.place;
    return { ok: lines.length === 0, text: step.text, file, line, column, lines, t };
  });
}

function judge(expectation: Expectation, at: Micros, events: readonly TraceEvent[]): Verdict {
  switch (expectation.what) {
    case 'messages':
      return { lines: judgeMessages(expectation, at, events), t: expectation.until };
    case 'never':
      return judgeNever(expectation, at, events);
    case 'timer':
      return { lines: judgeTimer(expectation, events), t: expectation.until };
    case 'fact':
      if (expectation.fact.about === 'heard') {
        return { lines: judgeHeard(expectation.fact, at, expectation.until, events), t: expectation.until };
      }
      return judgeFact(expectation, events);
    case 'always':
      return judgeAlways(expectation, events);
  }
}

function messagesIn(
  events: readonly TraceEvent[],
  from: Micros,
  until: Micros,
  closed: boolean,
): readonly MessageEvent[] {
  return events.filter(
    (event): event is MessageEvent =>
      event.kind === 'message' && event.t >= from && (event.t < until || (closed && event.t === until)),
  );
}

const IGMP_TYPES = ['query', 'report'];

/**
 * The protocols that a list of patterns speaks of: those of the messages that it names, GMP where it is keepalives alone; all
 * where it names none, or anything.
 */
function protocolsOf(patterns: readonly MessagePattern[]): readonly string[] {
  const types = patterns.filter(({ keepalives }) => keepalives !== true).map(({ type }) => type);
  if (patterns.length === 0 || types.includes('*')) return ['GMP', 'IGMP', 'data'];
  const igmp = types.some((type) => IGMP_TYPES.includes(type));
  const data = types.includes('data');
  const gmp = types.some((type) => !IGMP_TYPES.includes(type) && type !== 'data') || (!igmp && !data);
  return [...(gmp ? ['GMP'] : []), ...(igmp ? ['IGMP'] : []), ...(data ? ['data'] : [])];
}

function judgeMessages(
  { messages: patterns, until }: Extract<Expectation, { what: 'messages' }>,
  at: Micros,
  events: readonly TraceEvent[],
): readonly string[] {
  const protocols = protocolsOf(patterns);
  const messages = messagesIn(events, at, until, false).filter(({ protocol }) =>
    protocols.includes(protocol),
  );
  const { all, pattern, message } = agree(patterns, messages);
  if (all) return [];
  const lines = [
    `from ${formatInstant(at)} to ${formatInstant(until)}`,
    'expected                                 actual',
  ];
  const first = Math.max(0, pattern - 3);
  const shift = message - pattern;
  const rows = Math.max(patterns.length - first, messages.length - first - shift);
  for (let i = first; i < first + Math.min(rows, MOST_ROWS); i += 1) {
    const wanted = patterns[i]?.text ?? '(nothing)';
    const had = messages[i + shift];
    const mark = i === pattern ? '×' : ' ';
    lines.push(`${mark} ${wanted.padEnd(38)} ${had === undefined ? '(nothing)' : messageLine(had)}`);
  }
  if (rows > MOST_ROWS) lines.push(`  … and ${rows - MOST_ROWS} more`);
  const [wanted, had] = [patterns[pattern], messages[message]];
  const why = wanted === undefined || had === undefined ? undefined : misfit(wanted, had);
  if (why !== undefined) lines.push(`the first that differs: ${why}`);
  return lines;
}

/** Rows of a comparison that are shown. */
const MOST_ROWS = 12;

function judgeNever(
  { message, until }: Extract<Expectation, { what: 'never' }>,
  at: Micros,
  events: readonly TraceEvent[],
): Verdict {
  const found = messagesIn(events, at, until, true).find((event) => misfit(message, event) === undefined);
  if (found === undefined) return { lines: [], t: until };
  return { lines: [`expected  never ${message.text}`, `actual    ${messageLine(found)}`], t: found.t };
}

function judgeTimer(
  { event, timer, actor, from, until }: Extract<Expectation, { what: 'timer' }>,
  events: readonly TraceEvent[],
): readonly string[] {
  const mine = events.filter(
    (one): one is TimerEvent =>
      one.kind === 'timer' &&
      one.event === event &&
      one.timer === timer &&
      (one.owner === actor || one.node === actor),
  );
  if (mine.some(({ t }) => t >= from && t <= until)) return [];
  const nearest = [...mine].sort((a, b) => distance(a.t, from, until) - distance(b.t, from, until)).at(0);
  const range =
    from === until
      ? `at ${formatInstant(from)}`
      : `between ${formatInstant(from)} and ${formatInstant(until)}`;
  return [
    `expected  ${timer} timer of ${actor} ${event} ${range}`,
    nearest === undefined
      ? `actual    it was never ${event}`
      : `actual    ${event} at ${formatInstant(nearest.t)}, ${distance(nearest.t, from, until)} µs beside it`,
  ];
}

function distance(t: number, from: number, until: number): number {
  return t < from ? from - t : Math.max(0, t - until);
}

function judgeHeard(
  { actors }: Extract<Fact, { about: 'heard' }>,
  at: Micros,
  until: Micros,
  events: readonly TraceEvent[],
): readonly string[] {
  const heard = new Set<string>();
  for (const event of events) {
    // A router hears reports, too; those are no data.
    if (event.kind !== 'note' || event.what !== 'heard' || event.why.id !== HEARD.id) continue;
    if (event.t >= at && event.t <= until) heard.add(event.node);
  }
  if (heard.size === actors.length && actors.every((actor) => heard.has(actor))) return [];
  const names = (list: readonly string[]): string => (list.length === 0 ? 'nobody' : list.join(', '));
  return [`expected  heard by ${names(actors)}`, `actual    heard by ${names([...heard].sort())}`];
}

/** At the end of an instant of the range it is the case. */
function judgeFact(
  { fact, from, until }: Extract<Expectation, { what: 'fact' }>,
  events: readonly TraceEvent[],
): Verdict {
  const book = createBook();
  for (const [i, event] of events.entries()) {
    if (event.t > until) break;
    enterEvent(book, event);
    const over = i + 1 === events.length || events[i + 1].t !== event.t;
    if (over && event.t >= from && holds(book, fact)) return { lines: [], t: event.t };
    // Between instants nothing changes: what holds just before `from` holds at it, unless something happens then.
    if (
      over &&
      event.t < from &&
      (events[i + 1]?.t ?? Number.POSITIVE_INFINITY) > from &&
      holds(book, fact)
    ) {
      return { lines: [], t: from };
    }
  }
  if (events.length === 0 && holds(book, fact)) return { lines: [], t: from };
  return { lines: differ(describeFact(book, fact), from, until), t: until };
}

function judgeAlways(
  { fact, from, until }: Extract<Expectation, { what: 'always' }>,
  events: readonly TraceEvent[],
): Verdict {
  const book = createBook();
  for (const [i, event] of events.entries()) {
    if (event.t > until) break;
    enterEvent(book, event);
    const next = events[i + 1]?.t ?? Number.POSITIVE_INFINITY;
    const over = next !== event.t;
    if (over && next > from && !holds(book, fact)) {
      const t = event.t < from ? from : event.t;
      return { lines: differ(describeFact(book, fact), t, t), t };
    }
  }
  return { lines: [], t: until };
}

function differ(actual: readonly string[], from: Micros, until: Micros): readonly string[] {
  const when =
    from === until ? `at ${formatInstant(from)}` : `from ${formatInstant(from)} to ${formatInstant(until)}`;
  return actual.map((line, i) => `${i === 0 ? `actual ${when}: ` : ' '.repeat(9 + when.length)}${line}`);
}
