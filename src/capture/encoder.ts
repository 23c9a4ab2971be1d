/**
 * Captures, written: pure encoders that turn packets and what is known of them into the octets of a file. What the
 * source says about itself may still be growing (it is being read at the same time), so interfaces, names and comments
 * are written when they turn up, at the latest before the first packet that needs them.
 */
import { createOutput, type Output, type PacketRecord } from './encode.js';
import { encodePcapHeader, encodePcapRecord, needsNanoseconds } from './encode-pcap.js';
import {
  encodeInterface,
  encodeNames,
  encodePacket,
  encodeSection,
  encodeSimplePacket,
  encodeStatistics,
  fitsSimplePacket,
} from './encode-pcapng.js';
import type { CaptureInterface, CaptureName, CaptureStatistics } from './types.js';

/** What a source of packets says about itself: a reader, or the like made by hand. May grow while packets are written. */
export interface CaptureSource {
  readonly interfaces: readonly CaptureInterface[];
  readonly names: readonly CaptureName[];
  readonly statistics: readonly CaptureStatistics[];
  readonly comments: readonly string[];
}

/** One file being encoded. The caller takes octets out of `out` whenever it likes, and sets its length to 0. */
export interface Encoder {
  readonly out: Output;
  /** Adds a packet; returns why that can't be done (nothing is added then), or null. */
  packet(packet: PacketRecord): string | null;
  /** Adds what must stand at the end; call it once. */
  finish(): void;
}

/** Interface of a file in which there are no packets and nothing is known. */
const ETHERNET: CaptureInterface = {
  id: 0,
  linkType: 1,
  snapLen: 262_144,
  name: undefined,
  description: undefined,
  tsResol: 6,
  tsOffset: 0n,
  fcsLen: undefined,
};

/** Encodes classic pcap: one link type; nanoseconds if the source has them when the first packet comes. */
export function createPcapEncoder(source: CaptureSource): Encoder {
  const out = createOutput();
  let first: CaptureInterface | undefined;
  let nanoseconds = false;
  const start = (from: CaptureInterface, more: boolean): void => {
    first = from;
    nanoseconds = more || source.interfaces.some((each) => needsNanoseconds(each.tsResol));
    encodePcapHeader(out, from, nanoseconds);
  };
  return {
    out,
    packet(packet) {
      const from = source.interfaces[packet.interfaceId];
      if (from === undefined) return `comes from an interface ${packet.interfaceId} that isn't described`;
      if (first === undefined) start(from, packet.nsec % 1000 !== 0);
      if (first !== undefined && from.linkType !== first.linkType) {
        return `is of link type ${from.linkType} after others of link type ${first.linkType}, and a pcap file holds only one`;
      }
      return encodePcapRecord(out, packet, nanoseconds);
    },
    finish() {
      if (first === undefined) start(source.interfaces[0] ?? ETHERNET, false);
    },
  };
}

/** What of the source has been written. */
interface Progress {
  interfaces: number;
  names: number;
  statistics: number;
  comments: number;
}

/**
 * Encodes pcapng. A comment on a section that turns up after the first begins a section of its own, and so does a packet
 * without a time that isn't of the section's first interface; interfaces are then described again as packets need them.
 */
export function createPcapngEncoder(source: CaptureSource, application?: string): Encoder {
  const out = createOutput();
  const written: Progress = { interfaces: 0, names: 0, statistics: 0, comments: 0 };
  /** Index in the current section of each interface of the source. */
  let section = new Map<number, number>();
  let started = false;

  const describe = (id: number): number => {
    const index = section.size;
    encodeInterface(out, source.interfaces[id]);
    section.set(id, index);
    return index;
  };
  const indexOf = (id: number): number => section.get(id) ?? describe(id);
  const startSection = (): void => {
    if (started) settle();
    encodeSection(out, source.comments.slice(written.comments), application);
    written.comments = source.comments.length;
    section = new Map();
    started = true;
  };
  const catchUp = (): void => {
    const { interfaces, names, comments } = source;
    if (!started || comments.length > written.comments) startSection();
    while (written.interfaces < interfaces.length) indexOf(written.interfaces++);
    if (names.length > written.names) encodeNames(out, names.slice(written.names));
    written.names = names.length;
  };
  /** Statistics stand at the end of their section. */
  const settle = (): void => {
    for (; written.statistics < source.statistics.length; written.statistics++) {
      const statistics = source.statistics[written.statistics];
      if (statistics.interfaceId < source.interfaces.length) {
        encodeStatistics(out, statistics, indexOf(statistics.interfaceId));
      }
    }
  };

  return {
    out,
    packet(packet) {
      catchUp();
      const from = source.interfaces[packet.interfaceId];
      if (from === undefined) return `comes from an interface ${packet.interfaceId} that isn't described`;
      if (!fitsSimplePacket(packet, from)) {
        return encodePacket(out, packet, from, indexOf(packet.interfaceId));
      }
      // A simple packet is always one of its section's first interface.
      if (indexOf(packet.interfaceId) !== 0) {
        startSection();
        describe(packet.interfaceId);
      }
      encodeSimplePacket(out, packet);
      return null;
    },
    finish() {
      catchUp();
      settle();
    },
  };
}
