/**
 * ARP and its kin (RFC 826; reverse, RFC 903; inverse, RFC 2390; probes and announcements, RFC 5227): the lengths in the
 * header say how long the four addresses are.
 */
import { putHexBytes, putIpv4, putString, type Text } from '../src/base/text.js';
import { bytes, ether, header, ipv4, uint, when } from '../src/layout/build.js';
import { compileReader } from '../src/layout/readers.js';
import { addLayer, type Dissector, type Generated, type Walk } from './contract.js';
import { ETHERTYPE_NAMES } from './ethertypes.js';
import { HARDWARE_NAMES } from './hardware-names.js';

const OPCODE_NAMES: Readonly<Record<number, string>> = {
  0: 'reserved',
  1: 'request',
  2: 'reply',
  3: 'reverse request',
  4: 'reverse reply',
  5: 'drarp request',
  6: 'drarp reply',
  7: 'drarp error',
  8: 'inverse request',
  9: 'inverse reply',
  10: 'arp nak',
};

function hardware<const N extends 'src' | 'dst'>(end: N, title: string) {
  return [
    when({ field: 'arp.hw.size', is: [6] }, [ether(`arp.${end}.hw_mac`, `${title} MAC address`)]),
    when({ field: 'arp.hw.size', not: [6] }, [
      bytes(`arp.${end}.hw`, `${title} hardware address`, { field: 'arp.hw.size' }),
    ]),
  ] as const;
}

function protocol<const N extends 'src' | 'dst'>(end: N, title: string) {
  return [
    when({ field: 'arp.proto.size', is: [4] }, [ipv4(`arp.${end}.proto_ipv4`, `${title} IP address`)]),
    when({ field: 'arp.proto.size', not: [4] }, [
      bytes(`arp.${end}.proto`, `${title} protocol address`, { field: 'arp.proto.size' }),
    ]),
  ] as const;
}

/** ARP. */
export const arpTable = header('arp', 'Address Resolution Protocol', 'RFC 826', [
  uint('arp.hw.type', 16, 'Hardware type', { values: HARDWARE_NAMES }),
  uint('arp.proto.type', 16, 'Protocol type', { base: 'hex', values: ETHERTYPE_NAMES }),
  uint('arp.hw.size', 8, 'Hardware size'),
  uint('arp.proto.size', 8, 'Protocol size'),
  uint('arp.opcode', 16, 'Opcode', { values: OPCODE_NAMES }),
  ...hardware('src', 'Sender'),
  ...protocol('src', 'Sender'),
  ...hardware('dst', 'Target'),
  ...protocol('dst', 'Target'),
]);

const hardwareSize = compileReader(arpTable, 'arp.hw.size');
const protocolSize = compileReader(arpTable, 'arp.proto.size');
const opcodeOf = compileReader(arpTable, 'arp.opcode');
const FIXED = 8;
const REQUEST = 1;
const REPLY = 2;

/** The ARP dissector; RARP has an EtherType of its own. */
export function createArp(id: number): Dissector {
  return {
    name: 'arp',
    title: arpTable.title,
    shortTitle: 'ARP',
    headers: [arpTable],
    entries: [
      ['ethertype', 0x0806],
      ['ethertype', 0x8035],
    ],
    generated: [
      special('arp.isgratuitous', 'Is gratuitous', isGratuitous),
      special('arp.isprobe', 'Is probe', isProbe),
      special('arp.isannouncement', 'Is announcement', isAnnouncement),
    ],
    walk: (w) => walkArp(w, id),
    label: (w, i) => {
      const words = labelWords(w, i);
      return words === undefined ? arpTable.title : `${arpTable.title} (${words})`;
    },
    protocol: protocolText,
    info: writeInfo,
  };
}

function walkArp(w: Walk, id: number): void {
  const { bytes: octets, start, end } = w;
  if (end - start < FIXED) {
    addLayer(w, id, 0, end, w.limit);
    return;
  }
  const length = FIXED + 2 * (hardwareSize(octets, start) + protocolSize(octets, start));
  // What lies behind is padding: the header says how long the message is.
  addLayer(w, id, 0, start + length, start + length);
}

function special(name: string, title: string, holds: (w: Walk, i: number) => boolean): Generated {
  return {
    name,
    title,
    kind: 'flag',
    meta: { words: ['True', 'False'] },
    after: 'arp.opcode',
    compute: (w, i) => (holds(w, i) ? true : undefined),
  };
}

/** The four addresses of an IPv4 message are all there. */
function isWhole(w: Walk, i: number): boolean {
  const start = w.starts[i];
  const have = w.ends[i] - start;
  if (have < FIXED || protocolSize(w.sources[i], start) !== 4) return false;
  return have >= FIXED + 2 * (hardwareSize(w.sources[i], start) + 4);
}

function senderAt(w: Walk, i: number): number {
  return w.starts[i] + FIXED + hardwareSize(w.sources[i], w.starts[i]);
}

function targetAt(w: Walk, i: number): number {
  return senderAt(w, i) + 4 + hardwareSize(w.sources[i], w.starts[i]);
}

function addressAt(octets: Uint8Array, at: number): number {
  return ((octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3]) >>> 0;
}

function isGratuitous(w: Walk, i: number): boolean {
  if (!isWhole(w, i)) return false;
  const opcode = opcodeOf(w.sources[i], w.starts[i]);
  if (opcode !== REQUEST && opcode !== REPLY) return false;
  return addressAt(w.sources[i], senderAt(w, i)) === addressAt(w.sources[i], targetAt(w, i));
}

function isProbe(w: Walk, i: number): boolean {
  return (
    isWhole(w, i) &&
    opcodeOf(w.sources[i], w.starts[i]) === REQUEST &&
    addressAt(w.sources[i], senderAt(w, i)) === 0 &&
    addressAt(w.sources[i], targetAt(w, i)) !== 0
  );
}

function isAnnouncement(w: Walk, i: number): boolean {
  if (!isGratuitous(w, i) || opcodeOf(w.sources[i], w.starts[i]) !== REQUEST) return false;
  const to = targetAt(w, i);
  const from = to - hardwareSize(w.sources[i], w.starts[i]);
  for (let at = from; at < to; at += 1) if (w.sources[i][at] !== 0) return false;
  return true;
}

function labelWords(w: Walk, i: number): string | undefined {
  if (w.ends[i] - w.starts[i] < FIXED) return undefined;
  if (isAnnouncement(w, i)) return 'ARP Announcement';
  if (isProbe(w, i)) return 'ARP Probe';
  const name = OPCODE_NAMES[opcodeOf(w.sources[i], w.starts[i])];
  return isGratuitous(w, i) ? `${name}/gratuitous ARP` : name;
}

function protocolText(w: Walk, i: number): string {
  if (w.ends[i] - w.starts[i] < FIXED) return 'ARP';
  const opcode = opcodeOf(w.sources[i], w.starts[i]);
  if (opcode === 3 || opcode === 4) return 'RARP';
  if (opcode >= 5 && opcode <= 7) return 'DRARP';
  return opcode === 8 || opcode === 9 ? 'Inverse ARP' : 'ARP';
}

function writeInfo(w: Walk, i: number, out: Text): void {
  if (w.ends[i] - w.starts[i] < FIXED) return;
  const octets = w.sources[i];
  const opcode = opcodeOf(octets, w.starts[i]);
  if (OPCODE_NAMES[opcode] === undefined) {
    putString(out, `Unknown ARP opcode 0x${opcode.toString(16).padStart(4, '0')}`);
    return;
  }
  if (opcode === 7) putString(out, 'DRARP Error');
  if (!isWhole(w, i) || opcode === 7) return;
  const sender = addressAt(octets, senderAt(w, i));
  const target = addressAt(octets, targetAt(w, i));
  switch (opcode) {
    case REQUEST:
    case REPLY:
      writeResolution(w, i, opcode, sender, target, out);
      return;
    case 3:
    case 5:
    case 8:
      putString(out, 'Who is ');
      putHardware(w, i, targetAt(w, i), out);
      putString(out, '? Tell ');
      putHardware(w, i, senderAt(w, i), out);
      return;
    case 4:
    case 6:
      putHardware(w, i, targetAt(w, i), out);
      putString(out, ' is at ');
      putIpv4(out, target);
      return;
    case 9:
      putHardware(w, i, senderAt(w, i), out);
      putString(out, ' is at ');
      putIpv4(out, sender);
      return;
    default:
  }
}

function writeResolution(
  w: Walk,
  i: number,
  opcode: number,
  sender: number,
  target: number,
  out: Text,
): void {
  if (isGratuitous(w, i)) {
    const announcement = isAnnouncement(w, i);
    putString(out, announcement ? 'ARP Announcement for ' : 'Gratuitous ARP for ');
    putIpv4(out, target);
    if (!announcement) putString(out, opcode === REQUEST ? ' (Request)' : ' (Reply)');
    return;
  }
  if (opcode === REPLY) {
    putIpv4(out, sender);
    putString(out, ' is at ');
    putHardware(w, i, senderAt(w, i), out);
    return;
  }
  putString(out, 'Who has ');
  putIpv4(out, target);
  if (isProbe(w, i)) {
    putString(out, '? (ARP Probe)');
    return;
  }
  putString(out, '? Tell ');
  putIpv4(out, sender);
}

/** The hardware address that ends at `end`. */
function putHardware(w: Walk, i: number, end: number, out: Text): void {
  const size = hardwareSize(w.sources[i], w.starts[i]);
  putHexBytes(out, w.sources[i], end - size, end, size === 6 ? 58 : 0);
}
