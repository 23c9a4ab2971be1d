/**
 * `endpoints,TYPE`: each address (with its port, where the layer has ports), and what it sent and received.
 */
import type { Walk } from '../../dissectors/contract.js';
import { ok } from '../base/result.js';
import { putString, type Text } from '../base/text.js';
import { addressText, END_TYPES, type Ends, type EndsOf, type EndType, endsOf, makeEnds } from './ends.js';
import { makePlaces, type Places } from './places.js';
import { type OnlyFilter, onlyFilter, type StatisticContext, type StatisticKind } from './statistic.js';
import { byCount, makeTally, rowOf, type Tally } from './tally.js';

/** The kind for a type of endpoints. */
export function endpointKind(type: EndType): StatisticKind {
  return {
    name: `endpoints,${type}`,
    usage: '[,FILTER]',
    what: `${END_TYPES[type].title} endpoints: packets and octets sent and received`,
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

/** Key: address, port, octets of an address. */
const WORDS = 6;
const PORT = 4;
const LENGTH = 5;

/** Columns of a row: packets and octets sent, packets and octets received. */
const SENT = 0;
const RECEIVED = 2;
const COLUMNS = 4;

interface Table {
  readonly layer: EndsOf;
  readonly ends: Ends;
  readonly key: Int32Array;
  readonly places: Places;
  readonly rows: Tally;
}

function makeTable(layer: EndsOf): Table {
  return {
    layer,
    ends: makeEnds(),
    key: new Int32Array(WORDS),
    places: makePlaces(WORDS),
    rows: makeTally(COLUMNS),
  };
}

function countFrame(table: Table, { filter }: OnlyFilter, w: Walk): void {
  const { layer, ends } = table;
  const { wireLen } = w.frame;
  let wanted = false;
  for (let i = 0; i < w.count; i += 1) {
    if (w.ids[i] !== layer.id || !layer.read(w, i, ends)) continue;
    if (!wanted && !filter.test(w)) return;
    wanted = true;
    countEnd(table, ends.source, ends.sourcePort, SENT, wireLen);
    countEnd(table, ends.destination, ends.destinationPort, RECEIVED, wireLen);
  }
}

function countEnd(table: Table, address: Int32Array, port: number, side: number, octets: number): void {
  const { key, places, rows } = table;
  key.set(address);
  key[PORT] = port;
  key[LENGTH] = table.ends.length;
  const at = rowOf(rows, places.find(key)) + side;
  rows.data[at] += 1;
  rows.data[at + 1] += octets;
}

const RULE = `${'='.repeat(80)}\n`;

function report(
  { places, rows, layer }: Table,
  type: EndType,
  { text }: OnlyFilter,
  { names }: StatisticContext,
  out: Text,
  flush: () => void,
): void {
  putString(out, `${RULE}${END_TYPES[type].title} Endpoints\nFilter:${text === '' ? '<No Filter>' : text}\n`);
  const port = layer.ports ? 'Port  ||  ' : '';
  putString(
    out,
    `${' '.repeat(23)}|  ${port}Packets  | |  Bytes  | | Tx Packets | | Tx Bytes | | Rx Packets | | Rx Bytes |\n`,
  );
  const { data } = rows;
  const order = byCount(places.size, (row) => data[row * COLUMNS + SENT] + data[row * COLUMNS + RECEIVED]);
  for (const row of order) {
    const at = row * COLUMNS;
    const address = addressText((word) => places.word(row, word), places.word(row, LENGTH), names);
    const ported = layer.ports ? `${String(places.word(row, PORT)).padStart(5)}     ` : '';
    putString(out, `${address.padEnd(20)}      ${ported}`);
    putNumber(out, data[at] + data[at + RECEIVED], 6, 5);
    putNumber(out, data[at + 1] + data[at + RECEIVED + 1], 9, 5);
    putNumber(out, data[at], 6, 7);
    putNumber(out, data[at + 1], 9, 6);
    putNumber(out, data[at + RECEIVED], 6, 7);
    putNumber(out, data[at + RECEIVED + 1], 9, 3);
    putString(out, '\n');
    flush();
  }
  putString(out, RULE);
}

/** A number, right-aligned, with blanks behind it. */
function putNumber(out: Text, value: number, width: number, behind: number): void {
  putString(out, `${String(value).padStart(width)}${' '.repeat(behind)}`);
}
