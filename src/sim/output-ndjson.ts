/**
 * `-T ndjson` of a run: one object an event, in order (spec: docs/cli.md). Expectations stand behind the events of the
 * instant at which they were decided. What arrives is told by what comes of it, so arrivals have no object of their own. What a
 * silent host keeps to itself is no message, but a drop with the fields that were not sent: a capture has the messages told here.
 *
 *   {"t":"0.000000","kind":"message","from":"creator","to":"server","type":"SCREQ","fields":{…}}
 *   {"t":"0.010000","kind":"state","node":"server","session":1,"user":2,…,"from":"active","to":"enrolled","rule":"…","why":"7.2"}
 */
import { decodeGmp, type FlatValue } from '../../dissectors/gmp-codec.js';
import { familyOf, MM, SM } from '../../dissectors/gmp-family.js';
import { igmpV1Table } from '../../dissectors/igmp-tables.js';
import { formatIpv4, hex } from '../base/address.js';
import { internetChecksum } from '../base/checksum.js';
import { type Json, type Member, object, putCompact } from '../base/json-text.js';
import { putByte, type Text } from '../base/text.js';
import { decode } from '../layout/decode.js';
import type { Why } from '../machine/contract.js';
import { unsentIn } from './frames.js';
import { timeText, whyText } from './output-words.js';
import type { DropEvent, MessageEvent, Outcome, Run, TraceEvent } from './trace.js';

const NEWLINE = 0x0a;

/** Writes a run, a line an object. */
export function putRunNdjson(run: Run, out: Text): void {
  const outcomes = [...run.outcomes].sort((a, b) => a.t - b.t);
  const unsent = unsentIn(run.events);
  let next = 0;
  for (const event of run.events) {
    while (next < outcomes.length && outcomes[next].t < event.t)
      putLine(out, outcomeMembers(outcomes[next++]));
    const members = membersOf(event, run, unsent);
    if (members !== undefined) putLine(out, [['t', timeText(event.t)], ['kind', event.kind], ...members]);
  }
  while (next < outcomes.length) putLine(out, outcomeMembers(outcomes[next++]));
  if (run.stopped !== undefined) {
    const t = run.events.at(-1)?.t ?? run.until;
    putLine(out, [
      ['t', timeText(t)],
      ['kind', 'stopped'],
      ['text', run.stopped],
    ]);
  }
}

function putLine(out: Text, members: readonly Member[]): void {
  putCompact(out, object(members));
  putByte(out, NEWLINE);
}

/** What an object says behind its time and kind; undefined where the event has none. */
function membersOf(
  event: TraceEvent,
  { events }: Run,
  unsent: ReadonlySet<number>,
): readonly Member[] | undefined {
  switch (event.kind) {
    case 'arrival':
      return undefined;
    case 'message':
      if (unsent.has(event.n)) return undefined;
      return [...endsOf(event), ['fields', object(messageFields(event))], ...reasons(event.why)];
    case 'drop': {
      const message = events[event.message];
      return message.kind === 'message' ? dropMembers(event, message, unsent) : undefined;
    }
    case 'timer':
      return [
        ['node', event.node],
        ['event', event.event],
        ['timer', event.timer],
        ['owner', event.owner],
        ['session', event.session],
        ['user', event.user],
        ...(event.at === undefined ? [] : [['at', timeText(event.at)] as const]),
        ...reasons(event.why),
      ];
    case 'state':
      return [
        ['node', event.node],
        ['session', event.session],
        ['user', event.user],
        ['what', event.what],
        ['of', event.of],
        ['from', event.from],
        ['to', event.to],
        ...reasons(event.why),
      ];
    case 'note':
      return [['node', event.node], ['what', event.what], ['text', event.text], ...reasons(event.why)];
    case 'ignored':
      return [['node', event.node], ['reason', event.reason], ...reasons(event.why)];
    case 'action':
      return [
        ['node', event.node],
        ['text', event.text],
      ];
    case 'breach':
      return [
        ['invariant', event.invariant],
        ['session', event.session],
        ['user', event.user],
        ['text', event.text],
      ];
  }
}

function dropMembers(
  { node, reason }: DropEvent,
  message: MessageEvent,
  unsent: ReadonlySet<number>,
): readonly Member[] {
  const kept = unsent.has(message.n);
  return [
    ['node', node],
    ...endsOf(message),
    kept ? ['fields', object(messageFields(message))] : ['sent', timeText(message.t)],
    ['reason', reason],
    ...(kept ? reasons(message.why) : []),
  ];
}

function endsOf({ from, to, type }: MessageEvent): readonly Member[] {
  return [
    ['from', from],
    ['to', to],
    ['type', type],
  ];
}

function reasons(why: Why | undefined): readonly Member[] {
  if (why === undefined) return [];
  return [
    ['rule', why.id],
    ['why', whyText(why)],
  ];
}

function outcomeMembers({ t, ok, text, file, line, column, lines }: Outcome): readonly Member[] {
  return [
    ['t', timeText(t)],
    ['kind', 'expect'],
    ['ok', ok],
    ['text', text],
    ['file', file],
    ['line', line],
    ['column', column],
    ...(lines.length === 0 ? [] : [['lines', lines] as const]),
  ];
}

/** The fields of a message by their filter names, as `dissect -T ndjson` gives those of its layer (but for what only holds an option together). */
function messageFields({ protocol, octets }: MessageEvent): readonly Member[] {
  switch (protocol) {
    case 'GMP':
      return gmpFields(octets);
    case 'IGMP':
      return igmpFields(octets);
    case 'data':
      return octets.length === 0 ? [] : [['data.data', hex(octets)]];
  }
}

const FAMILIES: ReadonlyMap<number, string> = new Map([
  [SM, 'gmp.sm'],
  [MM, 'gmp.mm'],
]);

function gmpFields(octets: Uint8Array): readonly Member[] {
  const family = FAMILIES.get(familyOf(octets, 0, octets.length));
  const members: Member[] = family === undefined ? [] : [[family, true]];
  for (const [name, value] of Object.entries(decodeGmp(octets))) members.push([name, jsonOf(value)]);
  return members;
}

function igmpFields(octets: Uint8Array): readonly Member[] {
  const members: Member[] = [['igmp.version', 1]];
  for (const { item, value } of decode(igmpV1Table, octets).nodes) {
    if (value === undefined || value instanceof Uint8Array) continue;
    members.push([item.name, item.kind === 'ipv4' ? formatIpv4(Number(value)) : jsonOf(value)]);
  }
  const right = internetChecksum(octets, 0, octets.length) === 0;
  return [...members, ['igmp.checksum.status', right ? 1 : 0]];
}

function jsonOf(value: FlatValue): Json {
  if (isList(value)) return value.map(jsonOf);
  if (value instanceof Uint8Array) return hex(value);
  return typeof value === 'bigint' ? String(value) : value;
}

function isList(value: FlatValue): value is readonly FlatValue[] {
  return Array.isArray(value);
}
