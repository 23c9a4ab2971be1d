/**
 * A growing line of output as octets. The column lane writes whole pages of text without making a string a field;
 * everything here is plain loops over a Uint8Array.
 */

/** Output under way: `bytes[0 … length)` is written. */
export interface Text {
  bytes: Uint8Array;
  length: number;
}

/** An empty text with room for `capacity` octets; it grows by itself. */
export function makeText(capacity = 1 << 16): Text {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

/** Makes room for `more` octets. */
export function reserveText(out: Text, more: number): void {
  if (out.length + more <= out.bytes.length) return;
  const grown = new Uint8Array(Math.max(out.length + more, out.bytes.length * 2));
  grown.set(out.bytes.subarray(0, out.length));
  out.bytes = grown;
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

/** A constant piece of text as octets, for `putBytes`: made once, at start. */
export function piece(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Appends one octet. */
export function putByte(out: Text, byte: number): void {
  if (out.length === out.bytes.length) reserveText(out, 1);
  out.bytes[out.length] = byte;
  out.length += 1;
}

/** Appends octets as they are. */
export function putBytes(out: Text, bytes: Uint8Array): void {
  const { length } = bytes;
  const at = out.length;
  if (at + length > out.bytes.length) reserveText(out, length);
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

/** The digits of 00 … 99. */
const PAIRS = Uint8Array.from(
  { length: 200 },
  (_, i) => 48 + ((i & 1) === 0 ? Math.floor(i / 20) : (i >> 1) % 10),
);

/** Appends a whole number, 0 … 2^53, in decimal, with leading zeros up to `width` digits. */
export function putDecimal(out: Text, value: number, width = 1): void {
  if (out.length + 32 > out.bytes.length) reserveText(out, 32);
  const { bytes } = out;
  const own = decimalDigits(value);
  const digits = Math.max(own, width);
  const first = out.length;
  let at = first + digits;
  out.length = at;
  let rest = value;
  while (rest > 0x7fffffff) {
    const next = Math.floor(rest / 10);
    at -= 1;
    bytes[at] = 48 + (rest - next * 10);
    rest = next;
  }
  let small = rest | 0;
  // Two digits a division.
  while (at - first >= 2) {
    const next = (small / 100) | 0;
    const pair = (small - next * 100) << 1;
    at -= 2;
    bytes[at] = PAIRS[pair];
    bytes[at + 1] = PAIRS[pair + 1];
    small = next;
  }
  if (at > first) bytes[first] = 48 + small;
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

/** Appends an IPv4 address as a dotted quad. */
export function putIpv4(out: Text, address: number): void {
  if (out.length + 16 > out.bytes.length) reserveText(out, 16);
  const { bytes } = out;
  let at = putOctet(bytes, out.length, address >>> 24);
  bytes[at] = 46;
  at = putOctet(bytes, at + 1, (address >>> 16) & 255);
  bytes[at] = 46;
  at = putOctet(bytes, at + 1, (address >>> 8) & 255);
  bytes[at] = 46;
  out.length = putOctet(bytes, at + 1, address & 255);
}

/** Digits of every octet, four places each: their number, then the digits. */
const OCTETS = Uint8Array.from({ length: 1024 }, (_, i) => {
  const text = String(i >> 2);
  return (i & 3) === 0 ? text.length : text.charCodeAt((i & 3) - 1) || 0;
});

/** Writes an octet in decimal at `at` and gives the place behind it. May write up to two octets further. */
function putOctet(bytes: Uint8Array, at: number, value: number): number {
  const entry = value << 2;
  bytes[at] = OCTETS[entry + 1];
  bytes[at + 1] = OCTETS[entry + 2];
  bytes[at + 2] = OCTETS[entry + 3];
  return at + OCTETS[entry];
}

/** What was written from `from` on, as a string. */
export function textFrom(out: Text, from = 0): string {
  return new TextDecoder().decode(out.bytes.subarray(from, out.length));
}
