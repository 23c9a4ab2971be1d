/**
 * The columns of the table of members or memberships: what stands in a cell, by what it came about, whether it did so at this
 * packet, and which columns one sees where not all have room.
 */
import type { Cause, Happening, TimerSight } from '../story/contract.js';
import { spanText } from './spans.js';
import type { Freshness } from './state-looking.js';
import { type Matter, type StateRow, stateWord } from './state-matters.js';

/** What a cell is made with. */
export interface CellContext {
  /** The instant of the situation. */
  readonly at: number;
  readonly fresh: Freshness;
  /** An instant in the chosen time format. */
  readonly instant: (by: Cause) => string;
}

/** A cell. */
export interface StateCell {
  readonly text: string;
  /** What made it so; undefined where nobody knows, or nothing did. */
  readonly by: Cause | undefined;
  /** It came about at this packet. */
  readonly fresh: boolean;
}

/** Columns that every row has; those behind them are the story's. */
export type ColumnKey = 'name' | 'type' | 'state' | 'timers' | 'frame' | 'since' | 'why' | 'more';

/** A column. */
export interface StateColumn {
  readonly key: ColumnKey;
  readonly title: string;
  readonly side: 'left' | 'right';
  /** Its place by importance: the lowest have room first. */
  readonly rank: number;
  readonly cell: (row: StateRow, context: CellContext) => StateCell;
}

/** Rank of the first of the story's cells, and those of them that matter most. */
const MORE = 7;
const FIRST: readonly string[] = [
  'Last KARES',
  'Last KAREQ',
  'Missed',
  'Members',
  'Last report',
  'Last request',
];

/** The columns of a matter's rows. */
export function columnsOf(matter: Matter): readonly StateColumn[] {
  const member = matter.kind === 'session';
  const type: StateColumn = {
    key: 'type',
    title: member ? 'Type' : 'Members',
    side: 'left',
    rank: 4,
    cell: ({ type: text }) => ({ text, by: undefined, fresh: false }),
  };
  const more = matter.titles.map(
    (title, i): StateColumn => ({
      key: 'more',
      title,
      side: 'left',
      rank: MORE + (FIRST.includes(title) ? FIRST.indexOf(title) : FIRST.length + i),
      cell: ({ cells }, { fresh }) => {
        const { text, by } = cells[i] ?? { text: '', by: undefined };
        return { text, by, fresh: fresh.is(by) };
      },
    }),
  );
  return [
    {
      key: 'name',
      title: member ? 'Member' : 'Group',
      side: 'left',
      rank: 0,
      cell: ({ name }) => ({ text: name, by: undefined, fresh: false }),
    },
    type,
    {
      key: 'state',
      title: member ? 'Group' : 'State',
      side: 'left',
      rank: 1,
      cell: byState(stateWord),
    },
    { key: 'timers', title: 'Timers', side: 'left', rank: 2, cell: timersCell },
    {
      key: 'frame',
      title: 'By',
      side: 'right',
      rank: 3,
      cell: byState(({ stateBy }) => (stateBy.frame === 0 ? 'time' : String(stateBy.frame))),
    },
    {
      key: 'since',
      title: 'Since',
      side: 'right',
      rank: 6,
      cell: byState(({ stateBy }, { instant }) => instant(stateBy)),
    },
    { key: 'why', title: 'Why', side: 'left', rank: 5, cell: byState(({ stateBy }) => stateBy.why) },
    ...more,
  ];
}

function byState(text: (row: StateRow, context: CellContext) => string): StateColumn['cell'] {
  return (row, context) => ({
    text: text(row, context),
    by: row.stateBy,
    fresh: context.fresh.is(row.stateBy),
  });
}

/** Timers of a row, the first to expire first. */
export function inOrder(timers: readonly TimerSight[]): readonly TimerSight[] {
  return timers.length < 2 ? timers : [...timers].sort((a, b) => a.expires - b.expires);
}

/** "KA 12.3 s": a timer and the time that it has left. */
export function timerText({ name, expires }: TimerSight, at: number): string {
  const left = expires - at;
  return left <= 0 ? `${name} due` : `${name} ${spanText(left)}`;
}

const ENDS: readonly (readonly [Happening['kind'], string])[] = [
  ['timer-expired', 'expired'],
  ['timer-stopped', 'stopped'],
];

function timersCell({ timers, subject }: StateRow, { at, fresh }: CellContext): StateCell {
  const happened = fresh.of.get(subject) ?? [];
  if (timers.length === 0) {
    for (const [kind, text] of ENDS) {
      const end = happened.findLast((one) => one.kind === kind);
      if (end !== undefined) return { text, by: end.by, fresh: true };
    }
    return { text: '', by: undefined, fresh: false };
  }
  const [first, ...others] = inOrder(timers);
  return {
    text: [first, ...others].map((timer) => timerText(timer, at)).join(', '),
    by: first.started,
    fresh: timers.some(({ started }) => fresh.is(started)),
  };
}

/** Which columns are shown, in their order, `widths` wide each: those that matter most, and the selected one in any case. */
export function visibleColumns(
  columns: readonly StateColumn[],
  widths: readonly number[],
  width: number,
  selected: number,
): readonly number[] {
  const fits = (chosen: readonly number[]): boolean =>
    chosen.reduce((sum, i) => sum + widths[i] + 1, 1) <= width;
  const all = columns.map((_, i) => i);
  const byRank = [...all].sort((a, b) => columns[a].rank - columns[b].rank);
  const first: number[] = [];
  for (const i of byRank) {
    if (first.length === 0 || fits([...first, i])) first.push(i);
    // Of the story's cells none takes the place of one that matters more: timers' bars need it too.
    else if (columns[i].rank >= MORE) break;
  }
  if (first.includes(selected)) return first.sort((a, b) => a - b);
  // Scrolled to the side: the name stays, and as much as there is room for up to the selected one, then behind it.
  const scrolled = selected === 0 ? [0] : [0, selected];
  for (let i = selected - 1; i > 0 && fits([...scrolled, i]); i -= 1) scrolled.push(i);
  for (let i = selected + 1; i < columns.length && fits([...scrolled, i]); i += 1) scrolled.push(i);
  return scrolled.sort((a, b) => a - b);
}
