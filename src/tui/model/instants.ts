/**
 * Instants between packets (a timer expired, something became certain) in the time format that is chosen. Spans since a
 * previous packet mean nothing there: they are counted from the first one.
 */
import { makeFrame } from '../../../dissectors/frame-facts.js';
import type { Micros } from '../../base/micros.js';
import { makeText, textFrom } from '../../base/text.js';
import { putTime, type TimeFormat } from '../../packet/clock.js';
import type { PacketStore } from '../store/contract.js';

const out = makeText(64);

/** An instant as text; `near` is a packet at or before it: the last time reference up to there counts. */
export function instantText(
  store: PacketStore,
  format: TimeFormat,
  references: readonly number[],
  at: Micros,
  near: number,
  digits = 6,
): string {
  if (!Number.isFinite(at)) return '';
  const frame = makeFrame();
  frame.sec = Math.floor(at / 1e6);
  frame.nsec = Math.round(at - frame.sec * 1e6) * 1000;
  const first = store.time(references.findLast((one) => one <= near) ?? 1);
  frame.firstSec = first.sec;
  // Instants are whole microseconds: so the first packet's own is 0, with nanoseconds too.
  frame.firstNsec = Math.floor(first.nsec / 1000) * 1000;
  out.length = 0;
  putTime(out, format === 'd' || format === 'dd' ? 'r' : format, frame, digits);
  return textFrom(out);
}

/** The time of a packet in microseconds; NaN where it has none. */
export function microsOf(store: PacketStore, number: number): Micros {
  const { sec, nsec } = store.time(number);
  return (sec * 1e6 + Math.floor(nsec / 1000)) as Micros;
}
