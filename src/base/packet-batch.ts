/**
 * The form in which packets travel from whoever reads or makes them to whoever dissects them: columns of numbers beside a
 * block of octets, so that no packet needs an object.
 */

/** A run of consecutive packets. All columns are valid for indices 0 … count-1, and only until the next batch is asked for. */
export interface PacketBatch {
  /** The block of input that holds the packets' bytes. A plain Uint8Array, never a Buffer. */
  readonly bytes: Uint8Array;
  /** Offset of `bytes[0]` in the (uncompressed) input. */
  readonly inputOffset: number;
  /** Number of packets in this batch. */
  readonly count: number;
  /** Number of the batch's first packet, counting from 1. */
  readonly firstNumber: number;
  /** Where each packet's captured bytes begin, as an index into `bytes`. */
  readonly dataStart: Uint32Array;
  /** Octets captured of each packet. */
  readonly capLen: Uint32Array;
  /** Octets that each packet had on the wire, as the file claims. */
  readonly wireLen: Uint32Array;
  /** Time, whole seconds since 1970 (floor; may be negative); NaN for a packet without a time. */
  readonly sec: Float64Array;
  /** Time, nanoseconds within the second, 0 … 999,999,999. */
  readonly nsec: Uint32Array;
  /** Which of the capture's interfaces saw each packet. */
  readonly interfaceId: Uint32Array;
  /** Comments on packets of this batch, by index; undefined where none has one. */
  readonly comments: ReadonlyMap<number, readonly string[]> | undefined;
}
