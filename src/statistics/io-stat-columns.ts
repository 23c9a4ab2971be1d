/**
 * The text of `io,stat`: an interval, and columns, each a filter or a calculation over a field's values.
 *
 *   io,stat,INTERVAL[,[CALCULATION(FIELD)]FILTER]…
 *
 * A comma ends a column, but not within brackets, braces or quotes, where filters have commas of their own.
 */
import type { Field } from '../../dissectors/catalogue.js';
import { nearestHint } from '../base/nearest.js';
import { err, ok, type Result } from '../base/result.js';
import {
  EVERY_FRAME,
  type FrameFilter,
  filterAt,
  type StatisticArguments,
  type StatisticContext,
  type StatisticError,
} from './statistic.js';

/** What a column tells; without a calculation it is frames and bytes. */
export type Calculation = 'FRAMES' | 'BYTES' | 'BOTH' | 'COUNT' | 'SUM' | 'MIN' | 'MAX' | 'AVG' | 'LOAD';

/** Calculations that can be asked for, and what each gives. */
export const CALCULATIONS: Readonly<Record<Exclude<Calculation, 'BOTH'>, string>> = {
  FRAMES: 'number of frames',
  BYTES: 'octets of the frames',
  COUNT: 'how often the field occurs',
  SUM: 'sum of its values',
  MIN: 'smallest value',
  MAX: 'largest value',
  AVG: 'average value',
  LOAD: 'share of the interval that spans cover, each ending at its frame (fields of time spans)',
};

/** A column. */
export interface Column {
  /** As it was written; '' for none. */
  readonly text: string;
  readonly calculation: Calculation;
  readonly field: Field | undefined;
  readonly filter: FrameFilter;
}

/** What `io,stat` was asked for. */
export interface IoStat {
  /** Microseconds; 0 for the whole capture. */
  readonly interval: number;
  /** Decimals in which intervals are written. */
  readonly precision: number;
  readonly columns: readonly Column[];
}

/** A part of the text. */
interface Part {
  readonly text: string;
  readonly at: number;
}

const USAGE = 'as in io,stat,1 or io,stat,10,igmp,AVG(frame.len)udp';

/** Reads interval and columns. */
export function parseIoStat(
  { text, at }: StatisticArguments,
  context: StatisticContext,
): Result<IoStat, StatisticError> {
  if (text === '') return wrong('io,stat needs an interval', 0, at, USAGE);
  const [first, ...rest] = split(text.slice(1), at + 1);
  const seconds = first.text.trim();
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(seconds)) {
    return wrong(`"${first.text}" is no number of seconds`, first.at, first.at + first.text.length, USAGE);
  }
  const interval = Math.floor(Number(seconds) * 1e6 + 0.5);
  if (!Number.isSafeInteger(interval) || (interval < 1 && Number(seconds) !== 0)) {
    const hint = 'from 0.000001 to 9000000000, or 0 for the whole capture';
    return wrong(`${seconds} seconds is no interval`, first.at, first.at + first.text.length, hint);
  }
  const last = rest.at(-1);
  if (last !== undefined && last.text === '') {
    return wrong('there is nothing behind the last comma', last.at - 1, last.at, USAGE);
  }
  const columns: Column[] = [];
  for (const part of rest.length === 0 ? [{ text: '', at }] : rest) {
    const column = parseColumn(part, context);
    if (!column.ok) return column;
    columns.push(column.value);
  }
  return ok({ interval, precision: precisionOf(interval, seconds), columns });
}

function wrong(message: string, from: number, to: number, hint?: string): Result<never, StatisticError> {
  return err({ message, from, to, ...(hint === undefined ? {} : { hint }) });
}

/** Decimals that the interval has; of a whole number of seconds, as many as were written. */
function precisionOf(interval: number, seconds: string): number {
  let precision = 6;
  for (let unit = 10; unit < 10_000_000 && interval % unit === 0; unit *= 10) precision -= 1;
  if (precision > 0 || interval === 0) return interval === 0 ? 0 : precision;
  const written = /\.(\d*)$/.exec(seconds)?.[1].length ?? 0;
  return Math.min(written, 6);
}

const OPEN = '([{';
const CLOSE = ')]}';

/** The parts between commas that stand outside of brackets and quotes. */
function split(text: string, at: number): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (quoted) {
      if (char === '\\') i += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (OPEN.includes(char)) depth += 1;
    else if (CLOSE.includes(char)) depth -= 1;
    else if (char === ',' && depth <= 0) {
      parts.push({ text: text.slice(from, i), at: at + from });
      from = i + 1;
    }
  }
  return [...parts, { text: text.slice(from), at: at + from }];
}

function parseColumn(part: Part, context: StatisticContext): Result<Column, StatisticError> {
  const leading = part.text.length - part.text.trimStart().length;
  const text = part.text.trim();
  const at = part.at + leading;
  if (text === '') return ok({ text, calculation: 'BOTH', field: undefined, filter: EVERY_FRAME });
  const name = /^[A-Z]+(?=\(|$)/.exec(text)?.[0];
  if (name !== undefined && isCalculation(name)) return parseCalculation(name, { text, at }, context);
  if (name !== undefined && text.length > name.length) {
    const names = Object.keys(CALCULATIONS);
    return wrong(
      `there is no calculation "${name}"`,
      at,
      at + name.length,
      `calculations: ${names.join(', ')}`,
    );
  }
  const filter = filterAt(text, at, context);
  if (!filter.ok) return filter;
  return ok({ text, calculation: 'BOTH', field: undefined, filter: filter.value });
}

function isCalculation(name: string): name is Exclude<Calculation, 'BOTH'> {
  return Object.hasOwn(CALCULATIONS, name);
}

function parseCalculation(
  calculation: Exclude<Calculation, 'BOTH'>,
  { text, at }: Part,
  context: StatisticContext,
): Result<Column, StatisticError> {
  const open = calculation.length;
  const counts = calculation === 'FRAMES' || calculation === 'BYTES';
  if (counts && text.length === open) return ok({ text, calculation, field: undefined, filter: EVERY_FRAME });
  const close = text.indexOf(')');
  if (text.length > open && close < 0)
    return wrong(`the bracket behind ${calculation} is not closed`, at + open, at + text.length);
  const name = text.slice(open + 1, Math.max(open + 1, close)).trim();
  const filter = filterAt(text.slice(close + 1), at + close + 1, context);
  if (counts) {
    if (name !== '')
      return wrong(
        `${calculation} is of frames, not of a field`,
        at + open + 1,
        at + close,
        'leave the brackets empty',
      );
    return filter.ok ? ok({ text, calculation, field: undefined, filter: filter.value }) : filter;
  }
  if (name === '')
    return wrong(`${calculation} of which field?`, at, at + open, `as in ${calculation}(frame.len)igmp`);
  const field = context.catalogue.byName.get(name);
  if (field === undefined) {
    const hint = nearestHint(name, context.catalogue.byName.keys());
    return wrong(`there is no field "${name}"`, at + open + 1, at + close, hint);
  }
  const flaw = unfit(calculation, field);
  if (flaw !== undefined) return wrong(flaw, at + open + 1, at + close);
  return filter.ok ? ok({ text, calculation, field, filter: filter.value }) : filter;
}

/** Why a field's values cannot be reckoned with so; undefined where they can. */
function unfit(calculation: Calculation, { kind, name }: Field): string | undefined {
  if (calculation === 'COUNT') return undefined;
  if (calculation === 'LOAD')
    return kind === 'duration' ? undefined : `LOAD is of time spans, as frame.time_delta; ${name} is none`;
  if (kind === 'uint' || kind === 'int' || kind === 'uint64' || kind === 'duration') return undefined;
  return `${name} has no numbers, so that there is no ${calculation} of it`;
}
