/**
 * What a statistic is (`-z`): it counts walked frames and, when the capture is at its end, writes a table in Wireshark's
 * layout. Statistics are made by kinds, which stand in one table (kinds.ts); whoever adds one adds a row there.
 *
 *   "io,stat,1,igmp" ──parse.ts──► kind "io,stat", arguments ",1,igmp" ──make──► Statistic ◄── frames
 *                                                                               └──► report
 */
import type { Catalogue } from '../../dissectors/catalogue.js';
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import type { PacketBatch } from '../base/packet-batch.js';
import { err, ok, type Result } from '../base/result.js';
import type { Text } from '../base/text.js';
import type { Program } from '../filter/program.js';
import type { TimeFormat } from '../packet/clock.js';

/** Counts frames and tells of them at the end. */
export interface Statistic {
  /** Counts the frame that was walked last. */
  readonly packet: (w: Walk) => void;
  /** How frames are counted without a walk, where no more than filters must be known of them. */
  readonly tally?: FrameTally;
  /** Writes the table; calls `flush` between lines, which passes on what is written once it is much. */
  readonly report: (out: Text, flush: () => void) => void;
  /** Names of the fields that it looks at, its filters' among them: what they are derived from must be there. */
  readonly fields: readonly string[];
}

/** Counts frames that were not walked: first `pass`, then for each filter the rows of which it holds. */
export interface FrameTally {
  /** The filters; undefined for one of which nothing is known but its test. */
  readonly programs: readonly (Program | undefined)[];
  /** Rows from … to-1 of the batch have gone by. */
  readonly pass: (batch: PacketBatch, from: number, to: number) => void;
  /** The filter at place `k` holds of the first `count` of these rows. */
  readonly count: (k: number, batch: PacketBatch, rows: Uint32Array, count: number) => void;
}

/** A filter, compiled. */
export interface FrameFilter {
  /** What it was compiled from, where that is known. */
  readonly program?: Program;
  readonly test: (w: Walk) => boolean;
  /** Names of the fields that it looks at. */
  readonly fields: readonly string[];
}

/** What is wrong with the text of a statistic, and where in it. */
export interface StatisticError {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  /** A further line: what is allowed, or near. */
  readonly hint?: string;
}

/** What statistics are made from. */
export interface StatisticContext {
  readonly registry: Registry;
  readonly catalogue: Catalogue;
  /** How times are written (`-t`). */
  readonly time: TimeFormat;
  /** Names that the capture gives to addresses; grows while reading. */
  readonly names: ReadonlyMap<string, string>;
  /** Compiles a display filter; places in its error count from the filter's beginning. */
  readonly compileFilter: (text: string) => Result<FrameFilter, StatisticError>;
}

/** The text behind a kind's name, and where it begins in the whole. */
export interface StatisticArguments {
  /** Empty, or beginning with a comma. */
  readonly text: string;
  readonly at: number;
}

/** A kind of statistics: a row of the table of all. */
export interface StatisticKind {
  /** What its text begins with ("io,stat"). */
  readonly name: string;
  /** The arguments behind the name, as help writes them (",INTERVAL[,COLUMN]…"). */
  readonly usage: string;
  /** One line: what it tells. */
  readonly what: string;
  readonly make: (args: StatisticArguments, context: StatisticContext) => Result<Statistic, StatisticError>;
}

/** A filter that lets every frame through. */
export const EVERY_FRAME: FrameFilter = { program: { kind: 'always' }, test: () => true, fields: [] };

/** Compiles the filter that begins `at` octets into the statistic's text; an empty one lets every frame through. */
export function filterAt(
  text: string,
  at: number,
  { compileFilter }: StatisticContext,
): Result<FrameFilter, StatisticError> {
  const leading = text.length - text.trimStart().length;
  const bare = text.trim();
  if (bare === '') return ok(EVERY_FRAME);
  const made = compileFilter(bare);
  if (made.ok) return made;
  const { from, to } = made.error;
  return err({ ...made.error, from: at + leading + from, to: at + leading + to });
}

/** A filter as a kind's only argument: its text ('' for none), and it compiled. */
export interface OnlyFilter {
  readonly text: string;
  readonly filter: FrameFilter;
}

/** Reads arguments that are one filter, or nothing. */
export function onlyFilter(
  { text, at }: StatisticArguments,
  context: StatisticContext,
): Result<OnlyFilter, StatisticError> {
  const filter = filterAt(text.slice(1), at + 1, context);
  return filter.ok ? ok({ text: text.slice(1), filter: filter.value }) : filter;
}
