/**
 * ICMPv6 (RFC 4443), neighbor discovery's addresses in the Info column (RFC 4861), and MLD's group (RFC 2710): type,
 * code, checksum with the pseudo-header. What follows is left as octets.
 */
import { formatEther, formatIpv6 } from '../src/base/address.js';
import { checksumMark } from '../src/base/checksum.js';
import { putDecimal, putString, type Text } from '../src/base/text.js';
import { bytes, header, ipv6, uint, when } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Expert, type Walk } from './contract.js';
import { V6_CODE_NAMES, V6_TYPE_NAMES } from './icmp-names.js';
import { checksumHolds, makeNetworkFinder, type NetworkFinder, rightChecksum } from './pseudo-header.js';

const ECHOES = [128, 129];
const LISTENERS = [130, 131, 132];
const NEIGHBOR_SOLICITATION = 135;
const NEIGHBOR_ADVERTISEMENT = 136;

/** ICMPv6. */
export const icmpv6Table = header('icmpv6', 'Internet Control Message Protocol v6', 'RFC 4443', [
  uint('icmpv6.type', 8, 'Type', { values: V6_TYPE_NAMES }),
  uint('icmpv6.code', 8, 'Code', {
    show: (value, field) => {
      const name = V6_CODE_NAMES[Number(field('icmpv6.type'))]?.[Number(value)];
      return name === undefined ? String(value) : `${value} (${name})`;
    },
  }),
  uint('icmpv6.checksum', 16, 'Checksum', { base: 'hex' }),
  when({ field: 'icmpv6.type', is: ECHOES }, [
    uint('icmpv6.echo.identifier', 16, 'Identifier', { base: 'hex' }),
    uint('icmpv6.echo.sequence_number', 16, 'Sequence'),
  ]),
  when({ field: 'icmpv6.type', is: LISTENERS }, [
    uint('icmpv6.mld.maximum_response_delay', 16, 'Maximum Response Delay [ms]', { clause: 'RFC 2710 3.4' }),
    bytes('icmpv6.reserved', 'Reserved', 2),
    ipv6('icmpv6.mld.multicast_address', 'Multicast Address'),
  ]),
]);

const typeOf = compileReader(icmpv6Table, 'icmpv6.type');
const codeOf = compileReader(icmpv6Table, 'icmpv6.code');
const PROTOCOL = 58;

/** The ICMPv6 dissector. */
export function createIcmpv6(id: number): Dissector {
  const network = makeNetworkFinder();
  return {
    name: 'icmpv6',
    title: icmpv6Table.title,
    shortTitle: 'ICMPv6',
    headers: [icmpv6Table],
    entries: [['ip.proto', PROTOCOL]],
    generated: [
      {
        name: 'icmpv6.checksum.status',
        title: 'Checksum Status',
        kind: 'uint',
        meta: { values: { 0: 'Bad', 1: 'Good', 2: 'Unverified' }, base: 'name' },
        after: 'icmpv6.checksum',
        compute: (w, i) => statusOf(w, i, network),
        mark: (status, w, i) => checksumMark(Number(status), () => rightIcmpv6Checksum(w, i, network)),
      },
    ],
    walk: (w) => walkIcmpv6(w, id),
    protocol: () => 'ICMPv6',
    info: (w, i, out) => writeInfo(w, i, network, out),
    experts: (w, i) => judge(w, i, network),
  };
}

function walkIcmpv6(w: Walk, id: number): void {
  if (w.start >= w.end) return;
  const type = typeOf(w.bytes, w.start);
  const length = ECHOES.includes(type) ? 8 : LISTENERS.includes(type) ? 24 : 4;
  addLayer(w, id, 0, Math.min(w.start + length, w.end), w.limit);
}

function statusOf(w: Walk, i: number, network: NetworkFinder): number | undefined {
  const start = w.starts[i];
  if (w.ends[i] - start < 4) return undefined;
  const below = network.below(w, i);
  if (w.fragmented || below < 0 || w.ends[i] < w.limits[i]) return 2;
  const sum = network.sum(w, i, below, PROTOCOL, w.ends[i] - start);
  return checksumHolds(sum, w.sources[i], start, w.ends[i]) ? 1 : 0;
}

function rightIcmpv6Checksum(w: Walk, i: number, network: NetworkFinder): number {
  const start = w.starts[i];
  const sum = network.sum(w, i, network.below(w, i), PROTOCOL, w.ends[i] - start);
  return rightChecksum(sum, w.sources[i], start, w.ends[i], start + 2);
}

function judge(w: Walk, i: number, network: NetworkFinder): readonly Expert[] {
  if (statusOf(w, i, network) !== 0) return [];
  const right = rightIcmpv6Checksum(w, i, network).toString(16).padStart(4, '0');
  return [
    {
      severity: 'warning',
      group: 'Checksum',
      code: 'icmpv6.checksum_bad',
      message: `Bad checksum [should be 0x${right}]`,
      start: w.starts[i] + 2,
      end: w.starts[i] + 4,
      field: 'icmpv6.checksum',
      fault: 'sender',
    },
  ];
}

function writeInfo(w: Walk, i: number, network: NetworkFinder, out: Text): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  const have = w.ends[i] - start;
  if (have < 2) return;
  const type = typeOf(octets, start);
  putString(out, V6_TYPE_NAMES[type] ?? (type > 0 && type < 128 ? 'Unknown' : `Unknown (${type})`));
  const codes = V6_CODE_NAMES[type];
  if (codes !== undefined) putString(out, ` (${codes[codeOf(octets, start)] ?? 'Unknown'})`);
  if (ECHOES.includes(type) && have >= 8) writeEcho(w, i, network, out);
  if (type >= 133 && type <= NEIGHBOR_ADVERTISEMENT) writeNeighbor(octets, start, w.ends[i], type, out);
}

function writeEcho(w: Walk, i: number, network: NetworkFinder, out: Text): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  const id = (octets[start + 4] << 8) | octets[start + 5];
  putString(out, ` id=0x${id.toString(16).padStart(4, '0')}, seq=`);
  putDecimal(out, (octets[start + 6] << 8) | octets[start + 7]);
  const below = network.below(w, i);
  if (below < 0) return;
  putString(out, ', hop limit=');
  putDecimal(out, w.sources[below][w.starts[below] + (network.addressLength(w, below) === 4 ? 8 : 7)]);
}

const FLAG_NAMES = ['rtr', 'sol', 'ovr'];
/** Octets before the options, by type. */
const OPTIONS_AT: Readonly<Record<number, number>> = { 133: 8, 134: 16, 135: 24, 136: 24 };

function writeNeighbor(octets: Uint8Array, start: number, end: number, type: number, out: Text): void {
  const solicitation = type === NEIGHBOR_SOLICITATION;
  if ((solicitation || type === NEIGHBOR_ADVERTISEMENT) && end - start >= 24) {
    putString(out, `${solicitation ? ' for ' : ' '}${formatIpv6(octets, start + 8)}`);
    const flags = FLAG_NAMES.filter((_, bit) => ((octets[start + 4] >> (7 - bit)) & 1) === 1);
    if (!solicitation && flags.length > 0) putString(out, ` (${flags.join(', ')})`);
  }
  const wanted = type === NEIGHBOR_ADVERTISEMENT ? 2 : 1;
  for (let at = start + OPTIONS_AT[type]; at + 8 <= end && octets[at + 1] > 0; at += octets[at + 1] * 8) {
    if (octets[at] !== wanted) continue;
    putString(out, `${wanted === 2 ? ' is at ' : ' from '}${formatEther(octets, at + 2)}`);
    return;
  }
}
