/**
 * Ethernet and IPv4 around what a host sends, and the checksums that cover addresses. All fields stand where the layout
 * tables say.
 */
import { ethernetTable } from '../../dissectors/eth.js';
import { ipv4Table } from '../../dissectors/ipv4.js';
import { isMulticast } from '../base/address.js';
import { addWords, foldSum, internetChecksum } from '../base/checksum.js';
import { encodeItems } from '../layout/encode.js';
import type { AnyMessage } from '../layout/message.js';
import type { Header } from '../layout/types.js';
import { compileWriter } from '../layout/writers.js';
import type { Addressing, Cast } from './trace.js';

const IPV4 = 0x0800;
const ETHERNET_HEADER = 14;
const IP_HEADER = 20;
const PROTOCOLS = { udp: 17, tcp: 6, igmp: 2 } as const;

const writeIpChecksum = compileWriter(ipv4Table, 'ip.checksum');
const writeTtl = compileWriter(ipv4Table, 'ip.ttl');

/** What is known of the addresses on stage, and how many packets everybody has sent. */
export interface Wire {
  /** MAC addresses by "subnet address". */
  readonly macs: ReadonlyMap<string, Uint8Array>;
  /** MAC addresses by "actor subnet". */
  readonly own: ReadonlyMap<string, Uint8Array>;
  /** MAC address of each subnet's first router. */
  readonly gateways: ReadonlyMap<string, Uint8Array>;
  /** Last identification by sender. */
  readonly ids: Map<string, number>;
}

/** The wire before anything was sent. */
export function createWire(cast: readonly Cast[]): Wire {
  const macs = new Map<string, Uint8Array>();
  const own = new Map<string, Uint8Array>();
  const gateways = new Map<string, Uint8Array>();
  for (const { name, kind, addresses } of cast) {
    for (const { subnet, address, mac } of addresses) {
      macs.set(`${subnet} ${address}`, mac);
      own.set(`${name} ${subnet}`, mac);
      if (kind === 'router' && !gateways.has(subnet)) gateways.set(subnet, mac);
    }
  }
  return { macs, own, gateways, ids: new Map() };
}

/** An IPv4 packet of `sender` in an Ethernet frame; its identification is the sender's next. */
export function packetFrame(
  wire: Wire,
  sender: string,
  addressing: Addressing,
  payload: Uint8Array,
): Uint8Array {
  const id = ((wire.ids.get(sender) ?? 0) + 1) & 0xffff;
  wire.ids.set(sender, id);
  const header = encodeItems(ipv4Table.items, {
    'ip.version': 4,
    'ip.hdr_len': IP_HEADER / 4,
    'ip.len': IP_HEADER + payload.length,
    'ip.id': id,
    'ip.ttl': addressing.ttl,
    'ip.proto': PROTOCOLS[addressing.transport],
    'ip.src': addressing.source,
    'ip.dst': addressing.destination,
  });
  const octets = new Uint8Array(ETHERNET_HEADER + header.length + payload.length);
  octets.set(ethernet(wire, sender, addressing));
  octets.set(header, ETHERNET_HEADER);
  octets.set(payload, ETHERNET_HEADER + header.length);
  sumHeader(octets);
  return octets;
}

/** The frame with which a router sends a packet on: the same but for MAC addresses and TTL (RFC 1812 5.2.1). */
export function passedOn(wire: Wire, router: string, addressing: Addressing, frame: Uint8Array): Uint8Array {
  const octets = frame.slice();
  octets.set(ethernet(wire, router, addressing));
  writeTtl(octets, ETHERNET_HEADER, addressing.ttl);
  sumHeader(octets);
  return octets;
}

function sumHeader(octets: Uint8Array): void {
  writeIpChecksum(octets, ETHERNET_HEADER, 0);
  const sum = internetChecksum(octets, ETHERNET_HEADER, ETHERNET_HEADER + IP_HEADER);
  writeIpChecksum(octets, ETHERNET_HEADER, sum);
}

function ethernet(wire: Wire, sender: string, { subnet, destination, source }: Addressing): Uint8Array {
  return encodeItems(ethernetTable.items, {
    'eth.dst': destinationMac(wire, subnet, destination),
    'eth.src': wire.own.get(`${sender} ${subnet}`) ?? hostMac(source),
    'eth.type': IPV4,
  });
}

/** A group's address (RFC 1112 6.4); that of whoever has the IPv4 address here; else the router's. */
function destinationMac({ macs, gateways }: Wire, subnet: string, address: number): Uint8Array {
  if (isMulticast(address)) return lowOctets([0x01, 0x00, 0x5e], address & 0x7f_ffff, 3);
  return macs.get(`${subnet} ${address}`) ?? gateways.get(subnet) ?? hostMac(address);
}

/** The MAC address of a host: locally administered, made from its IPv4 address. */
export function hostMac(address: number): Uint8Array {
  return lowOctets([0x02, 0x00], address, 4);
}

function lowOctets(prefix: readonly number[], value: number, count: number): Uint8Array {
  const low = Array.from({ length: count }, (_, i) => (value >>> (8 * (count - 1 - i))) & 255);
  return Uint8Array.of(...prefix, ...low);
}

/** A message behind a header. */
export function behind(header: Header, message: Uint8Array, values: AnyMessage): Uint8Array {
  const head = encodeItems(header.items, values);
  const octets = new Uint8Array(head.length + message.length);
  octets.set(head);
  octets.set(message, head.length);
  return octets;
}

/** The checksum over pseudo-header (RFC 768, RFC 9293 3.1) and octets, in which the field is still zero. */
export function transportChecksum(addressing: Addressing, octets: Uint8Array): number {
  const { source, destination, transport } = addressing;
  const addresses = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
  const pseudo = addresses + PROTOCOLS[transport] + octets.length;
  return ~foldSum(addWords(pseudo, octets, 0, octets.length)) & 0xffff;
}
