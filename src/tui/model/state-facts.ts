/**
 * What is known of a session or network beside its rows: its facts and timers, one behind the other on as many lines as they
 * need. Number 0 is its phase, which stands on its own line.
 */
import type { Cause } from '../story/contract.js';
import { textWidth } from '../view/segment.js';
import type { StateCell } from './state-columns.js';
import { inOrder, timerText } from './state-columns.js';
import type { Freshness } from './state-looking.js';
import type { Matter } from './state-matters.js';

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

/** Facts and timers; those of which nothing is known or nothing came to be are left out. */
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
    ...facts
      .filter(({ cell: { text } }) => text !== '' && text !== '-')
      .map(({ title, cell: { text, by } }) => cell(title, text, by)),
    ...inOrder(timers).map((timer) => cell('timer', timerText(timer, at), timer.started)),
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

/** The line on which a fact stands: 0 is that of the session or network itself. */
export function factLine(lines: readonly (readonly Fact[])[], fact: number): number {
  if (fact === 0) return 0;
  const at = lines.findIndex((line) => line.some(({ number }) => number === fact));
  return at < 0 ? lines.length : at + 1;
}
