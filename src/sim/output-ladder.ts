/**
 * A run as a ladder: a lane an actor, an arrow a message (drawn at its sending), marks for all else, the clause at the right.
 *
 *                server               creator               a
 *   0.000000       │                     │▶ creator creates │
 *                  │◄── SCREQ user 0 ────┤                  │        7.1.1
 *   0.010000       │◆ session 1: none → requested           │        7.1.1 D1
 *   0.310000       │! KA timer of a expired                 │        7.2 D8
 */
import type { Micros } from '../base/micros.js';
import { putString, type Text } from '../base/text.js';
import { lineText } from '../base/utf8.js';
import {
  ASCII_SIGNS,
  cutTo,
  type End,
  emptyRow,
  type Lanes,
  markRoom,
  nameRow,
  placeLanes,
  put,
  putArrow,
  putMark,
  type Row,
  UNICODE_SIGNS,
} from './output-lanes.js';
import { putOutcomes, putTitle } from './output-text.js';
import {
  createDescriber,
  type Describe,
  DROP_REASONS,
  eventText,
  shortWhy,
  timerName,
  timeText,
  whyOf,
} from './output-words.js';
import type { MessageEvent, Run, TraceEvent } from './trace.js';

/** How a ladder is to look. */
export interface LadderOptions {
  /** Columns; default 120. */
  readonly width?: number;
  /** Without any sign beyond ASCII. */
  readonly ascii?: boolean;
}

/** What a ladder needs to know while it is drawn. */
interface Sheet {
  readonly lanes: Lanes;
  readonly describe: Describe;
  /** What becomes of each message, by its number: nodes and their ends, and why it is dropped. */
  readonly fates: ReadonlyMap<number, Fate>;
  readonly timeWidth: number;
  readonly whyWidth: number;
  readonly out: Text;
  /** Number of sessions: one alone need not be named. */
  readonly sessions: number;
  /** Instant of the last row. */
  shown: Micros | undefined;
}

interface Fate {
  readonly ends: Map<string, End>;
  reason: string;
  /** Its sender is silent. */
  unsent: boolean;
}

const DEFAULT_WIDTH = 120;
const LEAST_WIDTH = 60;
const MOST_WHY = 20;

/** Draws a run. */
export function putLadder(run: Run, options: LadderOptions, out: Text): void {
  const sheet = makeSheet(run, options, out);
  putTitle(run, out);
  const { signs } = sheet.lanes;
  putString(
    out,
    `${signs.state} state   + timer armed   - stopped   ! expired   ${signs.note} note   ${signs.dropped} does not arrive\n\n`,
  );
  putRow(sheet, undefined, nameRow(sheet.lanes), '');
  const { events } = run;
  for (let i = 0; i < events.length; ) i = putEvent(sheet, events, i);
  putRow(sheet, undefined, nameRow(sheet.lanes), '');
  putOutcomes(run, out);
}

function makeSheet(run: Run, { width = DEFAULT_WIDTH, ascii = false }: LadderOptions, out: Text): Sheet {
  const { cast, events } = run;
  let longest = 0;
  for (const event of events) {
    const why = whyOf(event);
    if (why !== undefined) longest = Math.max(longest, shortWhy(why).length);
  }
  const timeWidth = timeText(events.at(-1)?.t ?? run.until).length;
  const whyWidth = Math.min(longest, MOST_WHY);
  const room = Math.max(width, LEAST_WIDTH) - timeWidth - whyWidth - 4;
  return {
    lanes: placeLanes(cast, room, ascii ? ASCII_SIGNS : UNICODE_SIGNS),
    describe: createDescriber(),
    fates: fatesIn(events),
    sessions: new Set(events.map((event) => ('session' in event ? event.session : 0)).filter((n) => n > 0))
      .size,
    timeWidth,
    whyWidth,
    out,
    shown: undefined,
  };
}

function fatesIn(events: readonly TraceEvent[]): ReadonlyMap<number, Fate> {
  const fates = new Map<number, Fate>();
  for (const event of events) {
    if (event.kind === 'message') fates.set(event.n, { ends: new Map(), reason: '', unsent: false });
    if (event.kind !== 'arrival' && event.kind !== 'drop') continue;
    const fate = fates.get(event.message);
    if (fate === undefined) continue;
    if (event.kind === 'arrival') fate.ends.set(event.node, 'taken');
    else {
      const message = events[event.message] as MessageEvent;
      if (event.node === message.from) fate.unsent = true;
      else if (!fate.ends.has(event.node)) fate.ends.set(event.node, 'dropped');
      fate.reason = DROP_REASONS[event.reason];
    }
  }
  return fates;
}

/** Puts one event, or several marks of one node at one instant; gives the index of the next one. */
function putEvent(sheet: Sheet, events: readonly TraceEvent[], i: number): number {
  const event = events[i];
  switch (event.kind) {
    case 'arrival':
    case 'drop':
      return i + 1;
    case 'message':
      putMessage(sheet, event);
      return i + 1;
    case 'breach':
      putAcross(sheet, event, '!');
      return i + 1;
    case 'action':
      if (!sheet.lanes.laneOf.has(event.node)) {
        putAcross(sheet, event, '~');
        return i + 1;
      }
  }
  return putMarks(sheet, events, i);
}

function putRow(sheet: Sheet, t: Micros | undefined, row: Row, why: string): void {
  const { timeWidth, whyWidth, lanes, out } = sheet;
  const time = t === undefined || t === sheet.shown ? '' : timeText(t);
  if (t !== undefined) sheet.shown = t;
  const side = cutTo(why, whyWidth, lanes.signs);
  putString(out, `${time.padStart(timeWidth)}  ${row.join('')}  ${side}`.trimEnd());
  putString(out, '\n');
}

/** A line over all lanes: what concerns nobody alone. */
function putAcross(sheet: Sheet, event: TraceEvent, fill: string): void {
  const { lanes } = sheet;
  const row: Row = new Array<string>(lanes.width).fill(fill);
  put(row, 2, ` ${cutTo(eventText(event, lanes.signs.arrow), lanes.width - 6, lanes.signs)} `);
  putRow(sheet, event.t, row, '');
}

function putMessage(sheet: Sheet, message: MessageEvent): void {
  const { lanes, fates } = sheet;
  const { signs } = lanes;
  const fate = fates.get(message.n)!;
  const from = lanes.laneOf.get(message.from) ?? 0;
  const ends = new Map<number, End>();
  for (const [node, end] of fate.ends) {
    const lane = lanes.laneOf.get(node);
    // Of those who share a lane, one that takes it is enough.
    if (lane !== undefined && lane !== from && ends.get(lane) !== 'taken') ends.set(lane, end);
  }
  const to = lanes.laneOf.get(message.to);
  if (fate.ends.size === 0 && to !== undefined && to !== from) ends.set(to, 'under-way');
  const row = emptyRow(lanes);
  const labels = labelsOf(sheet, message, fate);
  if (fate.unsent || ends.size === 0) {
    const sign = fate.reason === '' ? signs.line : signs.dropped;
    const target = message.to === '' ? '' : ` ${signs.arrow} ${message.to}`;
    const room = markRoom(lanes, from) - target.length - 2;
    const label = labels.find((one) => one.length <= room) ?? labels.at(-1)!;
    putMark(lanes, row, from, `${sign} ${label}${target}`);
  } else putArrow(lanes, row, from, ends, labels);
  putRow(sheet, message.t, row, message.why === undefined ? '' : shortWhy(message.why));
}

/** What may stand on an arrow, the longest first. */
function labelsOf(sheet: Sheet, message: MessageEvent, fate: Fate): readonly string[] {
  const { describe, lanes } = sheet;
  const told = describe(message);
  const whole = sheet.sessions > 1 ? told : told.replace(/ session \d+/, '');
  const labels = [whole, whole.split(',', 1)[0], message.type];
  const folded = [message.from, message.to].filter((name) => lanes.folded.has(name));
  const named = labels.map((label) => (folded.length === 0 ? label : `${folded.join(', ')}: ${label}`));
  if (fate.reason === '') return named;
  return [...named.map((label) => `${label} (${fate.reason})`), ...named.slice(1)];
}

/** Marks of one node at one instant and of one clause, joined on one row as far as there is room. */
function putMarks(sheet: Sheet, events: readonly TraceEvent[], first: number): number {
  const { lanes } = sheet;
  const event = events[first];
  const node = nodeOf(event);
  const lane = lanes.laneOf.get(node) ?? 0;
  const why = whyOf(event);
  const side = why === undefined ? '' : shortWhy(why);
  const room = markRoom(lanes, lane);
  let text = `${lanes.folded.has(node) ? `${node}: ` : ''}${markText(sheet, event)}`;
  let i = first + 1;
  for (; i < events.length; i += 1) {
    const more = events[i];
    if (more.t !== event.t || nodeOf(more) !== node || !isMark(more)) break;
    const reason = whyOf(more);
    if ((reason === undefined ? '' : shortWhy(reason)) !== side) break;
    const longer = `${text}  ${markText(sheet, more)}`;
    if (longer.length > room) break;
    text = longer;
  }
  const row = emptyRow(lanes);
  putMark(lanes, row, lane, text);
  putRow(sheet, event.t, row, side);
  return i;
}

function nodeOf(event: TraceEvent): string {
  return 'node' in event ? event.node : '';
}

function isMark({ kind }: TraceEvent): boolean {
  return kind === 'state' || kind === 'timer' || kind === 'note' || kind === 'ignored';
}

function markText({ lanes: { signs } }: Sheet, event: TraceEvent): string {
  const text = eventText(event, signs.arrow);
  switch (event.kind) {
    case 'state':
      return `${signs.state} ${text}`;
    case 'action':
      return `${signs.action} ${lineText(event.text)}`;
    case 'timer': {
      const name = timerName(event);
      if (event.event === 'armed')
        return event.at === undefined ? `+ ${name}` : `+ ${name} ${timeText(event.at)}`;
      return event.event === 'stopped' ? `- ${name}` : `! ${name} expired`;
    }
    default:
      return `${signs.note} ${text}`;
  }
}
