/**
 * From change to change. One comes to the packet at which a change shows; where the display filter hides that, to the first shown one
 * behind it.
 */
import type { Model, World } from '../model/model.js';

/** The first shown packet that is not before another; 0 where all are. */
function shownFrom({ shown }: World['store'], number: number): number {
  const row = shown.rowOf(number);
  if (row >= 0 && shown.at(row) === number) return number;
  return row + 1 < shown.count ? shown.at(row + 1) : 0;
}

/** Places 0 … count-1 of rising packet numbers (0: past the last): the first that is above a number; `count` where none is. */
function firstAbove(count: number, at: (i: number) => number, number: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = at(middle);
    if (value === 0 || value > number) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The shown packet with the change so many further than a packet, or with the last one on the way; 0 where there is none. */
export function changeBeside(
  { story, store }: World,
  places: ArrayLike<number> | undefined,
  from: number,
  by: number,
): number {
  const { changes } = story;
  const count = places?.length ?? changes.count;
  const target = (i: number): number => {
    const { shown } = changes.at(places?.[i] ?? i);
    return shown === 0 ? 0 : shownFrom(store, shown);
  };
  let to = 0;
  let number = from;
  for (let left = Math.abs(by); left > 0; left -= 1) {
    // Several changes show at one packet: one step goes over all of them.
    const i = by > 0 ? firstAbove(count, target, number) : firstAbove(count, target, number - 1) - 1;
    const next = i >= 0 && i < count ? target(i) : 0;
    if (next === 0) break;
    to = next;
    number = next;
  }
  return to;
}

/** What is said of changes of which none is found: there may be some at packets that the filter hides. */
export function atDisplayed({ filter }: Model): string {
  return filter === '' ? '' : ' at a displayed packet';
}
