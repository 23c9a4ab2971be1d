/**
 * Transitions as data: one row a behaviour, with its clause. The machines run these rows, docs/state-machines.md is made
 * of them, and the tests are held to take every one of them.
 *
 *   event ──► rows of that event, in order ──► first whose states and guard fit ──► run
 *
 * A row's states are given by dimension: a client has one (`state`), the server two (`phase` of the session, `group` of
 * the sender). What a row may do is declared in words (`effects`, `to`) and held against what it does by a test.
 */
import type { DecisionName } from './policies.js';

/** A row of a machine's table. `C` is what the guard and the action look at. */
export interface Transition<C = never> {
  /** Unique and stable: "server.SJREQ.enrol". */
  readonly id: string;
  /** Events that it answers to: message types, "timer ka", "ask register" … */
  readonly on: readonly string[];
  /** States in which it applies, by dimension; a dimension that is not named may have any state. */
  readonly from: Readonly<Record<string, readonly string[]>>;
  /** The guard in words; empty where there is none. */
  readonly when: string;
  /** States afterwards, by dimension; a dimension that is not named stays. More than one: which, the guard's words tell. */
  readonly to: Readonly<Record<string, readonly string[]>>;
  /** All kinds of effects that it may have: "send SJRES", "set ka", "cancel ka", "notify group", "ignored repeat" … */
  readonly effects: readonly string[];
  /** The clause of X.602, or the section of the IGMP text. */
  readonly clause: string;
  /** The decisions that it rests on, where the text is silent. */
  readonly decisions: readonly DecisionName[];
  /** The one of them that is a reason only where this holds; the others always are. */
  readonly only?: { readonly decision: DecisionName; readonly where: (c: C) => boolean };
  readonly guard?: (c: C) => boolean;
  readonly run: (c: C) => void;
}

/** A row, ready to be looked for: bit i of a mask stands for state i of the dimension. */
export interface CompiledRow<C> {
  readonly row: Transition<C>;
  readonly first: number;
  readonly second: number;
  readonly guard: ((c: C) => boolean) | undefined;
  readonly run: (c: C) => void;
}

/** Rows by event, in their order. */
export type TransitionTable<C> = ReadonlyMap<string, readonly CompiledRow<C>[]>;

/** A dimension of a machine's state: its name and its states, in the order of their numbers. */
export interface Dimension {
  readonly name: string;
  readonly states: readonly string[];
}

/** Prepares rows for looking up by one or two dimensions. Throws on a name that is no state (our own mistake). */
export function compileTransitions<C>(
  rows: readonly Transition<C>[],
  dimensions: readonly [Dimension] | readonly [Dimension, Dimension],
): TransitionTable<C> {
  const table = new Map<string, CompiledRow<C>[]>();
  for (const row of rows) {
    const first = maskOf(row, dimensions[0]);
    const second = dimensions[1] === undefined ? ~0 : maskOf(row, dimensions[1]);
    const compiled = { row, first, second, guard: row.guard, run: row.run };
    for (const event of row.on) {
      const list = table.get(event);
      if (list === undefined) table.set(event, [compiled]);
      else list.push(compiled);
    }
  }
  return table;
}

function maskOf(row: Pick<Transition, 'id' | 'from'>, dimension: Dimension): number {
  const named = row.from[dimension.name];
  if (named === undefined) return ~0;
  let mask = 0;
  for (const state of named) {
    const number = dimension.states.indexOf(state);
    if (number < 0) throw new Error(`${row.id}: ${state} is no ${dimension.name}`);
    mask |= 1 << number;
  }
  return mask;
}

/** The first row that fits, by the numbers of the states; undefined where none does. */
export function findTransition<C>(
  rows: readonly CompiledRow<C>[] | undefined,
  first: number,
  second: number,
  c: C,
): CompiledRow<C> | undefined {
  if (rows === undefined) return undefined;
  for (const one of rows) {
    if (((one.first >>> first) & 1) === 0 || ((one.second >>> second) & 1) === 0) continue;
    if (one.guard === undefined || one.guard(c)) return one;
  }
  return undefined;
}
