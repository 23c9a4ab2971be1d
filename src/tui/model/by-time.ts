/**
 * What time did at packets that the display filter hides: nobody sent anything for it, so that it is told under the next packet that
 * is displayed. Only the nearest of the packets at which it did something are looked at: between two displayed ones there may be
 * millions.
 */
import type { Happening, Story } from '../story/contract.js';

/** What time did between two packets. */
export interface ByTime {
  readonly happenings: readonly Happening[];
  /** Packets further away at which it did something too: they are not looked at. */
  readonly left: number;
}

/** Nothing. */
export const NOTHING_BY_TIME: ByTime = { happenings: [], left: 0 };

/** Packets that are looked at, and of those that are worked out at one time. */
const MOST = 64;
const AT_ONCE = 4;

/** From which of the two packets on the nearest are looked at. */
type Nearest = 'after' | 'before';

interface Known {
  readonly after: number;
  readonly nearest: Nearest;
  readonly made: ByTime;
}

const known = new WeakMap<Story, Map<number, Known>>();
const MOST_KNOWN = 1024;

/** What time did behind packet `after` (0: from the beginning), up to `before` and without it; undefined while it is worked out. */
export function byTimeBetween(
  story: Story,
  after: number,
  before: number,
  nearest: Nearest = 'before',
): ByTime | undefined {
  const { timed } = story;
  const first = timed.rowOf(after) + 1;
  const end = timed.rowOf(before - 1) + 1;
  if (end <= first) return NOTHING_BY_TIME;
  const own = known.get(story) ?? new Map<number, Known>();
  known.set(story, own);
  const had = own.get(before);
  if (had?.after === after && had.nearest === nearest) return had.made;
  const left = Math.max(0, end - first - MOST);
  const from = nearest === 'before' ? first + left : first;
  const happenings = gathered(story, from, from + (end - first - left));
  if (happenings === undefined) return undefined;
  if (own.size >= MOST_KNOWN) own.clear();
  const made = { happenings, left };
  own.set(before, { after, nearest, made });
  return made;
}

function gathered(story: Story, from: number, to: number): readonly Happening[] | undefined {
  const found: Happening[] = [];
  let missing = 0;
  for (let row = from; row < to && missing < AT_ONCE; row += 1) {
    const happenings = story.happenings(story.timed.at(row));
    if (happenings === undefined) missing += 1;
    else for (const one of happenings) if (one.by.frame === 0) found.push(one);
  }
  return missing === 0 ? found : undefined;
}

/** That there is more, in words. */
export function leftText(left: number): string {
  return `more by time, at ${left} hidden packet${left === 1 ? '' : 's'} further away`;
}
