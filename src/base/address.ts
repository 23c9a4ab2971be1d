/**
 * Addresses as text, the way Wireshark writes them, and back.
 */

/** 0xc00002bb → "192.0.2.187". */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** "192.0.2.187" → 0xc00002bb; undefined where it is no dotted quad. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let address = 0;
  for (let i = 1; i <= 4; i += 1) {
    const octet = Number(match[i]);
    if (octet > 255) return undefined;
    address = address * 256 + octet;
  }
  return address;
}

/** Six octets at `at` → "01:00:5e:01:00:00". */
export function formatEther(bytes: Uint8Array, at = 0): string {
  return hex(bytes.subarray(at, at + 6), ':');
}

/** Sixteen octets at `at` → RFC 5952 text; IPv4-mapped addresses keep their dotted quad. */
export function formatIpv6(bytes: Uint8Array, at = 0): string {
  const words: number[] = [];
  for (let i = 0; i < 8; i += 1) words.push((bytes[at + 2 * i] << 8) | bytes[at + 2 * i + 1]);
  const mapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  const tail = mapped ? `:${formatIpv4(((words[6] << 16) | words[7]) >>> 0)}` : '';
  const count = mapped ? 6 : 8;
  const [from, length] = longestZeros(words, count);
  if (length < 2) return words.slice(0, count).map(word16).join(':') + tail;
  const left = words.slice(0, from).map(word16).join(':');
  const right = words
    .slice(from + length, count)
    .map(word16)
    .join(':');
  return `${left}::${right}${tail}`;
}

function word16(word: number): string {
  return word.toString(16);
}

/** First longest run of zero words: [start, length]. */
function longestZeros(words: readonly number[], count: number): [number, number] {
  let best: [number, number] = [0, 0];
  let start = 0;
  for (let i = 0; i <= count; i += 1) {
    if (i < count && words[i] === 0) continue;
    if (i - start > best[1]) best = [start, i - start];
    start = i + 1;
  }
  return best;
}

/** Octets as lower-case hex, with `separator` between them. */
export function hex(bytes: Uint8Array, separator = ''): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 1) {
    if (i > 0) text += separator;
    text += HEX[bytes[i]];
  }
  return text;
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Lower- or upper-case hex to octets; undefined where it is no whole number of octets. */
export function parseHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i += 1) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return out;
}

/** Whether an IPv4 address is one of a multicast group: 224.0.0.0 … 239.255.255.255. */
export function isMulticast(address: number): boolean {
  return address >>> 28 === 14;
}
