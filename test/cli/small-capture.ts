/**
 * A small capture of our own: seven frames, with everything in them that the command line's outputs differ by.
 */

const HOST = [192, 0, 2, 1];
const MAC = [0x02, 0x00, 0x00, 0x00, 0x00, 0x01];

function words(bytes: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i] << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return 0xffff - sum;
}

const pair = (value: number): number[] => [value >> 8, value & 255];

function withChecksum(bytes: readonly number[], at: number): number[] {
  const out = [...bytes];
  out.splice(at, 2, ...pair(words(bytes)));
  return out;
}

function ip(protocol: number, destination: readonly number[], payload: readonly number[]): number[] {
  const header = [
    0x45,
    0xc0,
    ...pair(20 + payload.length),
    0,
    7,
    0,
    0,
    1,
    protocol,
    0,
    0,
    ...HOST,
    ...destination,
  ];
  return [...withChecksum(header, 10), ...payload];
}

function eth(type: number, payload: readonly number[], destination = [1, 0, 0x5e, 0, 0, 1]): Uint8Array {
  const frame = [...destination, ...MAC, ...pair(type), ...payload];
  while (frame.length < 60) frame.push(0);
  return Uint8Array.from(frame);
}

const GROUP = [232, 1, 2, 3];
const ALL = [224, 0, 0, 1];

/** The frames. */
export const FRAMES: readonly Uint8Array[] = [
  // 1: IGMPv2 report. 2: IGMPv1 query. 3: IGMPv3 report with two records and three sources.
  eth(0x0800, ip(2, GROUP, withChecksum([0x16, 0, 0, 0, ...GROUP], 2))),
  eth(0x0800, ip(2, ALL, withChecksum([0x11, 0, 0, 0, 0, 0, 0, 0], 2))),
  eth(
    0x0800,
    ip(
      2,
      [224, 0, 0, 22],
      withChecksum(
        [
          0x22,
          0,
          0,
          0,
          0,
          0,
          0,
          2,
          1,
          0,
          0,
          2,
          ...GROUP,
          10,
          0,
          0,
          1,
          10,
          0,
          0,
          2,
          4,
          0,
          0,
          1,
          232,
          4,
          4,
          4,
          10,
          0,
          0,
          3,
        ],
        2,
      ),
    ),
  ),
  // 4: a bad checksum. 5: a record that is announced and not there. 6: a type that nobody knows. 7: a protocol likewise.
  eth(0x0800, ip(2, GROUP, [0x16, 0, 0x12, 0x34, ...GROUP])),
  eth(0x0800, ip(2, [224, 0, 0, 22], withChecksum([0x22, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, ...GROUP], 2))),
  eth(0x88b5, [0xde, 0xad, 0xbe, 0xef]),
  eth(0x0800, ip(253, GROUP, [0x22, 0x5c, 0x0a, 0x41])),
];

const START = 1_700_000_000;

/** A pcap file's header: little-endian, microseconds, Ethernet. */
export function pcapHeader(): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, 262_144, true);
  view.setUint32(20, 1, true);
  return bytes;
}

/** The record of frame `i` (from 0), half a second after the one before. */
export function pcapRecord(i: number): Uint8Array {
  const frame = FRAMES[i % FRAMES.length];
  const bytes = new Uint8Array(16 + frame.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, START + (i >> 1), true);
  view.setUint32(4, 123_456 + (i % 2) * 500_000, true);
  view.setUint32(8, frame.length, true);
  view.setUint32(12, frame.length, true);
  bytes.set(frame, 16);
  return bytes;
}

/** A capture of `count` frames. */
export function smallCapture(count = FRAMES.length): Uint8Array {
  return joined([pcapHeader(), ...Array.from({ length: count }, (_, i) => pcapRecord(i))]);
}

/** Pieces, one behind the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function block(type: number, body: readonly number[]): number[] {
  const padded = [...body];
  while (padded.length % 4 !== 0) padded.push(0);
  const length = four(padded.length + 12);
  return [...four(type), ...length, ...padded, ...length];
}

function four(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255];
}

function option(code: number, text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  const padded = [...bytes];
  while (padded.length % 4 !== 0) padded.push(0);
  return [code, 0, bytes.length, 0, ...padded];
}

/** The first two frames as pcapng: an interface with a name, a comment, and a name for 192.0.2.1. */
export function namedCapture(): Uint8Array {
  const section = block(0x0a0d0d0a, [...four(0x1a2b3c4d), 1, 0, 0, 0, ...Array(8).fill(255)]);
  const face = block(1, [1, 0, 0, 0, ...four(262_144), ...option(2, 'eth7'), ...four(0)]);
  const name = [...new TextEncoder().encode('router\0')];
  const names = block(4, [1, 0, 4 + name.length, 0, ...HOST, ...name, 0, ...four(0)]);
  const packets = FRAMES.slice(0, 2).map((frame, i) =>
    block(6, [
      ...four(0),
      ...four(395_812),
      ...four(1_000_000 * i),
      ...four(frame.length),
      ...four(frame.length),
      ...frame,
      ...(i === 0 ? [...option(1, 'the first'), ...four(0)] : []),
    ]),
  );
  return Uint8Array.from([...section, ...face, ...names, ...packets.flat()]);
}
