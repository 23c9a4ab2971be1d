/**
 * The columns of the packet list: which layer gives each, and Wireshark's mark where a layer's octets are not all there.
 */
import type { Dissector, Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { piece, putPiece, putString, type Text } from '../base/text.js';
import { compileScan, makeHits, type Scan } from '../layout/scan.js';
import type { Header } from '../layout/types.js';

/**
 * What each dissector writes into a column, by its number. Arrays of functions, because dissectors differ in shape: a
 * property looked up on them for every packet costs more than the column.
 */
export interface Columns {
  readonly source: readonly Dissector['source'][];
  readonly destination: readonly Dissector['destination'][];
  readonly protocol: readonly Dissector['protocol'][];
  readonly info: readonly Dissector['info'][];
  /** Whether a frame may hold several messages of a protocol. */
  readonly repeats: readonly boolean[];
}

/** The columns of a registry's dissectors. */
export function columnsOf({ dissectors }: Registry): Columns {
  return {
    source: dissectors.map(({ source }) => source),
    destination: dissectors.map(({ destination }) => destination),
    protocol: dissectors.map(({ protocol }) => protocol),
    info: dissectors.map(({ info }) => info),
    repeats: dissectors.map(({ repeats }) => repeats === true),
  };
}

const noHits = makeHits(1);

/** Tells for each layer whether everything that its table announces is there. */
export type Fits = (w: Walk, i: number) => boolean;

/**
 * Makes `Fits` for a registry's dissectors. Tables of constant size cost one comparison; the others are compiled when they
 * are first met.
 */
export function createFits(registry: Registry): Fits {
  const { dissectors } = registry;
  const most = Math.max(...dissectors.map(({ headers }) => headers.length));
  const sizes = new Int32Array(dissectors.length * most).fill(-1);
  const scans: (Scan | undefined)[] = new Array(sizes.length).fill(undefined);
  dissectors.forEach(({ headers }, id) => {
    for (const [variant, header] of headers.entries()) sizes[id * most + variant] = constantSize(header);
  });
  const compile = (id: number, variant: number): Scan => {
    const scan = compileScan(dissectors[id].headers[variant], () => undefined);
    scans[id * most + variant] = scan;
    return scan;
  };
  return (w, i) => {
    const id = w.ids[i];
    const at = id * most + w.variants[i];
    const size = sizes[at];
    if (size >= 0) return w.ends[i] - w.starts[i] >= size;
    noHits.length = 0;
    const scan = scans[at] ?? compile(id, w.variants[i]);
    return scan(w.sources[i], w.starts[i], w.ends[i], noHits);
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

/** The source address: that of the last layer that has one. */
export function putSource(columns: Columns, w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const put = columns.source[w.ids[i]];
    if (put?.(w, i, out)) return;
  }
}

/** The destination address, likewise. */
export function putDestination(columns: Columns, w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const put = columns.destination[w.ids[i]];
    if (put?.(w, i, out)) return;
  }
}

/** The protocol: that of the last layer that names one. */
export function putProtocol(columns: Columns, w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const protocol = columns.protocol[w.ids[i]];
    if (protocol !== undefined) {
      putString(out, protocol(w, i));
      return;
    }
  }
}

/**
 * The Info column: that of the last layer that names a protocol. Where the frame holds several messages of that protocol
 * (a TCP segment may end many), all of them are told.
 */
export function putInfo(columns: Columns, w: Walk, out: Text): void {
  for (let i = w.count - 1; i >= 0; i -= 1) {
    const id = w.ids[i];
    if (columns.protocol[id] === undefined) continue;
    if (columns.repeats[id]) putEarlier(columns, w, i, out);
    columns.info[id]?.(w, i, out);
    return;
  }
}

const NEXT_MESSAGE = piece(' | ');
/** Octets of Info behind which no further message is begun. */
const LONGEST_INFO = 1000;

function putEarlier(columns: Columns, w: Walk, last: number, out: Text): void {
  const id = w.ids[last];
  const from = out.length;
  for (let i = 0; i < last && out.length - from < LONGEST_INFO; i += 1) {
    if (w.ids[i] !== id) continue;
    columns.info[id]?.(w, i, out);
    putPiece(out, NEXT_MESSAGE);
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
