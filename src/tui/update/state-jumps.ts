/**
 * From packet to packet by what changed: the next or previous change of a member, of a session, of anybody; the packet that
 * made a cell so; the next message that is no mere keepalive. Where the display filter hides the packet that made a change,
 * one goes to the first shown packet at which it can be seen.
 */

import { lookedAt } from '../model/looking.js';
import type { Model, Step, World } from '../model/model.js';
import { told } from '../model/model.js';
import { lookedState } from '../model/state-looking.js';
import { selectedCell } from '../model/state-selected.js';
import type { NumberList } from '../store/contract.js';
import { atDisplayed, changeBeside } from './change-moves.js';
import { goToNumber, jumpTo } from './jumps.js';
import { withState } from './state-moves.js';

/** Whose changes. */
export type Whose = 'own' | 'session' | 'anybody';

function subjectOf(model: Model, world: World, whose: Whose): readonly [number, string] {
  const sight = lookedState(model, world);
  const { state } = model.views;
  const matter = sight.matter?.subject ?? state.matter;
  const named = (subject: number): readonly [number, string] => [
    subject,
    world.story.subjects.at(subject)?.name ?? '',
  ];
  if (whose === 'session') return named(matter);
  const cell = selectedCell(model, world, sight);
  if (cell !== undefined) return named(cell.subject);
  return named(state.focus === 'rows' && state.row >= 0 ? state.row : matter);
}

/** The model with what is selected chosen: it stays so at other packets. */
export function hold(model: Model, world: World): Model {
  const { matter, row, rowAt } = lookedState(model, world);
  const { state } = model.views;
  if (matter === undefined || state.focus === 'changes') return model;
  if (state.focus === 'matters') return withState(model, { matter: matter.subject });
  return row === undefined ? model : withState(model, { matter: matter.subject, row: row.subject, rowAt });
}

/** Goes to the next or previous change. */
export function goToChange(model: Model, world: World, whose: Whose, by: number): Step {
  const [subject, name] = whose === 'anybody' ? [-1, ''] : subjectOf(model, world, whose);
  if (whose !== 'anybody' && subject < 0) return told(model, 'Nothing is selected that could change.', 'bad');
  const places = whose === 'anybody' ? undefined : world.story.changes.of(subject);
  const { number } = lookedAt(model, world);
  if (number === 0) return told(model, 'No packet is displayed.', 'bad');
  const to = changeBeside(world, places, number, by);
  if (to === 0) return told(model, noneText(model, world, name, by > 0));
  const held = whose === 'anybody' ? model : hold(model, world);
  return [jumpTo(held, world, to), []];
}

function noneText(model: Model, { story }: World, name: string, forward: boolean): string {
  const whose = name === '' ? '' : ` of ${name}`;
  const displayed = atDisplayed(model);
  const none = `No change${whose}${displayed}`;
  const one = displayed === '' ? 'packet' : 'one';
  if (!forward) return `${none} before this ${one}.`;
  if (story.complete) {
    const cut = story.changes.cut ? ' among those that are kept' : '';
    return `${none} behind this ${one}${cut}.`;
  }
  return `${none} behind this ${one} so far: ${story.scanned} packets were gone through.`;
}

/** Goes to the packet by which the selected cell came about. */
export function goToCause(model: Model, world: World): Step {
  const sight = lookedState(model, world);
  const cell = selectedCell(model, world, sight);
  if (cell === undefined) return told(model, 'Nothing is selected.', 'bad');
  const { by, subject } = cell;
  if (by === undefined) return told(model, 'Nothing tells by which packet this came about.');
  const held = hold(model, world);
  if (by.frame === 0) {
    const shown = shownBy(world, subject, by.at);
    if (shown === 0) return told(model, 'It came about by time, not by a packet.');
    const [next, effects] = goTo(held, world, shown);
    const text = 'It came about by time: this is the first packet behind it.';
    return [{ ...next, message: next.message ?? { text, level: 'plain' } }, effects];
  }
  return goTo(held, world, by.frame);
}

function goTo(model: Model, world: World, number: number): Step {
  if (number === lookedAt(model, world).number) return told(model, 'It came about at this very packet.');
  return goToNumber(model, world, number);
}

/** The packet at which a change that was made by time shows; 0 where none is known. */
function shownBy({ story }: World, subject: number, at: number): number {
  const { changes } = story;
  const places = changes.of(subject);
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (changes.at(places[middle]).by.at < at) low = middle + 1;
    else high = middle;
  }
  const found = low < places.length ? changes.at(places[low]) : undefined;
  return found?.by.at === at ? found.shown : 0;
}

/** Steps that are looked for in two lists at once before one gives up. */
const MOST_STEPS = 100_000;

/** Goes to the next or previous shown packet with a message that is no mere keepalive. */
export function goToNotable(model: Model, world: World, by: number): Step {
  const { shown } = world.store;
  const { notable, complete, scanned } = world.story;
  let { number } = lookedAt(model, world);
  let to = 0;
  for (let left = Math.abs(by); left > 0; left -= 1) {
    const next = by > 0 ? nextInBoth(notable, shown, number + 1) : lastInBoth(notable, shown, number - 1);
    if (next === 0) break;
    to = next;
    number = next;
  }
  if (to !== 0) return [{ ...model, cursor: to }, []];
  if (by < 0) return told(model, 'No message before this packet that is more than a keepalive.');
  const far = complete ? '' : ` so far: ${scanned} packets were gone through`;
  return told(model, `No message behind this packet that is more than a keepalive${far}.`);
}

function nextInBoth(one: NumberList, other: NumberList, from: number): number {
  let number = from;
  for (let i = 0; i < MOST_STEPS; i += 1) {
    const a = notBefore(one, number);
    const b = a === 0 ? 0 : notBefore(other, a);
    if (b === 0 || a === b) return b;
    number = b;
  }
  return 0;
}

function notBefore(list: NumberList, number: number): number {
  const row = list.rowOf(number - 1) + 1;
  return row < list.count ? list.at(row) : 0;
}

function lastInBoth(one: NumberList, other: NumberList, from: number): number {
  let number = from;
  for (let i = 0; i < MOST_STEPS; i += 1) {
    const a = notBehind(one, number);
    const b = a === 0 ? 0 : notBehind(other, a);
    if (b === 0 || a === b) return b;
    number = b;
  }
  return 0;
}

function notBehind(list: NumberList, number: number): number {
  const row = list.rowOf(number);
  return row < 0 ? 0 : list.at(row);
}
