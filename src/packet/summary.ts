/**
 * The packet list's row, written by the column lane: no tree, no strings, octets into a page of text.
 *
 *   "    1   0.000000  192.0.2.187 → 232.1.0.0    IGMPv2 60 Membership Report group 232.1.0.0"
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import {
  alignRight,
  type Piece,
  piece,
  putAligned,
  putByte,
  putDecimal,
  putFill,
  putPiece,
  putString,
  reserveText,
  type Text,
  textFrom,
} from '../base/text.js';
import { putTime, type TimeFormat } from './clock.js';
import {
  type Columns,
  columnsOf,
  createFits,
  type Fits,
  putDestination,
  putFlaw,
  putInfo,
  putProtocol,
  putSource,
} from './columns.js';

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

/** What all rows share. */
interface Style {
  readonly columns: Columns;
  readonly fits: Fits;
  readonly time: TimeFormat;
  readonly digits: (interfaceId: number) => number;
  readonly arrow: Piece;
  readonly names: ReadonlyMap<string, string>;
}

/** Makes a writer of rows. */
export function createSummary(registry: Registry, options: SummaryOptions): SummaryWriter {
  const { digits } = options;
  const style: Style = {
    columns: columnsOf(registry),
    fits: createFits(registry),
    time: options.time,
    digits: typeof digits === 'number' ? () => digits : digits,
    arrow: piece(` ${options.arrow} `),
    names: options.names ?? new Map(),
  };
  // Three functions rather than one: each is small enough to be compiled with all that it calls.
  return (w, out) => {
    reserveText(out, 256);
    putNumberAndTime(style, w, out);
    putAddresses(style, w, out);
    putRest(style, w, out);
  };
}

function putNumberAndTime({ time, digits }: Style, { frame }: Walk, out: Text): void {
  putAligned(out, frame.number, WIDTHS.number);
  putByte(out, SPACE);
  const from = out.length;
  putTime(out, time, frame, digits(frame.interfaceId));
  alignRight(out, from, WIDTHS.time);
  putByte(out, SPACE);
}

function putAddresses({ columns, names, arrow }: Style, w: Walk, out: Text): void {
  const source = out.length;
  putSource(columns, w, out);
  if (names.size > 0) putName(names, source, out);
  alignRight(out, source, WIDTHS.address);
  putPiece(out, arrow);
  const destination = out.length;
  putDestination(columns, w, out);
  if (names.size > 0) putName(names, destination, out);
  putFill(out, SPACE, WIDTHS.address - (out.length - destination));
  putByte(out, SPACE);
}

function putRest({ columns, fits }: Style, w: Walk, out: Text): void {
  putProtocol(columns, w, out);
  putByte(out, SPACE);
  putDecimal(out, w.frame.wireLen);
  putByte(out, SPACE);
  putInfo(columns, w, out);
  putFlaw(w, fits, out);
}

/** Puts its name in the place of the address that was written from `from` on. */
function putName(names: ReadonlyMap<string, string>, from: number, out: Text): void {
  const name = names.get(textFrom(out, from));
  if (name === undefined) return;
  out.length = from;
  putString(out, name);
}
