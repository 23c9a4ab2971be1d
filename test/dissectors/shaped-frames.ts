/**
 * Random frames that are mostly sound: IGMP of all versions, GMP on its own and on learned ports, other UDP, in Ethernet,
 * VLAN tags, IPv4 with options, IPv6; and the same cut short or with an octet changed.
 */
import fc from 'fast-check';
import { internetChecksum } from '../../src/base/checksum.js';
import { be16, concat, ethernet, ipv4, ipv6, udp } from './packets.js';

/** A frame and how long it was before the capture cut it. */
export interface ShapedFrame {
  readonly bytes: Uint8Array;
  readonly wireLen: number;
}

const ADDRESSES: readonly (readonly number[])[] = [
  [10, 0, 0, 1],
  [10, 0, 0, 2],
  [192, 0, 2, 7],
  [224, 0, 0, 22],
  [232, 1, 2, 3],
];
const address = fc.constantFrom(...ADDRESSES);
const PORTS = [16513, 40000, 40001, 5004, 53, 0, 16384];
const port = fc.constantFrom(...PORTS);
const octets = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

/** Seven times of eight nothing. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}

/** 0 … count-1, all equally often. */
function evenly(count: number): fc.Arbitrary<number> {
  return fc.constantFrom(...Array.from({ length: count }, (_, i) => i));
}

/** Sets the checksum at `at`. */
function summed(message: Uint8Array, at: number): Uint8Array {
  message.set(be16(internetChecksum(message, 0, message.length)), at);
  return message;
}

const igmp = fc
  .tuple(
    fc.constantFrom(0x11, 0x11, 0x12, 0x16, 0x17, 0x22, 0x1e, 0x1f, 0x13, 0x14, 0x05, 0x10, 0xff),
    fc.constantFrom(0, 0, 1, 100, 127, 128, 255),
    address,
    octets(0, 24),
  )
  .map(([type, code, group, rest]) => summed(concat([type, code, 0, 0], group, rest), 2));

const igmpReport = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 7 }), address, fc.array(address, { maxLength: 2 })), {
    maxLength: 3,
  })
  .map((records) =>
    summed(
      concat(
        [0x22, 0, 0, 0, 0, 0, ...be16(records.length)],
        ...records.map(([type, group, sources]) =>
          concat([type, 0, ...be16(sources.length)], group, ...sources),
        ),
      ),
      2,
    ),
  );

const gmp = fc
  .tuple(fc.constantFrom(0, 1, 1, 1, 2, 3), evenly(16), octets(14, 34), port, fc.boolean())
  .map(([top, low, rest, learned, good]) => {
    const sm = top === 0;
    const words = rest.slice(0, rest.length - ((rest.length + 2) % 4));
    const message = concat([0x10 | low, (top << 6) | (sm ? low : words[0] & 63)], words);
    if (!sm) return message;
    message.set([0, 0], 2);
    if (low === 14 && message.length >= 20) message.set([...be16(learned), 0, 0], 16);
    return good ? summed(message, 2) : message;
  });

/** Payload of an IP packet and its number. */
const payload: fc.Arbitrary<
  readonly [number, (from: readonly number[], to: readonly number[]) => Uint8Array]
> = fc.oneof(
  { weight: 4, arbitrary: igmp.map((message) => [2, () => message] as const) },
  { weight: 2, arbitrary: igmpReport.map((message) => [2, () => message] as const) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(gmp, port, port)
      .map(
        ([message, a, b]) =>
          [17, (from: readonly number[], to: readonly number[]) => udp(message, a, b, [from, to])] as const,
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(octets(0, 12), port, port)
      .map(([data, a, b]) => [17, () => udp(data, a, b)] as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 6, 4, 41, 47, 59, 89, 253), octets(0, 30))
      .map(([proto, data]) => [proto, () => data] as const),
  },
);

const OPTIONS: readonly (readonly number[])[] = [
  [],
  [0x94, 4, 0, 0],
  [1, 1, 1, 0],
  [7, 11, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0],
];

const network: fc.Arbitrary<readonly [number, Uint8Array]> = fc
  .tuple(payload, address, address, fc.constantFrom(...OPTIONS), evenly(40))
  .map(([[proto, body], source, destination, options, odd]) => {
    const inner = body(source, destination);
    if (odd === 1) return [0x86dd, ipv6(inner, proto)] as const;
    if (odd === 2) return [0x86dd, ipv6(ipv4(inner, { proto, source, destination }), 4)] as const;
    const fault =
      [{}, {}, {}, { more: true }, { offset: 8 }, { total: 0 }, { total: 19 }, { total: 9000 }][odd] ?? {};
    return [
      0x0800,
      ipv4(inner, { proto, source, destination, options, ttl: 1 + (odd & 3), ...fault }),
    ] as const;
  });

const frame: fc.Arbitrary<Uint8Array> = fc
  .tuple(network, evenly(30), octets(0, 20))
  .map(([[type, packet], kind, padding]) => {
    const tag = [0x20, kind, ...be16(type)];
    if (kind < 4) return ethernet(concat(tag, packet), 0x8100);
    if (kind === 4) return ethernet(concat(tag, packet), 0x88a8);
    if (kind === 5) return ethernet(concat([0, 9, 0x81, 0], tag, packet), 0x88a8);
    if (kind === 6) return ethernet(packet, 0x1234);
    if (kind === 7) return ethernet(packet, packet.length);
    if (kind === 8) return ethernet(packet, 0x0806);
    return ethernet(kind < 15 ? concat(packet, padding) : packet, type);
  });

/** The frames, of link type 1. */
export const shapedFrame: fc.Arbitrary<ShapedFrame> = fc
  .tuple(frame, rarely(fc.nat()), rarely(fc.tuple(fc.nat(), fc.nat(255))))
  .map(([whole, cut, change]) => {
    const bytes = whole.slice(0, cut === null ? whole.length : cut % (whole.length + 1));
    if (change !== null && bytes.length > 0) bytes[change[0] % bytes.length] = change[1];
    return { bytes, wireLen: whole.length };
  });
