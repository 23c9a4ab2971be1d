/**
 * Finds the GMP messages of a walked frame, with who sent them to whom. What a server or client would not take is passed
 * over: messages that were cut or are parts of a datagram, and those with errors (gmp-parse.ts). Most messages are KAREQ and
 * KARES, whose order is told by three looks; no object is made for a message.
 */
import type { Walk } from '../../dissectors/contract.js';
import { familyOf, MM, SM } from '../../dissectors/gmp-family.js';
import {
  CLOSED_MODE,
  GMP_HEADER,
  GMP_MESSAGES,
  GMP_VERSION,
  isMemberType,
} from '../../dissectors/gmp-names.js';
import { parseGmp } from '../../dissectors/gmp-parse.js';
import { mmReaders, sessionOf, smReaders, userOf, versionOf } from '../../dissectors/gmp-subject.js';
import { ipv4Table } from '../../dissectors/ipv4-tables.js';
import type { Registry } from '../../dissectors/registry.js';
import type { SegmentNote } from '../../dissectors/tcp-note.js';
import { destinationPort as tcpDestination, sourcePort as tcpSource } from '../../dissectors/tcp-table.js';
import { udpTable } from '../../dissectors/udp-tables.js';
import { type Micros, micros } from '../base/micros.js';
import { compileReader } from '../layout/readers.js';
import type { Seen } from './contract.js';
import type { Hosts } from './hosts.js';
import { KAREQ, KARES, makeSeen, TO_SERVER } from './seen.js';

const udpSource = compileReader(udpTable, 'udp.srcport');
const udpDestination = compileReader(udpTable, 'udp.dstport');
const ipSource = compileReader(ipv4Table, 'ip.src');
const ipDestination = compileReader(ipv4Table, 'ip.dst');

/** Octets of an IPv6 header before its addresses. */
const SOURCE = 8;
const DESTINATION = 24;

/** Numbers of the types by family and code; -1 where there is none. */
const SM_TYPES = numbersOf('SM', 256);
const MM_TYPES = numbersOf('MM', 16);
const IS_MEMBER_TYPE = Array.from({ length: 8 }, (_, code) => isMemberType(code));

function numbersOf(family: 'SM' | 'MM', codes: number): Int8Array {
  const numbers = new Int8Array(codes).fill(-1);
  for (const [i, message] of GMP_MESSAGES.entries()) if (message.family === family) numbers[message.code] = i;
  return numbers;
}

const PORTS = 0x10000;

/** What is looked up of a registry. */
type Lookups = Pick<Registry, 'lookup'>;
const START = micros(0);

/** Hands the messages of a walked frame over, in order. */
export type Intake = (w: Walk, take: (seen: Seen) => void) => void;

/**
 * An intake for frames that are walked by a registry's dissectors; hosts are entered in `hosts`. `onGap` is told where octets of a
 * connection never came, and what was held back behind them is given free. `since`: the time of the last message before, where the
 * frames are not those from the first on.
 */
export function createIntake({ lookup }: Lookups, hosts: Hosts, onGap?: () => void, since = START): Intake {
  const [gmp, udp, tcp] = [lookup.idOf('gmp'), lookup.idOf('udp'), lookup.idOf('tcp')];
  const [ipv4, ipv6] = [lookup.idOf('ip'), lookup.idOf('ipv6')];
  const seen = makeSeen(since);
  /** The server of each connection: host and port. */
  const servers = new Map<number, number>();

  /** Addresses, ports and connection; false where they are not to be found. */
  const findPeers = (w: Walk, layer: number, toServer: boolean): boolean => {
    let transport = layer - 1;
    while (transport >= 0 && w.ids[transport] !== udp && w.ids[transport] !== tcp) transport -= 1;
    if (transport < 0) return false;
    let ip = transport - 1;
    while (ip >= 0 && w.ids[ip] !== ipv4 && w.ids[ip] !== ipv6) ip -= 1;
    if (ip < 0) return false;
    const overTcp = w.ids[transport] === tcp;
    const octets = w.sources[transport];
    const start = w.starts[transport];
    const from = overTcp ? tcpSource(octets, start) : udpSource(octets, start);
    const to = overTcp ? tcpDestination(octets, start) : udpDestination(octets, start);
    const network = w.sources[ip];
    const begin = w.starts[ip];
    const isV4 = w.ids[ip] === ipv4;
    const source = isV4 ? hosts.ofIpv4(ipSource(network, begin)) : hosts.ofIpv6(network, begin + SOURCE);
    const destination = isV4
      ? hosts.ofIpv4(ipDestination(network, begin))
      : hosts.ofIpv6(network, begin + DESTINATION);
    seen.server = toServer ? destination : source;
    seen.serverPort = toServer ? to : from;
    seen.client = toServer ? source : destination;
    seen.clientPort = toServer ? from : to;
    seen.connection = -1;
    if (overTcp) settleSides(w.notes[transport] as SegmentNote | undefined);
    return true;
  };

  /** Behind a gap, messages are given free by a segment of the other side: who is the server is known from before. */
  const settleSides = (note: SegmentNote | undefined): void => {
    const stream = note?.stream ?? -1;
    seen.connection = stream;
    if (note === undefined || stream < 0) return;
    if (note.outcome.gap > 0) onGap?.();
    const server = servers.get(stream);
    const self = seen.server * PORTS + seen.serverPort;
    if (server === undefined) servers.set(stream, self);
    else if (server !== self && server === seen.client * PORTS + seen.clientPort) {
      const { client, clientPort } = seen;
      seen.client = seen.server;
      seen.clientPort = seen.serverPort;
      seen.server = client;
      seen.serverPort = clientPort;
    }
  };

  return (w, take) => {
    for (let i = 0; i < w.count; i += 1) {
      if (w.ids[i] !== gmp || w.fragmented || w.ends[i] < w.limits[i]) continue;
      if (!readMessage(w.sources[i], w.starts[i], w.ends[i], seen)) continue;
      seen.toServer = TO_SERVER[seen.type];
      if (!findPeers(w, i, seen.toServer)) continue;
      seen.frame = w.frame.number;
      seen.at = timeOf(w, seen.at);
      seen.layer = i;
      take(seen);
    }
  };
}

/**
 * Microseconds since 1970 of a frame; the last time known where it has none, or where the capture goes back in time: what
 * follows in a capture came later.
 */
export function timeOf({ frame }: Walk, last: Micros): Micros {
  if (Number.isNaN(frame.sec)) return last;
  const at = frame.sec * 1_000_000 + Math.floor(frame.nsec / 1000);
  return at < last ? last : micros(at);
}

/** Reads the header of a message that can be used; false where it cannot. */
function readMessage(octets: Uint8Array, start: number, end: number, seen: Seen): boolean {
  if (end - start < GMP_HEADER || versionOf(octets, start) !== GMP_VERSION) return false;
  const family = familyOf(octets, start, end);
  if (family !== SM && family !== MM) return false;
  const type =
    family === MM ? MM_TYPES[mmReaders.type(octets, start)] : SM_TYPES[smReaders.type(octets, start)];
  if (type < 0) return false;
  const usable =
    type === KAREQ || type === KARES
      ? isPlain(octets, start, end) || parseGmp(octets, start, end).ok
      : parseGmp(octets, start, end).ok;
  if (!usable) return false;
  seen.type = type;
  seen.session = sessionOf(octets, start);
  seen.user = userOf(octets, start);
  seen.bytes = octets;
  seen.start = start;
  seen.end = end;
  if (family === MM) readMm(octets, start, seen);
  else readSm(octets, start, seen);
  return true;
}

/** A KAREQ or KARES in perfect order: a header and no more. */
function isPlain(octets: Uint8Array, start: number, end: number): boolean {
  if (end - start !== GMP_HEADER || !IS_MEMBER_TYPE[mmReaders.memberType(octets, start)]) return false;
  return mmReaders.keyLength(octets, start) === 0 && mmReaders.reserved(octets, start) === 0;
}

function readMm(octets: Uint8Array, start: number, seen: Seen): void {
  seen.closed = mmReaders.mode(octets, start) === CLOSED_MODE;
  seen.secure = false;
  seen.memberType = mmReaders.memberType(octets, start);
  seen.kaPeriod = mmReaders.kaPeriod(octets, start);
  seen.timeout = mmReaders.timeout(octets, start);
  seen.groupAddress = mmReaders.groupAddr(octets, start);
  seen.groupPort = mmReaders.groupPort(octets, start);
  seen.keyLength = mmReaders.keyLength(octets, start);
  seen.reserved = mmReaders.reserved(octets, start);
}

function readSm(octets: Uint8Array, start: number, seen: Seen): void {
  seen.closed = smReaders.m(octets, start) === 1;
  seen.secure = smReaders.s(octets, start) === 1;
  seen.memberType = 0;
  seen.kaPeriod = 0;
  seen.timeout = 0;
  seen.groupAddress = smReaders.groupAddr(octets, start);
  seen.groupPort = smReaders.groupPort(octets, start);
  seen.keyLength = smReaders.keyLength(octets, start);
  seen.reserved = smReaders.reserved(octets, start);
}
