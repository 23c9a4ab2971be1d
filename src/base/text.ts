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

/** Appends one octet. */
export function putByte(out: Text, byte: number): void {
  if (out.length === out.bytes.length) reserveText(out, 1);
  out.bytes[out.length] = byte;
  out.length += 1;
}

/** Appends octets as they are. */
export function putBytes(out: Text, bytes: Uint8Array): void {
  reserveText(out, bytes.length);
  if (bytes.length > 64) out.bytes.set(bytes, out.length);
  else for (let i = 0; i < bytes.length; i += 1) out.bytes[out.length + i] = bytes[i];
  out.length += bytes.length;
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

/** Appends a whole number, 0 … 2^53, in decimal, with leading zeros up to `width` digits. */
export function putDecimal(out: Text, value: number, width = 1): void {
  reserveText(out, 32);
  const { bytes } = out;
  const digits = Math.max(decimalDigits(value), width);
  let rest = value;
  let at = out.length + digits;
  out.length = at;
  while (rest > 0x7fffffff) {
    const next = Math.floor(rest / 10);
    at -= 1;
    bytes[at] = 48 + (rest - next * 10);
    rest = next;
  }
  let small = rest | 0;
  const first = out.length - digits;
  while (at > first) {
    const next = (small / 10) | 0;
    at -= 1;
    bytes[at] = 48 + small - next * 10;
    small = next;
  }
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
  reserveText(out, 16);
  putOctet(out, address >>> 24);
  out.bytes[out.length++] = 46;
  putOctet(out, (address >>> 16) & 255);
  out.bytes[out.length++] = 46;
  putOctet(out, (address >>> 8) & 255);
  out.bytes[out.length++] = 46;
  putOctet(out, address & 255);
}

function putOctet(out: Text, value: number): void {
  const { bytes } = out;
  let at = out.length;
  if (value >= 100) {
    const hundreds = (value / 100) | 0;
    bytes[at++] = 48 + hundreds;
    const rest = value - hundreds * 100;
    const tens = (rest / 10) | 0;
    bytes[at++] = 48 + tens;
    bytes[at++] = 48 + rest - tens * 10;
  } else if (value >= 10) {
    const tens = (value / 10) | 0;
    bytes[at++] = 48 + tens;
    bytes[at++] = 48 + value - tens * 10;
  } else bytes[at++] = 48 + value;
  out.length = at;
}

/** What was written from `from` on, as a string. */
export function textFrom(out: Text, from = 0): string {
  return new TextDecoder().decode(out.bytes.subarray(from, out.length));
}
