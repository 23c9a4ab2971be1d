/**
 * pcapng, written block by block (draft-ietf-opsawg-pcapng; see pcapng.ts for the frame of a block). Little-endian,
 * version 1.0, section length unknown.
 */
import { encodeText, extend, type Output, type PacketRecord } from './encode.js';
import { timeUnit, unitsOf, writableResolution } from './pcapng-time.js';
import type { CaptureInterface, CaptureName, CaptureStatistics } from './types.js';

const MAX_OPTION = 65_535;
const OPT_COMMENT = 1;
const TWO_32 = 4_294_967_296;

/** Starts a block; `endBlock` fills in its length. */
function startBlock(out: Output, type: number, fixed: number): number {
  const at = extend(out, 8 + fixed);
  out.view.setUint32(at, type, true);
  return at;
}

function endBlock(out: Output, at: number): void {
  const end = extend(out, 4);
  const total = out.length - at;
  out.view.setUint32(at + 4, total, true);
  out.view.setUint32(end, total, true);
}

function option(out: Output, code: number, value: Uint8Array): void {
  const at = extend(out, 4 + ((value.length + 3) & ~3));
  out.view.setUint16(at, code, true);
  out.view.setUint16(at + 2, value.length, true);
  out.bytes.set(value, at + 4);
}

function textOptions(out: Output, code: number, texts: readonly string[]): void {
  for (const text of texts) option(out, code, encodeText(text, MAX_OPTION));
}

function numberOption(out: Output, code: number, value: bigint): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  option(out, code, bytes);
}

/** Begins a section. */
export function encodeSection(
  out: Output,
  comments: readonly string[],
  application: string | undefined,
): void {
  const at = startBlock(out, 0x0a0d0d0a, 16);
  out.view.setUint32(at + 8, 0x1a2b3c4d, true);
  out.view.setUint16(at + 12, 1, true);
  out.view.setBigInt64(at + 16, -1n, true);
  textOptions(out, OPT_COMMENT, comments);
  if (application !== undefined) textOptions(out, 4, [application]);
  extend(out, 4);
  endBlock(out, at);
}

/** Describes an interface. Its time resolution is kept down to nanoseconds. */
export function encodeInterface(out: Output, source: CaptureInterface): void {
  const at = startBlock(out, 1, 8);
  out.view.setUint16(at + 8, source.linkType, true);
  out.view.setUint32(at + 12, source.snapLen, true);
  if (source.name !== undefined) textOptions(out, 2, [source.name]);
  if (source.description !== undefined) textOptions(out, 3, [source.description]);
  for (const { address, mask } of source.ipv4 ?? []) option(out, 4, addressOctets(address, mask));
  option(out, 9, Uint8Array.of(writableResolution(source.tsResol)));
  if (source.fcsLen !== undefined) option(out, 13, Uint8Array.of(source.fcsLen));
  if (source.tsOffset !== 0n) numberOption(out, 14, source.tsOffset);
  extend(out, 4);
  endBlock(out, at);
}

function addressOctets(address: number, mask: number): Uint8Array {
  const octets = new Uint8Array(8);
  const view = new DataView(octets.buffer);
  view.setUint32(0, address);
  view.setUint32(4, mask);
  return octets;
}

/** Whether a packet is told exactly by a simple packet block: no time, no comments, cut only by the snap length. */
export function fitsSimplePacket(packet: PacketRecord, source: CaptureInterface): boolean {
  const whole = source.snapLen === 0 ? packet.wireLen : Math.min(packet.wireLen, source.snapLen);
  return Number.isNaN(packet.sec) && packet.comments === undefined && packet.capLen === whole;
}

/** Writes a packet without time or comments, of the section's first interface. */
export function encodeSimplePacket(out: Output, packet: PacketRecord): void {
  const at = startBlock(out, 3, 4 + ((packet.capLen + 3) & ~3));
  out.view.setUint32(at + 8, packet.wireLen, true);
  out.bytes.set(packet.bytes.subarray(packet.start, packet.start + packet.capLen), at + 12);
  endBlock(out, at);
}

/**
 * Writes a packet of `source`, which is the section's interface `index`; returns why it can't be written, or null.
 * A packet without a time gets the interface's time 0.
 */
export function encodePacket(
  out: Output,
  packet: PacketRecord,
  source: CaptureInterface,
  index: number,
): string | null {
  const before = out.length;
  const at = startBlock(out, 6, 20 + ((packet.capLen + 3) & ~3));
  if (!Number.isNaN(packet.sec) && !encodeTime(out.view, at + 12, packet.sec, packet.nsec, source)) {
    out.length = before;
    return 'has a time that its interface’s resolution can’t hold';
  }
  out.view.setUint32(at + 8, index, true);
  out.view.setUint32(at + 20, packet.capLen, true);
  out.view.setUint32(at + 24, packet.wireLen, true);
  out.bytes.set(packet.bytes.subarray(packet.start, packet.start + packet.capLen), at + 28);
  if (packet.comments !== undefined) {
    textOptions(out, OPT_COMMENT, packet.comments);
    extend(out, 4);
  }
  endBlock(out, at);
  return null;
}

/** The time in the interface's units, high half first; false when it is no whole number of them, or out of range. */
function encodeTime(
  view: DataView,
  at: number,
  sec: number,
  nsec: number,
  source: CaptureInterface,
): boolean {
  const resolution = writableResolution(source.tsResol);
  const unit = timeUnit(resolution, source.tsOffset);
  const seconds = sec - unit.offset;
  if (unit.perSecond >= 1_000_000 && seconds >= 0 && seconds < 9_000_000_000) {
    const rest = nsec / unit.nanoseconds;
    if (!Number.isInteger(rest)) return false;
    // The low half is exact modulo 2^32; the high half can then be rounded without doubt.
    const low = (Math.imul(seconds, unit.perSecond) + rest) >>> 0;
    view.setUint32(at, Math.round((seconds * unit.perSecond + rest - low) / TWO_32), true);
    view.setUint32(at + 4, low, true);
    return true;
  }
  const units = unitsOf(sec, nsec, resolution, source.tsOffset);
  view.setUint32(at, Number(units >> 32n), true);
  view.setUint32(at + 4, Number(units & 0xffff_ffffn), true);
  const whole = units / unit.exact;
  const back = ((units % unit.exact) * 1_000_000_000n) / unit.exact;
  return whole + source.tsOffset === BigInt(sec) && back === BigInt(nsec);
}

/** Writes names that the capture gives to addresses; blocks stay below a mebibyte. */
export function encodeNames(out: Output, names: readonly CaptureName[]): void {
  for (let next = 0; next < names.length; ) {
    const block = startBlock(out, 4, 0);
    while (next < names.length && out.length - block < 900_000) {
      const { address, name } = names[next++];
      const text = encodeText(name, MAX_OPTION - address.length - 1);
      const length = address.length + text.length + 1;
      const at = extend(out, 4 + ((length + 3) & ~3));
      out.view.setUint16(at, address.length === 4 ? 1 : 2, true);
      out.view.setUint16(at + 2, length, true);
      out.bytes.set(address, at + 4);
      out.bytes.set(text, at + 4 + address.length);
    }
    extend(out, 4);
    endBlock(out, block);
  }
}

/** Writes the statistics of the section's interface `index`. */
export function encodeStatistics(out: Output, statistics: CaptureStatistics, index: number): void {
  const at = startBlock(out, 5, 12);
  out.view.setUint32(at + 8, index, true);
  const { received, dropped, filterAccepted, osDropped } = statistics;
  if (received !== undefined) numberOption(out, 4, received);
  if (dropped !== undefined) numberOption(out, 5, dropped);
  if (filterAccepted !== undefined) numberOption(out, 6, filterAccepted);
  if (osDropped !== undefined) numberOption(out, 7, osDropped);
  extend(out, 4);
  endBlock(out, at);
}
