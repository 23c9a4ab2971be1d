/**
 * A growing line of output as octets. The column lane writes whole pages of text without making a string a field;
 * everything here is plain loops over a Uint8Array.
 */

/** Output under way: `bytes[0 … length)` is written. */
export interface Text {
  bytes: Uint8Array;
  /** The same octets: constant texts and digits are written four octets at a time. */
  view: DataView;
  length: number;
}

/** Octets that must be free behind what is written: words of four reach beyond the end of what they are for. */
const SLACK = 16;

/** An empty text with room for `capacity` octets; it grows by itself. */
export function makeText(capacity = 1 << 16): Text {
  const bytes = new Uint8Array(capacity + SLACK);
  return { bytes, view: new DataView(bytes.buffer), length: 0 };
}

/** Makes room for `more` octets. */
export function reserveText(out: Text, more: number): void {
  if (out.length + more + SLACK <= out.bytes.length) return;
  const grown = new Uint8Array(Math.max(out.length + more + SLACK, out.bytes.length * 2));
  grown.set(out.bytes.subarray(0, out.length));
  out.bytes = grown;
  out.view = new DataView(grown.buffer);
}

const encoder = new TextEncoder();

/** Appends a string (any text; ASCII is fast). */
export function putString(out: Text, text: string): void {
  reserveText(out, text.length * 3);
  const { bytes } = out;
  let at = out.length;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) {
      out.length = at + encoder.encodeInto(text.slice(i), bytes.subarray(at)).written;
      return;
    }
    bytes[at] = code;
    at += 1;
  }
  out.length = at;
}

/** A constant text, as words of four octets. */
export interface Piece {
  readonly words: Int32Array;
  /** Octets; the last word may hold more than belong to it. */
  readonly length: number;
}

/** Makes a constant text for `putPiece`: once, at start. */
export function piece(text: string): Piece {
  const bytes = encoder.encode(text);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  const view = new DataView(padded.buffer);
  const words = Int32Array.from({ length: padded.length / 4 }, (_, i) => view.getInt32(4 * i, true));
  return { words, length: bytes.length };
}

/** Appends a constant text. */
export function putPiece(out: Text, { words, length }: Piece): void {
  const at = out.length;
  if (at + length + SLACK > out.bytes.length) reserveText(out, length);
  const { view } = out;
  for (let i = 0; i < words.length; i += 1) view.setInt32(at + 4 * i, words[i], true);
  out.length = at + length;
}

/** Appends one octet. */
export function putByte(out: Text, byte: number): void {
  if (out.length + SLACK >= out.bytes.length) reserveText(out, 1);
  out.bytes[out.length] = byte;
  out.length += 1;
}

/** Appends octets as they are. */
export function putBytes(out: Text, bytes: Uint8Array): void {
  const { length } = bytes;
  const at = out.length;
  if (at + length + SLACK > out.bytes.length) reserveText(out, length);
  if (length > 64) out.bytes.set(bytes, at);
  else {
    const to = out.bytes;
    for (let i = 0; i < length; i += 1) to[at + i] = bytes[i];
  }
  out.length = at + length;
}

/** Appends `count` times the same octet. */
export function putFill(out: Text, byte: number, count: number): void {
  if (count <= 0) return;
  reserveText(out, count);
  for (let i = 0; i < count; i += 1) out.bytes[out.length + i] = byte;
  out.length += count;
}

/** Number of decimal digits of a whole number, 0 … 2^53. */
export function decimalDigits(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  if (value < 10000) return 4;
  if (value < 100000) return 5;
  if (value < 1000000) return 6;
  let digits = 7;
  for (let limit = 10000000; value >= limit; limit *= 10) digits += 1;
  return digits;
}

/** The digits of 0000 … 9999, four octets each. */
const QUADS = makeQuads();

/** In loops, for every start of the program waits for it. */
function makeQuads(): Int32Array {
  const quads = new Int32Array(10_000);
  let at = 0;
  for (let a = 48; a < 58; a += 1) {
    for (let b = 48; b < 58; b += 1) {
      for (let c = 48; c < 58; c += 1) {
        for (let d = 48; d < 58; d += 1) {
          quads[at] = a | (b << 8) | (c << 16) | (d << 24);
          at += 1;
        }
      }
    }
  }
  return quads;
}

/** Appends a whole number, 0 … 2^53, in decimal, with leading zeros up to `width` digits (at most 16). */
export function putDecimal(out: Text, value: number, width = 1): void {
  if (out.length + 32 + SLACK > out.bytes.length) reserveText(out, 32);
  putDigits(out, value, Math.max(decimalDigits(value), width));
}

/** Appends the last `digits` digits. A word holds four: of fewer, the first ones are shifted out of it. */
function putDigits(out: Text, value: number, digits: number): void {
  const { view } = out;
  const at = out.length;
  if (digits <= 4) {
    view.setInt32(at, QUADS[value] >>> (8 * (4 - digits)), true);
    out.length = at + digits;
    return;
  }
  if (digits <= 8) {
    const high = Math.floor(value / 10000);
    view.setInt32(at, QUADS[high] >>> (8 * (8 - digits)), true);
    view.setInt32(at + digits - 4, QUADS[value - high * 10000], true);
    out.length = at + digits;
    return;
  }
  const high = Math.floor(value / 1e8);
  putDigits(out, high, digits - 8);
  putDigits(out, value - high * 1e8, 8);
}

/** Appends a whole number, 0 … 2^53, right-aligned with spaces in `width` columns. */
export function putAligned(out: Text, value: number, width: number): void {
  putFill(out, 32, width - decimalDigits(value));
  putDecimal(out, value);
}

/** Appends a number in lower-case hex with `digits` digits. */
export function putHex(out: Text, value: number, digits: number): void {
  reserveText(out, digits);
  for (let i = digits - 1; i >= 0; i -= 1) {
    const digit = Math.floor(value / 16 ** i) & 15;
    out.bytes[out.length] = digit < 10 ? 48 + digit : 87 + digit;
    out.length += 1;
  }
}

/** Appends bytes[from … to) as lower-case hex, with a separator octet between them (0: none). */
export function putHexBytes(out: Text, bytes: Uint8Array, from: number, to: number, separator = 0): void {
  reserveText(out, (to - from) * 3);
  for (let i = from; i < to; i += 1) {
    if (separator !== 0 && i > from) putByte(out, separator);
    const high = bytes[i] >> 4;
    const low = bytes[i] & 15;
    out.bytes[out.length] = high < 10 ? 48 + high : 87 + high;
    out.bytes[out.length + 1] = low < 10 ? 48 + low : 87 + low;
    out.length += 2;
  }
}

/** Every octet in decimal with a dot behind it, and how long that is. */
const OCTETS = Int32Array.from({ length: 256 }, (_, i) => {
  const text = `${i}.`;
  return [...text].reduce((word, char, k) => word | (char.charCodeAt(0) << (8 * k)), 0);
});
const OCTET_LENGTHS = Uint8Array.from({ length: 256 }, (_, i) => String(i).length + 1);

/** Appends an IPv4 address as a dotted quad. */
export function putIpv4(out: Text, address: number): void {
  if (out.length + 16 + SLACK > out.bytes.length) reserveText(out, 16);
  const { view } = out;
  const a = address >>> 24;
  const b = (address >>> 16) & 255;
  const c = (address >>> 8) & 255;
  const d = address & 255;
  let at = out.length;
  view.setInt32(at, OCTETS[a], true);
  at += OCTET_LENGTHS[a];
  view.setInt32(at, OCTETS[b], true);
  at += OCTET_LENGTHS[b];
  view.setInt32(at, OCTETS[c], true);
  at += OCTET_LENGTHS[c];
  view.setInt32(at, OCTETS[d], true);
  out.length = at + OCTET_LENGTHS[d] - 1;
}

/** Longest text that `alignRight` moves. */
const LONGEST_ALIGNED = 12;

/** Moves what was written from `from` on to the right, so that it fills `width` (at most 12) with spaces before it. */
export function alignRight(out: Text, from: number, width: number): void {
  const shift = width - (out.length - from);
  if (shift <= 0 || width > LONGEST_ALIGNED) return;
  reserveText(out, LONGEST_ALIGNED + shift);
  const { view } = out;
  const first = view.getInt32(from, true);
  const second = view.getInt32(from + 4, true);
  const third = view.getInt32(from + 8, true);
  for (let i = 0; i < LONGEST_ALIGNED; i += 4) view.setInt32(from + i, SPACES, true);
  view.setInt32(from + shift, first, true);
  view.setInt32(from + shift + 4, second, true);
  view.setInt32(from + shift + 8, third, true);
  out.length += shift;
}

const SPACES = 0x20202020;

/** What was written from `from` on, as a string. */
export function textFrom(out: Text, from = 0): string {
  return new TextDecoder().decode(out.bytes.subarray(from, out.length));
}
