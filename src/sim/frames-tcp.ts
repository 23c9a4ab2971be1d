/**
 * TCP under a run's messages (RFC 9293): each stands behind its length, in a segment of its own. The simulator's TCP carries
 * messages and takes no time for itself:
 *
 *   first message ──► SYN · SYN, ACK · ACK, at its instant; sequence numbers begin at 0
 *   message       ──► a segment that acknowledges all up to the last one that has arrived from the other side
 *   arrivals of half a window without an answer ──► a bare acknowledgment
 *
 * What a fault takes from a connection is not sent again: the stream then has a gap for its receiver, not for a capture.
 */
import { gmpTcpTable } from '../../dissectors/gmp-tcp.js';
import { ACK, MINIMUM, PSH, SYN, tcpTable } from '../../dissectors/tcp-table.js';
import { compileWriter } from '../layout/writers.js';
import { behind, packetFrame, transportChecksum, type Wire } from './frames-ip.js';
import type { Addressing, MessageEvent } from './trace.js';

/** Largest window that needs no option. */
const WINDOW = 65_535;
const NOTHING = new Uint8Array(0);
const writeChecksum = compileWriter(tcpTable, 'tcp.checksum');

/** One side of a connection. */
interface Side {
  /** Sequence number of its next octet. */
  next: number;
  /** Sequence number behind the last octet of the other side that has arrived. */
  received: number;
  /** The last acknowledgment that it has sent. */
  acknowledged: number;
}

/** The connections of a run. */
export interface Connections {
  readonly wire: Wire;
  /** Sides by "address:port address:port", from itself to the other. */
  readonly sides: Map<string, Side>;
  /** Sequence number behind each message under way, by its number. */
  readonly ends: Map<number, number>;
}

/** No connections yet. */
export function createConnections(wire: Wire): Connections {
  return { wire, sides: new Map(), ends: new Map() };
}

/** A segment that carries no message. */
export interface BareSegment {
  readonly part: 'SYN' | 'SYN, ACK' | 'ACK';
  readonly sender: string;
  readonly octets: Uint8Array;
}

/** The handshake, where the message is the first one between its two ends; else nothing. `other`: who answers it. */
export function handshake(
  connections: Connections,
  { from, addressing }: MessageEvent,
  other: string,
): readonly BareSegment[] {
  if (connections.sides.has(connectionOf(addressing))) return [];
  const back = turned(addressing);
  const here: Side = { next: 0, received: 0, acknowledged: 0 };
  const there: Side = { next: 0, received: 0, acknowledged: 0 };
  connections.sides.set(connectionOf(addressing), here);
  connections.sides.set(connectionOf(back), there);
  const syn = segment(connections, from, addressing, here, SYN, NOTHING);
  there.received = here.next;
  const answer = segment(connections, other, back, there, SYN | ACK, NOTHING);
  here.received = there.next;
  const ack = segment(connections, from, addressing, here, ACK, NOTHING);
  there.acknowledged = there.received;
  return [
    { part: 'SYN', sender: from, octets: syn },
    { part: 'SYN, ACK', sender: other, octets: answer },
    { part: 'ACK', sender: from, octets: ack },
  ];
}

/** The frame of a message on its connection. */
export function messageSegment(connections: Connections, message: MessageEvent): Uint8Array {
  const { n, from, addressing, octets } = message;
  const side = sideOf(connections, addressing);
  const content = behind(gmpTcpTable, octets, { 'gmp.tcp.length': octets.length });
  const frame = segment(connections, from, addressing, side, PSH | ACK, content);
  connections.ends.set(n, side.next);
  return frame;
}

/** Notes that a message has arrived at `node`; gives a bare acknowledgment where one is due. */
export function arrived(
  connections: Connections,
  message: MessageEvent,
  node: string,
): BareSegment | undefined {
  const end = connections.ends.get(message.n);
  if (end === undefined) return undefined;
  connections.ends.delete(message.n);
  const back = turned(message.addressing);
  const side = sideOf(connections, back);
  if (((end - side.received) | 0) > 0) side.received = end;
  if (((side.received - side.acknowledged) | 0) < WINDOW / 2) return undefined;
  return { part: 'ACK', sender: node, octets: segment(connections, node, back, side, ACK, NOTHING) };
}

/** A segment of one side; its sequence numbers move on (a SYN counts as an octet). */
function segment(
  { wire }: Connections,
  sender: string,
  addressing: Addressing,
  side: Side,
  flags: number,
  content: Uint8Array,
): Uint8Array {
  const acknowledges = (flags & ACK) !== 0;
  if (acknowledges) side.acknowledged = side.received;
  const octets = behind(tcpTable, content, {
    'tcp.srcport': addressing.sourcePort,
    'tcp.dstport': addressing.destinationPort,
    'tcp.seq_raw': side.next,
    'tcp.ack_raw': acknowledges ? side.received : 0,
    'tcp.hdr_len': MINIMUM / 4,
    'tcp.flags': flags,
    'tcp.window_size_value': WINDOW,
  });
  writeChecksum(octets, 0, transportChecksum(addressing, octets));
  side.next = (side.next + content.length + ((flags & SYN) === 0 ? 0 : 1)) >>> 0;
  return packetFrame(wire, sender, addressing, octets);
}

function connectionOf({ source, sourcePort, destination, destinationPort }: Addressing): string {
  return `${source}:${sourcePort} ${destination}:${destinationPort}`;
}

/** The side that sends with these addresses. Throws where there was no handshake (our own mistake). */
function sideOf({ sides }: Connections, addressing: Addressing): Side {
  const side = sides.get(connectionOf(addressing));
  if (side === undefined) throw new Error(`no connection ${connectionOf(addressing)}`);
  return side;
}

function turned(addressing: Addressing): Addressing {
  const { source, destination, sourcePort, destinationPort } = addressing;
  return {
    ...addressing,
    source: destination,
    destination: source,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
}
