/**
 * Captures made for comparing TCP readers: every option, and a connection in which everything happens that the analysis
 * of sequence numbers knows.
 */
import { addWords, foldSum } from '../../src/base/checksum.js';

/** What a segment is made of; what is left out is 0 or empty. */
export interface Segment {
  readonly from?: 'a' | 'b';
  readonly sourcePort?: number;
  readonly port?: number;
  readonly seq: number;
  readonly ack?: number;
  readonly flags: number;
  readonly window?: number;
  readonly options?: readonly number[];
  readonly data?: Uint8Array;
  readonly urgent?: number;
  /** Milliseconds since the capture's begin. */
  readonly at?: number;
}

const A = [10, 0, 0, 1];
const B = [10, 0, 0, 2];
export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

/** An IPv4 packet with a TCP segment in it; from `a` the ports are 1000 → 80 unless said otherwise, from `b` 80 → 1000. */
export function packetOf(segment: Segment): Uint8Array {
  const options = [...(segment.options ?? [])];
  while (options.length % 4 !== 0) options.push(0);
  const data = segment.data ?? new Uint8Array(0);
  const length = 40 + options.length + data.length;
  const packet = new Uint8Array(length);
  const view = new DataView(packet.buffer);
  const back = segment.from === 'b';
  packet.set([
    0x45,
    0,
    length >> 8,
    length & 255,
    0,
    1,
    0,
    0,
    64,
    6,
    0,
    0,
    ...(back ? B : A),
    ...(back ? A : B),
  ]);
  view.setUint16(10, checksum(0, packet, 0, 20));
  const own = segment.sourcePort ?? 1000;
  const other = segment.port ?? 80;
  view.setUint16(20, back ? other : own);
  view.setUint16(22, back ? own : other);
  view.setUint32(24, segment.seq >>> 0);
  view.setUint32(28, (segment.ack ?? 0) >>> 0);
  view.setUint16(32, ((5 + options.length / 4) << 12) | segment.flags);
  view.setUint16(34, segment.window ?? 65535);
  view.setUint16(38, segment.urgent ?? 0);
  packet.set(options, 40);
  packet.set(data, 40 + options.length);
  view.setUint16(36, checksum(addWords(6 + length - 20, packet, 12, 20), packet, 20, length));
  return packet;
}

function checksum(sum: number, bytes: Uint8Array, from: number, to: number): number {
  return ~foldSum(addWords(sum, bytes, from, to)) & 0xffff;
}

/** A pcap file (raw IPv4, microseconds) of packets; without times one millisecond apart. */
export function pcapOf(segments: readonly Segment[]): Uint8Array {
  const packets = segments.map(packetOf);
  const size = 24 + packets.reduce((sum, packet) => sum + 16 + packet.length, 0);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 65535);
  view.setUint32(20, 228);
  let at = 24;
  packets.forEach((packet, i) => {
    const ms = segments[i].at ?? i;
    view.setUint32(at, 1000 + Math.floor(ms / 1000));
    view.setUint32(at + 4, Math.round((ms % 1000) * 1000));
    view.setUint32(at + 8, packet.length);
    view.setUint32(at + 12, packet.length);
    file.set(packet, at + 16);
    at += 16 + packet.length;
  });
  return file;
}

const word = (value: number): number[] => [
  value >>> 24,
  (value >> 16) & 255,
  (value >> 8) & 255,
  value & 255,
];
const fill = (count: number, octet: number): number[] => new Array<number>(count).fill(octet);

/** Options that both readers read alike. */
const OPTIONS: readonly (readonly number[])[] = [
  [2, 4, 5, 0xb4],
  [3, 3, 7],
  [3, 3, 15],
  [4, 2],
  [5, 10, ...word(105), ...word(110)],
  [5, 18, ...word(105), ...word(110), ...word(120), ...word(130)],
  [8, 10, ...word(77), ...word(88)],
  fill(8, 1),
  fill(4, 0),
  [6, 6, ...word(7)],
  [7, 6, ...word(7)],
  [11, 6, ...word(7)],
  [12, 6, ...word(7)],
  [13, 6, ...word(7)],
  [19, 18, ...fill(16, 0xab)],
  [28, 4, 0x80, 5],
  [28, 4, 0, 5],
  [29, 16, 1, 2, ...fill(12, 0xcc)],
  [34, 10, ...fill(8, 0x11)],
  [254, 6, 0x11, 0x22, 0x33, 0x44],
  [153, 5, 0x61, 0x62, 0x63],
  [9, 2],
  [2, 4, 5, 0xb4, 4, 2, 8, 10, ...word(1), ...word(0), 1, 3, 3, 7],
];

function options(): Segment[] {
  const opening = OPTIONS.map(
    (one, i): Segment => ({ sourcePort: 1000 + i, seq: 100, flags: SYN, options: one }),
  );
  const later = OPTIONS.map(
    (one, i): Segment => ({ sourcePort: 2000 + i, seq: 100, ack: 50, flags: ACK, options: one }),
  );
  return [...opening, ...later];
}

const octets = (count: number): Uint8Array => new Uint8Array(count).fill(0x78);

function story(): Segment[] {
  const a = (
    at: number,
    seq: number,
    ack: number,
    flags: number,
    count = 0,
    more: Partial<Segment> = {},
  ): Segment => ({
    at,
    seq,
    ack,
    flags,
    window: 50,
    data: octets(count),
    ...more,
  });
  const b = (
    at: number,
    seq: number,
    ack: number,
    flags: number,
    count = 0,
    more: Partial<Segment> = {},
  ): Segment => ({
    ...a(at, seq, ack, flags, count, { window: 100, ...more }),
    from: 'b',
  });
  return [
    a(0, 100, 0, SYN, 0, { options: [3, 3, 7], window: 65535 }),
    b(20, 500, 101, SYN | ACK, 0, { options: [3, 3, 2] }),
    a(40, 101, 501, ACK),
    a(50, 101, 501, PSH | ACK, 10),
    a(60, 121, 501, PSH | ACK, 10),
    a(61, 111, 501, PSH | ACK, 10),
    b(62, 501, 131, ACK),
    b(63, 501, 131, ACK),
    b(64, 501, 131, ACK, 0, { options: [1, 1, 5, 10, ...word(141), ...word(151)] }),
    b(65, 501, 131, ACK),
    a(66, 131, 501, PSH | ACK, 10),
    a(67, 131, 501, PSH | ACK, 10),
    a(300, 131, 501, PSH | ACK, 10),
    b(301, 501, 141, ACK, 0, { window: 0 }),
    a(302, 141, 501, ACK, 1),
    b(303, 501, 141, ACK, 0, { window: 0 }),
    b(304, 501, 141, ACK),
    a(305, 140, 501, ACK),
    b(306, 501, 141, ACK),
    a(400, 131, 501, PSH | ACK, 10),
    b(401, 501, 200, ACK),
    a(402, 141, 501, PSH | ACK, 400),
    a(403, 541, 501, FIN | ACK),
    b(404, 501, 542, FIN | ACK),
    a(405, 542, 502, ACK),
    a(500, 9000, 0, SYN),
    b(501, 7000, 9001, SYN | ACK),
    a(502, 9001, 7001, ACK),
    a(503, 9001, 7001, RST | ACK),
    a(504, 9000, 0, SYN),
    a(600, 9000, 0, SYN),
    b(605, 7100, 9001, SYN | ACK),
    b(608, 7101, 9001, RST | ACK, 3),
  ];
}

/** Segments fractions of a millisecond apart: resent or reordered is a matter of microseconds. */
function hasty(): Segment[] {
  const list: Segment[] = [
    { seq: 100, flags: SYN },
    { from: 'b', seq: 500, ack: 101, flags: SYN | ACK },
    { from: 'b', seq: 500, ack: 101, flags: SYN | ACK },
    { seq: 101, ack: 501, flags: ACK },
    { seq: 101, ack: 501, flags: PSH | ACK, data: octets(10) },
    { seq: 121, ack: 501, flags: ACK },
    { seq: 111, ack: 501, flags: PSH | ACK, data: octets(10) },
    { seq: 121, ack: 501, flags: FIN | ACK },
    { seq: 121, ack: 501, flags: FIN | ACK },
    { seq: 121, ack: 501, flags: ACK, options: [3, 3, 2] },
    { seq: 122, ack: 501, flags: ACK },
    { seq: 122, ack: 501, flags: PSH | ACK, data: octets(20) },
    { seq: 132, ack: 501, flags: PSH | ACK, data: octets(10) },
    { seq: 500, flags: SYN },
    { seq: 500, flags: SYN },
    { seq: 501, ack: 0, flags: ACK },
    { seq: 500, flags: SYN },
    { from: 'b', seq: 900, ack: 501, flags: ACK, window: 30 },
    { seq: 501, ack: 900, flags: PSH | ACK, data: octets(30) },
  ];
  return list.map((one, i) => ({ ...one, at: i * 0.1 }));
}

/** Sequence numbers that pass 2^32, in both directions. */
function wrapping(): Segment[] {
  const first = 0xfffffff0;
  const segments: Segment[] = [
    { seq: first, flags: SYN },
    { from: 'b', seq: first, ack: first + 1, flags: SYN | ACK },
    { seq: first + 1, ack: first + 1, flags: ACK },
  ];
  for (let i = 0; i < 6; i += 1) {
    segments.push({ seq: first + 1 + i * 7, ack: first + 1 + i * 5, flags: PSH | ACK, data: octets(7) });
    segments.push({
      from: 'b',
      seq: first + 1 + i * 5,
      ack: first + 8 + i * 7,
      flags: PSH | ACK,
      data: octets(5),
    });
  }
  return segments;
}

/** All of them, by name. */
export function handmade(): readonly (readonly [string, Uint8Array])[] {
  return [
    ['every option', pcapOf(options())],
    ['a connection in which everything happens', pcapOf(story())],
    ['resent or reordered within microseconds', pcapOf(hasty())],
    ['numbers that wrap around', pcapOf(wrapping())],
  ];
}
