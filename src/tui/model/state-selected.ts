/**
 * The cell that is selected in the state view: what stands in it, by what it came about, and a filter for its messages.
 */
import type { Actor, Cause, Happening, Story } from '../story/contract.js';
import { instantText } from './instants.js';
import { happeningText } from './message-text.js';
import type { Model, World } from './model.js';
import { type CellContext, type ColumnKey, columnsOf, type StateColumn } from './state-columns.js';
import { factsOf, phaseCell } from './state-facts.js';
import { lookedState, type StateSight } from './state-looking.js';
import { type Matter, matterAt, matterCount, type StateRow } from './state-matters.js';

/** A selected cell. */
export interface SelectedCell {
  /** Whose it is: "user 3 (alice)". */
  readonly owner: string;
  /** What it is: "group"; '' where the text says it all. */
  readonly title: string;
  readonly text: string;
  readonly by: Cause | undefined;
  /** Whose state it is; -1: nobody's. */
  readonly subject: number;
}

/** Columns that tell of a row's group, since when, and why. */
const BY_STATE: readonly ColumnKey[] = ['state', 'frame', 'since', 'why'];

/** What cells are made with. */
export function cellContext(model: Model, { store }: World, sight: StateSight): CellContext {
  const { settings, references } = model;
  const number = sight.situation?.number ?? 0;
  return {
    at: sight.situation?.at ?? Number.NaN,
    fresh: sight.fresh,
    instant: (by) => instantText(store, settings.time, references, by.at, by.frame === 0 ? number : by.frame),
  };
}

/** The selected column among those of the rows. */
export function selectedColumn(model: Model, matter: Matter): readonly [StateColumn, number] {
  const columns = columnsOf(matter);
  const at = Math.max(0, Math.min(columns.length - 1, model.views.state.column));
  return [columns[at], at];
}

/** What happened, the selected line of it, and its place; undefined where nothing happened. */
export function selectedHappening(
  { views }: Model,
  { situation }: StateSight,
): readonly [Happening, number] | undefined {
  const happenings = situation?.happenings ?? [];
  if (happenings.length === 0) return undefined;
  const at = Math.min(views.state.change, happenings.length - 1);
  return [happenings[at], at];
}

/** The selected cell; undefined where there is none. */
export function selectedCell(model: Model, world: World, sight: StateSight): SelectedCell | undefined {
  const { matter, row, fresh } = sight;
  const { focus, fact } = model.views.state;
  if (focus === 'changes') {
    const selected = selectedHappening(model, sight);
    if (selected === undefined) return undefined;
    const [happening] = selected;
    const { by, subject } = happening;
    return { owner: '', title: '', text: happeningText(world.story, happening), by, subject };
  }
  if (matter === undefined) return undefined;
  const { name: owner, subject } = matter;
  if (focus === 'matters') {
    const facts = factsOf(matter, sight.situation?.at ?? 0, fresh);
    const one = facts[Math.min(fact, facts.length) - 1];
    if (one !== undefined) return { owner, title: one.title, text: one.text, by: one.by, subject };
    const { text, by } = phaseCell(matter, fresh);
    return { owner, title: matter.kind === 'session' ? 'phase' : '', text, by, subject };
  }
  if (row === undefined) return undefined;
  const [column] = selectedColumn(model, matter);
  const { text, by } = column.cell(row, cellContext(model, world, sight));
  const title = column.title.charAt(0).toLowerCase() + column.title.slice(1);
  const what = { owner: row.name, subject: row.subject };
  // What tells of the group tells all of it.
  if (BY_STATE.includes(column.key) || column.key === 'name') {
    const [word] = columnsOf(matter).filter(({ key }) => key === 'state');
    const cell = word.cell(row, cellContext(model, world, sight));
    return { ...what, title: word.title.toLowerCase(), text: cell.text, by: cell.by };
  }
  return { ...what, title: column.key === 'more' ? column.title : title, text, by };
}

/** A filter for the messages of what is selected; undefined where there is none. */
export function stateFilter(model: Model, world: World): string | undefined {
  const sight = lookedState(model, world);
  const { situation, row } = sight;
  const { focus } = model.views.state;
  let { matter } = sight;
  let one = focus === 'rows' ? row : undefined;
  if (focus === 'changes') {
    const [happening] = selectedHappening(model, sight) ?? [];
    if (happening === undefined || situation === undefined) return undefined;
    [matter, one] = whose(sight, happening.subject);
  }
  if (matter === undefined || (focus === 'rows' && one === undefined)) return undefined;
  const text = one === undefined ? matterFilter(matter, world) : rowFilter(model, world, matter, one);
  return text !== undefined && world.filters.check(text) === undefined ? text : undefined;
}

/** The session or network, and the row, that a subject is. */
export function whose(
  { situation }: StateSight,
  subject: number,
): readonly [Matter | undefined, StateRow | undefined] {
  const count = situation === undefined ? 0 : matterCount(situation);
  for (let i = 0; situation !== undefined && i < count && subject >= 0; i += 1) {
    const matter = matterAt(situation, i);
    if (matter?.subject === subject) return [matter, undefined];
    const at = matter?.rowOf(subject) ?? -1;
    if (at >= 0) return [matter, matter?.rowAt(at)];
  }
  return [undefined, undefined];
}

function hostTest(actor: Actor | undefined): string | undefined {
  const address = actor?.addresses[0];
  if (address === undefined) return undefined;
  return `${address.includes(':') ? 'ipv6' : 'ip'}.addr == ${address}`;
}

/** Whether there are so many servers. */
function hasServers(actors: Story['actors'], wanted: number): boolean {
  let found = 0;
  for (let i = 0; i < actors.count && found < wanted; i += 1) if (actors.at(i)?.kind === 'server') found += 1;
  return found === wanted;
}

/** Session IDs are a server's own: where there are several servers, its address belongs to them. */
function sessionTest(matter: Matter, { story }: World): string | undefined {
  if (matter.id === 0) return undefined;
  const { actors, subjects } = story;
  const host = hasServers(actors, 2)
    ? hostTest(actors.at(subjects.at(matter.subject)?.actor ?? -1))
    : undefined;
  return `gmp.session_id == ${matter.id}${host === undefined ? '' : ` && ${host}`}`;
}

function matterFilter(matter: Matter, world: World): string | undefined {
  return matter.kind === 'network' ? 'igmp' : sessionTest(matter, world);
}

function rowFilter(model: Model, world: World, matter: Matter, row: StateRow): string | undefined {
  if (row.kind === 'membership') return `igmp.maddr == ${row.group}`;
  const session = sessionTest(matter, world);
  if (row.user === 0 || session === undefined) {
    const host = hostTest(world.story.actors.at(row.actor));
    return host === undefined ? undefined : `gmp && ${host}`;
  }
  const [{ key }] = selectedColumn(model, matter);
  const changes = BY_STATE.includes(key) && model.views.state.focus === 'rows';
  const own = changes ? changesTest(world, row.subject) : undefined;
  return own ?? `${session} && gmp.user_id == ${row.user}${changes ? ' && gmp.state.changed' : ''}`;
}

/** Changes that a filter spells out. */
const MOST_SPELT = 200;

/** The packets at which a subject's changes show. */
function changesTest({ story }: World, subject: number): string | undefined {
  const { changes } = story;
  const places = changes.of(subject);
  if (places.length === 0 || places.length > MOST_SPELT) return undefined;
  const numbers = Array.from(places, (place) => changes.at(place).shown).filter((shown) => shown !== 0);
  return numbers.length === 0 ? undefined : `frame.number in {${[...new Set(numbers)].join(', ')}}`;
}
