/**
 * Classic pcap, decoded incrementally.
 *
 *   file header (24): magic 4 │ major 2 │ minor 2 │ zone 4 │ accuracy 4 │ snap length 4 │ network 4
 *   record header (16): seconds 4 │ fraction 4 │ captured length 4 │ length on the wire 4, then the captured octets
 *
 * The magic gives byte order and unit of the fraction: a1b2c3d4 microseconds, a1b23c4d nanoseconds, a1b2cd34
 * microseconds with eight more octets in each record header (interface, protocol, packet type: Kuznetsov's patch),
 * 1c0001ab and 1c0001ac (Ixia) microseconds and nanoseconds with four more octets in the file header.
 * Versions before 2.3 have the two lengths in the other order, and so may 2.3.
 * The network field is a LINKTYPE in its low 16 bits; its top bits may tell the length of the FCS.
 */
import { err, ok, type Result } from '../base/result.js';
import type { Columns } from './columns.js';
import type { Decoder } from './decoder.js';
import { corrupt, cutShort, headerCutShort, notACapture, unsupported } from './errors.js';
import { maxCapturedLength } from './link-limits.js';
import { skimRecords } from './pcap-skim.js';
import type { CaptureError, CaptureInterface } from './types.js';
import type { Window } from './window.js';

/** Octets of the file header, without the four more of the Ixia variants. */
export const PCAP_HEADER_LENGTH = 24;

/** Where the captured length stands when the version leaves it open. */
export type LengthOrder = 'captured-first' | 'wire-first' | 'smaller-is-captured';

/** What the file header says. */
export interface PcapHeader {
  readonly littleEndian: boolean;
  /** True for nanosecond fractions, false for microseconds. */
  readonly nanoseconds: boolean;
  /** Octets of the file header itself. */
  readonly length: number;
  /** Octets of each record header. */
  readonly recordHeaderLength: number;
  readonly lengthOrder: LengthOrder;
  readonly snapLen: number;
  readonly linkType: number;
  readonly fcsLen: number | undefined;
  /** Largest captured length that is believed. */
  readonly maxCapLen: number;
}

const RECORD_HEADER = 16;

interface Variant {
  readonly nanoseconds: boolean;
  readonly extraHeader: number;
  readonly recordHeaderLength: number;
}

const VARIANTS: ReadonlyMap<number, Variant> = new Map([
  [0xa1b2c3d4, { nanoseconds: false, extraHeader: 0, recordHeaderLength: RECORD_HEADER }],
  [0xa1b23c4d, { nanoseconds: true, extraHeader: 0, recordHeaderLength: RECORD_HEADER }],
  [0xa1b2cd34, { nanoseconds: false, extraHeader: 0, recordHeaderLength: 24 }],
  [0x1c0001ab, { nanoseconds: false, extraHeader: 4, recordHeaderLength: RECORD_HEADER }],
  [0x1c0001ac, { nanoseconds: true, extraHeader: 4, recordHeaderLength: RECORD_HEADER }],
]);

/** How long the file header is that begins with these octets (four at least). */
export function pcapHeaderLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const variant = VARIANTS.get(view.getUint32(0)) ?? VARIANTS.get(view.getUint32(0, true));
  return PCAP_HEADER_LENGTH + (variant?.extraHeader ?? 0);
}

/** Parses a file header from the first octets of an input (`pcapHeaderLength` of them, or all there are). */
export function parsePcapHeader(bytes: Uint8Array): Result<PcapHeader, CaptureError> {
  if (bytes.length < 4) return err(notACapture());
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const big = VARIANTS.get(view.getUint32(0));
  const variant = big ?? VARIANTS.get(view.getUint32(0, true));
  if (variant === undefined) return err(notACapture());
  const length = PCAP_HEADER_LENGTH + variant.extraHeader;
  if (bytes.length < length) return err(headerCutShort(bytes.length));
  const littleEndian = big === undefined;
  const major = view.getUint16(4, littleEndian);
  const minor = view.getUint16(6, littleEndian);
  if (major < 2) return err(unsupported(`pcap: major version ${major} unsupported`, 0));
  const network = view.getUint32(20, littleEndian);
  const linkType = network & 0xffff;
  return ok({
    littleEndian,
    nanoseconds: variant.nanoseconds,
    length,
    recordHeaderLength: variant.recordHeaderLength,
    lengthOrder: lengthOrderOf(major, minor),
    snapLen: view.getUint32(16, littleEndian),
    linkType,
    fcsLen: network & 0x0400_0000 ? (network >>> 28) * 2 : undefined,
    maxCapLen: maxCapturedLength(linkType),
  });
}

function lengthOrderOf(major: number, minor: number): LengthOrder {
  if (major === 543 || (major === 2 && minor < 3)) return 'wire-first';
  return major === 2 && minor === 3 ? 'smaller-is-captured' : 'captured-first';
}

/** The one interface of a classic pcap. */
export function pcapInterface(header: PcapHeader): CaptureInterface {
  return {
    id: 0,
    linkType: header.linkType,
    snapLen: header.snapLen,
    name: undefined,
    description: undefined,
    tsResol: header.nanoseconds ? 9 : 6,
    tsOffset: 0n,
    fcsLen: header.fcsLen,
  };
}

/** What is wrong with a captured length that is not believed. */
export function oversizedRecord(capLen: number, header: PcapHeader, offset: number): CaptureError {
  return corrupt(`pcap: File has ${capLen}-byte packet, bigger than maximum of ${header.maxCapLen}`, offset);
}

/**
 * Decodes the records behind the file header; the window starts at the first of them. A record makes the window grow
 * to at most the record's own length, and that is at most 262,144 octets but for three link types (link-limits.ts).
 */
export function createPcapDecoder(header: PcapHeader): Decoder {
  return {
    facts: {
      format: 'pcap',
      interfaces: [pcapInterface(header)],
      names: [],
      statistics: [],
      comments: [],
      blockCounts: new Map(),
    },
    decode: (window, columns) => decodeRecords(header, window, columns),
    skim: (window, store) => skimRecords(header, window, store),
    finish: (window) => (window.end > window.start ? cutShort(window.inputOffset + window.start) : null),
  };
}

function decodeRecords(header: PcapHeader, window: Window, columns: Columns): CaptureError | null {
  columns.bytes = window.bytes;
  columns.inputOffset = window.inputOffset;
  if (header.lengthOrder !== 'smaller-is-captured') {
    return decodeRun(header, window, columns, columns.capacity, header.lengthOrder === 'wire-first');
  }
  // Each record has an order of its own: one at a time.
  const { view, end } = window;
  for (;;) {
    const { start } = window;
    if (columns.count === columns.capacity || end - start < RECORD_HEADER) return null;
    const first = view.getUint32(start + 8, header.littleEndian);
    const second = view.getUint32(start + 12, header.littleEndian);
    const swapped = lengthsSwapped(header, first, second);
    const failure = decodeRun(header, window, columns, columns.count + 1, swapped);
    if (failure !== null || window.start === start) return failure;
  }
}

/** Records of one order of lengths, up to row `limit`. The loop that all else waits for: four reads a record. */
function decodeRun(
  header: PcapHeader,
  window: Window,
  columns: Columns,
  limit: number,
  swapped: boolean,
): CaptureError | null {
  const { view, end } = window;
  const { dataStart, capLen, wireLen, sec, nsec } = columns;
  const little = header.littleEndian;
  const headerLength = header.recordHeaderLength;
  const maxCapLen = header.maxCapLen;
  const capturedAt = swapped ? 12 : 8;
  const wireAt = swapped ? 8 : 12;
  const unitLimit = header.nanoseconds ? 1_000_000_000 : 1_000_000;
  const unit = header.nanoseconds ? 1 : 1000;
  let at = window.start;
  let row = columns.count;
  let failure: CaptureError | null = null;
  while (row < limit && end - at >= RECORD_HEADER) {
    // Signed reads stay small integers, twice as fast as unsigned ones; a negative length is a huge one.
    const captured = view.getInt32(at + capturedAt, little);
    if (captured < 0 || captured > maxCapLen) {
      failure = oversizedRecord(captured >>> 0, header, window.inputOffset + at);
      break;
    }
    const data = at + headerLength;
    if (captured > end - data) break;
    const fraction = view.getInt32(at + 4, little);
    if (fraction >= 0 && fraction < unitLimit) {
      sec[row] = view.getUint32(at, little);
      nsec[row] = Math.imul(fraction, unit);
    } else {
      carryFraction(columns, row, view.getUint32(at, little), fraction >>> 0, header.nanoseconds);
    }
    dataStart[row] = data;
    capLen[row] = captured;
    wireLen[row] = view.getInt32(at + wireAt, little);
    row++;
    at = data + captured;
  }
  columns.count = row;
  window.start = at;
  return failure;
}

/** True when the field that stands first is the length on the wire. */
export function lengthsSwapped(header: PcapHeader, first: number, second: number): boolean {
  if (header.lengthOrder === 'smaller-is-captured') return first >>> 0 > second >>> 0;
  return header.lengthOrder === 'wire-first';
}

/** The time of a record whose fraction may be a second or more: whole seconds are carried over. */
export function carryFraction(
  columns: Columns,
  row: number,
  seconds: number,
  fraction: number,
  nanoseconds: boolean,
): void {
  const limit = nanoseconds ? 1_000_000_000 : 1_000_000;
  columns.sec[row] = seconds + Math.floor(fraction / limit);
  columns.nsec[row] = (fraction % limit) * (1_000_000_000 / limit);
}
