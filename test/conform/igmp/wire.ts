/** Captures of IGMP and of datagrams to groups, packet by packet: what no right machine would send too. */
import { parseIpv4 } from '../../../src/base/address.js';
import { internetChecksum } from '../../../src/base/checksum.js';
import type { PacketRecord } from '../../../src/capture/encode.js';
import type { CaptureInterface } from '../../../src/capture/types.js';
import { type Capture, packetAt } from '../harness-capture.js';

/** What stands in an IP header, and who sends the frame. Absent: as is right. */
export interface Sending {
  readonly ttl?: number;
  readonly tos?: number;
  readonly id?: number;
  /** Last octet of the sender's link address; default: that of its IP address. */
  readonly link?: number;
  readonly vlan?: number;
}

/** A packet: seconds, interface, octets. */
export type Sent = readonly [t: number, on: number, octets: Uint8Array];

function address(text: string): number {
  const found = parseIpv4(text);
  if (found === undefined) throw new Error(`${text} is no address`);
  return found;
}

function four(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
}

function summed(octets: number[], at: number): number[] {
  const sum = internetChecksum(Uint8Array.from(octets), 0, octets.length);
  return octets.map((octet, i) => (i === at ? sum >>> 8 : i === at + 1 ? sum & 255 : octet));
}

/** A frame with an IPv4 packet. */
export function packet(
  from: string,
  to: string,
  protocol: number,
  payload: readonly number[],
  how: Sending = {},
): Uint8Array {
  const { ttl = 1, tos = 0, id = 7, link = address(from) & 255, vlan } = how;
  const length = 20 + payload.length;
  const header = summed(
    [0x45, tos, length >> 8, length & 255, id >> 8, id & 255, 0, 0, ttl, protocol, 0, 0].concat(
      four(address(from)),
      four(address(to)),
    ),
    10,
  );
  const tag = vlan === undefined ? [] : [0x81, 0, vlan >> 8, vlan & 255];
  const ethernet = [1, 0, 0x5e, 0, 0, 1, 2, 0, 0, 0, 0, link, ...tag, 8, 0];
  return Uint8Array.from([...ethernet, ...header, ...payload]);
}

/** A message of eight octets. */
export function igmp(type: number, code: number, group: string): number[] {
  return summed([type, code, 0, 0, ...four(address(group))], 2);
}

/** A query of version 1. */
export function query(from: string, how: Sending = {}): Uint8Array {
  return packet(from, '224.0.0.1', 2, igmp(0x11, 0, '0.0.0.0'), how);
}

/** A report of version 1. */
export function report(from: string, group: string, how: Sending = {}): Uint8Array {
  return packet(from, group, 2, igmp(0x12, 0, group), how);
}

/** A report of version 3: records of a type, without sources. */
export function reportV3(from: string, ...records: readonly (readonly [number, string])[]): Uint8Array {
  const body = records.flatMap(([type, group]) => [type, 0, 0, 0, ...four(address(group))]);
  const message = summed([0x22, 0, 0, 0, 0, 0, 0, records.length, ...body], 2);
  return packet(from, '224.0.0.22', 2, message);
}

/** A datagram to a group. */
export function datagram(from: string, group: string, how: Sending = {}): Uint8Array {
  return packet(from, group, 17, [0x40, 0x82, 0x40, 0x82, 0, 12, 0, 0, 1, 2, 3, 4], { ttl: 8, ...how });
}

/** An interface on the network 10.n.0.0/16; without a network it tells none. */
export function face(id: number, network?: number): CaptureInterface {
  return {
    id,
    linkType: 1,
    snapLen: 262_144,
    name: `if${id}`,
    description: undefined,
    tsResol: 6,
    tsOffset: 0n,
    fcsLen: undefined,
    ...(network === undefined ? {} : { ipv4: [{ address: address(`10.${network}.0.1`), mask: 0xffff0000 }] }),
  };
}

/** A capture of packets; by default of two interfaces on 10.0.0.0/16 and 10.1.0.0/16. */
export function captureFrom(
  sent: readonly Sent[],
  interfaces: readonly CaptureInterface[] = [face(0, 0), face(1, 1)],
): Capture {
  const packets: PacketRecord[] = sent.map(([t, on, octets]) => packetAt(t * 1_000_000, octets, on));
  return { source: { interfaces, names: [], statistics: [], comments: [] }, packets };
}
