/**
 * From time to columns and back: which stretch is seen, how it is zoomed and moved, and where the ticks of the axis stand.
 */
import { type Micros, micros } from '../../base/micros.js';
import type { TimeFormat } from '../../packet/clock.js';
import type { PacketStore } from '../store/contract.js';
import { microsOf } from './instants.js';
import type { Stretch } from './timeline.js';

/** The whole capture in so many columns; undefined where no packet has a time. */
export function wholeStretch(store: PacketStore, columns: number): Stretch | undefined {
  if (store.count === 0) return undefined;
  const first = microsOf(store, 1);
  const last = microsOf(store, store.count);
  if (Number.isNaN(first)) return undefined;
  const span = Number.isNaN(last) || last < first ? 0 : last - first;
  const scale = Math.max(1, Math.ceil((span + 1) / Math.max(1, columns)));
  return { from: first, scale: store.complete ? scale : roundScale(scale) };
}

const ROUND = [10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100];

/** While a capture grows its scale goes on in steps, so that the picture stands still between them. */
function roundScale(scale: number): number {
  let power = 1;
  while (power * 100 < scale) power *= 10;
  return power * (ROUND.find((each) => each * power >= scale) ?? 100);
}

/** The column of an instant; it may lie outside. */
export function columnOf({ from, scale }: Stretch, at: Micros): number {
  return Math.floor((at - from) / scale);
}

/** The instant at which a column begins. */
export function instantOf({ from, scale }: Stretch, column: number): Micros {
  return micros(from + column * scale);
}

/** Zoomed in by a power of two (out: negative) about an instant, which stays in its column; undefined: all is seen again. */
export function zoomed(
  stretch: Stretch,
  steps: number,
  about: Micros,
  columns: number,
  whole: Stretch,
): Stretch | undefined {
  const scale = Math.max(1, Math.ceil(stretch.scale / 2 ** steps));
  if (scale >= whole.scale) return undefined;
  const column = Math.max(0, Math.min(columns - 1, columnOf(stretch, about)));
  return within({ from: micros(about - column * scale), scale }, columns, whole);
}

/** Moved by so many columns. */
export function panned(stretch: Stretch, by: number, columns: number, whole: Stretch): Stretch {
  return within({ ...stretch, from: instantOf(stretch, by) }, columns, whole);
}

/** Never further out than the capture goes. */
function within({ from, scale }: Stretch, columns: number, whole: Stretch): Stretch {
  const end = whole.from + whole.scale * columns;
  const last = Math.max(whole.from, end - scale * columns);
  return { from: micros(Math.max(whole.from, Math.min(from, last))), scale };
}

/** A tick of the axis. */
export interface Tick {
  readonly column: number;
  readonly at: Micros;
}

/** The ticks, and with how many decimals they are told apart. */
export interface Ticks {
  readonly ticks: readonly Tick[];
  readonly digits: number;
}

const TENS = [1, 2, 5];
/** Seconds; what people count time of day by. */
const SIXTIES = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

/** Ticks at round times, counted from `zero`, at least `apart` columns one from the other. */
export function ticksOf(
  stretch: Stretch,
  columns: number,
  zero: Micros,
  apart: number,
  isClock: boolean,
): Ticks {
  const step = stepOf(stretch.scale * Math.max(1, apart), isClock);
  const ticks: Tick[] = [];
  for (let i = Math.ceil((stretch.from - zero) / step); ; i += 1) {
    const at = micros(zero + i * step);
    const column = columnOf(stretch, at);
    if (column >= columns || ticks.length > columns) break;
    ticks.push({ column, at });
  }
  return { ticks, digits: Math.max(0, Math.min(6, 6 - Math.floor(Math.log10(step) + 1e-9))) };
}

function stepOf(least: number, isClock: boolean): number {
  if (isClock && least > 1_000_000) {
    const seconds = SIXTIES.find((each) => each * 1_000_000 >= least);
    return (seconds ?? 86_400 * Math.ceil(least / 86_400_000_000)) * 1_000_000;
  }
  let power = 1;
  while (power * 5 < least) power *= 10;
  return power * (TENS.find((each) => each * power >= least) ?? 10);
}

/** How the axis is labelled in a time format: dates have no room there. */
export function axisFormat(format: TimeFormat): TimeFormat {
  switch (format) {
    case 'ad':
    case 'adoy':
      return 'a';
    case 'ud':
    case 'udoy':
      return 'u';
    case 'd':
    case 'dd':
      return 'r';
    default:
      return format;
  }
}
