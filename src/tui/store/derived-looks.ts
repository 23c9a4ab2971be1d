/**
 * Derived fields of single packets: what sessions and memberships came to before them. A reading of its own goes from front to
 * back in the background to the packet that is looked at; what it finds there, and just before, is kept. Going on from there
 * costs nothing; what lies before it is read anew.
 *
 *   look(n) ──► want(n) ─┬─ known ──────► the fields' values
 *                        └─ not known ──► nothing yet; reading … n-KEPT_BEFORE … n ──► known: n is looked at again
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Derived } from '../../../dissectors/derived.js';
import type { Value } from '../../layout/types.js';
import type { Following } from '../../track/derived.js';
import type { Reading } from './reading.js';
import type { Slices } from './slices.js';
import { UNFOLLOWED } from './unfollowed.js';

/** What they are made of. */
export interface DerivedLooksParts {
  /** Makes the fields of a new reading. */
  readonly follow: () => Following;
  /** Begins a reading with them. */
  readonly begin: (following: Following) => Reading;
  readonly slices: Slices;
  /** These are known now. */
  readonly known: (numbers: readonly number[]) => void;
}

/** Derived fields of single packets. */
export interface DerivedLooks {
  /** For the registries that packets are looked at with: fields that tell what is known. */
  readonly derived: readonly Derived[];
  /** The packet that was walked last is shown with its derived fields: they are worked out if they are not known. */
  readonly want: (w: Walk) => void;
  /** How far the reading is on its way: 0 … 1; undefined where nothing is wanted. */
  readonly progress: () => number | undefined;
}

type Values = ReadonlyMap<string, Value | readonly Value[] | undefined>;

/** Packets before one that is looked at that are kept with it: one may go up. */
const KEPT_BEFORE = 300;
/** Packets of which values are kept. */
const MOST_KEPT = 5000;
/** More are wanted only by those who went by quickly. */
const MOST_WANTED = 200;
const TURN = 500;

interface Work {
  readonly kept: Map<number, Values>;
  readonly wanted: Set<number>;
  following: Following;
  reading: Reading | undefined;
  running: boolean;
}

/** Makes them, with nothing known. */
export function createDerivedLooks(parts: DerivedLooksParts): DerivedLooks {
  const fields = UNFOLLOWED;
  const layers = new Set(fields.map(({ dissector }) => dissector));
  const work: Work = {
    kept: new Map(),
    wanted: new Set(),
    following: parts.follow(),
    reading: undefined,
    running: false,
  };
  const carries = (w: Walk): boolean => {
    for (let i = 1; i < w.count; i += 1) if (layers.has(w.lookup.nameOf(w.ids[i]))) return true;
    return false;
  };
  return {
    derived: fields.map(({ dissector, generated }) => ({
      dissector,
      generated: generated.map((one) => ({
        ...one,
        compute: (w: Walk, i: number) => work.kept.get(w.frame.number)?.get(`${i} ${one.name}`),
      })),
    })),
    want: (w) => {
      if (!carries(w) || work.kept.has(w.frame.number)) return;
      work.wanted.add(w.frame.number);
      if (work.wanted.size > MOST_WANTED) {
        // Whoever comes by there again will want it again.
        const [oldest] = work.wanted;
        work.wanted.delete(oldest);
        parts.known([oldest]);
      }
      if (work.running) return;
      work.running = true;
      // From the first packet on it is a long way, and the study (story/study.ts) is on the same one.
      parts.slices.runPatiently(() => {
        work.running = step(work, parts, carries);
        return work.running;
      });
    },
    progress: () => {
      const target = targetOf(work);
      return target === 0 ? undefined : (work.reading?.at() ?? 0) / target;
    },
  };
}

/** The next packet to go to; 0 where none is wanted. */
function targetOf({ wanted, reading }: Work): number {
  const at = reading?.at() ?? 0;
  let ahead = 0;
  let least = 0;
  for (const one of wanted) {
    if (one > at && (ahead === 0 || one < ahead)) ahead = one;
    if (least === 0 || one < least) least = one;
  }
  return ahead === 0 ? least : ahead;
}

/** Reads on; false once nothing is wanted any more. */
function step(work: Work, parts: DerivedLooksParts, carries: (w: Walk) => boolean): boolean {
  const target = targetOf(work);
  if (target === 0) return false;
  if (work.reading === undefined || target <= work.reading.at()) {
    work.following = parts.follow();
    work.reading = parts.begin(work.following);
  }
  const { reading, following } = work;
  const found: number[] = [];
  const whole = reading.onTo(Math.min(target, reading.at() + TURN), (w, number) => {
    if (number >= target - KEPT_BEFORE && carries(w)) {
      keep(work, number, valuesOf(following, w));
      if (work.wanted.delete(number)) found.push(number);
    }
    return true;
  });
  if (!whole) work.wanted.clear();
  if (reading.at() >= target) work.wanted.delete(target);
  if (found.length > 0) parts.known(found);
  return work.wanted.size > 0;
}

function keep({ kept }: Work, number: number, values: Values): void {
  kept.delete(number);
  kept.set(number, values);
  if (kept.size <= MOST_KEPT) return;
  const [oldest] = kept.keys();
  kept.delete(oldest);
}

function valuesOf({ derived }: Following, w: Walk): Values {
  const values = new Map<string, Value | readonly Value[] | undefined>();
  for (let i = 1; i < w.count; i += 1) {
    const name = w.lookup.nameOf(w.ids[i]);
    for (const { dissector, generated } of derived) {
      if (dissector !== name) continue;
      for (const one of generated) {
        const value = one.compute(w, i);
        if (value !== undefined) values.set(`${i} ${one.name}`, value);
      }
    }
  }
  return values;
}
