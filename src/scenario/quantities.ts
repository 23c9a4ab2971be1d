/**
 * Times, spans, probabilities and clock drifts as scenario files write them. Exact or not at all: a time that is no whole
 * number of microseconds is a mistake, not a rounding.
 */
import { type Micros, micros } from '../base/micros.js';
import { err, ok, type Result } from '../base/result.js';
import type { Ratio } from './scenario.js';

const UNITS: Readonly<Record<string, bigint>> = {
  us: 1n,
  ms: 1_000n,
  s: 1_000_000n,
  min: 60_000_000n,
  h: 3_600_000_000n,
};

/** A time as a regular expression, for editors. */
export const DURATION_PATTERN = '^(0|[0-9]+(\\.[0-9]+)?(us|ms|s|min|h))$';

/** What a time looks like. */
export const DURATION_HINT = 'a time is a number and us, ms, s, min or h, as in 250ms or 1.3s';

/** Reads "250ms", "1.3s", "2min", "1h", "0". */
export function readDuration(text: string): Result<Micros, string> {
  if (text === '0') return ok(micros(0));
  const [, whole, fraction = '', unit] = /^(\d{1,15})(?:\.(\d{1,15}))?([a-zµ]+)$/.exec(text) ?? [];
  if (whole === undefined) return err(`"${text}" is no time; ${DURATION_HINT}`);
  if (!Object.hasOwn(UNITS, unit)) return err(`"${unit}" is no unit of time; ${DURATION_HINT}`);
  const scale = 10n ** BigInt(fraction.length);
  const scaled = BigInt(whole + fraction) * UNITS[unit];
  if (scaled % scale !== 0n) return err(`"${text}" is no whole number of microseconds`);
  const value = scaled / scale;
  if (value > 1n << 50n) return err(`"${text}" is too long: more than 35 years`);
  return ok(micros(Number(value)));
}

/** A time in seconds as a scenario would write it: 1.3s. */
export function durationText(time: Micros): string {
  const seconds = Math.floor(time / 1_000_000);
  const rest = String(time % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${seconds}s` : `${seconds}.${rest}s`;
}

/** Reads units of 100 ms (KA period, timeout: clause 9.2) from a time: "300ms" is 3. */
export function readTenths(text: string): Result<number, string> {
  const span = readDuration(text);
  if (!span.ok) return span;
  const units = span.value / 100_000;
  if (Number.isInteger(units) && units <= 255) return ok(units);
  return err(`"${text}" cannot be sent: KA period and timeout are whole units of 100ms, at most 25.5s (9.2)`);
}

/** Reads a probability: "1/100", "0", "1". */
export function readRatio(text: string): Result<Ratio, string> {
  const [, count, of = '1'] = /^(\d{1,9})(?:\s?\/\s?(\d{1,9}))?$/.exec(text) ?? [];
  const ratio = { count: Number(count), of: Number(of) };
  if (count !== undefined && ratio.of > 0 && ratio.count <= ratio.of) return ok(ratio);
  return err(`"${text}" is no probability; write 0, 1, or a ratio such as 1/100`);
}

/** How often frames come out of order, and by how much. */
export interface Reordering {
  readonly reordering: Ratio;
  readonly reorderBy: Micros;
}

/** Reads "1/50 by 20ms", or "0". */
export function readReordering(text: string): Result<Reordering, string> {
  if (text === '0') return ok({ reordering: { count: 0, of: 1 }, reorderBy: micros(0) });
  const [, often, span] = /^(\S+)\s+by\s+(\S+)$/.exec(text) ?? [];
  if (often === undefined) return err(`"${text}": write how often and by how much, as in 1/50 by 20ms, or 0`);
  const reordering = readRatio(often);
  if (!reordering.ok) return reordering;
  const reorderBy = readDuration(span);
  return reorderBy.ok ? ok({ reordering: reordering.value, reorderBy: reorderBy.value }) : reorderBy;
}

/** Reads "50ppm", "-20ppm": how fast a clock runs. */
export function readDrift(text: string): Result<number, string> {
  const [, number] = /^([+-]?\d{1,5})\s?ppm$/.exec(text) ?? [];
  if (number !== undefined) return ok(Number(number));
  return err(`"${text}" is no drift; write it in parts per million, as in 50ppm or -50ppm`);
}
