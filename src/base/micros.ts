/**
 * Time inside the machines and the simulator: a whole number of microseconds, branded so that it is not mixed up with
 * seconds or with the units of 100 ms that GMP sends (clause 9.2). Exact up to 2^53 (285 years).
 */

declare const MICROS: unique symbol;

/** An instant, or a span, in whole microseconds. */
export type Micros = number & { readonly [MICROS]: true };

/** Later than everything: no timer runs. */
export const NEVER = Number.POSITIVE_INFINITY as Micros;

/** A whole number of microseconds as such. */
export function micros(value: number): Micros {
  return value as Micros;
}

/** Milliseconds as microseconds. */
export function millis(value: number): Micros {
  return (value * 1_000) as Micros;
}

/** Seconds as microseconds. */
export function seconds(value: number): Micros {
  return (value * 1_000_000) as Micros;
}

/** Units of 100 ms, as KA period and timeout value travel (clause 9.2), as microseconds. */
export function tenths(value: number): Micros {
  return (value * 100_000) as Micros;
}

/** `span` after `instant`. */
export function after(instant: Micros, span: Micros): Micros {
  return (instant + span) as Micros;
}
