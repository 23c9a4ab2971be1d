/**
 * Captures in which packets owe much to those before them: TCP connections with losses, repetitions and ports used again,
 * messages in several segments, UDP conversations, fragments out of order, announced ports.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ACK, FIN, PSH, packetOf, SYN } from '../../cross/tcp-captures.js';
import { example } from '../../dissectors/gmp-examples.js';
import { be16, concat, ipv4, udp } from '../../dissectors/packets.js';

/** What a packet is drawn from: a number below `most`. */
export type Draw = (most: number) => number;

/** Numbers drawn from a seed. */
export function drawing(seed: number): Draw {
  let state = seed | 1;
  return (most) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * most);
  };
}

const GMP = 16513;

interface Connection {
  readonly port: number;
  readonly service: number;
  seq: number;
  ack: number;
  /** Octets of messages that are still to be sent. */
  rest: Uint8Array;
}

/** Packets (raw IPv4) drawn at random; one of `every` segments begins another connection. */
export function drawPackets(count: number, draw: Draw, every = 6): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  const connections: Connection[] = [];
  const held: Uint8Array[] = [];
  while (packets.length < count) {
    const kind = draw(10);
    if (kind < 5) packets.push(drawSegment(connections, draw, every));
    else if (kind < 7) packets.push(drawDatagram(draw));
    else if (kind === 7) packets.push(drawAnnouncement(draw));
    else if (held.length === 0) held.push(...drawFragments(draw));
    if (held.length > 0 && draw(2) === 0) packets.push(...held.splice(draw(held.length), 1));
  }
  return packets.slice(0, count);
}

function drawSegment(connections: Connection[], draw: Draw, every: number): Uint8Array {
  if (connections.length === 0 || draw(every) === 0)
    connections.push({
      port: 1000 + draw(6),
      service: draw(2) === 0 ? GMP : 80,
      seq: draw(2 ** 31) * 2,
      ack: 5000,
      rest: new Uint8Array(0),
    });
  const one = connections[draw(connections.length)];
  const ends = { sourcePort: one.port, port: one.service };
  const chance = draw(12);
  if (chance === 0) {
    one.seq = draw(2 ** 31) * 2;
    const options = [2, 4, 5, 180, 3, 3, 7, 1];
    return packetOf({ ...ends, seq: one.seq++, flags: SYN, options });
  }
  if (chance === 1) return packetOf({ ...ends, from: 'b', seq: one.ack++, ack: one.seq, flags: SYN | ACK });
  if (chance === 2) return packetOf({ ...ends, seq: one.seq++, ack: one.ack, flags: FIN | ACK });
  if (chance < 6) return packetOf({ ...ends, from: 'b', seq: one.ack, ack: one.seq - draw(3), flags: ACK });
  if (chance === 6) one.seq += draw(2000);
  if (one.rest.length === 0) {
    const message = example(draw(2) === 0 ? 'KAREQ' : 'UIREQ');
    one.rest = concat(...Array.from({ length: 1 + draw(4) }, () => concat(be16(message.length), message)));
  }
  const size = 1 + draw(one.rest.length);
  const data = one.rest.subarray(0, size);
  const packet = packetOf({ ...ends, seq: one.seq, ack: one.ack, flags: ACK | (draw(2) * PSH), data });
  if (chance > 7) {
    one.rest = one.rest.slice(size);
    one.seq += size;
  }
  return packet;
}

const addressOf = (host: number): readonly number[] => [10, 0, 0, host];

function datagram(from: readonly [number, number], to: readonly [number, number], data: Uint8Array) {
  const source = addressOf(from[0]);
  const destination = addressOf(to[0]);
  return { source, destination, octets: udp(data, from[1], to[1], [source, destination]) };
}

function drawDatagram(draw: Draw): Uint8Array {
  const data = draw(4) === 0 ? new Uint8Array(0) : example(draw(2) === 0 ? 'KAREQ' : 'KARES');
  const { octets, ...ends } = datagram([1 + draw(4), 40000 + draw(3)], [5 + draw(3), 7000], data);
  return ipv4(octets, ends);
}

function drawAnnouncement(draw: Draw): Uint8Array {
  const data = example('SAREQ', { 'gmp.mm_port': 40000 + draw(3) });
  const { octets, ...ends } = datagram([1 + draw(4), 5555], [5, GMP], data);
  return ipv4(octets, ends);
}

function drawFragments(draw: Draw): readonly Uint8Array[] {
  const data = new Uint8Array(64 + draw(200)).fill(draw(256));
  const { octets, ...ends } = datagram([1 + draw(4), 40000 + draw(3)], [5 + draw(3), 7000], data);
  const ident = draw(3);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < octets.length; ) {
    const end = Math.min(octets.length, at + 8 * (1 + draw(10)));
    pieces.push(ipv4(octets.subarray(at, end), { ...ends, ident, offset: at, more: end < octets.length }));
    at = end;
  }
  return draw(5) === 0 ? pieces.slice(1) : pieces;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Writes packets (raw IPv4) into a pcap file of its own, gone when the tests of the file are over; one packet every 3 ms. */
export function writeCapture(packets: readonly Uint8Array[]): string {
  const head = new Uint8Array(24);
  const view = new DataView(head.buffer);
  view.setUint32(0, 0xa1b2c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 65535);
  view.setUint32(20, 228);
  const parts = packets.flatMap((packet, i) => {
    const record = new Uint8Array(16);
    const fields = new DataView(record.buffer);
    fields.setUint32(0, 1000 + Math.floor((i * 3) / 1000));
    fields.setUint32(4, ((i * 3) % 1000) * 1000);
    fields.setUint32(8, packet.length);
    fields.setUint32(12, packet.length);
    return [record, packet];
  });
  return keep('capture.pcap', [head, ...parts]);
}

/**
 * Writes packets (raw IPv4) into a pcapng file, gone when the tests of the file are over: of two interfaces, with times that go
 * back and forth, and some without one.
 */
export function writeUneven(packets: readonly Uint8Array[]): string {
  const parts = packets.map((packet, i) => {
    const body = new Uint8Array((packet.length + 3) & ~3);
    body.set(packet);
    if (i % 41 === 0) return block(3, [packet.length], body);
    const micros = 1_000_000_000 + i * 3000 - (i % 5 === 0 ? 400_000 : 0) - (i % 997 === 3 ? 30_000_000 : 0);
    return block(6, [Math.floor(i / 700) % 2, 0, micros, packet.length, packet.length], body);
  });
  const interfaces = [block(1, [228, 0]), block(1, [228, 0])];
  return keep('capture.pcapng', [block(0x0a0d0d0a, [0x1a2b3c4d, 1, -1, -1]), ...interfaces, ...parts]);
}

/** A block of pcapng: its words, then octets. */
function block(type: number, words: readonly number[], body = new Uint8Array(0)): Uint8Array {
  const size = 12 + 4 * words.length + body.length;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [type, size, ...words].entries()) view.setUint32(4 * i, word >>> 0, true);
  bytes.set(body, 8 + 4 * words.length);
  view.setUint32(size - 4, size, true);
  return bytes;
}

function keep(name: string, parts: readonly Uint8Array[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'gmpshark-store-'));
  folders.push(folder);
  const file = join(folder, name);
  writeFileSync(file, Buffer.concat(parts));
  return file;
}
