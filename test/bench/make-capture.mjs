/**
 * Makes the captures that the benchmarks read, the same octets every time:
 *
 *   node test/bench/make-capture.mjs igmp COUNT FILE    COUNT small IGMP packets (reports, queries, leaves, all versions)
 *   node test/bench/make-capture.mjs mixed OCTETS FILE  about OCTETS octets: IGMP among large UDP datagrams
 *   node test/bench/make-capture.mjs gmp COUNT FILE     COUNT packets of GMP sessions: members come and are kept alive, on
 *                                                       port 16513 and on ports that SAREQ announces
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

const SESSIONS = 50;
const MEMBERS = 20;
const SERVER = [10, 0, 0, 1];
/** Member types by place: a creator, two principals, participants. */
const memberType = (member) => (member === 0 ? 4 : member < 3 ? 2 : 1);

/** An SM message with its checksum. */
function sm(type, session, user, flags, option = []) {
  const bytes = Buffer.from([
    0x10 | flags,
    type,
    0,
    0,
    0,
    session,
    0,
    user,
    0,
    0,
    0x13,
    0x88,
    232,
    1,
    0,
    session,
    ...option,
  ]);
  bytes.writeUInt16BE(checksum(bytes, 0, bytes.length), 2);
  return bytes;
}

function mm(type, session, user, flags = 0, option = []) {
  const head = [0x10 | type, 0x40 | (memberType(user) << 3) | flags, 0x13, 0x88, 0, session, 0, user];
  return Buffer.from([...head, 232, 1, 0, session, 10, 30, 0, 0, ...option]);
}

function udpFrom(source, from, destination, to, payload) {
  const data = Buffer.alloc(8 + payload.length);
  data.writeUInt16BE(from, 0);
  data.writeUInt16BE(to, 2);
  data.writeUInt16BE(data.length, 4);
  data.set(payload, 8);
  const bytes = frame(17, data, destination, false);
  bytes.set(source, 26);
  bytes.writeUInt16BE(0, 24);
  bytes.writeUInt16BE(checksum(bytes, 14, 34), 24);
  return bytes;
}

/** Between the server and a member: what comes before the keepalive, then KAREQ and KARES by turns. */
function gmpFrame(i) {
  const pair = Math.floor(i / 2) % (SESSIONS * MEMBERS);
  const round = Math.floor(i / (2 * SESSIONS * MEMBERS));
  const [session, member] = [Math.floor(pair / MEMBERS) + 1, pair % MEMBERS];
  const client = [10, 1, session, member + 1];
  // Half of the servers have a port of their own for MM: such messages are known by the client's port alone.
  const server = session % 2 === 0 ? 16513 : 40900;
  const port = 41000 + member;
  const asks = i % 2 === 0;
  const toServer = (message) => udpFrom(client, 40000, SERVER, 16513, message);
  const toClient = (message) => udpFrom(SERVER, 16513, client, 40000, message);
  if (round === 0)
    return asks ? toServer(sm(0x08, session, 0, 0)) : toClient(sm(0x0a, session, member + 1, 0));
  if (round === 1)
    return asks ? toServer(sm(0x0c, session, member + 1, 0)) : toClient(sm(0x0d, session, member + 1, 0));
  if (round === 2 && asks) return toServer(sm(0x0e, session, member + 1, 0, [port >> 8, port & 255, 0, 0]));
  if (asks) return udpFrom(SERVER, server, client, port, mm(1, session, member));
  if (round % 16 === 0 && member === 0) {
    const list = Array.from({ length: MEMBERS }, (_, user) => [
      0,
      user,
      (memberType(user) << 5) | 0x18,
      0,
    ]).flat();
    return udpFrom(SERVER, server, client, port, mm(4, session, member, 1, list));
  }
  return udpFrom(client, port, SERVER, server, mm(2, session, member));
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

/** `count` GMP packets. */
export function makeGmp(count, file) {
  write(file, (i) => (i < count ? gmpFrame(i) : undefined));
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
  else if (kind === 'gmp') makeGmp(Number(size), file);
  else if (kind === 'mixed') makeMixed(Number(size), file);
  else {
    console.error('usage: make-capture.mjs igmp COUNT FILE | mixed OCTETS FILE | gmp COUNT FILE');
    process.exit(2);
  }
}
