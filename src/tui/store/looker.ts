/**
 * Looks at single packets, wherever they are. What it shows of a packet is what a reading from front to back shows, if the
 * context is known so far; where it is not, or where more is owed than can be walked while one waits for a key, something
 * near it is shown at once, and it is looked at again in the background.
 *
 *   look(n) ──┬─ context known, little owed ──► shown, settled
 *             ├─ much owed ───────────────────► shown after its last part; all of it is walked in slices, then again
 *             └─ context not known yet ───────► shown by itself; forgotten when the pass has come by
 */
import type { ContextSource } from './context-source.js';
import type { Recall } from './recall.js';
import type { Slices } from './slices.js';

/** For all packets that are shown between two slices, so many times as many are walked as for one. */
const BETWEEN_SLICES = 2;
/** Packets walked in the background for one that is shown. */
const LATER = 300_000;
/** Of those, walked in one turn. */
const TURN = 128;
/** Whatever was walked for others, a packet may have this much. */
const LEAST = 16;
/** Of what waits to be looked at again, what lies so near to where one looks now comes first. */
const NEAR = 256;
/** What waits at most: what was passed by longest ago is forgotten instead. */
const MOST_WAITING = 1000;

/** What a looker is made of. */
export interface LookerParts {
  readonly source: ContextSource;
  readonly slices: Slices;
  /** True where packets are kept: then they get octets of their own. */
  readonly keep: boolean;
  /** Packets walked at most for one that is shown at once. */
  readonly atOnce: number;
  /** A packet was walked. */
  readonly take: (recall: Recall, number: number) => void;
  /** These were not what a reading from front to back shows: they are to be forgotten. */
  readonly forget: (numbers: readonly number[]) => void;
  /** Some that were taken were taken again. */
  readonly changed: () => void;
}

/** Shows single packets. */
export interface Looker {
  readonly look: (number: number) => void;
  /** Begins anew: what is made of packets has changed. */
  readonly reset: () => void;
}

/** Makes a looker. */
export function createLooker(parts: LookerParts): Looker {
  const { source, slices, keep, atOnce, take } = parts;
  const settler = createSettler(parts);
  const unsure = new Set<number>();
  let recall: Recall | undefined;
  /** Whether the reading has walked packets without their context. */
  let blind = false;
  let spent = 0;
  const ready = (number: number): Recall => {
    const known = number <= source.at();
    const own = recall ?? source.recall();
    recall = own;
    if (number <= own.reach() || own.worn() || (blind && known)) {
      own.restart();
      blind = false;
    }
    blind ||= !known;
    return own;
  };
  const spend = (count: number): void => {
    if (spent === 0)
      slices.run(() => {
        spent = 0;
        return false;
      });
    spent += count + 1;
  };
  source.onPassed((at) => {
    if (unsure.size === 0) return;
    const known = [...unsure].filter((number) => number <= at);
    for (const number of known) unsure.delete(number);
    if (known.length > 0) parts.forget(known);
  });
  return {
    look: (number) => {
      source.hurry(number);
      const own = ready(number);
      const left = BETWEEN_SLICES * atOnce - spent;
      const { frames, whole } = own.owed(number, Math.max(LEAST, Math.min(atOnce, left)));
      spend(frames.length);
      own.pay(frames, 0, frames.length);
      if (!own.show(number, keep)) return;
      take(own, number);
      if (number > source.at()) unsure.add(number);
      else if (!whole) settler.add(number);
    },
    reset: () => {
      unsure.clear();
      settler.reset();
    },
  };
}

/** A packet that is being looked at again. */
interface Due {
  readonly number: number;
  readonly frames: Uint32Array;
  paid: number;
}

/** Looks again at what was shown after a part of what it owes. */
function createSettler({ source, slices, keep, take, forget, changed }: LookerParts): {
  readonly add: (number: number) => void;
  readonly reset: () => void;
} {
  const waiting = new Set<number>();
  let recall: Recall | undefined;
  let due: Due | undefined;
  let stop: (() => void) | undefined;
  let latest = 0;
  const next = (): Due | undefined => {
    if (waiting.size === 0) return undefined;
    const near = [...waiting].filter((one) => Math.abs(one - latest) <= NEAR);
    const number = Math.min(...(near.length > 0 ? near : waiting));
    waiting.delete(number);
    recall ??= source.recall();
    if (number <= recall.reach() || recall.worn()) recall.restart();
    return { number, frames: recall.owed(number, LATER).frames, paid: 0 };
  };
  const step = (): boolean => {
    due ??= next();
    if (due === undefined || recall === undefined) {
      stop = undefined;
      // What was walked is of no more use.
      recall?.restart();
      return false;
    }
    const to = Math.min(due.frames.length, due.paid + TURN);
    recall.pay(due.frames, due.paid, to);
    due.paid = to;
    if (to < due.frames.length) return true;
    if (recall.show(due.number, keep)) take(recall, due.number);
    due = undefined;
    changed();
    return true;
  };
  return {
    add: (number) => {
      latest = number;
      waiting.add(number);
      if (waiting.size > MOST_WAITING) {
        const [oldest] = waiting;
        waiting.delete(oldest);
        forget([oldest]);
      }
      stop ??= slices.runFirst(step);
    },
    reset: () => {
      waiting.clear();
      stop?.();
      stop = undefined;
      recall?.restart();
      due = undefined;
    },
  };
}
