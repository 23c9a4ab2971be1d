/**
 * `-T ndjson`: one object a packet, written by the column lane straight from the captured octets.
 *
 *   {"number":1,"ts":"1300000000.123456000","caplen":60,"len":60,"layers":["eth","ip","igmp"],"src":"10.0.0.2",
 *    "dst":"224.0.0.1","protocol":"IGMPv2","info":"Membership Report group 224.0.0.1","fields":{"eth.dst":"01:00:…"}}
 *
 * Octets are found by the compiled scans; a tree is built only for the few packets in which something is missing.
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Expert, Walk } from '../../dissectors/contract.js';
import { FRAME, type Registry } from '../../dissectors/registry.js';
import { escapeFrom, object, putCompact } from '../base/json-text.js';
import { type Piece, piece, putByte, putDecimal, putPiece, putString, type Text } from '../base/text.js';
import { putTime } from './clock.js';
import {
  type Columns,
  columnsOf,
  createFits,
  type Fits,
  putDestination,
  putFlaw,
  putInfo,
  putProtocol,
  putSource,
} from './columns.js';
import { acceptsOf, createCollect, type Found, makeFound, withMembers } from './field-hits.js';
import { type PutHit, valueWriter } from './json-values.js';
import { buildTree } from './tree.js';

/** Writes the object of the frame that was walked last, without a line end. */
export type ObjectWriter = (w: Walk, out: Text) => void;

const QUOTE = 0x22;
const COMMA = 0x2c;
const pieces = {
  number: piece('{"number":'),
  ts: piece(',"ts":"'),
  noTs: piece(',"ts":null'),
  capLen: piece(',"caplen":'),
  len: piece(',"len":'),
  layers: piece(',"layers":['),
  src: piece('],"src":"'),
  dst: piece('","dst":"'),
  protocol: piece('","protocol":"'),
  info: piece('","info":"'),
  fields: piece('","fields":{'),
};

/** Makes a writer of objects; `only` names the fields that are wanted, undefined means all that are shown. */
export function createNdjson(
  registry: Registry,
  catalogue: Catalogue,
  only?: readonly string[],
): ObjectWriter {
  const wanted = only === undefined ? shownFields(catalogue) : withMembers(catalogue, only);
  const collect = createCollect(registry, wanted, true);
  const columns = columnsOf(registry);
  const fits = createFits(registry);
  const found = makeFound();
  const values = valueWriter(registry, catalogue, wanted);
  const putFields =
    only === undefined
      ? allFields(wanted, values)
      : namedFields(only, acceptsOf(catalogue, wanted, only), values);
  const names = registry.dissectors.map(({ name }) => piece(`"${name}"`));
  return (w, out) => {
    collect(w, found);
    putHead(w, names, out);
    putColumns(columns, w, found.whole ? undefined : fits, out);
    putPiece(out, pieces.fields);
    putFields(w, found, out);
    putByte(out, 0x7d);
    putExperts(findings(registry, catalogue, w, found.whole), out);
    putByte(out, 0x7d);
  };
}

/** Everything but the frame's own facts (they stand before `fields`), protocols, structure, hidden fields and aliases. */
function shownFields(catalogue: Catalogue): readonly Field[] {
  return catalogue.fields.filter(
    ({ kind, members, meta, protocol }) =>
      kind !== 'protocol' &&
      kind !== 'subtree' &&
      members.length === 0 &&
      meta.hidden !== true &&
      protocol !== 'frame',
  );
}

function putHead(w: Walk, names: readonly Piece[], out: Text): void {
  const { frame } = w;
  putPiece(out, pieces.number);
  putDecimal(out, frame.number);
  if (Number.isNaN(frame.sec)) putPiece(out, pieces.noTs);
  else {
    putPiece(out, pieces.ts);
    putTime(out, 'e', frame, 9);
    putByte(out, QUOTE);
  }
  putPiece(out, pieces.capLen);
  putDecimal(out, frame.capLen);
  putPiece(out, pieces.len);
  putDecimal(out, frame.wireLen);
  putPiece(out, pieces.layers);
  let first = true;
  for (let i = 0; i < w.count; i += 1) {
    if (w.ids[i] === FRAME) continue;
    if (!first) putByte(out, COMMA);
    putPiece(out, names[w.ids[i]]);
    first = false;
  }
}

/** The columns of the packet list; the mark of a flaw only where there may be one. */
function putColumns(columns: Columns, w: Walk, fits: Fits | undefined, out: Text): void {
  putPiece(out, pieces.src);
  let from = out.length;
  putSource(columns, w, out);
  escapeFrom(out, from);
  putPiece(out, pieces.dst);
  from = out.length;
  putDestination(columns, w, out);
  escapeFrom(out, from);
  putPiece(out, pieces.protocol);
  putProtocol(columns, w, out);
  putPiece(out, pieces.info);
  from = out.length;
  putInfo(columns, w, out);
  if (fits !== undefined) putFlaw(w, fits, out);
  escapeFrom(out, from);
}

/** All findings of a packet; what is not there is found by building the tree. */
function findings(registry: Registry, catalogue: Catalogue, w: Walk, whole: boolean): readonly Expert[] {
  if (!whole) return buildTree(registry, catalogue, w).layers.flatMap((layer) => layer.experts);
  let all: readonly Expert[] = [];
  for (let i = 0; i < w.count; i += 1) {
    const some = registry.dissectors[w.ids[i]].experts?.(w, i);
    if (some !== undefined && some.length > 0) all = [...all, ...some];
  }
  return all;
}

function putExperts(experts: readonly Expert[], out: Text): void {
  if (experts.length === 0) return;
  putString(out, ',"expert":');
  putCompact(
    out,
    experts.map(({ severity, code, message }) =>
      object([
        ['severity', severity],
        ['code', code],
        ['message', message],
      ]),
    ),
  );
}

type PutFields = (w: Walk, found: Found, out: Text) => void;

function keyOf(name: string): Piece {
  return piece(`"${name}":`);
}

/** Every field that is there, at the place of its first value; the hits of one field are chained. */
function allFields(wanted: readonly Field[], putHit: PutHit): PutFields {
  const keys = wanted.map((field) => keyOf(field.name));
  const last = new Int32Array(wanted.length);
  const seenIn = new Int32Array(wanted.length);
  let next = new Int32Array(1024);
  let packet = 0;
  return (w, found, out) => {
    const { data, length } = found.hits;
    const count = length / 3;
    if (count > next.length) next = new Int32Array(count * 2);
    packet += 1;
    // 0: the only or last value of its field; n: hit n is the next one; -1 - n: likewise, and this is not the first.
    for (let hit = 0; hit < count; hit += 1) {
      const field = data[hit * 3];
      next[hit] = 0;
      if (seenIn[field] === packet) {
        const before = last[field];
        next[before] = next[before] < 0 ? -1 - hit : hit;
        next[hit] = -1;
      }
      seenIn[field] = packet;
      last[field] = hit;
    }
    let first = true;
    for (let hit = 0; hit < count; hit += 1) {
      if (next[hit] < 0) continue;
      if (!first) putByte(out, COMMA);
      first = false;
      putPiece(out, keys[data[hit * 3]]);
      if (next[hit] === 0) putHit(w, found, hit, out);
      else putChain(w, found, hit, next, putHit, out);
    }
  };
}

function putChain(w: Walk, found: Found, first: number, next: Int32Array, putHit: PutHit, out: Text): void {
  putByte(out, 0x5b);
  putHit(w, found, first, out);
  for (let hit = next[first]; hit !== 0; hit = -1 - next[hit]) {
    putByte(out, COMMA);
    putHit(w, found, hit, out);
  }
  putByte(out, 0x5d);
}

/** The fields asked for, in that order. */
function namedFields(names: readonly string[], accepts: readonly Uint8Array[], putHit: PutHit): PutFields {
  const keys = names.map(keyOf);
  return (w, found, out) => {
    const { data, length } = found.hits;
    let first = true;
    for (let name = 0; name < keys.length; name += 1) {
      const hits: number[] = [];
      for (let at = 0; at < length; at += 3) if (accepts[name][data[at]] === 1) hits.push(at / 3);
      if (hits.length === 0) continue;
      if (!first) putByte(out, COMMA);
      first = false;
      putPiece(out, keys[name]);
      if (hits.length > 1) putByte(out, 0x5b);
      hits.forEach((hit, i) => {
        if (i > 0) putByte(out, COMMA);
        putHit(w, found, hit, out);
      });
      if (hits.length > 1) putByte(out, 0x5d);
    }
  };
}
