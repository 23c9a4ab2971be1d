/**
 * What the two formats have in common: an incremental decoder, pure and synchronous, that takes whole records out of a
 * window of input and puts them into columns. It never asks for more than it needs to see next, and it never believes
 * a length before the octets are there.
 */
import type { Columns } from './columns.js';
import type { IndexStore } from './index-chunks.js';
import type { CaptureError, CaptureInterface, CaptureName, CaptureStatistics } from './types.js';
import type { Window } from './window.js';

/** What a capture says about itself, beside its packets. All of it grows while reading. */
export interface CaptureFacts {
  readonly format: 'pcap' | 'pcapng';
  readonly interfaces: readonly CaptureInterface[];
  readonly names: readonly CaptureName[];
  readonly statistics: readonly CaptureStatistics[];
  readonly comments: readonly string[];
  readonly blockCounts: ReadonlyMap<number, number>;
}

/** One capture being decoded. */
export interface Decoder {
  readonly facts: CaptureFacts;
  /**
   * Takes records from the window's start while they are whole and the columns have room, and moves the start behind
   * them. Returns what is wrong with the record at the new start, or null when it needs more input (or more room).
   */
  decode(window: Window, columns: Columns): CaptureError | null;
  /** Moves what it can from the window's start straight into an index; returns how many packets. May do nothing. */
  skim(window: Window, store: IndexStore): number;
  /** The input has ended where the window ends: what is wrong with that, if anything. */
  finish(window: Window): CaptureError | null;
}

/** What the first octets of an input tell. */
export type Format = 'pcap' | 'pcapng' | 'gzip' | 'unknown' | 'empty';

/** Octets that `detectFormat` wants to see (fewer only where the input is shorter). */
export const DETECT_LENGTH = 12;

const PCAP_MAGICS: ReadonlySet<number> = new Set([
  0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1, 0x1c0001ac, 0xac01001c, 0x1c0001ab,
  0xab01001c,
]);
const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const SWAPPED_BYTE_ORDER_MAGIC = 0x4d3c2b1a;

/** Tells the format of an input by its first octets (12, or all there are). */
export function detectFormat(bytes: Uint8Array): Format {
  if (bytes.length === 0) return 'empty';
  if (bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  if (bytes.length < 4) return 'unknown';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const magic = view.getUint32(0);
  if (PCAP_MAGICS.has(magic)) return 'pcap';
  if (magic !== SECTION_HEADER) return 'unknown';
  if (bytes.length < DETECT_LENGTH) return 'pcapng';
  const order = view.getUint32(8);
  return order === BYTE_ORDER_MAGIC || order === SWAPPED_BYTE_ORDER_MAGIC ? 'pcapng' : 'unknown';
}
