/**
 * Linux "cooked" captures, versions 1 (LINKTYPE_LINUX_SLL, 113) and 2 (LINKTYPE_LINUX_SLL2, 276): what Linux gives for
 * packets of the pseudo-device "any", whose link headers differ. Both end in or begin with an EtherType.
 */
import { putHexBytes, putIpv4, putString, type Text } from '../src/base/text.js';
import { bytes, ether, header, ipv4, uint, when } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, NONE, type Walk } from './contract.js';
import { ETHERTYPE_NAMES } from './ethertypes.js';
import { HARDWARE_NAMES } from './hardware-names.js';
import { trailerFields } from './trailer.js';

const PACKET_TYPES = {
  0: 'Unicast to us',
  1: 'Broadcast',
  2: 'Multicast',
  3: 'Unicast to another host',
  4: 'Sent by us',
};
/** Linux's own protocol numbers below 0x0600. */
const LINUX_TYPES = { 1: 'Raw 802.3', 3: 'Ethernet', 4: '802.2 LLC', 12: 'CAN', 13: 'CAN FD' };

const hardwareType = uint('sll.hatype', 16, 'Link-layer address type', { values: HARDWARE_NAMES });
const addressLength = (bits: number) => uint('sll.halen', bits, 'Link-layer address length');
const etherType = uint('sll.etype', 16, 'Protocol', { base: 'hex', values: ETHERTYPE_NAMES });
const linuxType = uint('sll.ltype', 16, 'Protocol', { base: 'hex', values: LINUX_TYPES });

/** Eight octets hold the address, however long it is. */
const address = [
  when({ field: 'sll.halen', is: [0] }, [bytes('sll.unused', 'Unused', 8)]),
  when({ field: 'sll.halen', is: [4] }, [ipv4('sll.src.ipv4', 'Source'), bytes('sll.unused', 'Unused', 4)]),
  when({ field: 'sll.halen', is: [6] }, [ether('sll.src.eth', 'Source'), bytes('sll.unused', 'Unused', 2)]),
  ...[1, 2, 3, 5, 7].map((length) =>
    when({ field: 'sll.halen', is: [length] }, [
      bytes('sll.src.other', 'Source', length),
      bytes('sll.unused', 'Unused', 8 - length),
    ]),
  ),
  when({ field: 'sll.halen', not: [0, 1, 2, 3, 4, 5, 6, 7] }, [bytes('sll.src.other', 'Source', 8)]),
] as const;

const V1 = 'Linux cooked capture v1';
const V2 = 'Linux cooked capture v2';
const packetType = (bits: number) => uint('sll.pkttype', bits, 'Packet type', { values: PACKET_TYPES });
const headV1 = [packetType(16), hardwareType, addressLength(16), ...address] as const;
const restV2 = [
  bytes('sll.reserved', 'Reserved', 2, { hidden: true }),
  uint('sll.ifindex', 32, 'Interface index'),
  hardwareType,
  packetType(8),
  addressLength(8),
  ...address,
] as const;

/** Version 1, with an EtherType. */
export const sllTable = header('sll', V1, 'LINKTYPE_LINUX_SLL', [...headV1, etherType]);
/** Version 1, with one of Linux's own numbers. */
export const sllLinuxTable = header('sll', V1, 'LINKTYPE_LINUX_SLL', [...headV1, linuxType]);
/** Version 2, with an EtherType. */
export const sll2Table = header('sll', V2, 'LINKTYPE_LINUX_SLL2', [etherType, ...restV2]);
/** Version 2, with one of Linux's own numbers. */
export const sll2LinuxTable = header('sll', V2, 'LINKTYPE_LINUX_SLL2', [linuxType, ...restV2]);

const typeInV2 = compileReader(sll2Table, 'sll.etype');
const LENGTH_V1 = 16;
const LENGTH_V2 = 20;
const SLL2_LINKTYPE = 276;

/** The dissector of both versions. */
export function createSll(id: number): Dissector {
  return {
    name: 'sll',
    title: 'Linux cooked-mode capture',
    shortTitle: 'SLL',
    headers: [sllTable, sllLinuxTable, sll2Table, sll2LinuxTable],
    entries: [
      ['linktype', 113],
      ['linktype', SLL2_LINKTYPE],
    ],
    generated: trailerFields((w, i) => w.payloads[i], 'sll.trailer'),
    walk: (w) => walkSll(w, id),
    label: (w, i) => (w.variants[i] < 2 ? V1 : V2),
    protocol: (w, i) => {
      const type = typeOf(w, i);
      return type === undefined || type < 0x0600 ? 'SLL' : `0x${type.toString(16).padStart(4, '0')}`;
    },
    info: (w, i, out) => {
      const octets = w.sources[i];
      const at = w.starts[i];
      if (w.ends[i] - at < (w.variants[i] < 2 ? LENGTH_V1 : LENGTH_V2)) return;
      const packet = w.variants[i] < 2 ? (octets[at] << 8) | octets[at + 1] : octets[at + 10];
      putString(out, (PACKET_TYPES as Readonly<Record<number, string>>)[packet] ?? 'Unknown');
    },
    source: putSource,
  };
}

function typeOf(w: Walk, i: number): number | undefined {
  const at = w.starts[i];
  const first = w.variants[i] < 2;
  if (w.ends[i] - at < (first ? LENGTH_V1 : 2)) return undefined;
  return typeInV2(w.sources[i], first ? at + 14 : at);
}

function putSource(w: Walk, i: number, out: Text): boolean {
  const octets = w.sources[i];
  const first = w.variants[i] < 2;
  const at = w.starts[i] + (first ? 6 : 12);
  if (at + 8 > w.ends[i]) return false;
  const length = first ? (octets[at - 2] << 8) | octets[at - 1] : octets[at - 1];
  if (length === 6) putHexBytes(out, octets, at, at + 6, 58);
  else if (length === 4) {
    putIpv4(
      out,
      ((octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3]) >>> 0,
    );
  } else return false;
  return true;
}

function walkSll(w: Walk, id: number): void {
  const second = w.frame.linkType === SLL2_LINKTYPE;
  const length = second ? LENGTH_V2 : LENGTH_V1;
  const base = second ? 2 : 0;
  if (w.end - w.start < length) {
    addLayer(w, id, base, w.end, w.limit);
    return;
  }
  const type = typeInV2(w.bytes, second ? w.start : w.start + 14);
  addLayer(w, id, type < 0x0600 ? base + 1 : base, w.start + length, w.limit);
  if (type >= 0x0600) w.next = w.lookup.find('ethertype', type);
  else if (type === 4) w.next = w.lookup.idOf('llc');
  else if (type === 3) w.next = w.lookup.idOf('eth');
  if (w.next === NONE) w.undecoded = `EtherType 0x${type.toString(16).padStart(4, '0')}`;
}
