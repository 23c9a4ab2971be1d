/**
 * UDP (RFC 768): lengths that lie, the checksum with its pseudo-header, conversations with their times, and who is next:
 *
 *   announced by the capture (learned.ts) ──► lower port ──► higher port ──► recognised by content, if switched on
 */
import { checksumMark } from '../src/base/checksum.js';
import { putDecimal, putString, type Text } from '../src/base/text.js';
import { toNanos } from '../src/base/time.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Generated, NONE, type Walk } from './contract.js';
import { makeConversations } from './conversations.js';
import { ARROW, type RegistryOptions } from './options.js';
import { checksumHolds, makeNetworkFinder, type NetworkFinder, rightChecksum } from './pseudo-header.js';
import type { Shortcut } from './shortcut.js';
import { makeStreamTimes, NO_STREAM_TIMES, type StreamTimes } from './stream-times.js';
import { BAD, GOOD, ILLEGAL, judgeUdp, NOT_PRESENT, SHORT, UNVERIFIED } from './udp-findings.js';
import { UDP_TITLE, udpShortTable, udpTable } from './udp-tables.js';

const sourcePortOf = compileReader(udpTable, 'udp.srcport');
const destinationPortOf = compileReader(udpTable, 'udp.dstport');
const lengthOf = compileReader(udpTable, 'udp.length');
const checksumOf = compileReader(udpTable, 'udp.checksum');
const HEADER = 8;
const PROTOCOL = 17;
const FULL = 0;

/** What a UDP dissector knows of its capture. */
interface State {
  readonly id: number;
  readonly network: NetworkFinder;
  readonly times: StreamTimes;
  /** Why nobody takes a payload between those ports. */
  readonly reason: (from: number, to: number) => string;
}

/** A datagram of a sound length. Its conversation is not noted: the fields of that have a history. */
const SHORTCUT: Shortcut = {
  least: HEADER,
  shapes: [
    {
      variant: FULL,
      when: { 'udp.length': [[HEADER, 0xffff]] },
      header: HEADER,
      total: { field: 'udp.length' },
      next: { table: 'udp.port', ports: ['udp.srcport', 'udp.dstport'] },
    },
  ],
};

/** The UDP dissector. */
export function createUdp(id: number, options: RegistryOptions = {}): Dissector {
  const arrow = ` ${options.arrow ?? ARROW} `;
  const state: State = {
    id,
    network: makeNetworkFinder(),
    times:
      options.conversations === false
        ? NO_STREAM_TIMES
        : makeStreamTimes(makeConversations(), options.witness),
    reason: makeReasons(arrow),
  };
  return {
    name: 'udp',
    title: UDP_TITLE,
    shortTitle: 'UDP',
    headers: [udpTable, udpShortTable],
    entries: [['ip.proto', PROTOCOL]],
    generated: [...checksumFields(state), ...streamFields(state.times), PAYLOAD],
    walk: (w) => walkUdp(w, state),
    shortcut: SHORTCUT,
    leads: ['udp.port'],
    restart: state.times.clear,
    label: (w, i) =>
      w.ends[i] - w.starts[i] < 4
        ? UDP_TITLE
        : `${UDP_TITLE}, Src Port: ${sourcePortOf(w.sources[i], w.starts[i])}, Dst Port: ${destinationPortOf(w.sources[i], w.starts[i])}`,
    protocol: () => 'UDP',
    info: (w, i, out) => writeInfo(w, i, out, arrow, state),
    experts: (w, i) => judgeUdp(w, i, statusOf(w, i, state), () => rightUdpChecksum(w, i, state)),
  };
}

/** Most texts kept; then they are made anew. */
const MOST_REASONS = 4096;

/** Texts for pairs of ports, each made once. */
function makeReasons(arrow: string): (from: number, to: number) => string {
  const made = new Map<number, string>();
  return (from, to) => {
    const key = from * 65536 + to;
    const known = made.get(key);
    if (known !== undefined) return known;
    if (made.size >= MOST_REASONS) made.clear();
    const text = `UDP port ${from}${arrow}${to}`;
    made.set(key, text);
    return text;
  };
}

function walkUdp(w: Walk, state: State): void {
  const { bytes: octets, start, end } = w;
  if (start >= end) return;
  if (end - start < HEADER) {
    addLayer(w, state.id, FULL, end, w.limit);
    state.times.forget(w.count - 1);
    return;
  }
  const length = lengthOf(octets, start);
  const jumbo = length === 0 && isJumbogram(w, state.network);
  if (length < HEADER && !jumbo) {
    addLayer(w, state.id, SHORT, end, w.limit);
    state.times.forget(w.count - 1);
    return;
  }
  addLayer(w, state.id, FULL, start + HEADER, jumbo ? w.limit : start + length);
  const i = w.count - 1;
  const from = sourcePortOf(octets, start);
  const to = destinationPortOf(octets, start);
  const network = state.network.below(w, i);
  state.times.note(w, i, network, state.network, from, to);
  if (w.start < w.end) findNext(w, from, to, network, state);
}

/** Whether the IPv6 packet below gives no length either: then the datagram fills it (RFC 2675 4). */
function isJumbogram(w: Walk, finder: NetworkFinder): boolean {
  const network = finder.below(w, w.count);
  if (network < 0 || finder.addressLength(w, network) !== 16) return false;
  const at = w.starts[network] + 4;
  return w.sources[network][at] === 0 && w.sources[network][at + 1] === 0;
}

function findNext(w: Walk, from: number, to: number, network: number, state: State): void {
  const { lookup } = w;
  w.next = NONE;
  if (lookup.learned.size > 0 && network >= 0) w.next = findLearned(w, from, to, network, state.network);
  if (w.next === NONE) w.next = findByPort(w, Math.min(from, to));
  if (w.next === NONE) w.next = findByPort(w, Math.max(from, to));
  for (let k = 0; w.next === NONE && k < lookup.heuristics.length; k += 1) {
    if (lookup.recognises(lookup.heuristics[k], w)) w.next = lookup.heuristics[k];
  }
  if (w.next === NONE) w.undecoded = state.reason(from, to);
}

function findByPort(w: Walk, port: number): number {
  const next = w.lookup.tables['udp.port'][port];
  return port === 0 ? NONE : next;
}

function findLearned(w: Walk, from: number, to: number, network: number, finder: NetworkFinder): number {
  const { learned } = w.lookup;
  const octets = w.sources[network];
  const size = finder.addressLength(w, network);
  const at = finder.sourceAt(w, network);
  const next = learned.find(octets, at + size, size, to);
  return next !== NONE ? next : learned.find(octets, at, size, from);
}

function statusOf(w: Walk, i: number, state: State): number | undefined {
  const start = w.starts[i];
  const octets = w.sources[i];
  if (w.variants[i] !== FULL || w.ends[i] - start < HEADER) return undefined;
  const network = state.network.below(w, i);
  if (checksumOf(octets, start) === 0) {
    return network >= 0 && state.network.addressLength(w, network) === 16 ? ILLEGAL : NOT_PRESENT;
  }
  const length = w.limits[i] - start;
  const whole =
    w.ends[i] === w.limits[i] && (lengthOf(octets, start) === length || lengthOf(octets, start) === 0);
  if (network < 0 || w.fragmented || !whole) return UNVERIFIED;
  const sum = state.network.sum(w, i, network, PROTOCOL, length);
  return checksumHolds(sum, octets, start, w.ends[i]) ? GOOD : BAD;
}

function rightUdpChecksum(w: Walk, i: number, state: State): number {
  const start = w.starts[i];
  const sum = state.network.sum(w, i, state.network.below(w, i), PROTOCOL, w.ends[i] - start);
  // A sum of zero is sent as all ones: zero says that there is none (RFC 768).
  return rightChecksum(sum, w.sources[i], start, w.ends[i], start + 6) || 0xffff;
}

function writeInfo(w: Walk, i: number, out: Text, arrow: string, state: State): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  const have = w.ends[i] - start;
  if (have < 4) return;
  putDecimal(out, sourcePortOf(octets, start));
  putString(out, arrow);
  putDecimal(out, destinationPortOf(octets, start));
  if (have < 6) return;
  const length = lengthOf(octets, start);
  if (w.variants[i] === SHORT) {
    putString(out, ` [BAD UDP LENGTH ${length} < 8]`);
    return;
  }
  const onWire = w.limits[i] - start;
  if (length > onWire && !w.fragmented) putString(out, ` [BAD UDP LENGTH ${length} > IP PAYLOAD LENGTH]`);
  putString(out, ' Len=');
  putDecimal(out, Math.max(0, (length === 0 ? onWire : length) - HEADER));
  if (length === 0) putString(out, ' [Jumbogram]');
  const status = statusOf(w, i, state);
  if (status === BAD) putString(out, ' [UDP CHECKSUM INCORRECT]');
  if (status === ILLEGAL) putString(out, ' [ILLEGAL CHECKSUM (0)]');
}

const MARKS: Readonly<Record<number, string>> = {
  [UNVERIFIED]: ' [unverified]',
  [NOT_PRESENT]: ' [zero-value ignored]',
  [ILLEGAL]: ' [zero-value illegal]',
};

function checksumFields(state: State): readonly Generated[] {
  return [
    {
      name: 'udp.checksum_calculated',
      title: 'Calculated Checksum',
      kind: 'uint',
      bits: 16,
      meta: { base: 'hex' },
      under: 'udp.checksum',
      compute: (w, i) => {
        const status = statusOf(w, i, state);
        return status === GOOD || status === BAD ? rightUdpChecksum(w, i, state) : undefined;
      },
    },
    {
      name: 'udp.checksum.status',
      title: 'Checksum Status',
      kind: 'uint',
      meta: {
        values: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present', 4: 'Illegal' },
        base: 'name',
      },
      after: 'udp.checksum',
      compute: (w, i) => statusOf(w, i, state),
      mark: (status, w, i) => {
        const text = MARKS[Number(status)];
        if (text !== undefined) return text;
        const mark = checksumMark(Number(status), () => rightUdpChecksum(w, i, state));
        return status === BAD ? `${mark} (maybe caused by "UDP checksum offload"?)` : mark;
      },
    },
  ];
}

function streamFields(times: StreamTimes): readonly Generated[] {
  return [
    {
      name: 'udp.stream',
      title: 'Stream index',
      kind: 'uint',
      meta: {},
      after: 'udp.checksum',
      history: true,
      compute: (_, i) => times.stream(i),
    },
    {
      name: 'udp.time_relative',
      title: 'Time since first frame',
      kind: 'duration',
      meta: { unit: ' seconds' },
      after: 'udp.stream',
      history: true,
      compute: (w, i) => {
        const first = times.first(i);
        return first === undefined ? undefined : toNanos(w.frame.sec, w.frame.nsec) - first;
      },
    },
    {
      name: 'udp.time_delta',
      title: 'Time since previous frame',
      kind: 'duration',
      meta: { unit: ' seconds' },
      after: 'udp.time_relative',
      history: true,
      compute: (w, i) => {
        const previous = times.previous(i);
        return previous === undefined ? undefined : toNanos(w.frame.sec, w.frame.nsec) - previous;
      },
    },
  ];
}

const PAYLOAD: Generated = {
  name: 'udp.payload',
  title: 'Payload',
  kind: 'bytes',
  meta: {
    line: (value) => {
      const length = value instanceof Uint8Array ? value.length : 0;
      return `UDP payload (${length} byte${length === 1 ? '' : 's'})`;
    },
  },
  brackets: false,
  compute: (w, i) =>
    w.variants[i] === FULL && w.ends[i] - w.starts[i] > HEADER
      ? w.sources[i].slice(w.starts[i] + HEADER, w.ends[i])
      : undefined,
  range: (w, i) => [Math.min(w.starts[i] + HEADER, w.ends[i]), w.ends[i]],
};
