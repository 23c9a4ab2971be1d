/**
 * A growing run of octets that encoders write to, and text in the form that files keep it in. Little-endian, as nearly
 * every machine writes captures.
 */

/** Octets being written; `bytes` and `view` show the same buffer, of which `length` octets are in use. */
export interface Output {
  bytes: Uint8Array;
  view: DataView;
  length: number;
}

/** Makes an empty output. */
export function createOutput(size = 65_536): Output {
  const buffer = new ArrayBuffer(size);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer), length: 0 };
}

/** Makes room for `size` more octets and takes them into use (they are zero); returns where they begin. */
export function extend(out: Output, size: number): number {
  const at = out.length;
  const length = at + size;
  if (length > out.bytes.length) {
    const buffer = new ArrayBuffer(Math.max(length, out.bytes.length * 2));
    const grown = new Uint8Array(buffer);
    grown.set(out.bytes.subarray(0, at));
    out.bytes = grown;
    out.view = new DataView(buffer);
  } else {
    out.bytes.fill(0, at, length);
  }
  out.length = length;
  return at;
}

const encoder = new TextEncoder();

/** UTF-8 of at most `most` octets; what doesn't fit is left off, never half a character. */
export function encodeText(text: string, most: number): Uint8Array {
  const bytes = encoder.encode(text);
  if (bytes.length <= most) return bytes;
  let end = most;
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}

/** A packet to be written. */
export interface PacketRecord {
  /** Seconds since 1970 (floor); NaN for a packet without a time. */
  readonly sec: number;
  readonly nsec: number;
  /** Octets of the packet: `capLen` of them, from `start` on. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly capLen: number;
  readonly wireLen: number;
  readonly interfaceId: number;
  readonly comments: readonly string[] | undefined;
}
