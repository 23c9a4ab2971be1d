/**
 * What every capture reader yields, whatever the format and wherever the bytes come from: batches of packets
 * that share one block of bytes. No object a packet: columns of numbers beside the block.
 *
 *   input bytes ──► reader ──► PacketBatch { bytes, dataStart[], capLen[], wireLen[], sec[], nsec[], … }
 */
import type { PacketBatch } from '../base/packet-batch.js';

export type { PacketBatch } from '../base/packet-batch.js';

/** One interface of a capture. Classic pcap has exactly one. */
export interface CaptureInterface {
  /** Number over the whole file (sections are concatenated). */
  readonly id: number;
  /** LINKTYPE number. */
  readonly linkType: number;
  /** Largest number of octets kept of a packet; 0 = no limit. */
  readonly snapLen: number;
  /** if_name option, where given. */
  readonly name: string | undefined;
  /** if_description option, where given. */
  readonly description: string | undefined;
  /** Raw if_tsresol octet (pcapng): 6 = microseconds, 9 = nanoseconds, top bit set = power of two. */
  readonly tsResol: number;
  /** if_tsoffset (pcapng): seconds to be added. */
  readonly tsOffset: bigint;
  /** FCS octets at the end of each frame, where the file says so; else undefined. */
  readonly fcsLen: number | undefined;
  /** if_IPv4addr options: addresses and masks, unsigned 32 bits; absent where the file tells none. */
  readonly ipv4?: readonly InterfaceAddress[];
}

/** An IPv4 address of an interface, and the mask of its network. */
export interface InterfaceAddress {
  readonly address: number;
  readonly mask: number;
}

/** A name that the capture itself gives to an address (pcapng name resolution block). */
export interface CaptureName {
  readonly address: Uint8Array;
  readonly name: string;
}

/** Interface statistics as a pcapng ISB gives them; absent counts are undefined. */
export interface CaptureStatistics {
  readonly interfaceId: number;
  readonly received: bigint | undefined;
  readonly dropped: bigint | undefined;
  readonly filterAccepted: bigint | undefined;
  readonly osDropped: bigint | undefined;
}

/** Why an input could not be read to its end. What was readable before it has been delivered. */
export interface CaptureError {
  readonly code:
    | 'not-a-capture'
    | 'cut-short'
    | 'corrupt'
    | 'unsupported'
    | 'not-found'
    | 'io'
    | 'bad-gzip'
    | 'empty';
  /** One sentence for a person, without the file's name. */
  readonly message: string;
  /** Octet of the (uncompressed) input at which reading stopped. */
  readonly offset: number;
}

/** A capture being read, front to back. */
export interface CaptureReader {
  readonly format: 'pcap' | 'pcapng';
  /** Grows while reading. */
  readonly interfaces: readonly CaptureInterface[];
  /** Grows while reading. */
  readonly names: readonly CaptureName[];
  /** Grows while reading. */
  readonly statistics: readonly CaptureStatistics[];
  /** Section comments (pcapng); grows while reading. */
  readonly comments: readonly string[];
  /** How many blocks of each pcapng block type were seen; empty for classic pcap. */
  readonly blockCounts: ReadonlyMap<number, number>;
  /** The next batch, or null at the end of the input (see `error`). A live input yields a batch as soon as packets are there. */
  next(): Promise<PacketBatch | null>;
  /** After `next` gave null: why reading stopped early, or null when the input was read to its end. */
  readonly error: CaptureError | null;
  /** Lets go of the file. Safe to call twice. */
  close(): Promise<void>;
}
