/**
 * Going from hit to hit. The scan that finds them goes on in the background; a jump waits for it where it must.
 */
import { lookedAt } from '../model/looking.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import type { SearchState, Wanted } from '../model/searching.js';
import type { NumberList } from '../store/contract.js';
import type { Stretch } from '../store/stretches.js';
import { jumpTo } from './jumps.js';

/** Begins a search: to the first hit behind the packet that one looks at. */
export function startSearch(model: Model, world: World, wanted: Wanted): Step {
  const waiting = { from: lookedAt(model, world).number, back: false };
  const search: SearchState = { ...wanted, waiting, reveal: 0 };
  return [{ ...model, search }, [{ kind: 'search', search }]];
}

/** To the next or the previous hit. */
export function searchOn(model: Model, world: World, back: boolean): Step {
  const { search } = model;
  if (search === undefined) return told(model, 'Nothing searched for yet; Ctrl-F begins.');
  const waiting = { from: lookedAt(model, world).number, back };
  return still(searchGoesOn({ ...model, search: { ...search, waiting } }, world));
}

/** A jump that waits is made as soon as it is clear where to. */
export function searchGoesOn(model: Model, world: World): Model {
  const { search } = model;
  const { found, shown } = world.store;
  if (search?.waiting === undefined || found === undefined) return model;
  const { from, back } = search.waiting;
  const idle = { ...model, search: { ...search, waiting: undefined } };
  const complete = found.complete && shown.complete;
  const next = back ? lastShown(found, shown, from - 1) : firstShown(found, shown, from + 1);
  // Of what lies between, all must have been looked at.
  const between = (list: NumberList): boolean =>
    back ? reach(list, from - 1).from <= (next ?? 0) : reach(list, from + 1).to >= (next ?? 0);
  const hit = complete || (between(found) && between(shown)) ? next : undefined;
  if (hit !== undefined) return { ...revealing(jumpTo(idle, world, hit), hit), message: undefined };
  if (!complete) return model;
  const around = back ? lastShown(found, shown, world.store.count) : firstShown(found, shown, 1);
  if (around === undefined) return told(idle, `No displayed packet holds ${search.text}`, 'bad')[0];
  const end = back ? 'beginning; went on from the end' : 'end; went on from the beginning';
  return told(revealing(jumpTo(idle, world, around), around), `The search reached the ${end}.`)[0];
}

/** The packets around one that a list knows all about. */
function reach({ looked, scanned, complete }: NumberList, number: number): Stretch {
  if (complete) return { from: 1, to: Number.POSITIVE_INFINITY };
  if (looked !== undefined) return looked(number);
  return number <= scanned ? { from: 1, to: scanned } : { from: number, to: number - 1 };
}

function firstShown(found: NumberList, shown: NumberList, from: number): number | undefined {
  for (let row = found.rowOf(from - 1) + 1; row < found.count; row += 1)
    if (isShown(shown, found.at(row))) return found.at(row);
  return undefined;
}

function lastShown(found: NumberList, shown: NumberList, from: number): number | undefined {
  for (let row = found.rowOf(from); row >= 0; row -= 1)
    if (isShown(shown, found.at(row))) return found.at(row);
  return undefined;
}

/** Whether a list holds a number. */
export function isShown(shown: NumberList, number: number): boolean {
  const row = shown.rowOf(number);
  return row >= 0 && shown.at(row) === number;
}

/** The hit will be selected in the packet's details and octets, as soon as those are at hand. */
function revealing(model: Model, number: number): Model {
  const { search } = model;
  return search === undefined ? model : { ...model, search: { ...search, reveal: number } };
}
