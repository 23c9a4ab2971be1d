/**
 * `conv,TYPE`: who talks to whom, how much in which direction, from when and for how long. A TCP connection that is opened
 * anew between the same ends is a conversation of its own.
 *
 *   ends, in one order ──► places ──► row (the newest of these ends) ──► tally
 */
import type { Walk } from '../../dissectors/contract.js';
import { ok } from '../base/result.js';
import { putFill, putString, type Text } from '../base/text.js';
import { durationText, HEADINGS, putStart, sizeText } from './conversation-text.js';
import {
  addressText,
  compareAddresses,
  END_TYPES,
  type Ends,
  type EndsOf,
  type EndType,
  endsOf,
  makeEnds,
} from './ends.js';
import { makePlaces, type Places } from './places.js';
import { type OnlyFilter, onlyFilter, type StatisticContext, type StatisticKind } from './statistic.js';
import { byCount, makeTally, rowOf, type Tally } from './tally.js';

/** The kind for a type of conversations. */
export function conversationKind(type: EndType): StatisticKind {
  return {
    name: `conv,${type}`,
    usage: '[,FILTER]',
    what: `${END_TYPES[type].title} conversations: frames and octets each way, beginning and duration`,
    make: (args, context) => {
      const only = onlyFilter(args, context);
      if (!only.ok) return only;
      const table = makeTable(endsOf(type, context.registry));
      return ok({
        fields: only.value.filter.fields,
        packet: (w) => countFrame(table, only.value, w),
        report: (out, flush) => report(table, type, only.value, context, out, flush),
      });
    },
  };
}

/** Key: first end's address and second end's, both ports, octets of an address. */
const WORDS = 10;
const PORTS = 8;
const LENGTH = 9;

/**
 * Columns of a row: frames and octets that the end sent which spoke first, and the other; first and last time; key; connection;
 * 1 where it was the key's second end that spoke first.
 */
const SENT = 0;
const RECEIVED = 2;
const FIRST = 4;
const LAST = 6;
const KEY = 8;
const STREAM = 9;
const SWAPPED = 10;
const COLUMNS = 11;

interface Table {
  readonly layer: EndsOf;
  readonly ends: Ends;
  readonly key: Int32Array;
  readonly places: Places;
  readonly rows: Tally;
  count: number;
  /** By place: 1 + its newest row; 0 for none. */
  readonly newest: Tally;
  /** Time of the capture's first frame: what relative times count from. */
  firstSec: number;
  firstNsec: number;
}

function makeTable(layer: EndsOf): Table {
  return {
    layer,
    ends: makeEnds(),
    key: new Int32Array(WORDS),
    places: makePlaces(WORDS),
    rows: makeTally(COLUMNS),
    count: 0,
    newest: makeTally(1),
    firstSec: 0,
    firstNsec: 0,
  };
}

function countFrame(table: Table, { filter }: OnlyFilter, w: Walk): void {
  const { layer, ends } = table;
  let wanted = false;
  for (let i = 0; i < w.count; i += 1) {
    if (w.ids[i] !== layer.id || !layer.read(w, i, ends)) continue;
    if (!wanted && !filter.test(w)) return;
    wanted = true;
    countLayer(table, w);
  }
}

function countLayer(table: Table, w: Walk): void {
  const { ends, key, places, newest } = table;
  const { frame } = w;
  const forward = writeKey(key, ends);
  const place = places.find(key);
  const at = rowOf(newest, place);
  const known = newest.data[at] - 1;
  const row = known >= 0 && !isNewConnection(table, known) ? known : addRow(table, place, forward, w);
  newest.data[at] = row + 1;
  const { data } = table.rows;
  const begin = row * COLUMNS;
  data[begin + STREAM] = ends.stream;
  const side = begin + (forward === (data[begin + SWAPPED] === 0) ? SENT : RECEIVED);
  data[side] += 1;
  data[side + 1] += frame.wireLen;
  if (Number.isNaN(frame.sec)) return;
  if (Number.isNaN(data[begin + FIRST])) {
    writeTime(data, begin + FIRST, frame.sec, frame.nsec);
    writeTime(data, begin + LAST, frame.sec, frame.nsec);
  } else if (isBefore(frame.sec, frame.nsec, data, begin + FIRST))
    writeTime(data, begin + FIRST, frame.sec, frame.nsec);
  else if (!isBefore(frame.sec, frame.nsec, data, begin + LAST))
    writeTime(data, begin + LAST, frame.sec, frame.nsec);
}

/**
 * Whether a connection between known ends is another one. TCP's own number alone does not tell: the dissector forgets
 * connections of long ago and gives what is left of them a new number.
 */
function isNewConnection({ rows, ends }: Table, row: number): boolean {
  return ends.opens && rows.data[row * COLUMNS + STREAM] !== ends.stream;
}

function addRow(table: Table, place: number, forward: boolean, { frame }: Walk): number {
  const row = table.count;
  table.count += 1;
  const at = rowOf(table.rows, row);
  const { data } = table.rows;
  data[at + KEY] = place;
  data[at + SWAPPED] = forward ? 0 : 1;
  writeTime(data, at + FIRST, frame.sec, frame.nsec);
  writeTime(data, at + LAST, frame.sec, frame.nsec);
  table.firstSec = frame.firstSec;
  table.firstNsec = frame.firstNsec;
  return row;
}

/** Ends in one order, whoever speaks: by port, then by address. True where the source is the first. */
function writeKey(key: Int32Array, ends: Ends): boolean {
  const { source, destination, sourcePort, destinationPort } = ends;
  const order = destinationPort - sourcePort || compareAddresses(ends);
  const forward = order <= 0;
  key.set(forward ? source : destination, 0);
  key.set(forward ? destination : source, 4);
  key[PORTS] = forward ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort;
  key[LENGTH] = ends.length;
  return forward;
}

/** Whether a time comes before the one at a place; what has no time comes before nothing. */
function isBefore(sec: number, nsec: number, data: Float64Array, at: number): boolean {
  return sec < data[at] || (sec === data[at] && nsec < data[at + 1]);
}

function writeTime(data: Float64Array, at: number, sec: number, nsec: number): void {
  data[at] = sec;
  data[at + 1] = nsec;
}

const RULE = `${'='.repeat(80)}\n`;

function report(
  table: Table,
  type: EndType,
  { text }: OnlyFilter,
  context: StatisticContext,
  out: Text,
  flush: () => void,
): void {
  const { title, ports } = END_TYPES[type];
  const indent = ports ? ' '.repeat(12) : '';
  putString(out, `${RULE}${title} Conversations\nFilter:${text === '' ? '<No Filter>' : text}\n`);
  for (const heading of HEADINGS[context.time]) putString(out, `${indent}${heading}\n`);
  const { data } = table.rows;
  const order = byCount(table.count, (row) => data[row * COLUMNS + SENT] + data[row * COLUMNS + RECEIVED]);
  for (const row of order) {
    putRow(table, row, context, out);
    flush();
  }
  putString(out, RULE);
}

function putRow(table: Table, row: number, context: StatisticContext, out: Text): void {
  const { data } = table.rows;
  const at = row * COLUMNS;
  const { ports } = table.layer;
  const width = ports ? 26 : 20;
  const first = data[at + SWAPPED];
  putPadded(out, endText(table, data[at + KEY], first, context), width);
  putString(out, ' <-> ');
  putPadded(out, endText(table, data[at + KEY], 1 - first, context), width);
  putAmount(out, data[at + RECEIVED], data[at + RECEIVED + 1]);
  putAmount(out, data[at + SENT], data[at + SENT + 1]);
  putAmount(out, data[at + SENT] + data[at + RECEIVED], data[at + SENT + 1] + data[at + RECEIVED + 1]);
  putString(out, '  ');
  putStart(out, context.time, {
    sec: data[at + FIRST],
    nsec: data[at + FIRST + 1],
    firstSec: table.firstSec,
    firstNsec: table.firstNsec,
  });
  const sec = data[at + LAST] - data[at + FIRST];
  putString(out, `   ${durationText(sec, data[at + LAST + 1] - data[at + FIRST + 1])}\n`);
}

function endText({ places, layer }: Table, place: number, end: number, { names }: StatisticContext): string {
  const text = addressText((word) => places.word(place, end * 4 + word), places.word(place, LENGTH), names);
  if (!layer.ports) return text;
  const both = places.word(place, PORTS);
  return `${text}:${end === 0 ? both >>> 16 : both & 0xffff}`;
}

function putPadded(out: Text, text: string, width: number): void {
  putString(out, text);
  putFill(out, 32, width - text.length);
}

function putAmount(out: Text, frames: number, octets: number): void {
  putString(out, `  ${String(frames).padStart(6)} ${sizeText(octets).padEnd(9)}`);
}
