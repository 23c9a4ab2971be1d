/**
 * The time column: in the format chosen, counted from the last time reference where there is one.
 */
import { makeFrame } from '../../../dissectors/frame-facts.js';
import type { Micros } from '../../base/micros.js';
import { makeText, textFrom } from '../../base/text.js';
import { putTime, type TimeFormat } from '../../packet/clock.js';
import type { PacketStore, PacketTime } from '../store/contract.js';

/** What the formats are called. */
export const TIME_TITLES: Readonly<Record<TimeFormat, string>> = {
  r: 'seconds since the first packet',
  d: 'seconds since the previous packet',
  dd: 'seconds since the previous displayed packet',
  e: 'seconds since 1970',
  a: 'time of day',
  ad: 'date and time of day',
  adoy: 'year, day of the year and time of day',
  u: 'UTC time of day',
  ud: 'UTC date and time of day',
  udoy: 'UTC year, day of the year and time of day',
};

const out = makeText(64);

/** The time of packet `number`, which stands in row `row` of the shown ones. */
export function timeText(
  store: PacketStore,
  format: TimeFormat,
  references: readonly number[],
  number: number,
  row: number,
): string {
  const reference = references.findLast((one) => one <= number);
  if (reference === number) return '*REF*';
  return textOf(store, format, reference, number, row, store.time(number));
}

/** The time of what happened at an instant before packet `number`, in the same format. */
export function instantText(
  store: PacketStore,
  format: TimeFormat,
  references: readonly number[],
  number: number,
  row: number,
  at: Micros,
): string {
  const reference = references.findLast((one) => one < number);
  const sec = Math.floor(at / 1_000_000);
  const nsec = (at - sec * 1_000_000) * 1000;
  return textOf(store, format, reference, number, row, { ...store.time(number), sec, nsec });
}

function textOf(
  store: PacketStore,
  format: TimeFormat,
  reference: number | undefined,
  number: number,
  row: number,
  time: PacketTime,
): string {
  const frame = makeFrame();
  frame.sec = time.sec;
  frame.nsec = time.nsec;
  const first = store.time(reference ?? 1);
  frame.firstSec = first.sec;
  frame.firstNsec = first.nsec;
  if (number > 1) {
    const previous = store.time(number - 1);
    frame.previousSec = previous.sec;
    frame.previousNsec = previous.nsec;
  }
  if (row > 0 && format === 'dd') {
    const shown = store.time(store.shown.at(row - 1));
    frame.shownSec = shown.sec;
    frame.shownNsec = shown.nsec;
  }
  out.length = 0;
  putTime(out, format, frame, time.digits);
  return textFrom(out);
}
