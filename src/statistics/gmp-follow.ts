/**
 * What the statistics of GMP have in common: the sessions of a capture, followed; how hosts, times and numbers are written.
 * Only frames that the statistic's filter lets through are followed: a filter that leaves messages out leaves them unseen.
 */
import type { Walk } from '../../dissectors/contract.js';
import { type Micros, micros } from '../base/micros.js';
import { ok, type Result } from '../base/result.js';
import { putString, type Text } from '../base/text.js';
import { MAX_DELAY, TOLERANCE } from '../conform/contract.js';
import { policiesWith } from '../machine/policies.js';
import type { TrackListener } from '../track/contract.js';
import { createHosts, type Hosts } from '../track/hosts.js';
import { createIntake, timeOf } from '../track/intake.js';
import { createTracker } from '../track/tracker.js';
import {
  onlyFilter,
  type Statistic,
  type StatisticArguments,
  type StatisticContext,
  type StatisticError,
} from './statistic.js';

/** Most rows of a table: a capture may hold any number of sessions and members. */
export const MOST_ROWS = 65_536;

/** What a table is written with. */
export interface Sheet {
  readonly hosts: Hosts;
  /** A host's name, where the capture has one, or its address. */
  readonly hostName: (host: number) => string;
  /** Seconds since the capture's first frame. */
  readonly since: (at: Micros) => string;
  /** The time of the last frame. */
  readonly now: () => Micros;
}

/** A statistic under way. */
export interface Followed {
  readonly listener: TrackListener;
  /** The table's lines between its head and its foot. */
  readonly lines: () => Iterable<string>;
}

/** Makes a statistic that follows sessions: `title` stands over its table, `width` is that of its rules. */
export function followSessions(
  args: StatisticArguments,
  context: StatisticContext,
  title: string,
  width: number,
  begin: (sheet: Sheet) => Followed,
): Result<Statistic, StatisticError> {
  const only = onlyFilter(args, context);
  if (!only.ok) return only;
  const { text, filter } = only.value;
  const hosts = createHosts();
  const intake = createIntake(context.registry, hosts);
  let start = micros(0);
  let now = micros(0);
  let seen = false;
  const sheet: Sheet = {
    hosts,
    hostName: (host) => context.names.get(hosts.text(host)) ?? hosts.text(host),
    since: (at) => secondsText(at - start),
    now: () => now,
  };
  const { listener, lines } = begin(sheet);
  const tracker = createTracker(
    { ...policiesWith(), maxDelay: MAX_DELAY, tolerance: TOLERANCE },
    hosts,
    listener,
  );
  return ok({
    fields: filter.fields,
    packet: (w: Walk) => {
      now = timeOf(w, now);
      if (!seen) start = now;
      seen = true;
      if (filter.test(w)) intake(w, tracker.take);
    },
    report: (out, flush) => {
      tracker.finish(now);
      const rule = `${'='.repeat(width)}\n`;
      putString(out, `${rule}${title}\nFilter: ${text}\n${'-'.repeat(width)}\n`);
      putLines(lines(), out, flush);
      putString(out, rule);
    },
  });
}

function putLines(lines: Iterable<string>, out: Text, flush: () => void): void {
  for (const line of lines) {
    putString(out, `${line.trimEnd()}\n`);
    flush();
  }
}

/** Microseconds as seconds with six decimals. */
export function secondsText(span: number): string {
  return (span / 1_000_000).toFixed(6);
}

/** Microseconds as milliseconds with three decimals; "-" for none. */
export function millisText(span: number): string {
  return Number.isFinite(span) ? (span / 1000).toFixed(3) : '-';
}

/** A row of a table: each text in its column, negative widths to the left. */
export function columns(texts: readonly string[], widths: readonly number[]): string {
  return texts
    .map((text, i) => (widths[i] < 0 ? text.padEnd(-widths[i]) : text.padStart(widths[i])))
    .join(' ');
}

/** How far a list of rows goes, where not all were kept. */
export function furtherText(further: number, what: string): readonly string[] {
  return further === 0 ? [] : [`... and ${further} further ${what}${further === 1 ? '' : 's'}`];
}

/** Groups and phases as text. */
export const GROUP_TEXTS = ['none', 'registered', 'enrolled', 'active'] as const;
export const PHASE_TEXTS = ['requested', 'announced', 'running', 'ended'] as const;

/** Member types (table 6) as text. */
export function typeText(memberType: number): string {
  if (memberType === 4) return 'creator';
  return memberType === 2 ? 'principal' : 'participant';
}
