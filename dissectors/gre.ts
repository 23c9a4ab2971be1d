/**
 * Generic routing encapsulation (RFC 2784, RFC 2890; version 1 of PPTP, RFC 2637): flags say which of checksum, routing
 * offset, key, sequence number and acknowledgment follow; then comes a packet of the EtherType named.
 */
import { checksumMark, checksumWithout, internetChecksum } from '../src/base/checksum.js';
import { putString } from '../src/base/text.js';
import { flag, group, header, uint, when } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import type { ValueNames } from '../src/layout/types.js';
import { addLayer, type Dissector, type Expert, NONE, type Walk } from './contract.js';

const TYPE_NAMES: ValueNames = {
  0: 'Possible GRE keepalive packet',
  254: 'OSI',
  2048: 'IP',
  2054: 'ARP',
  8192: 'CDP (Cisco)',
  8193: 'NHRP',
  8939: 'ERSPAN III',
  25944: 'Transparent Ethernet bridging',
  25945: 'Frame Relay',
  33079: 'IPX',
  34525: 'IPv6',
  34827: 'PPP',
  34878: 'WCCP',
  34887: 'MPLS label switched packet',
  35006: 'ERSPAN',
  35081: 'CiscoMetaData',
  35151: 'Network Service Header',
};
const YES_NO = { words: ['Yes', 'No'] } as const;
const TITLE = 'Generic Routing Encapsulation';

const first = [
  flag('gre.flags.checksum', 'Checksum Bit', YES_NO),
  flag('gre.flags.routing', 'Routing Bit', YES_NO),
  flag('gre.flags.key', 'Key Bit', YES_NO),
  flag('gre.flags.sequence_number', 'Sequence Number Bit', YES_NO),
  flag('gre.flags.strict_source_route', 'Strict Source Route Bit', YES_NO),
  uint('gre.flags.recursion_control', 3, 'Recursion control'),
] as const;
const version = uint('gre.flags.version', 3, 'Version', { values: { 0: 'GRE', 1: 'Enhanced GRE' } });
const protocol = uint('gre.proto', 16, 'Protocol Type', { base: 'hex', values: TYPE_NAMES });
const sequence = when({ field: 'gre.flags.sequence_number', is: [1] }, [
  uint('gre.sequence_number', 32, 'Sequence Number'),
]);

/** Version 0. */
export const greTable = header('gre', TITLE, 'RFC 2890', [
  group(
    'gre.flags_and_version',
    'Flags and Version',
    [...first, uint('gre.flags.reserved', 5, 'Flags (Reserved)'), version],
    { base: 'hex' },
  ),
  protocol,
  when({ field: 'gre.flags.checksum', is: [1] }, [
    uint('gre.checksum', 16, 'Checksum', { base: 'hex' }),
    uint('gre.offset', 16, 'Offset'),
  ]),
  when({ field: 'gre.flags.key', is: [1] }, [uint('gre.key', 32, 'Key', { base: 'hex' })]),
  sequence,
]);

/** Version 1, as PPTP uses it. */
export const enhancedGreTable = header('gre', TITLE, 'RFC 2637 4.1', [
  group(
    'gre.flags_and_version',
    'Flags and Version',
    [
      ...first,
      flag('gre.flags.ack', 'Acknowledgment', YES_NO),
      uint('gre.flags.reserved', 4, 'Flags (Reserved)'),
      version,
    ],
    { base: 'hex' },
  ),
  protocol,
  when({ field: 'gre.flags.key', is: [1] }, [
    uint('gre.key.payload_length', 16, 'Payload Length'),
    uint('gre.key.call_id', 16, 'Call ID'),
  ]),
  sequence,
  when({ field: 'gre.flags.ack', is: [1] }, [uint('gre.ack_number', 32, 'Acknowledgment Number')]),
]);

const flagsOf = compileReader(greTable, 'gre.flags_and_version');
const protocolOf = compileReader(greTable, 'gre.proto');
const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGMENT = 0x0080;

/** The GRE dissector. */
export function createGre(id: number): Dissector {
  return {
    name: 'gre',
    title: TITLE,
    shortTitle: 'GRE',
    headers: [greTable, enhancedGreTable],
    entries: [['ip.proto', 47]],
    generated: [
      {
        name: 'gre.checksum.status',
        title: 'Checksum Status',
        kind: 'uint',
        meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified' }, base: 'name' },
        after: 'gre.checksum',
        compute: statusOf,
        mark: (status, w, i) => checksumMark(Number(status), () => rightGreChecksum(w, i)),
      },
    ],
    walk: (w) => walkGre(w, id),
    label: (w, i) => (w.ends[i] - w.starts[i] < 4 ? TITLE : `${TITLE} (${typeName(w, i)})`),
    protocol: () => 'GRE',
    info: (w, i, out) => {
      if (w.ends[i] - w.starts[i] >= 4) putString(out, `Encapsulated ${typeName(w, i)}`);
    },
    experts: judge,
  };
}

function typeName(w: Walk, i: number): string {
  const type = protocolOf(w.sources[i], w.starts[i]);
  return TYPE_NAMES[type] ?? `0x${type.toString(16).padStart(4, '0')} - unknown`;
}

function walkGre(w: Walk, id: number): void {
  const { bytes: octets, start, end } = w;
  if (start >= end) return;
  if (end - start < 4) {
    addLayer(w, id, 0, end, w.limit);
    return;
  }
  const flags = flagsOf(octets, start);
  const enhanced = (flags & 7) === 1;
  let length = 4;
  if (!enhanced && (flags & (CHECKSUM | ROUTING)) !== 0) length += 4;
  if ((flags & KEY) !== 0) length += 4;
  if ((flags & SEQUENCE) !== 0) length += 4;
  if (enhanced && (flags & ACKNOWLEDGMENT) !== 0) length += 4;
  addLayer(w, id, enhanced ? 1 : 0, Math.min(start + length, end), w.limit);
  // Source route entries (RFC 1701) were never used: what is behind them is left alone.
  if (start + length > end || (flags & ROUTING) !== 0) return;
  const type = protocolOf(octets, start);
  w.next = w.lookup.find('ethertype', type);
  if (w.next === NONE && w.start < w.end) w.undecoded = `GRE 0x${type.toString(16).padStart(4, '0')}`;
}

function statusOf(w: Walk, i: number): number | undefined {
  const start = w.starts[i];
  if (w.variants[i] !== 0 || w.ends[i] - start < 8) return undefined;
  if ((flagsOf(w.sources[i], start) & CHECKSUM) === 0) return undefined;
  if (w.fragmented || w.ends[i] < w.limits[i]) return 2;
  return internetChecksum(w.sources[i], start, w.ends[i]) === 0 ? 1 : 0;
}

function rightGreChecksum(w: Walk, i: number): number {
  return checksumWithout(w.sources[i], w.starts[i], w.ends[i], w.starts[i] + 4);
}

function judge(w: Walk, i: number): readonly Expert[] {
  if (statusOf(w, i) !== 0) return [];
  return [
    {
      severity: 'warning',
      group: 'Checksum',
      code: 'gre.checksum.incorrect',
      message: `Incorrect GRE Checksum [should be 0x${rightGreChecksum(w, i).toString(16).padStart(4, '0')}]`,
      start: w.starts[i] + 4,
      end: w.starts[i] + 6,
      field: 'gre.checksum',
      fault: 'sender',
    },
  ];
}
