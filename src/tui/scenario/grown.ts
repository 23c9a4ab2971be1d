/**
 * The story as far as it has come at a position: what a ladder that grows is drawn from.
 */
import type { NumberList } from '../store/contract.js';
import type { Story } from '../story/contract.js';
import type { Played } from './contract.js';

/**
 * The story so far. The newest message stands on its own, with all that has happened since: that no message has come of it yet is
 * no reason to keep it back.
 */
export function grownStory(story: Story, { places, happenings }: Played, position: number): Story {
  const last = places.packetAt(position);
  const messages = upTo(story.messages, last);
  const newest = messages.count === 0 ? 0 : messages.at(messages.count - 1);
  return {
    ...story,
    scanned: last,
    messages,
    notable: withNewest(upTo(story.notable, last), newest),
    // More will come: nothing stands by the end yet.
    timed: { ...upTo(story.timed, last), complete: false },
    // It stands under the newest message.
    closing: () => [],
    happenings: (number) => {
      if (number > newest) return [];
      return number === newest ? happenings(places.after(number - 1), position) : story.happenings(number);
    },
  };
}

function upTo(list: NumberList, last: number): NumberList {
  const count = list.rowOf(last) + 1;
  return {
    count,
    at: list.at,
    rowOf: (number) => Math.min(list.rowOf(number), count - 1),
    scanned: last,
    complete: true,
  };
}

/** The list with one more number at its end, unless it is there; 0 is none. */
function withNewest(list: NumberList, newest: number): NumberList {
  const { count } = list;
  if (newest === 0 || (count > 0 && list.at(count - 1) === newest)) return list;
  return {
    ...list,
    count: count + 1,
    at: (row) => (row === count ? newest : list.at(row)),
    rowOf: (number) => (number >= newest ? count : list.rowOf(number)),
  };
}
