/**
 * Classic pcap, written: one link type, microseconds or nanoseconds as the packets need. What it can't hold (a second
 * link type, a time that doesn't fit) is refused, never bent.
 */
import { extend, type Output, type PacketRecord } from './encode.js';
import type { CaptureInterface } from './types.js';

const MAGIC_MICROSECONDS = 0xa1b2c3d4;
const MAGIC_NANOSECONDS = 0xa1b23c4d;
const NO_SNAP_LENGTH = 262_144;
const LAST_SECOND = 0xffff_ffff;

/** Whether times of this resolution (a raw if_tsresol octet) need more than microseconds. */
export function needsNanoseconds(tsResol: number): boolean {
  // 2^-6 seconds are the finest power of two that is a whole number of microseconds.
  return tsResol & 0x80 ? (tsResol & 0x7f) > 6 : tsResol > 6;
}

/** Writes the file header for packets of `source`. */
export function encodePcapHeader(out: Output, source: CaptureInterface, nanoseconds: boolean): void {
  const fcs = source.fcsLen === undefined ? 0 : (0x0400_0000 | ((source.fcsLen >> 1) << 28)) >>> 0;
  const at = extend(out, 24);
  out.view.setUint32(at, nanoseconds ? MAGIC_NANOSECONDS : MAGIC_MICROSECONDS, true);
  out.view.setUint16(at + 4, 2, true);
  out.view.setUint16(at + 6, 4, true);
  out.view.setUint32(at + 16, source.snapLen === 0 ? NO_SNAP_LENGTH : source.snapLen, true);
  out.view.setUint32(at + 20, (fcs | source.linkType) >>> 0, true);
}

/** Writes one packet; returns why it can't be written, or null. A packet without a time gets the time 0. */
export function encodePcapRecord(out: Output, packet: PacketRecord, nanoseconds: boolean): string | null {
  const timed = !Number.isNaN(packet.sec);
  const sec = timed ? packet.sec : 0;
  if (sec < 0 || sec > LAST_SECOND) return 'has a time that a pcap file can’t hold';
  const unit = nanoseconds ? 1 : 1000;
  const fraction = timed ? packet.nsec / unit : 0;
  if (!Number.isInteger(fraction)) return 'has nanoseconds after others had only microseconds';
  const at = extend(out, 16 + packet.capLen);
  out.view.setUint32(at, sec, true);
  out.view.setUint32(at + 4, fraction, true);
  out.view.setUint32(at + 8, packet.capLen, true);
  out.view.setUint32(at + 12, packet.wireLen, true);
  out.bytes.set(packet.bytes.subarray(packet.start, packet.start + packet.capLen), at + 16);
  return null;
}
