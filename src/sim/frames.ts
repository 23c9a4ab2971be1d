/**
 * The frames of a run: each message as the octets that its sender puts on the wire, so that a capture of a run is one that
 * any analyzer reads. Machines exchange what UDP, TCP or IP carries; all below that is made here, from the layout tables.
 *
 *   Ethernet ─ IPv4 ─┬─ UDP ─ message                     checksums right, IPv4's identification counted by each sender
 *                    ├─ TCP ─ length ─ message            frames-tcp.ts
 *                    └─ IGMP message
 *
 * A message of somebody who is silent is on no wire: it has no frame.
 */
import { udpTable } from '../../dissectors/udp-tables.js';
import type { Micros } from '../base/micros.js';
import { compileWriter } from '../layout/writers.js';
import { behind, createWire, packetFrame, passedOn, transportChecksum, type Wire } from './frames-ip.js';
import {
  arrived,
  type BareSegment,
  type Connections,
  createConnections,
  handshake,
  messageSegment,
} from './frames-tcp.js';
import type { Addressing, MessageEvent, Run, TraceEvent } from './trace.js';

/** A frame on the wire. */
export interface SentFrame {
  readonly t: Micros;
  /** Actor on whose interface to `subnet` it goes out. */
  readonly sender: string;
  readonly subnet: string;
  readonly octets: Uint8Array;
  /** The message event that it is, or is for. */
  readonly message: MessageEvent;
  /** Number of the event at which it is sent: its message's, or of an acknowledgement the arrival's. */
  readonly at: number;
  /** A message, or a bare segment of TCP's own. */
  readonly part: 'message' | BareSegment['part'];
}

const UDP_HEADER = 8;
const writeUdpChecksum = compileWriter(udpTable, 'udp.checksum');

/** What making frames remembers. */
interface Framing {
  readonly events: readonly TraceEvent[];
  readonly wire: Wire;
  readonly connections: Connections;
  /** IPv4 addresses by actor. */
  readonly addresses: ReadonlyMap<string, ReadonlySet<number>>;
  /** Numbers of messages that their senders kept to themselves. */
  readonly unsent: ReadonlySet<number>;
  /** Frames by message number, where routers may send them on. */
  readonly sent: Map<number, Uint8Array> | undefined;
}

/** All frames of a run, in the order in which they are sent. */
export function* framesOf(run: Pick<Run, 'cast' | 'events'>): Generator<SentFrame, void, undefined> {
  const { cast, events } = run;
  const wire = createWire(cast);
  const framing: Framing = {
    events,
    wire,
    connections: createConnections(wire),
    addresses: new Map(
      cast.map(({ name, addresses }) => [name, new Set(addresses.map(({ address }) => address))]),
    ),
    unsent: unsentIn(events),
    sent: cast.some(({ kind }) => kind === 'router') ? new Map() : undefined,
  };
  for (const event of events) {
    if (event.kind === 'message' && !framing.unsent.has(event.n)) yield* framesFor(framing, event);
    if (event.kind !== 'arrival') continue;
    const message = events[event.message] as MessageEvent;
    const ack = arrived(framing.connections, message, event.node);
    if (ack !== undefined)
      yield { ...ack, t: event.t, subnet: message.addressing.subnet, message, at: event.n };
  }
}

/** Numbers of the messages that never left their sender: it is silent. */
export function unsentIn(events: readonly TraceEvent[]): ReadonlySet<number> {
  const unsent = new Set<number>();
  for (const event of events) {
    if (event.kind !== 'drop' || event.reason !== 'silent') continue;
    const message = events[event.message];
    if (message.kind === 'message' && message.from === event.node) unsent.add(event.message);
  }
  return unsent;
}

function* framesFor(framing: Framing, message: MessageEvent): Generator<SentFrame, void, undefined> {
  const { t, from, to, addressing } = message;
  const { subnet } = addressing;
  if (addressing.transport === 'tcp') {
    const other = framing.wire.own.has(`${to} ${subnet}`) ? to : from;
    for (const bare of handshake(framing.connections, message, other))
      yield { ...bare, t, subnet, message, at: message.n };
  }
  const octets = forwarded(framing, message) ?? originated(framing, message);
  framing.sent?.set(message.n, octets);
  yield { t, sender: from, subnet, octets, message, at: message.n, part: 'message' };
}

/** The frame of a message that its sender made. */
function originated({ wire, connections }: Framing, message: MessageEvent): Uint8Array {
  const { from, addressing, octets } = message;
  switch (addressing.transport) {
    case 'tcp':
      return messageSegment(connections, message);
    case 'udp':
      return packetFrame(wire, from, addressing, udpDatagram(addressing, octets));
    case 'igmp':
      return packetFrame(wire, from, addressing, octets);
  }
}

/** The frame of a message whose source is somebody else: its sender, a router, sends on what has arrived. */
function forwarded(framing: Framing, message: MessageEvent): Uint8Array | undefined {
  const { from, addressing } = message;
  const { events, sent, addresses, wire } = framing;
  if (sent === undefined || addresses.get(from)?.has(addressing.source) !== false) return undefined;
  let cause = events[message.cause];
  while (cause !== undefined && cause.kind !== 'message') {
    cause = events[cause.kind === 'arrival' ? cause.message : cause.cause];
  }
  const before = cause === undefined ? undefined : sent.get(cause.n);
  return before === undefined ? undefined : passedOn(wire, from, addressing, before);
}

function udpDatagram(addressing: Addressing, message: Uint8Array): Uint8Array {
  const octets = behind(udpTable, message, {
    'udp.srcport': addressing.sourcePort,
    'udp.dstport': addressing.destinationPort,
    'udp.length': UDP_HEADER + message.length,
  });
  // A checksum of zero would say that there is none (RFC 768).
  writeUdpChecksum(octets, 0, transportChecksum(addressing, octets) || 0xffff);
  return octets;
}
