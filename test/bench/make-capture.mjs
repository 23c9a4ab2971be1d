/**
 * Makes the captures that the benchmarks read, the same octets every time:
 *
 *   node test/bench/make-capture.mjs igmp COUNT FILE    COUNT small IGMP packets (reports, queries, leaves, all versions)
 *   node test/bench/make-capture.mjs mixed OCTETS FILE  about OCTETS octets: IGMP among large UDP datagrams
 */
import { closeSync, openSync, writeSync } from 'node:fs';

const FLUSH = 1 << 23;

function checksum(bytes, from, to) {
  let sum = 0;
  for (let i = from; i < to; i += 2) sum += (bytes[i] << 8) | (i + 1 < to ? bytes[i + 1] : 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** An Ethernet frame with an IPv4 packet; with the router alert option (RFC 2113) where `alert`. */
function frame(protocol, payload, destination, alert) {
  const header = alert ? 24 : 20;
  const bytes = Buffer.alloc(Math.max(60, 14 + header + payload.length));
  bytes.set([1, 0, 0x5e, destination[1] & 127, destination[2], destination[3], 2, 0, 0, 0, 0, 1, 8, 0]);
  bytes[14] = 0x40 | (header / 4);
  bytes.writeUInt16BE(header + payload.length, 16);
  bytes.writeUInt16BE(7, 18);
  bytes[22] = protocol === 2 ? 1 : 16;
  bytes[23] = protocol;
  bytes.set([192, 0, 2, 187], 26);
  bytes.set(destination, 30);
  if (alert) bytes.set([0x94, 4, 0, 0], 34);
  bytes.writeUInt16BE(checksum(bytes, 14, 14 + header), 24);
  bytes.set(payload, 14 + header);
  return bytes;
}

function igmp(...octets) {
  const bytes = Buffer.from(octets);
  bytes.writeUInt16BE(checksum(bytes, 0, bytes.length), 2);
  return bytes;
}

function igmpFrame(i) {
  const group = [232, 1 + ((i >> 16) & 127), (i >> 8) & 255, i & 255];
  switch (i % 5) {
    case 0:
      return frame(2, igmp(0x16, 0, 0, 0, ...group), group, true);
    case 1:
      return frame(2, igmp(0x12, 0, 0, 0, ...group), group, false);
    case 2:
      return frame(2, igmp(0x17, 0, 0, 0, ...group), [224, 0, 0, 2], true);
    case 3:
      return frame(2, igmp(0x11, 100, 0, 0, 0, 0, 0, 0, 2, 125, 0, 0), [224, 0, 0, 1], true);
    default: {
      const records = [4, 0, 0, 0, ...group, 1, 0, 0, 2, ...group, 10, 0, 0, 1, 10, 0, 0, 2];
      return frame(2, igmp(0x22, 0, 0, 0, 0, 0, 0, 2, ...records), [224, 0, 0, 22], true);
    }
  }
}

function udpFrame(i) {
  const data = Buffer.alloc(8 + 1200, i & 255);
  data.writeUInt16BE(40000, 0);
  data.writeUInt16BE(5004, 2);
  data.writeUInt16BE(data.length, 4);
  data.writeUInt16BE(0, 6);
  return frame(17, data, [232, 1, 2, 3], false);
}

/** Writes a classic pcap, microseconds, little-endian; `next` gives a frame or undefined at the end. */
function write(file, next) {
  const out = openSync(file, 'w');
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65535, 16);
  head.writeUInt32LE(1, 20);
  let parts = [head];
  let size = head.length;
  for (let i = 0; ; i += 1) {
    const bytes = next(i);
    if (bytes === undefined) break;
    const record = Buffer.alloc(16);
    record.writeUInt32LE(1700000000 + Math.floor(i / 1000), 0);
    record.writeUInt32LE((i % 1000) * 1000, 4);
    record.writeUInt32LE(bytes.length, 8);
    record.writeUInt32LE(bytes.length, 12);
    parts.push(record, bytes);
    size += 16 + bytes.length;
    if (size >= FLUSH) {
      writeSync(out, Buffer.concat(parts));
      parts = [];
      size = 0;
    }
  }
  writeSync(out, Buffer.concat(parts));
  closeSync(out);
}

/** `count` IGMP packets. */
export function makeIgmp(count, file) {
  write(file, (i) => (i < count ? igmpFrame(i) : undefined));
}

/** About `octets` octets of IGMP among UDP. */
export function makeMixed(octets, file) {
  let total = 0;
  write(file, (i) => {
    if (total >= octets) return undefined;
    const bytes = i % 4 === 0 ? igmpFrame(i >> 2) : udpFrame(i);
    total += bytes.length + 16;
    return bytes;
  });
}

if (process.argv[1]?.endsWith('make-capture.mjs')) {
  const [, , kind, size, file] = process.argv;
  if (kind === 'igmp') makeIgmp(Number(size), file);
  else if (kind === 'mixed') makeMixed(Number(size), file);
  else {
    console.error('usage: make-capture.mjs igmp COUNT FILE | mixed OCTETS FILE');
    process.exit(2);
  }
}
