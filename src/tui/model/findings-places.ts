/**
 * Packets at which something was found, in their order: for going from finding to finding in any view, and for finding what
 * belongs to the packet under the cursor.
 */
import type { Story } from '../story/contract.js';

/** Packets with findings, ascending, and beside each the finding that is the gravest there. */
export interface FindingPlaces {
  readonly numbers: readonly number[];
  readonly indices: readonly number[];
}

interface Kept extends FindingPlaces {
  readonly numbers: number[];
  readonly indices: number[];
  readonly complete: boolean;
  seen: number;
}

const WEIGHTS = { error: 3, warning: 2, note: 1, chat: 0 };
const kept = new WeakMap<Story, Kept>();

/** The packets that are known now; only what is new is looked at. */
export function findingPlaces(story: Story): FindingPlaces {
  const { findings, complete } = story;
  const had = kept.get(story);
  const places: Kept =
    had !== undefined && had.complete === complete && had.seen <= findings.count
      ? had
      : { numbers: [], indices: [], complete, seen: 0 };
  kept.set(story, places);
  const { numbers, indices } = places;
  for (; places.seen < findings.count; places.seen += 1) {
    const { frames, severity } = findings.at(places.seen);
    const number = frames.at(-1);
    if (number === undefined) continue;
    const at = firstFrom(numbers, number);
    if (numbers[at] !== number) {
      // Nearly always at the end: findings come in order of time.
      numbers.splice(at, 0, number);
      indices.splice(at, 0, places.seen);
    } else if (WEIGHTS[severity] > WEIGHTS[findings.at(indices[at]).severity]) indices[at] = places.seen;
  }
  return places;
}

/** The finding at a packet; -1 where there is none. */
export function findingAt(story: Story, number: number): number {
  const { numbers, indices } = findingPlaces(story);
  const at = firstFrom(numbers, number);
  return numbers[at] === number ? indices[at] : -1;
}

/** The place of the first number that is not below `wanted`. */
export function firstFrom(numbers: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
