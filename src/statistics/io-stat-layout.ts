/**
 * The intervals of an `io,stat` table: how many, with how many decimals, and how each is written.
 */
import { makeFrame } from '../../dissectors/frame-facts.js';
import { makeText, textFrom } from '../base/text.js';
import { putTime, type TimeFormat } from '../packet/clock.js';
import type { Cells } from './io-stat-cells.js';

/** How intervals are written. Times are microseconds. */
export interface Layout {
  readonly time: TimeFormat;
  /** Decimals. */
  readonly precision: number;
  /** The capture's duration, rounded up to these decimals where it is nearer. */
  readonly duration: number;
  readonly interval: number;
  readonly rows: number;
  /** Digits of the duration's seconds. */
  readonly digits: number;
  /** Width of the interval's column with its borders. */
  readonly width: number;
  /** Least width of the head. */
  readonly least: number;
}

const digitsOf = (micros: number): number => String(Math.floor(micros / 1e6)).length;

/** The layout for what was counted. */
export function layoutOf(cells: Cells, time: TimeFormat): Layout {
  const { asked } = cells;
  const exact = Math.max(0, cells.duration);
  const whole = asked.interval === 0 || asked.interval >= exact;
  const whose = asked.interval === 0 || asked.interval > exact ? exact : asked.interval;
  const before = digitsOf(exact);
  const precision = whole ? (before >= 2 ? 1 : 3) : asked.precision;
  const decimals = precision === 0 ? 0 : precision + 1;
  const least = whole ? 30 + before + decimals : 24 + digitsOf(whose) + decimals;
  const duration = rounded(exact, 10 ** (6 - precision));
  const interval = asked.interval === 0 || asked.interval > exact ? duration : asked.interval;
  const digits = digitsOf(duration);
  const written = 2 * digits + (precision === 0 ? 8 : 2 * precision + 10);
  return {
    time,
    precision,
    duration,
    interval,
    rows: interval === 0 ? 1 : Math.max(1, Math.ceil(duration / interval)),
    digits,
    width: Math.max(written, isDated(time) ? 23 : 12),
    least,
  };
}

function isDated(time: TimeFormat): boolean {
  return time === 'ad' || time === 'adoy' || time === 'ud' || time === 'udoy';
}

/** Up to a multiple of `unit` where more than half of it is there already; else as it is. */
function rounded(micros: number, unit: number): number {
  const half = 5 * Math.floor(unit / 10);
  return unit > 1 && micros % unit > half ? Math.ceil(micros / unit) * unit : micros;
}

/** Microseconds as seconds, cut to some decimals. */
export function secondsAt(micros: number, precision: number): string {
  const whole = Math.floor(micros / 1e6);
  if (precision === 0) return String(whole);
  const rest = Math.floor((micros - whole * 1e6) / 10 ** (6 - precision));
  return `${whole}.${String(rest).padStart(precision, '0')}`;
}

/** What stands over the intervals. */
export function intervalHeading(time: TimeFormat): string {
  if (isDated(time)) return 'Date and time';
  return time === 'a' || time === 'u' ? 'Time' : 'Interval';
}

/** The interval of a row, with its borders. */
export function intervalText(cells: Cells, number: number, layout: Layout): string {
  const { interval, rows, duration, precision, digits, width } = layout;
  const from = number * interval;
  if (layout.time !== 'r') return `| ${clockText(cells, from, layout.time).padEnd(width - 4)} |`;
  const last = number === rows - 1;
  const begin = secondsAt(from, precision).padStart(precision === 0 ? digits : digits + precision + 1);
  const lead = precision === 0 && digits === 1 ? '|  ' : '| ';
  if (last && precision === 0) return `${lead}${begin} <> Dur`.padEnd(width - 1).concat('|');
  const end = secondsAt(last ? duration : from + interval, precision);
  return `${lead}${begin} <> ${end.padStart(begin.length)}`.padEnd(width - 1).concat('|');
}

const frame = makeFrame();

/** The second of the clock at which an interval begins. */
function clockText({ firstSec }: Cells, from: number, time: TimeFormat): string {
  const text = makeText(32);
  frame.sec = firstSec + Math.floor(from / 1e6);
  putTime(text, time, frame, 0);
  return textFrom(text);
}
