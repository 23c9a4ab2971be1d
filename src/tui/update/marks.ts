/**
 * Marks and time references.
 */
import { findingPlaces, firstFrom } from '../model/findings-places.js';
import { lookedAt } from '../model/looking.js';
import { type Model, type Step, still, told, type World } from '../model/model.js';
import { goToNumber, jumpTo } from './jumps.js';
import { isShown } from './search.js';

/** Marks the packet, or takes its mark away. */
export function toggleMark(model: Model, world: World): Step {
  const { number } = lookedAt(model, world);
  if (number === 0) return still(model);
  const marks = new Map(model.marks);
  if (!marks.delete(number)) marks.set(number, '');
  return still({ ...model, marks });
}

/** Marks the packet with a letter, which no other packet then has; the letter that it has already is taken away. */
export function setMark(model: Model, world: World, letter: string): Step {
  const { number } = lookedAt(model, world);
  if (number === 0) return still(model);
  const had = model.marks.get(number);
  const marks = new Map([...model.marks].filter(([, other]) => other !== letter));
  if (had === letter) marks.delete(number);
  else marks.set(number, letter);
  return told({ ...model, marks }, had === letter ? `Mark ${letter} taken away.` : `Marked ${letter}.`);
}

/** To the packet with a letter. */
export function goToMark(model: Model, world: World, letter: string): Step {
  const marked = [...model.marks].find(([, other]) => other === letter);
  if (marked === undefined) return told(model, `No packet is marked ${letter}.`, 'bad');
  return goToNumber(model, world, marked[0]);
}

/** To the next or previous marked packet that is shown. */
export function nextMark(model: Model, world: World, back: boolean): Step {
  const { number } = lookedAt(model, world);
  const { shown } = world.store;
  const marked = [...model.marks.keys()].filter((one) => isShown(shown, one)).sort((a, b) => a - b);
  const next = back ? marked.findLast((one) => one < number) : marked.find((one) => one > number);
  if (next !== undefined) return still(jumpTo(model, world, next));
  return told(model, marked.length === 0 ? 'No displayed packet is marked.' : 'No further mark.');
}

/** Counts the time from this packet on, or no longer. */
export function toggleReference(model: Model, world: World): Step {
  const { number } = lookedAt(model, world);
  if (number === 0) return still(model);
  const others = model.references.filter((one) => one !== number);
  const references =
    others.length < model.references.length ? others : [...others, number].sort((a, b) => a - b);
  return still({ ...model, references });
}

/** To the next or previous packet at which something was found, and that is shown. */
export function nextFound(model: Model, world: World, back: boolean): Step {
  const { number } = lookedAt(model, world);
  const { shown } = world.store;
  const { numbers } = findingPlaces(world.story);
  const by = back ? -1 : 1;
  let at = firstFrom(numbers, back ? number : number + 1) - (back ? 1 : 0);
  while (at >= 0 && at < numbers.length && !isShown(shown, numbers[at])) at += by;
  if (at >= 0 && at < numbers.length) return still(jumpTo(model, world, numbers[at]));
  const far = world.story.complete ? '' : ' so far';
  return told(model, numbers.length === 0 ? `Nothing was found${far}.` : `No further finding${far}.`);
}
