/**
 * IPv6 (RFC 8200). The extension headers behind it are layers of their own (ipv6-extensions.ts), found by the same
 * numbers as the protocols. A payload length of zero is that of a jumbogram (RFC 2675), or of a capture on a machine whose
 * network card cuts the segments: then the frame's end counts.
 */
import { formatIpv6 } from '../src/base/address.js';
import { putString, type Text } from '../src/base/text.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Expert, type Generated, NONE, type Walk } from './contract.js';
import { protocolName } from './ip-names.js';
import { ipv6StartTable, ipv6Table } from './ipv6-tables.js';
import type { Shortcut } from './shortcut.js';

const versionOf = compileReader(ipv6Table, 'ipv6.version');
const payloadLength = compileReader(ipv6Table, 'ipv6.plen');
const nextHeader = compileReader(ipv6Table, 'ipv6.nxt');
const HEADER = 40;
const FULL = 0;
const START = 1;
const TITLE = 'Internet Protocol Version 6';
const NO_NEXT_HEADER = 59;

/** A packet that tells its length, with something behind it. */
const SHORTCUT: Shortcut = {
  least: HEADER,
  shapes: [
    {
      variant: FULL,
      when: {
        'ipv6.version': [[6, 6]],
        'ipv6.plen': [[1, 0xffff]],
        'ipv6.nxt': [
          [0, NO_NEXT_HEADER - 1],
          [NO_NEXT_HEADER + 1, 255],
        ],
      },
      header: HEADER,
      total: { field: 'ipv6.plen', plus: HEADER },
      next: { table: 'ip.proto', field: 'ipv6.nxt' },
    },
  ],
  addresses: 'ipv6.src',
};

/** The IPv6 dissector. */
export function createIpv6(id: number): Dissector {
  return {
    name: 'ipv6',
    title: TITLE,
    shortTitle: 'IPv6',
    headers: [ipv6Table, ipv6StartTable],
    entries: [
      ['ethertype', 0x86dd],
      ['ip.proto', 41],
      ['linktype', 229],
      ['null.family', 10],
      ['null.family', 24],
      ['null.family', 28],
      ['null.family', 30],
    ],
    generated: [
      {
        name: 'ip.version',
        title: 'Version',
        kind: 'uint',
        meta: { hidden: true },
        after: 'ipv6.version',
        compute: (w, i) => (w.ends[i] > w.starts[i] ? versionOf(w.sources[i], w.starts[i]) : undefined),
        direct: () => ({ field: 'ipv6.version', value: (version) => version }),
      },
      hostField('ipv6.src_host', 'Source Host', 8),
      hostField('ipv6.dst_host', 'Destination Host', 24),
    ],
    walk: (w) => walkIpv6(w, id),
    shortcut: SHORTCUT,
    label: (w, i) => {
      const source = addressText(w, i, 8);
      const destination = addressText(w, i, 24);
      if (source === undefined) return TITLE;
      return destination === undefined ? TITLE : `${TITLE}, Src: ${source}, Dst: ${destination}`;
    },
    protocol: () => 'IPv6',
    info: writeInfo,
    source: (w, i, out) => putAddress(w, i, 8, out),
    destination: (w, i, out) => putAddress(w, i, 24, out),
    experts: judge,
  };
}

function walkIpv6(w: Walk, id: number): void {
  const { bytes: octets, start, end } = w;
  if (start < end && versionOf(octets, start) !== 6) {
    addLayer(w, id, START, end, w.limit);
    return;
  }
  if (end - start < HEADER) {
    addLayer(w, id, FULL, end, w.limit);
    return;
  }
  const length = payloadLength(octets, start);
  addLayer(w, id, FULL, start + HEADER, length === 0 ? w.limit : start + HEADER + length);
  enterNext(w, nextHeader(octets, start));
}

/** Goes on with what a "next header" field names (RFC 8200 4). */
export function enterNext(w: Walk, next: number): void {
  w.next = next === NO_NEXT_HEADER ? NONE : w.lookup.tables['ip.proto'][next];
  if (w.next !== NONE || w.start >= w.end) return;
  w.undecoded = next === NO_NEXT_HEADER ? 'IPv6 no next header' : `IP protocol ${next}`;
}

/** What the Info column says where nobody takes what is behind an IPv6 header. */
export function writeNext(w: Walk, i: number, next: number, out: Text): void {
  if (next === NO_NEXT_HEADER) putString(out, 'IPv6 no next header');
  else if (w.lookup.find('ip.proto', next) === NONE) {
    putString(out, `Unknown IP Protocol: ${protocolName(next)} (${next})`);
  } else if (w.payloads[i] < w.ends[i]) putString(out, protocolName(next));
}

function addressText(w: Walk, i: number, offset: number): string | undefined {
  const at = w.starts[i] + offset;
  return w.variants[i] === FULL && at + 16 <= w.ends[i] ? formatIpv6(w.sources[i], at) : undefined;
}

function putAddress(w: Walk, i: number, offset: number, out: Text): boolean {
  const text = addressText(w, i, offset);
  if (text === undefined) return false;
  putString(out, text);
  return true;
}

function writeInfo(w: Walk, i: number, out: Text): void {
  const have = w.ends[i] - w.starts[i];
  if (w.variants[i] === START) {
    putString(out, `Bogus IPv6 version (${versionOf(w.sources[i], w.starts[i])}, must be 6)`);
    return;
  }
  const onWire = w.limits[i] - w.starts[i];
  if (onWire < HEADER) {
    putString(out, `Invalid IPv6 header (${onWire} bytes, need exactly 40)`);
    return;
  }
  if (have >= HEADER) writeNext(w, i, nextHeader(w.sources[i], w.starts[i]), out);
}

function hostField(name: string, title: string, offset: number): Generated {
  return {
    name,
    title,
    kind: 'text',
    meta: { hidden: true, alias: ['ipv6.host'] },
    compute: (w, i) => addressText(w, i, offset),
  };
}

function judge(w: Walk, i: number): readonly Expert[] {
  const start = w.starts[i];
  const octets = w.sources[i];
  const finding = (
    field: string,
    severity: Expert['severity'],
    group: Expert['group'],
    code: string,
    message: string,
    offset: number,
    length: number,
  ): Expert => ({
    severity,
    group,
    code,
    message,
    start: Math.min(start + offset, w.ends[i]),
    end: Math.min(start + offset + length, w.ends[i]),
    field,
    fault: 'sender',
  });
  if (w.variants[i] === START) {
    return [
      finding('ipv6.version', 'error', 'Malformed', 'ipv6.bogus_ipv6_version', 'Bogus IPv6 version', 0, 1),
    ];
  }
  const onWire = w.limits[i] - start;
  if (onWire < HEADER) {
    const message = 'IPv6 header must be exactly 40 bytes';
    return [finding('ipv6.version', 'error', 'Malformed', 'ipv6.invalid_header', message, 0, onWire)];
  }
  if (w.ends[i] - start < 7) return [];
  const length = payloadLength(octets, start);
  if (length === 0 && nextHeader(octets, start) !== 0 && nextHeader(octets, start) !== NO_NEXT_HEADER) {
    const message = 'IPv6 payload length equals 0 (maybe because of "TCP segmentation offload" (TSO))';
    return [finding('ipv6.plen', 'chat', 'Protocol', 'ipv6.plen_zero', message, 4, 2)];
  }
  if (length <= onWire - HEADER) return [];
  const message = `IPv6 payload length exceeds framing length (${onWire - HEADER} bytes)`;
  return [finding('ipv6.plen', 'warning', 'Protocol', 'ipv6.plen_exceeds_framing', message, 4, 2)];
}
