/**
 * How conversations are written: sizes in bytes, kB, MB …, the beginning in the form that `-t` asks for, the headings that say
 * which form that is.
 */

import { makeFrame } from '../../dissectors/frame-facts.js';
import { putFill, putString, type Text } from '../base/text.js';
import { putTime, type TimeFormat } from '../packet/clock.js';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** An amount of octets in the largest unit of which there are ten. */
export function sizeText(octets: number): string {
  let unit = UNITS.length - 1;
  while (unit > 0 && octets < 10 * 1000 ** unit) unit -= 1;
  return `${Math.floor(octets / 1000 ** unit)} ${UNITS[unit]}`;
}

const LEAD = `${' '.repeat(47)}|       <-      | |       ->      | |     Total     |`;
const BYTES = `${' '.repeat(47)}| Frames  Bytes | | Frames  Bytes | | Frames  Bytes |`;
const SIZES = `${' '.repeat(47)}| Frames  Size  | | Frames  Size  | | Frames  Size  |`;
const RELATIVE = [`${LEAD}    Relative    |   Duration   |`, `${BYTES}      Start     |              |`];
const EPOCH = [
  `${LEAD}       Relative       |   Duration   |`,
  `${BYTES}         Start        |              |`,
];
const CLOCK = [`${LEAD} Absolute Time  |   Duration   |`, `${SIZES}      Start     |              |`];
const DATE = [`${LEAD} Absolute Date  |   Duration   |`, `${SIZES}     Start      |              |`];

/** The two lines of headings for each form of times. */
export const HEADINGS: Readonly<Record<TimeFormat, readonly string[]>> = {
  r: RELATIVE,
  d: RELATIVE,
  dd: RELATIVE,
  e: EPOCH,
  a: CLOCK,
  ad: DATE,
  adoy: DATE,
  u: CLOCK,
  ud: DATE,
  udoy: DATE,
};

/** When a conversation began, and what relative times count from; a time that is not known is NaN. */
export interface Start {
  readonly sec: number;
  readonly nsec: number;
  readonly firstSec: number;
  readonly firstNsec: number;
}

const frame = makeFrame();

/** Writes the beginning in the form that `-t` asks for: nine decimals of seconds, or the whole second of the clock. */
export function putStart(out: Text, format: TimeFormat, start: Start): void {
  const from = out.length;
  Object.assign(frame, start);
  switch (format) {
    case 'e':
      putTime(out, 'e', frame, 9);
      moveRight(out, from, 20);
      return;
    case 'r':
    case 'd':
    case 'dd':
      if (Number.isNaN(start.sec)) putString(out, '0.000000000');
      else putTime(out, 'r', frame, 9);
      moveRight(out, from, 14);
      return;
    default:
      putTime(out, format, frame, 0);
  }
}

function moveRight(out: Text, from: number, width: number): void {
  const length = out.length - from;
  if (length >= width) return;
  putFill(out, 32, width - length);
  out.bytes.copyWithin(out.length - length, from, from + length);
  out.bytes.fill(32, from, out.length - length);
}

/** A span of seconds and nanoseconds, to a ten-thousandth of a second, 12 wide; 0 where a time is not known. */
export function durationText(sec: number, nsec: number): string {
  const span = sec + nsec / 1e9;
  return (Number.isNaN(span) ? 0 : span).toFixed(4).padStart(12);
}
