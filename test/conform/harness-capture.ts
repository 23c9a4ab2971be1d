/**
 * Captures of traffic, from a vantage point, without a file:
 *
 *   sending      every frame once, on its sender's interface, at its sending (as `gmpshark sim -w` has it)
 *   an actor     the frames that it sends, at their sending, and those that reach it, at their arrival: none that was lost,
 *                those that came twice twice
 */
import type { PacketRecord } from '../../src/capture/encode.js';
import { type CaptureSource, createPcapngEncoder } from '../../src/capture/encoder.js';
import type { SentFrame } from '../../src/sim/frames.js';
import { EPOCH } from '../../src/sim/output-pcapng.js';
import type { MessageEvent } from '../../src/sim/trace.js';
import type { Traffic } from './harness-traffic.js';

/** A capture in memory. */
export interface Capture {
  readonly source: CaptureSource;
  readonly packets: readonly PacketRecord[];
}

/** How it was taken. */
export interface Taking {
  /** "sending" (the default), or the name of an actor. */
  readonly from?: string;
  /** With the counts of packets that the sniffer lost: what links lost counts as that. Default: without. */
  readonly statistics?: boolean;
  /** Frames left out at the beginning: the capture began later. */
  readonly skip?: number;
}

/** Takes a capture of traffic. */
export function captureTraffic(traffic: Traffic, taking: Taking = {}): Capture {
  const { from = 'sending', statistics = false, skip = 0 } = taking;
  const packets = from === 'sending' ? atSending(traffic) : atActor(traffic, from);
  const { source } = traffic;
  return {
    source: { ...source, statistics: statistics ? source.statistics : [] },
    packets: packets.slice(skip),
  };
}

/** The octets of a capture as a pcapng file. */
export function encodeCapture({ source, packets }: Capture): Uint8Array {
  const encoder = createPcapngEncoder(source, 'gmpshark');
  for (const packet of packets) {
    const fault = encoder.packet(packet);
    if (fault !== null) throw new Error(`a frame ${fault}`);
  }
  encoder.finish();
  return encoder.out.bytes.slice(0, encoder.out.length);
}

/** A packet of a capture. */
export function packetAt(t: number, octets: Uint8Array, interfaceId: number): PacketRecord {
  return {
    sec: EPOCH + Math.floor(t / 1_000_000),
    nsec: (t % 1_000_000) * 1000,
    bytes: octets,
    start: 0,
    capLen: octets.length,
    wireLen: octets.length,
    interfaceId,
    comments: undefined,
  };
}

/** Numbers of interfaces by "actor subnet", as in the source. */
function interfaceIds({ cast }: Traffic): ReadonlyMap<string, number> {
  const ids = new Map<string, number>();
  for (const { name, addresses } of cast) {
    for (const { subnet } of addresses) ids.set(`${name} ${subnet}`, ids.size);
  }
  return ids;
}

function atSending(traffic: Traffic): PacketRecord[] {
  const ids = interfaceIds(traffic);
  return traffic.frames.map(({ t, sender, subnet, octets }) =>
    packetAt(t, octets, ids.get(`${sender} ${subnet}`) ?? 0),
  );
}

function atActor(traffic: Traffic, actor: string): PacketRecord[] {
  const { events, frames, cast } = traffic;
  const ids = interfaceIds(traffic);
  const own = cast.find(({ name }) => name === actor);
  if (own === undefined) throw new Error(`there is no actor "${actor}"`);
  const [home] = own.addresses;
  const idOn = (subnet: string): number =>
    ids.get(`${actor} ${subnet}`) ?? ids.get(`${actor} ${home.subnet}`) ?? 0;
  const ofMessage = framesByMessage(frames);
  const packets: PacketRecord[] = [];
  for (const event of events) {
    if (event.kind === 'message') {
      for (const { t, sender, subnet, octets, part } of ofMessage.get(event.n) ?? []) {
        const isMine = part === 'message' ? sender === actor : event.from === actor || event.to === actor;
        if (isMine) packets.push(packetAt(t, octets, idOn(subnet)));
      }
    } else if (event.kind === 'arrival' && event.node === actor) {
      const message = events[event.message] as MessageEvent;
      if (message.from === actor) continue;
      const frame = ofMessage.get(message.n)?.find(({ part }) => part === 'message');
      if (frame !== undefined) packets.push(packetAt(event.t, frame.octets, idOn(frame.subnet)));
    }
  }
  return packets;
}

/** Frames that come with each message: its own, and the handshake before it; not what acknowledges it. */
function framesByMessage(frames: readonly SentFrame[]): ReadonlyMap<number, readonly SentFrame[]> {
  const found = new Map<number, SentFrame[]>();
  for (const frame of frames) {
    const { t, message } = frame;
    if (t !== message.t) continue;
    const list = found.get(message.n);
    if (list === undefined) found.set(message.n, [frame]);
    else list.push(frame);
  }
  return found;
}
