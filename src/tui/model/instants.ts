/**
 * Instants between packets (a timer expired, something became certain) in the time format that is chosen. Spans since a
 * previous packet mean nothing there: they are counted from the first one.
 */
import { makeFrame } from '../../../dissectors/frame-facts.js';
import type { Micros } from '../../base/micros.js';
import { makeText, textFrom } from '../../base/text.js';
import { putTime, type TimeFormat } from '../../packet/clock.js';
import type { PacketStore } from '../store/contract.js';
import type { Found } from '../story/contract.js';
import type { Model, World } from './model.js';

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

/** When something was found; '' where the packet at which it shows has no time. */
export function foundTime(
  { settings, references }: Model,
  { store }: World,
  { at, frames }: Pick<Found, 'at' | 'frames'>,
): string {
  if (!hasTime(store, frames)) return '';
  return instantText(store, settings.time, references, at, frames.at(-1) ?? 0);
}

/** Whether the packet at which something shows has a time; what shows at none has its own. */
export function hasTime(store: PacketStore, frames: Found['frames']): boolean {
  const shown = frames.at(-1);
  return shown === undefined || !Number.isNaN(microsOf(store, shown));
}

/** The time of a packet in microseconds; NaN where it has none. */
export function microsOf(store: PacketStore, number: number): Micros {
  const { sec, nsec } = store.time(number);
  return (sec * 1e6 + Math.floor(nsec / 1000)) as Micros;
}
