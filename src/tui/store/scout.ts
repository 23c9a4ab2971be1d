/**
 * Goes outwards from where one looks, on both sides in turns, and finds what can be told of packets by themselves. Stretches of
 * which the index tells all are passed over at once. Where packets could not be told, others may be missing among them: only
 * what lies between counts as looked at.
 *
 *   1 ──────────────── ◄── down │ one looks here │ up ──► ──────────── count
 */
import type { CaptureIndex } from '../../capture/capture-index.js';
import type { Inspection } from './inspection.js';
import type { GrowingList } from './number-list.js';

/** A scout at work. */
export interface Scout {
  /** Goes on for some packets; false where there are none for now. */
  readonly turn: () => boolean;
  /** Whether it has left packets to a reading, for they could not be told, or not be read. */
  readonly leaves: () => boolean;
}

/** What it goes through. */
export interface ScoutParts {
  readonly index: CaptureIndex;
  /** Where one looks. */
  readonly near: () => number;
  readonly inspection: Inspection;
  readonly into: GrowingList;
}

/** Packets of a turn: few at first, so that there is something to be shown, then more. */
const FIRST = 2048;
const MOST = 16_384;
/** Stretches that are passed over in one turn. */
const PASSED = 64;
/** So many packets of which it can tell nothing: then it is no use. */
const IN_VAIN = 65_536;

/** Where a scout has come to on its two sides. */
interface Place {
  up: number;
  down: number;
  upwards: boolean;
  size: number;
}

/** How it goes. */
interface Yield {
  /** Packets that it looked at without telling anything of any, since the beginning. */
  vain: number;
  told: boolean;
  left: boolean;
}

function beginAt(number: number): Place {
  return { up: number, down: number - 1, upwards: true, size: FIRST };
}

/** Makes one; it begins anew elsewhere when one looks elsewhere. */
export function createScout(parts: ScoutParts): Scout {
  const { index, near, into } = parts;
  let place = beginAt(Math.max(1, near()));
  const gain: Yield = { vain: 0, told: false, left: false };
  return {
    leaves: () => gain.left,
    turn: () => {
      if (!gain.told && gain.vain > IN_VAIN) return false;
      const number = Math.min(near(), index.count);
      if (number > 0 && (number < place.down || number > place.up)) place = beginAt(number);
      for (let passed = 0; passed < PASSED; passed += 1) {
        // What was looked at already need not be looked at again.
        const above = into.looked(place.up);
        if (above.to >= above.from) place.up = above.to + 1;
        const below = into.looked(place.down);
        if (below.to >= below.from) place.down = below.from - 1;
        const canUp = place.up <= index.count;
        const canDown = place.down >= 1;
        if (!canUp && !canDown) return false;
        place.upwards = canUp && (!canDown || !place.upwards);
        const went = go(parts, place, gain);
        place.size = Math.min(MOST, place.size * 2);
        if (went !== 'passed') return went === 'looked';
      }
      return true;
    },
  };
}

/** Goes a step up, or down. */
function go(parts: ScoutParts, place: Place, gain: Yield): 'passed' | 'looked' | 'unreadable' {
  const { index, inspection, into } = parts;
  const { upwards, size } = place;
  const from = upwards ? place.up : Math.max(1, place.down - size + 1);
  const to = upwards ? Math.min(index.count, place.up + size - 1) : place.down;
  const told = inspection.ofStretch(from, to);
  if (told === 'all') into.addAll(from, to);
  if (told !== 'some') into.cover(from, to);
  else if (!look(parts, from, to, gain)) return 'unreadable';
  if (upwards) place.up = to + 1;
  else place.down = from - 1;
  return told === 'some' ? 'looked' : 'passed';
}

/** Looks at packets; false where they cannot be read. */
function look({ inspection, into }: ScoutParts, from: number, to: number, gain: Yield): boolean {
  for (let at = from; at <= to; ) {
    const read = inspection.read(at, to - at + 1);
    if (!read.ok) {
      gain.left = true;
      return false;
    }
    const { firstNumber, count } = read.value;
    const found = into.count;
    const { first, last } = inspection.test(read.value, into.add);
    const end = firstNumber + count - 1;
    if (first < 0) into.cover(firstNumber, end);
    else {
      gain.left = true;
      into.cover(firstNumber, firstNumber + first - 1);
      into.cover(firstNumber + last + 1, end);
    }
    if (last - first + 1 < count || into.count > found) gain.told = true;
    else gain.vain += count;
    at = end + 1;
  }
  return true;
}
