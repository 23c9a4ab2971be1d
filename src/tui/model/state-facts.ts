/**
 * What is known of a session or network beside its rows: its facts and timers, one behind the other on as many lines as they
 * need. Number 0 is its phase, which stands on its own line.
 */
import type { Cause } from '../story/contract.js';
import type { StateCell } from './state-columns.js';
import { inOrder, timerText } from './state-columns.js';
import type { Freshness } from './state-looking.js';
import type { Matter } from './state-matters.js';
import { textWidth } from '../view/segment.js';

/** A fact, where it stands on its line. */
export interface Fact extends StateCell {
  readonly title: string;
  /** Its place among the facts: 1, 2, … */
  readonly number: number;
  readonly x: number;
}

/** Columns before the first fact of a line, and between facts. */
const INDENT = 4;
const GAP = 3;

/** The phase of a session; of a network: how much there is. */
export function phaseCell({ phase, counts }: Matter, fresh: Freshness): StateCell {
  return phase === undefined
    ? { text: counts, by: undefined, fresh: false }
    : { ...phase, fresh: fresh.is(phase.by) };
}

/** Facts and timers. */
export function factsOf(
  { facts, timers }: Matter,
  at: number,
  fresh: Freshness,
): readonly (StateCell & { readonly title: string })[] {
  const cell = (title: string, text: string, by: Cause | undefined): StateCell & { title: string } => ({
    title,
    text,
    by,
    fresh: fresh.is(by),
  });
  return [
    ...facts.map(({ title, cell: { text, by } }) => cell(title, text, by)),
    ...inOrder(timers).map((timer) =>
      cell('timer', timerText(timer, at), timer.started),
    ),
  ];
}

/** Facts on lines of a width. */
export function factLines(
  matter: Matter,
  at: number,
  fresh: Freshness,
  width: number,
): readonly (readonly Fact[])[] {
  const lines: Fact[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const [i, fact] of factsOf(matter, at, fresh).entries()) {
    const wide = textWidth(fact.title) + 1 + textWidth(fact.text) + (fact.fresh ? 1 : 0);
    if (x + wide > width || lines.length === 0) {
      lines.push([]);
      x = INDENT;
    }
    lines[lines.length - 1].push({ ...fact, number: i + 1, x });
    x += wide + GAP;
  }
  return lines;
}
