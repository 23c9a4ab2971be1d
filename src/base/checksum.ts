/**
 * The Internet checksum (RFC 1071), in pieces, so that a pseudo-header or reassembled data can be summed too.
 */

/** Adds the 16-bit words of bytes[from … to) to a running sum; an odd last octet counts as its word's upper half. */
export function addWords(sum: number, bytes: Uint8Array, from: number, to: number): number {
  let total = sum;
  let at = from;
  for (; at + 1 < to; at += 2) total += (bytes[at] << 8) | bytes[at + 1];
  if (at < to) total += bytes[at] << 8;
  return total;
}

/** Folds a running sum to 16 bits (one's complement addition); 0xffff means that a checksum within was right. */
export function foldSum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return folded;
}

/** The checksum of bytes[from … to), as it would stand in the header. */
export function internetChecksum(bytes: Uint8Array, from: number, to: number): number {
  return ~foldSum(addWords(0, bytes, from, to)) & 0xffff;
}

/** The checksum that bytes[from … to) ought to have in the 16-bit field at `field`, whatever stands there now. */
export function checksumWithout(bytes: Uint8Array, from: number, to: number, field: number): number {
  const sum = addWords(addWords(0, bytes, from, field), bytes, field + 2, to);
  return ~foldSum(sum) & 0xffff;
}

/** What Wireshark writes behind a checksum: `status` 0 bad, 1 good, 2 unverified. */
export function checksumMark(status: number, right: () => number): string {
  if (status === 1) return ' [correct]';
  return status === 2 ? ' [unverified]' : ` incorrect, should be 0x${right().toString(16).padStart(4, '0')}`;
}
