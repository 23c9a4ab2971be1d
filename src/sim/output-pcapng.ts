/**
 * `-w`: a run as a pcapng file. Each host is an interface on each of its subnets, named as the actor; each frame is recorded
 * once, on its sender's interface, at its sending. Virtual time 0 is 1,000,000,000 s after 1970 (2001-09-09 01:46:40 UTC), so
 * that a time since 1970 ends in the time of the run.
 *
 *   section header       what the run is
 *   interfaces           actor; its subnet and address (if_IPv4addr: by it interfaces of one network are told)
 *   name resolution      actors' addresses
 *   packets              comments: what led to the frame, what came of it
 *   statistics           of each interface: received = frames meant for it, dropped = those of them that did not arrive;
 *                        dropped by the system = messages that its silent host kept to itself
 */
import { formatIpv4 } from '../base/address.js';
import type { PacketRecord } from '../capture/encode.js';
import { type CaptureSource, createPcapngEncoder } from '../capture/encoder.js';
import type { CaptureInterface, CaptureName, CaptureStatistics } from '../capture/types.js';
import { framesOf, type SentFrame } from './frames.js';
import { commentsOn } from './output-comments.js';
import { SUBNET_MASK } from './stage-addresses.js';
import type { Cast, MessageEvent, Run } from './trace.js';

/** Seconds since 1970 at virtual time 0. */
export const EPOCH = 1_000_000_000;

const ETHERNET = 1;
const SNAP_LENGTH = 262_144;
const MICROSECONDS = 6;

/** A run as what a capture writer takes. */
export interface RunCapture {
  readonly source: CaptureSource;
  readonly packets: Iterable<PacketRecord>;
}

/** The capture of a run; `frames` are its frames, where they have been made already. */
export function captureOf(run: Run, frames: Iterable<SentFrame> = framesOf(run)): RunCapture {
  const ids = new Map<string, number>();
  const interfaces: CaptureInterface[] = [];
  for (const { name, addresses } of run.cast) {
    for (const { subnet, address } of addresses) {
      ids.set(`${name} ${subnet}`, interfaces.length);
      interfaces.push(interfaceOf(interfaces.length, name, subnet, address));
    }
  }
  const names: readonly CaptureName[] = run.cast.flatMap(({ name, addresses }) =>
    addresses.map(({ address }) => ({ address: octetsOf(address), name })),
  );
  const statistics = countFrames(run, ids);
  const source: CaptureSource = { interfaces, names, statistics, comments: [titleOf(run)] };
  return { source, packets: packetsOf(run, ids, frames) };
}

/** The octets of a run's pcapng file. */
export function encodeRun(run: Run, application = 'gmpshark'): Uint8Array {
  const { source, packets } = captureOf(run);
  const encoder = createPcapngEncoder(source, application);
  for (const packet of packets) {
    const fault = encoder.packet(packet);
    if (fault !== null) throw new Error(`a frame ${fault}`);
  }
  encoder.finish();
  return encoder.out.bytes.slice(0, encoder.out.length);
}

function titleOf({ name, purpose, clause, seed }: Run): string {
  const title = `${name}, ${clause}, seed ${seed}: ${purpose.trim()}`;
  return `${title}\nA run in virtual time: its instant 0 is 2001-09-09 01:46:40 UTC (${EPOCH} s after 1970).`;
}

function interfaceOf(id: number, name: string, subnet: string, address: number): CaptureInterface {
  return {
    id,
    linkType: ETHERNET,
    snapLen: SNAP_LENGTH,
    name,
    description: `${name} on subnet ${subnet}, ${formatIpv4(address)}`,
    tsResol: MICROSECONDS,
    tsOffset: 0n,
    fcsLen: undefined,
    ipv4: [{ address, mask: SUBNET_MASK }],
  };
}

function octetsOf(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255);
}

function* packetsOf(
  run: Run,
  ids: ReadonlyMap<string, number>,
  frames: Iterable<SentFrame>,
): Generator<PacketRecord, void, undefined> {
  const comments = commentsOn(run);
  for (const { t, sender, subnet, octets, message, part } of frames) {
    const told = part === 'message' ? comments(message.n) : [];
    yield {
      sec: EPOCH + Math.floor(t / 1_000_000),
      nsec: (t % 1_000_000) * 1000,
      bytes: octets,
      start: 0,
      capLen: octets.length,
      wireLen: octets.length,
      interfaceId: ids.get(`${sender} ${subnet}`) ?? 0,
      comments: told.length === 0 ? undefined : told,
    };
  }
}

/** What came in at each interface, and what did not. */
function countFrames({ cast, events }: Run, ids: ReadonlyMap<string, number>): readonly CaptureStatistics[] {
  const received = new Map<number, number>();
  const dropped = new Map<number, number>();
  const unsent = new Map<number, number>();
  const first = new Map(cast.map(({ name, addresses }): [string, string] => [name, firstSubnet(addresses)]));
  const count = (counts: Map<number, number>, node: string, subnet: string): void => {
    // What comes from another subnet comes in at the first interface.
    const id = ids.get(`${node} ${subnet}`) ?? ids.get(`${node} ${first.get(node) ?? ''}`);
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  };
  for (const event of events) {
    if (event.kind !== 'arrival' && event.kind !== 'drop') continue;
    const { from, addressing } = events[event.message] as MessageEvent;
    const { subnet } = addressing;
    if (event.kind === 'drop' && event.node === from) count(unsent, from, subnet);
    else {
      count(received, event.node, subnet);
      if (event.kind === 'drop') count(dropped, event.node, subnet);
    }
  }
  return [...ids.values()].map((interfaceId) => ({
    interfaceId,
    received: BigInt(received.get(interfaceId) ?? 0),
    dropped: BigInt(dropped.get(interfaceId) ?? 0),
    filterAccepted: undefined,
    osDropped: BigInt(unsent.get(interfaceId) ?? 0),
  }));
}

function firstSubnet(addresses: Cast['addresses']): string {
  return addresses[0]?.subnet ?? '';
}
