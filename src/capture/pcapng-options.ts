/**
 * Options of pcapng blocks: code (16), length (16), value, padding to 32 bits; code 0 ends the list, and so does the
 * end of the block. Lengths that overrun the block are damage; a known option of the wrong length is damage on packets
 * and is passed over elsewhere, as Wireshark does.
 */

/** Calls `visit` for each option from `at` to `end`; returns what is wrong with the list, or null. */
export function walkOptions(
  view: DataView,
  at: number,
  end: number,
  little: boolean,
  visit: (code: number, value: number, length: number) => string | null,
): string | null {
  while (at < end) {
    if (end - at < 4) return 'pcapng: Not enough data for option header';
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    const padded = (length + 3) & ~3;
    at += 4;
    if (padded > end - at) return `pcapng: Not enough data to handle option of length ${length}`;
    if (code === 0) return null;
    const wrong = visit(code, at, length);
    if (wrong !== null) return wrong;
    at += padded;
  }
  return null;
}

/** Code of a comment, in every block. */
export const OPT_COMMENT = 1;

const EPB_FLAGS = 2;
const EPB_HASH = 3;
const EPB_DROPCOUNT = 4;
const EPB_PACKETID = 5;
const EPB_QUEUE = 6;
const EPB_VERDICT = 7;

/** What is wrong with the length of an option of a packet block, or null. */
export function packetOptionFault(code: number, length: number): string | null {
  switch (code) {
    case EPB_FLAGS:
      return length === 4 ? null : `pcapng: packet block flags option length ${length} is not 4`;
    case EPB_HASH:
      return length >= 1 ? null : `pcapng: packet block hash option length ${length} is < 1`;
    case EPB_DROPCOUNT:
      return length === 8 ? null : `pcapng: packet block drop count option length ${length} is not 8`;
    case EPB_PACKETID:
      return length === 8 ? null : `pcapng: packet block packet id option length ${length} is not 8`;
    case EPB_QUEUE:
      return length === 4 ? null : `pcapng: packet block queue option length ${length} is not 4`;
    case EPB_VERDICT:
      return length >= 1 ? null : `pcapng: packet block verdict option length ${length} is < 1`;
    default:
      return null;
  }
}

const decoder = new TextDecoder('utf-8');

/** A string of the file; octets that are not UTF-8 become U+FFFD, and a terminating zero is dropped. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  const zero = bytes.subarray(at, at + length).indexOf(0);
  return decoder.decode(bytes.subarray(at, at + (zero < 0 ? length : zero)));
}
