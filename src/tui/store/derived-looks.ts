/**
 * Derived fields of single packets: what sessions and memberships came to before them. A reading of its own goes from front to
 * back in the background to the packet that is looked at; what it finds there, and just before, is kept. Going on from there
 * costs nothing; what lies before it is read anew. Behind the packet it reads on for a while, for the answer that lies ahead.
 *
 *   look(n) ──► want(n) ─┬─ known ──────► the fields' values
 *                        └─ not known ──► nothing yet; reading … n-KEPT_BEFORE … n ──► known: n is looked at again
 *                                                              n … n+AHEAD: an answer to n ──► and again
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
  /** Packets that there are so far. */
  readonly count: () => number;
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
  /** There are more packets: an answer that was waited for may be among them. */
  readonly grown: () => void;
  /** How far the reading is on its way: 0 … 1; undefined where nothing is wanted. */
  readonly progress: () => number | undefined;
}

/** What is known of a packet: the fields' values by layer and name; and the layers that may be requests. */
interface Known {
  readonly values: Map<string, Value | readonly Value[] | undefined>;
  readonly asking: readonly number[];
}

/** The fields of an answer and of a request by which they find each other. */
const REQUEST = 'gmp.request_in';
const ANSWER = 'gmp.response_in';

/** Packets before one that is looked at that are kept with it: one may go up. */
const KEPT_BEFORE = 300;
/** Packets behind one that is looked at that are read for its answer, and kept: one may go down. */
const AHEAD = 2000;
/** Packets of which values are kept. */
const MOST_KEPT = 5000;
/** More are wanted only by those who went by quickly. */
const MOST_WANTED = 200;
const TURN = 500;

interface Work {
  readonly kept: Map<number, Known>;
  readonly wanted: Set<number>;
  /** Looked at; an answer may lie ahead. */
  readonly waiting: Set<number>;
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
    waiting: new Set(),
    following: parts.follow(),
    reading: undefined,
    running: false,
  };
  const carries = (w: Walk): boolean => {
    for (let i = 1; i < w.count; i += 1) if (layers.has(w.lookup.nameOf(w.ids[i]))) return true;
    return false;
  };
  const go = (): void => {
    if (work.running) return;
    work.running = true;
    // From the first packet on it is a long way, and the study (story/study.ts) is on the same one.
    parts.slices.runPatiently(() => {
      work.running = step(work, parts, carries);
      return work.running;
    });
  };
  return {
    derived: fields.map(({ dissector, generated }) => ({
      dissector,
      generated: generated.map((one) => ({
        ...one,
        compute: (w: Walk, i: number) => work.kept.get(w.frame.number)?.values.get(`${i} ${one.name}`),
      })),
    })),
    want: (w) => {
      if (!carries(w)) return;
      const { number } = w.frame;
      const known = work.kept.get(number);
      // Of what is known already, the answer may still be missing.
      if (asking(w).length === 1 && known?.values.has(`${asking(w)[0]} ${ANSWER}`) !== true)
        work.waiting.add(number);
      if (known !== undefined) {
        if (endOfWaiting(work, parts.count()) > 0) go();
        return;
      }
      work.wanted.add(number);
      if (work.wanted.size > MOST_WANTED) {
        // Whoever comes by there again will want it again.
        const [oldest] = work.wanted;
        work.wanted.delete(oldest);
        work.waiting.delete(oldest);
        parts.known([oldest]);
      }
      go();
    },
    grown: () => {
      if (work.waiting.size > 0) go();
    },
    progress: () => {
      const target = targetOf(work);
      return target === 0 ? undefined : (work.reading?.at() ?? 0) / target;
    },
  };
}

/** Layers of a packet that may be requests. */
function asking(w: Walk): readonly number[] {
  const layers: number[] = [];
  for (let i = 1; i < w.count; i += 1) if (w.lookup.nameOf(w.ids[i]) === 'gmp') layers.push(i);
  return layers;
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

/** Reads on; false once nothing is wanted any more, and no answer is waited for. */
function step(work: Work, parts: DerivedLooksParts, carries: (w: Walk) => boolean): boolean {
  const target = targetOf(work);
  const end = target === 0 ? endOfWaiting(work, parts.count()) : target;
  if (end === 0) return false;
  if (work.reading === undefined || (target > 0 && target <= work.reading.at())) {
    work.following = parts.follow();
    work.reading = parts.begin(work.following);
  }
  const { reading, following } = work;
  const found: number[] = [];
  const whole = reading.onTo(Math.min(end, reading.at() + TURN), (w, number) => {
    if (!carries(w)) return true;
    found.push(...answered(work, following, w, number));
    if (number >= target - KEPT_BEFORE) {
      keep(work, number, { values: valuesOf(following, w), asking: asking(w) });
      if (work.wanted.delete(number)) found.push(number);
    }
    return true;
  });
  if (!whole) {
    work.wanted.clear();
    work.waiting.clear();
  }
  if (reading.at() >= target) work.wanted.delete(target);
  if (found.length > 0) parts.known(found);
  return work.wanted.size > 0 || endOfWaiting(work, parts.count()) > 0;
}

/** How far is to be read for answers; 0: no further. */
function endOfWaiting({ waiting, reading }: Work, count: number): number {
  const at = reading?.at() ?? 0;
  let end = 0;
  for (const number of waiting) {
    if (number + AHEAD <= at) waiting.delete(number);
    else if (number <= at) end = Math.max(end, Math.min(count, number + AHEAD));
  }
  return end > at ? end : 0;
}

/** Packets that are kept, and are answered by the one that was just walked. A packet with several messages does not tell which one. */
function answered(
  { kept, waiting }: Work,
  { derived }: Following,
  w: Walk,
  number: number,
): readonly number[] {
  const found: number[] = [];
  for (let i = 1; i < w.count; i += 1) {
    const name = w.lookup.nameOf(w.ids[i]);
    for (const { dissector, generated } of derived) {
      if (dissector !== name) continue;
      const asked = generated.find((one) => one.name === REQUEST)?.compute(w, i);
      const known = typeof asked === 'number' ? kept.get(asked) : undefined;
      if (typeof asked !== 'number' || known?.asking.length !== 1) continue;
      const key = `${known.asking[0]} ${ANSWER}`;
      if (known.values.has(key)) continue;
      known.values.set(key, number);
      waiting.delete(asked);
      found.push(asked);
    }
  }
  return found;
}

function keep({ kept }: Work, number: number, known: Known): void {
  kept.delete(number);
  kept.set(number, known);
  if (kept.size <= MOST_KEPT) return;
  const [oldest] = kept.keys();
  kept.delete(oldest);
}

function valuesOf({ derived }: Following, w: Walk): Known['values'] {
  const values: Known['values'] = new Map();
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
