/**
 * IPv4 (RFC 791): where the header and the datagram end, fragments, and what is wrong with a header. A fragment that
 * completes its datagram goes on into the whole; with reassembly off, the first fragment is dissected by itself.
 */
import { formatIpv4 } from '../src/base/address.js';
import { addWords, checksumMark, checksumWithout, foldSum } from '../src/base/checksum.js';
import { putDecimal, putHex, putIpv4, putString, type Text } from '../src/base/text.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Generated, NONE, type Walk } from './contract.js';
import { datagramOf, fragmentFields } from './fragment-fields.js';
import { FRAGMENT_LIMITS, type Fragments, makeFragments } from './fragments.js';
import { protocolName } from './ip-names.js';
import { IPV4_FRAGMENT_NAMES, judgeIpv4 } from './ipv4-findings.js';
import { ipv4LengthTable, ipv4StartTable, ipv4Table, ipv4VersionTable } from './ipv4-tables.js';
import type { RegistryOptions } from './options.js';
import type { Shortcut } from './shortcut.js';

export { ipv4Table };

const firstOctet = compileReader(ipv4Table, 'ip.version');
const headerWords = compileReader(ipv4Table, 'ip.hdr_len');
const totalLength = compileReader(ipv4Table, 'ip.len');
const identification = compileReader(ipv4Table, 'ip.id');
const moreFragments = compileReader(ipv4Table, 'ip.flags.mf');
const fragmentOffset = compileReader(ipv4Table, 'ip.frag_offset');
const protocolOf = compileReader(ipv4Table, 'ip.proto');
const sourceOf = compileReader(ipv4Table, 'ip.src');
const destinationOf = compileReader(ipv4Table, 'ip.dst');

const MINIMUM = 20;
const FULL = 0;
const START = 1;
const LENGTH = 2;
const VERSION = 3;
const NOT_ALL_THERE = 2;

/** A datagram that tells its length: whole, or a fragment. */
const SHORTCUT: Shortcut = {
  least: MINIMUM,
  shapes: [
    {
      variant: FULL,
      when: {
        'ip.version': [[4, 4]],
        'ip.hdr_len': [[MINIMUM / 4, 15]],
        'ip.flags.mf': [[0, 0]],
        'ip.frag_offset': [[0, 0]],
      },
      header: { field: 'ip.hdr_len', times: 4 },
      total: { field: 'ip.len' },
      next: { table: 'ip.proto', field: 'ip.proto' },
    },
    {
      variant: FULL,
      when: { 'ip.version': [[4, 4]], 'ip.hdr_len': [[MINIMUM / 4, 15]] },
      header: { field: 'ip.hdr_len', times: 4 },
      total: { field: 'ip.len' },
      next: { table: 'ip.proto', field: 'ip.proto' },
      bound: true,
    },
  ],
  addresses: 'ip.src',
};

/** The IPv4 dissector. */
export function createIpv4(id: number, options: RegistryOptions = {}): Dissector {
  const fragments =
    options.defragment === false ? undefined : makeFragments(FRAGMENT_LIMITS, options.witness);
  return {
    name: 'ip',
    title: 'Internet Protocol Version 4',
    shortTitle: 'IPv4',
    headers: [ipv4Table, ipv4StartTable, ipv4LengthTable, ipv4VersionTable],
    entries: [
      ['ethertype', 0x0800],
      ['ip.proto', 4],
      ['linktype', 228],
      ['null.family', 2],
      ['llc.dsap', 6],
    ],
    generated: [...CHECKSUM_FIELDS, ...HOST_FIELDS, ...fragmentFields(IPV4_FRAGMENT_NAMES)],
    walk: (w) => walkIpv4(w, id, fragments),
    restart: () => fragments?.clear(),
    shortcut: SHORTCUT,
    label,
    protocol: () => 'IPv4',
    info: writeInfo,
    source: (w, i, out) => {
      if (w.variants[i] !== FULL || w.ends[i] - w.starts[i] < 16) return false;
      putIpv4(out, sourceOf(w.sources[i], w.starts[i]));
      return true;
    },
    destination: (w, i, out) => {
      if (w.variants[i] !== FULL || w.ends[i] - w.starts[i] < MINIMUM) return false;
      putIpv4(out, destinationOf(w.sources[i], w.starts[i]));
      return true;
    },
    experts: (w, i) => judgeIpv4(w, i, checksumStatus(w, i), () => rightIpv4Checksum(w, i)),
  };
}

function walkIpv4(w: Walk, id: number, fragments: Fragments | undefined): void {
  const { bytes: octets, start, end } = w;
  if (start >= end) {
    addLayer(w, id, FULL, end, w.limit);
    return;
  }
  const version = firstOctet(octets, start);
  if (version === 6) {
    // Link types and numbers that promise IPv4 are wrong at times: the version decides, as in Wireshark.
    w.next = w.lookup.idOf('ipv6');
    return;
  }
  if (version !== 4 || headerWords(octets, start) * 4 < MINIMUM) {
    addLayer(w, id, version === 4 ? START : VERSION, end, w.limit);
    return;
  }
  if (end - start < MINIMUM) {
    addLayer(w, id, FULL, end, w.limit);
    return;
  }
  const length = headerWords(octets, start) * 4;
  const total = totalLength(octets, start);
  if (total !== 0 && total < length) {
    addLayer(w, id, LENGTH, end, w.limit);
    return;
  }
  addLayer(w, id, FULL, start + length, total === 0 ? w.limit : start + total);
  if (end - start < length) return;
  const proto = protocolOf(octets, start);
  if ((octets[start + 6] & 0x3f) !== 0 || octets[start + 7] !== 0) {
    if (!enterFragment(w, octets, start, proto, fragments)) return;
  }
  w.next = w.lookup.tables['ip.proto'][proto];
  if (w.next === NONE && w.start < w.end) w.undecoded = `IP protocol ${proto}`;
}

/** Deals with a fragment; true where the cursor stands on something to be dissected. */
function enterFragment(
  w: Walk,
  octets: Uint8Array,
  start: number,
  proto: number,
  fragments: Fragments | undefined,
): boolean {
  const i = w.count - 1;
  const offset = fragmentOffset(octets, start) * 8;
  const more = moreFragments(octets, start) === 1;
  const usable = w.end === w.limit && w.end > w.start && checksumStatus(w, i) === 1;
  if (fragments === undefined || !usable) {
    if (offset === 0) w.fragmented = true;
    else w.undecoded = 'IPv4 fragment';
    return offset === 0;
  }
  const key = `${sourceOf(octets, start)}.${destinationOf(octets, start)}.${identification(octets, start)}.${proto}`;
  const datagram = fragments.add(w.frame.number, key, proto, offset, more, octets, w.start, w.end);
  w.notes[i] = datagram;
  if (datagram.whole === undefined) {
    w.undecoded = 'IPv4 fragment';
    return false;
  }
  w.bytes = datagram.whole;
  w.start = 0;
  w.end = datagram.whole.length;
  w.limit = w.end;
  return true;
}

function label(w: Walk, i: number): string {
  const title = 'Internet Protocol Version 4';
  const have = w.ends[i] - w.starts[i];
  if (w.variants[i] !== FULL || have < 16) return title;
  const source = `${title}, Src: ${formatIpv4(sourceOf(w.sources[i], w.starts[i]))}`;
  return have < MINIMUM ? source : `${source}, Dst: ${formatIpv4(destinationOf(w.sources[i], w.starts[i]))}`;
}

function writeInfo(w: Walk, i: number, out: Text): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  const have = w.ends[i] - start;
  if (w.variants[i] === VERSION) {
    putString(out, `Bogus IPv4 version (${firstOctet(octets, start)}, must be 4)`);
    return;
  }
  if (w.variants[i] === START) {
    putString(out, `Bogus IP header length (${headerWords(octets, start) * 4}, must be at least 20)`);
    return;
  }
  if (have < MINIMUM) return;
  if (w.variants[i] === LENGTH) {
    const length = headerWords(octets, start) * 4;
    putString(out, `Bogus IP length (${totalLength(octets, start)}, less than header length ${length})`);
    return;
  }
  const proto = protocolOf(octets, start);
  if (isFragment(octets, start) && datagramOf(w, i)?.whole === undefined) {
    writeFragment(octets, start, out);
    const frame = datagramOf(w, i)?.completedIn ?? 0;
    if (frame !== 0) putString(out, ` [Reassembled in #${frame}]`);
    return;
  }
  if (w.payloads[i] >= w.ends[i]) return;
  putString(out, protocolName(proto));
  putString(out, ' (');
  putDecimal(out, proto);
  putString(out, ')');
}

function writeFragment(octets: Uint8Array, start: number, out: Text): void {
  const proto = protocolOf(octets, start);
  putString(out, 'Fragmented IP protocol (proto=');
  putString(out, protocolName(proto));
  putString(out, ' ');
  putDecimal(out, proto);
  putString(out, ', off=');
  putDecimal(out, fragmentOffset(octets, start) * 8);
  putString(out, ', ID=');
  putHex(out, identification(octets, start), 4);
  putString(out, ')');
}

/** For fragments: whether this layer holds a part of a datagram only. */
export function isFragment(octets: Uint8Array, start: number): boolean {
  return moreFragments(octets, start) === 1 || fragmentOffset(octets, start) !== 0;
}

const HOST_FIELDS: readonly Generated[] = [
  hostField('ip.src_host', 'Source Host', 12),
  hostField('ip.dst_host', 'Destination Host', 16),
];

/** Addresses as text: no names are resolved. */
function hostField(name: string, title: string, offset: number): Generated {
  return {
    name,
    title,
    kind: 'text',
    meta: { hidden: true, alias: ['ip.host'] },
    compute: (w, i) => {
      const at = w.starts[i];
      if (w.variants[i] !== FULL || w.ends[i] < at + offset + 4) return undefined;
      return formatIpv4((offset === 12 ? sourceOf : destinationOf)(w.sources[i], at));
    },
  };
}

const CHECKSUM_FIELDS: readonly Generated[] = [
  {
    name: 'ip.checksum.status',
    title: 'Header checksum status',
    kind: 'uint',
    meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present' }, base: 'name' },
    after: 'ip.checksum',
    compute: checksumStatus,
    mark: (status, w, i) => {
      if (status === NOT_ALL_THERE) return ' [not all data available]';
      const text = checksumMark(Number(status), () => rightIpv4Checksum(w, i));
      return status === 0 ? `${text}(may be caused by "IP checksum offload"?)` : text;
    },
  },
  {
    name: 'ip.checksum_calculated',
    title: 'Calculated Checksum',
    kind: 'uint',
    bits: 16,
    meta: { base: 'hex' },
    after: 'ip.checksum',
    compute: (w, i) => {
      const status = checksumStatus(w, i);
      return status === 0 || status === 1 ? rightIpv4Checksum(w, i) : undefined;
    },
  },
];

function checksumStatus(w: Walk, i: number): number | undefined {
  const start = w.starts[i];
  if (w.variants[i] !== FULL || w.ends[i] - start < 12) return undefined;
  const length = headerWords(w.sources[i], start) * 4;
  if (start + length > w.ends[i]) return NOT_ALL_THERE;
  return foldSum(addWords(0, w.sources[i], start, start + length)) === 0xffff ? 1 : 0;
}

function rightIpv4Checksum(w: Walk, i: number): number {
  const start = w.starts[i];
  const length = headerWords(w.sources[i], start) * 4;
  return checksumWithout(w.sources[i], start, start + length, start + 10);
}
