/**
 * Clocks that run fast or slow by parts per million, in whole microseconds both ways.
 */
import { type Micros, micros } from '../base/micros.js';

/** A node's clock: shows 0 when the run begins. */
export interface Clock {
  /** Parts per million by which it runs fast; negative: slow. Greater than -1,000,000. */
  readonly ppm: number;
}

const MILLION = 1_000_000;

/** What a clock shows at an instant of the run, rounded down. */
export function toLocal(clock: Clock, instant: Micros): Micros {
  if (clock.ppm === 0) return instant;
  const whole = Math.floor(instant / MILLION);
  return micros(instant + whole * clock.ppm + Math.floor(((instant % MILLION) * clock.ppm) / MILLION));
}

/** The first instant of the run at which a clock shows at least so much. */
export function toWorld(clock: Clock, local: Micros): Micros {
  if (clock.ppm === 0) return local;
  let instant = micros(Math.floor(local / (1 + clock.ppm / MILLION)));
  while (toLocal(clock, instant) >= local && instant > 0) instant = micros(instant - 1);
  while (toLocal(clock, instant) < local) instant = micros(instant + 1);
  return instant;
}
