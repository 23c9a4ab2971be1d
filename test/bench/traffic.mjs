/**
 * Makes the capture on which the TUI is measured: packets that owe something to earlier ones. In turns of eight: GMP from
 * 50,000 members (three), IGMP reports (two), TCP between 2,000 pairs (two), and a datagram of a UDP conversation, which in
 * every fifth turn comes in two fragments and in every eleventh is a SAREQ that announces a port.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const MEMBERS = 50_000;
const PAIRS = 2000;
const FLUSH = 1 << 23;

const hex = (text) => Buffer.from(text, 'hex');
const KARES = hex('1288138c00010002efff06020a030000');
const SAREQ = hex('160e441f000100010000138cefff06029c410000');

function checksum(bytes, from, to) {
  let sum = 0;
  for (let i = from; i < to; i += 2) sum += (bytes[i] << 8) | bytes[i + 1];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** An Ethernet frame with an IPv4 header and so many octets behind it. */
function template(protocol, payload) {
  const bytes = Buffer.alloc(34 + payload);
  bytes.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45], 0);
  bytes.writeUInt16BE(20 + payload, 16);
  bytes[22] = 64;
  bytes[23] = protocol;
  return bytes;
}

function finish(bytes, source, destination) {
  bytes.writeUInt32BE(source, 26);
  bytes.writeUInt32BE(destination, 30);
  bytes.writeUInt16BE(0, 24);
  bytes.writeUInt16BE(checksum(bytes, 14, 34), 24);
  return bytes;
}

function udp(bytes, from, to) {
  bytes.writeUInt16BE(from, 34);
  bytes.writeUInt16BE(to, 36);
  bytes.writeUInt16BE(bytes.length - 34, 38);
  return bytes;
}

const SERVER = 0x0a000001;
const gmp = template(17, 8 + KARES.length);
gmp.set(KARES, 42);
const report = template(2, 8);
const segment = template(6, 20 + 32);
const datagram = template(17, 8 + 40);
const sareq = template(17, 8 + SAREQ.length);
sareq.set(SAREQ, 42);
const first = template(17, 8 + 40);
const second = template(17, 16);
first[20] = 0x20;
second[21] = 6;

function gmpFrame(turn, k) {
  const member = (turn * 3 + k) % MEMBERS;
  gmp.writeUInt16BE(1 + member, 48);
  return finish(udp(gmp, 20_000 + (member % 1000), 16513), 0x0a100000 + member, SERVER);
}

function igmpFrame(turn, k) {
  report.writeUInt32BE(0x16000000, 34);
  report.writeUInt32BE(0xe8010000 + ((turn * 2 + k) & 0xffff), 38);
  report.writeUInt16BE(checksum(report, 34, 42), 36);
  return finish(report, 0x0a200000 + (turn & 0xff), report.readUInt32BE(38));
}

/** A segment with 32 octets, and its acknowledgment. */
function tcpFrame(turn, back) {
  const pair = turn % PAIRS;
  const round = Math.floor(turn / PAIRS);
  segment.writeUInt16BE(back ? 80 : 1024 + pair, 34);
  segment.writeUInt16BE(back ? 1024 + pair : 80, 36);
  segment.writeUInt32BE((back ? 7000 : 1000) + round * 32, 38);
  segment.writeUInt32BE((back ? 1000 : 7000) + (round + (back ? 1 : 0)) * 32, 42);
  segment.set([0x50, 0x18, 0xff, 0xff], 46);
  const client = 0x0a300000 + pair;
  return finish(segment, back ? SERVER : client, back ? client : SERVER);
}

function otherFrame(turn) {
  const host = 0x0a400000 + (turn % 500);
  if (turn % 11 === 0) {
    return finish(udp(sareq, 5555, 16513), host, SERVER);
  }
  if (turn % 5 < 2) {
    const bytes = turn % 5 === 0 ? first : second;
    bytes.writeUInt16BE(Math.floor(turn / 5) & 0xffff, 18);
    if (bytes === first) {
      udp(first, 40_001, 5004);
      first.writeUInt16BE(64, 38);
    }
    return finish(bytes, 0x0a400000, SERVER);
  }
  return finish(udp(datagram, 40_001, 5004), host, SERVER);
}

function frameOf(i) {
  const turn = Math.floor(i / 8);
  const k = i % 8;
  if (k < 3) return gmpFrame(turn, k);
  if (k < 5) return igmpFrame(turn, k - 3);
  if (k < 7) return tcpFrame(turn, k === 6);
  return otherFrame(turn);
}

/** Writes `count` packets as a classic pcap, ten microseconds apart. */
export function makeTraffic(count, file) {
  const out = openSync(file, 'w');
  const block = Buffer.alloc(FLUSH + 4096);
  block.writeUInt32LE(0xa1b2c3d4, 0);
  block.writeUInt16LE(2, 4);
  block.writeUInt16LE(4, 6);
  block.writeUInt32LE(65535, 16);
  block.writeUInt32LE(1, 20);
  let size = 24;
  for (let i = 0; i < count; i += 1) {
    const bytes = frameOf(i);
    block.writeUInt32LE(1700000000 + Math.floor(i / 100_000), size);
    block.writeUInt32LE((i % 100_000) * 10, size + 4);
    block.writeUInt32LE(bytes.length, size + 8);
    block.writeUInt32LE(bytes.length, size + 12);
    block.set(bytes, size + 16);
    size += 16 + bytes.length;
    if (size < FLUSH) continue;
    writeSync(out, block, 0, size);
    size = 0;
  }
  writeSync(out, block, 0, size);
  closeSync(out);
}
