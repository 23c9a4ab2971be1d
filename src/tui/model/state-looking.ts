/**
 * What the state view looks at: the situation just after the packet, the session or network, the row. Where one has chosen
 * none, it is the one that the packet is about; what one has chosen and is not there is not replaced by something else.
 */
import type { Cause, Happening, Situation } from '../story/contract.js';
import { byTimeBetween, leftText } from './by-time.js';
import { lookedAt } from './looking.js';
import type { Model, World } from './model.js';
import type { StateState } from './state.js';
import { type Matter, matterAt, matterCount, matterOf, type StateRow } from './state-matters.js';
import { type Order, orderOf } from './state-order.js';

/** What a packet changed. */
export interface Freshness {
  /** Whether something came about at this packet, or by time just before it. */
  readonly is: (by: Cause | undefined) => boolean;
  /** What happened to whom. */
  readonly of: ReadonlyMap<number, readonly Happening[]>;
  readonly subjects: ReadonlySet<number>;
}

/** What is looked at. */
export interface StateSight {
  /** The packet; 0 where none is shown. */
  readonly number: number;
  /** What is known after it, or, where `stale`, what was known last. */
  readonly situation: Situation | undefined;
  /** True while the state at the packet is worked out. */
  readonly stale: boolean;
  readonly fresh: Freshness;
  /** Place of the session or network; -1: there is none, or the chosen one is not there. */
  readonly matterAt: number;
  readonly matter: Matter | undefined;
  readonly order: Order;
  /** Place in the order; -1: there is none, or the chosen one is not there, or not shown. */
  readonly rowAt: number;
  readonly row: StateRow | undefined;
}

const NO_ORDER: Order = { count: 0, at: (i) => i, of: () => -1, refused: false };
const NOTHING_FRESH: Freshness = { is: () => false, of: new Map(), subjects: new Set() };

/** Looks. */
export function lookedState(model: Model, world: World): StateSight {
  const { state } = model.views;
  const { number, row: shownAt } = lookedAt(model, world);
  const after = shownAt < 1 ? 0 : world.store.shown.at(shownAt - 1);
  const now = number === 0 ? undefined : situationSince(world, after, number);
  const situation = number === 0 ? undefined : (now ?? state.last);
  const base = { number, situation, stale: number !== 0 && now === undefined };
  const fresh = situation === undefined ? NOTHING_FRESH : freshnessOf(situation);
  const nothing = { matterAt: -1, matter: undefined, order: NO_ORDER, rowAt: -1, row: undefined };
  if (situation === undefined) return { ...base, fresh, ...nothing };
  const at = state.matter >= 0 ? matterOf(situation, state.matter) : ownMatter(situation, world, fresh);
  const matter = matterAt(situation, at);
  if (matter === undefined) return { ...base, fresh, ...nothing };
  const order = orderOf(matter, state.show, state.sort, fresh.subjects);
  const rowAt = rowIn(state, matter, order, situation, world, fresh);
  const row = rowAt < 0 ? undefined : matter.rowAt(order.at(rowAt));
  return { ...base, fresh, matterAt: at, matter, order, rowAt, row };
}

const made = new WeakMap<Situation, { readonly after: number; readonly whole: Situation }>();

/** The situation at a packet; what time did at hidden packets since the one displayed before happened since then too. */
function situationSince({ story }: World, after: number, number: number): Situation | undefined {
  const own = story.situation(number);
  const since = own === undefined ? undefined : byTimeBetween(story, after, number);
  if (own === undefined || since === undefined || since.happenings.length === 0) return own;
  const before = made.get(own);
  if (before?.after === after) return before.whole;
  const { happenings, left } = since;
  const by: Cause = { frame: 0, at: happenings[0].by.at, why: '' };
  const more: Happening = { kind: 'note', actor: -1, subject: -1, text: leftText(left), by };
  const whole = { ...own, happenings: [...(left === 0 ? [] : [more]), ...happenings, ...own.happenings] };
  made.set(own, { after, whole });
  return whole;
}

function rowIn(
  { row, rowAt }: StateState,
  matter: Matter,
  order: Order,
  situation: Situation,
  world: World,
  fresh: Freshness,
): number {
  if (order.count === 0) return -1;
  if (row >= 0) {
    const place = matter.rowOf(row);
    if (place >= 0) return order.of(place);
    // Who has no user ID yet is only found where one left it.
    return rowAt < order.count && matter.rowAt(order.at(rowAt)).subject === row ? rowAt : -1;
  }
  const own = ownRow(matter, situation, world, fresh);
  return Math.max(0, own < 0 ? 0 : order.of(own));
}

/** The session or network that a packet is about; else the first that has not ended. */
function ownMatter(situation: Situation, { story }: World, { subjects }: Freshness): number {
  for (const { subject } of story.arrows(situation.number) ?? []) {
    const at = matterOf(situation, subject);
    if (at >= 0) return at;
  }
  for (const subject of subjects) {
    const at = Math.max(matterOf(situation, subject), matterOf(situation, story.subjects.parentOf(subject)));
    if (at >= 0) return at;
  }
  const count = matterCount(situation);
  for (let i = 0; i < count; i += 1) if (matterAt(situation, i)?.ended === false) return i;
  return count - 1;
}

/** Rows among which one with something new, or the sender or receiver of a message, is looked for. */
const FEW = 1000;

/** The row that a packet is about; -1 where it is about none. */
function ownRow(matter: Matter, situation: Situation, { story }: World, { of, is }: Freshness): number {
  for (const kinds of [['group'], undefined])
    for (const [subject, happenings] of of) {
      const wanted = happenings.some(({ kind }) => kinds === undefined || kinds.includes(kind));
      const at = wanted ? matter.rowOf(subject) : -1;
      if (at >= 0) return at;
    }
  if (matter.rowCount > FEW) return -1;
  for (let i = 0; i < matter.rowCount; i += 1) if (matter.rowAt(i).cells.some(({ by }) => is(by))) return i;
  for (const { from, to } of story.arrows(situation.number) ?? [])
    for (let i = 0; i < matter.rowCount; i += 1) {
      const { actor } = matter.rowAt(i);
      if (actor >= 0 && (actor === from || actor === to)) return i;
    }
  return -1;
}

const known = new WeakMap<Situation, Freshness>();

function freshnessOf(situation: Situation): Freshness {
  const before = known.get(situation);
  if (before !== undefined) return before;
  const of = new Map<number, Happening[]>();
  const instants = new Set<number>();
  for (const happening of situation.happenings) {
    const { subject, by } = happening;
    if (by.frame === 0) instants.add(by.at);
    const those = of.get(subject);
    if (those === undefined) of.set(subject, [happening]);
    else those.push(happening);
  }
  of.delete(-1);
  const is = (by: Cause | undefined): boolean =>
    by !== undefined && (by.frame === situation.number || (by.frame === 0 && instants.has(by.at)));
  const made = { is, of, subjects: new Set(of.keys()) };
  known.set(situation, made);
  return made;
}
