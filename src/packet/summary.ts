/**
 * The packet list's row, written by the column lane: no tree, no strings, octets into a page of text.
 *
 *   "    1   0.000000  192.0.2.187 → 232.1.0.0    IGMPv2 60 Membership Report group 232.1.0.0"
 */
import type { Dissector, Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import {
  piece,
  putAligned,
  putByte,
  putBytes,
  putDecimal,
  putFill,
  putString,
  reserveText,
  type Text,
  textFrom,
} from '../base/text.js';
import { compileScan, makeHits, type Scan } from '../layout/scan.js';
import type { Header } from '../layout/types.js';
import { putTime, type TimeFormat } from './clock.js';

/** How a row is to look. */
export interface SummaryOptions {
  readonly time: TimeFormat;
  /** Decimals of the time column, 0 to 9, as the capture (or each of its interfaces) counts. */
  readonly digits: number | ((interfaceId: number) => number);
  /** "→" or "->". */
  readonly arrow: string;
  /** Names shown instead of addresses; may grow. */
  readonly names?: ReadonlyMap<string, string>;
}

/** Writes the row of the frame that was walked last, without a line end. */
export type SummaryWriter = (w: Walk, out: Text) => void;

const SPACE = 32;
const WIDTHS = { number: 5, time: 10, address: 12 };
const noHits = makeHits(1);

/** Tells for each layer whether everything that its table announces is there. */
export type Fits = (w: Walk, i: number) => boolean;

/** Compiles `Fits` for a registry's dissectors. Tables of constant size cost one comparison. */
export function createFits(registry: Registry): Fits {
  const { dissectors } = registry;
  const sizes = dissectors.map(({ headers }) => Int32Array.from(headers, (header) => constantSize(header)));
  const scans: Scan[][] = dissectors.map(({ headers }) =>
    headers.map((header) => compileScan(header, () => undefined)),
  );
  return (w, i) => {
    const size = sizes[w.ids[i]][w.variants[i]];
    if (size >= 0) return w.ends[i] - w.starts[i] >= size;
    noHits.length = 0;
    return scans[w.ids[i]][w.variants[i]](w.sources[i], w.starts[i], w.ends[i], noHits);
  };
}

/** Octets of a table all of whose items have a constant size; -1 for others. */
function constantSize(header: Header): number {
  let bits = 0;
  for (const item of header.items) {
    if ('bits' in item) bits += item.bits;
    else if ((item.kind === 'bytes' || item.kind === 'text') && typeof item.size === 'number')
      bits += item.size * 8;
    else return -1;
  }
  return Math.ceil(bits / 8);
}

/** Makes a writer of rows. */
export function createSummary(registry: Registry, options: SummaryOptions): SummaryWriter {
  const { dissectors } = registry;
  const fits = createFits(registry);
  const arrow = piece(` ${options.arrow} `);
  const { names, digits } = options;
  return (w, out) => {
    reserveText(out, 256);
    putAligned(out, w.frame.number, WIDTHS.number);
    putByte(out, SPACE);
    const time = out.length;
    putTime(out, options.time, w.frame, typeof digits === 'number' ? digits : digits(w.frame.interfaceId));
    alignRight(out, time, WIDTHS.time);
    putByte(out, SPACE);
    const source = out.length;
    putSource(dissectors, w, out);
    if (names !== undefined && names.size > 0) putName(names, source, out);
    alignRight(out, source, WIDTHS.address);
    putBytes(out, arrow);
    const destination = out.length;
    putDestination(dissectors, w, out);
    if (names !== undefined && names.size > 0) putName(names, destination, out);
    putFill(out, SPACE, WIDTHS.address - (out.length - destination));
    putByte(out, SPACE);
    putProtocol(dissectors, w, out);
    putByte(out, SPACE);
    putDecimal(out, w.frame.wireLen);
    putByte(out, SPACE);
    putInfo(dissectors, w, out);
    putFlaw(w, fits, out);
  };
}

/** Puts its name in the place of the address that was written from `from` on. */
function putName(names: ReadonlyMap<string, string>, from: number, out: Text): void {
  const name = names.get(textFrom(out, from));
  if (name === undefined) return;
  out.length = from;
  putString(out, name);
}

/** Moves what was written from `from` on to the right, so that it fills `width`. */
function alignRight(out: Text, from: number, width: number): void {
  const length = out.length - from;
  const shift = width - length;
  if (shift <= 0) return;
  reserveText(out, shift);
  const { bytes } = out;
  for (let i = length - 1; i >= 0; i -= 1) bytes[from + shift + i] = bytes[from + i];
  for (let i = 0; i < shift; i += 1) bytes[from + i] = SPACE;
  out.length += shift;
}

/** The source address: that of the last layer that has one. */
export function putSource(dissectors: readonly Dissector[], w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const { source } = dissectors[w.ids[i]];
    if (source?.(w, i, out)) return;
  }
}

/** The destination address, likewise. */
export function putDestination(dissectors: readonly Dissector[], w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const { destination } = dissectors[w.ids[i]];
    if (destination?.(w, i, out)) return;
  }
}

/** The protocol: that of the last layer that names one. */
export function putProtocol(dissectors: readonly Dissector[], w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const { protocol } = dissectors[w.ids[i]];
    if (protocol !== undefined) {
      putString(out, protocol(w, i));
      return;
    }
  }
}

/** The Info column: that of the last layer that names a protocol. */
export function putInfo(dissectors: readonly Dissector[], w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const dissector = dissectors[w.ids[i]];
    if (dissector.protocol !== undefined) {
      dissector.info?.(w, i, out);
      return;
    }
  }
}

/** Wireshark's mark behind the Info column, where a layer's octets are not all there. */
export function putFlaw(w: Walk, fits: Fits, out: Text): void {
  for (let i = 0; i < w.count; i += 1) {
    if (!fits(w, i)) {
      const cut = w.limits[i] > w.ends[i];
      putString(out, cut ? '[Packet size limited during capture]' : '[Malformed Packet]');
      return;
    }
  }
}
