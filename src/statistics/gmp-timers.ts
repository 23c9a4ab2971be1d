/**
 * `gmp,timers`: how well the sessions of a capture keep time (9.2): the rounds of KAREQ beside the nominal KA period, the
 * answers beside the timeout.
 *
 *   beat    how far a round is from where the first round and the period put it
 *   drift   the same, per time: how fast or slow the server's clock runs beside the sniffer's
 */

import type { Member, Seen, Session } from '../track/contract.js';
import { KAREQ, KARES } from '../track/seen.js';
import { columns, followSessions, furtherText, MOST_ROWS, millisText, type Sheet } from './gmp-follow.js';
import type { StatisticKind } from './statistic.js';

const WIDTHS = [7, 10, 7, 11, 11, 11, 9, 8, 8, 7, 8, 10, 10, 10];
const HEAD = [
  'Session',
  'Period',
  'Rounds',
  'Min',
  'Mean',
  'Max',
  'Drift',
  'KAREQ',
  'KARES',
  'Missed',
  'Unasked',
  'Min',
  'Mean',
  'Max',
];
const OVER = ['', 'ms', '', 'between', 'rounds', 'ms', 'ppm', '', '', '', '', 'answer', 'after', 'ms'];
const WIDTH = WIDTHS.reduce((sum, width) => sum + width + 1, -1);
/** Upper ends of the classes of answer times, in milliseconds. */
const CLASSES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, Number.POSITIVE_INFINITY];
const BAR = 40;

/** Least, greatest, sum and number of spans. */
interface Spread {
  least: number;
  greatest: number;
  sum: number;
  count: number;
}

interface Row {
  readonly number: number;
  period: number;
  firstRound: number;
  lastRound: number;
  rounds: number;
  asked: number;
  answered: number;
  missed: number;
  unasked: number;
  readonly between: Spread;
  readonly answers: Spread;
}

/** The kind. */
export const GMP_TIMERS: StatisticKind = {
  name: 'gmp,timers',
  usage: '[,FILTER]',
  what: 'GMP: KA periods and answers: spread, drift against the nominal period, misses',
  make: (args, context) => followSessions(args, context, 'GMP Timers', WIDTH, timerTable),
};

function timerTable(_: Sheet) {
  const rows = new Map<number, Row>();
  const classes = new Array<number>(CLASSES.length).fill(0);
  let further = 0;
  return {
    listener: {
      born: (session: Session) => {
        if (rows.size < MOST_ROWS) rows.set(session.number, makeRow(session));
        else further += 1;
      },
      before: (seen: Seen, session: Session | undefined, member: Member | undefined) => {
        const row = session === undefined ? undefined : rows.get(session.number);
        if (row === undefined) return;
        if (seen.type === KAREQ) row.asked += 1;
        if (seen.type === KARES && member !== undefined) countAnswer(row, classes, seen, member);
      },
      after: (_: Seen, session: Session | undefined) => {
        const row = session === undefined ? undefined : rows.get(session.number);
        if (row === undefined) return;
        row.period = session!.kaPeriod;
        row.rounds = session!.rounds;
      },
      expired: ({ session, armedFrame }: Member) => {
        const row = rows.get(session.number);
        if (row !== undefined && armedFrame !== 0) row.missed += 1;
      },
      round: (session: Session) => {
        const row = rows.get(session.number);
        if (row !== undefined) countRound(row, session);
      },
    },
    *lines() {
      yield columns(OVER, WIDTHS);
      yield columns(HEAD, WIDTHS);
      for (const row of rows.values()) yield columns(cells(row), WIDTHS);
      yield* furtherText(further, 'session');
      yield* distribution(classes);
    },
  };
}

function makeRow({ number }: Session): Row {
  return {
    number,
    period: 0,
    firstRound: -1,
    lastRound: -1,
    rounds: 0,
    asked: 0,
    answered: 0,
    missed: 0,
    unasked: 0,
    between: makeSpread(),
    answers: makeSpread(),
  };
}

function makeSpread(): Spread {
  return { least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY, sum: 0, count: 0 };
}

function add(spread: Spread, span: number): void {
  spread.least = Math.min(spread.least, span);
  spread.greatest = Math.max(spread.greatest, span);
  spread.sum += span;
  spread.count += 1;
}

function countAnswer(
  row: Row,
  classes: number[],
  { at }: Seen,
  { session, askedAt, answeredAt }: Member,
): void {
  row.answered += 1;
  const span = at - askedAt;
  // Asked never, answered already, or asked too long ago: nobody asked for this one (D20).
  if (askedAt < 0 || answeredAt >= askedAt || span > session.timeout) {
    row.unasked += 1;
    return;
  }
  add(row.answers, span);
  classes[CLASSES.findIndex((end) => span < end * 1000)] += 1;
}

function countRound(row: Row, { roundAt }: Session): void {
  if (row.lastRound >= 0) add(row.between, roundAt - row.lastRound);
  else row.firstRound = roundAt;
  row.lastRound = roundAt;
}

function cells(row: Row): readonly string[] {
  const { between, answers } = row;
  return [
    String(row.number),
    row.period === 0 ? '-' : String(row.period / 1000),
    String(row.rounds),
    millisText(between.least),
    millisText(between.sum / between.count),
    millisText(between.greatest),
    driftText(row),
    String(row.asked),
    String(row.answered),
    String(row.missed),
    String(row.unasked),
    millisText(answers.least),
    millisText(answers.sum / answers.count),
    millisText(answers.greatest),
  ];
}

/** Rounds that nobody was there for are no rounds: the beat goes on all the same. */
function driftText({ period, firstRound, lastRound }: Row): string {
  if (period === 0 || lastRound <= firstRound) return '-';
  const span = lastRound - firstRound;
  const nominal = Math.round(span / period) * period;
  if (nominal === 0) return '-';
  const drift = ((span - nominal) / nominal) * 1_000_000;
  return `${drift > 0 ? '+' : ''}${drift.toFixed(1)}`;
}

function* distribution(classes: readonly number[]): Iterable<string> {
  const total = classes.reduce((sum, count) => sum + count, 0);
  if (total === 0) return;
  yield '';
  yield 'KARES after its KAREQ, all sessions';
  const most = Math.max(...classes);
  let from = 0;
  for (const [i, count] of classes.entries()) {
    const end = CLASSES[i];
    const name = end === Number.POSITIVE_INFINITY ? `from ${from} ms` : `${from} .. ${end} ms`;
    from = end;
    if (count === 0) continue;
    const bar = '#'.repeat(Math.max(1, Math.round((count / most) * BAR)));
    yield `${name.padStart(16)} ${String(count).padStart(10)} ${((100 * count) / total).toFixed(2).padStart(7)}% ${bar}`;
  }
}
