/**
 * Goes outwards from where one looks, packet by packet, each walked with what it owes to others: for searches, which must know
 * of every packet between here and the next hit. It goes as far as that costs little; the scan from the first packet on does
 * the rest.
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { CaptureIndex } from '../../capture/capture-index.js';
import type { ContextSource } from './context-source.js';
import type { PacketTest, TestMaker } from './contract.js';
import type { GrowingList } from './number-list.js';
import type { Recall } from './recall.js';
import { createRows, type RowLook } from './rows.js';
import type { Scout } from './scout.js';

/** What it is made of. */
export interface DeciderParts {
  readonly index: CaptureIndex;
  readonly source: ContextSource;
  readonly catalogue: Catalogue;
  readonly look: () => RowLook;
  readonly near: () => number;
  readonly make: TestMaker;
  readonly into: GrowingList;
}

/** Frames walked for one packet at most, in a turn about, and on one side of a place in all. */
const FOR_ONE = 3000;
const TURN = 400;
const IN_ALL = 300_000;
/** Packets of a stretch downwards: within it one goes upwards, for a reading does. */
const BLOCK = 256;

/** A way in one direction. */
interface Way {
  /** Goes on; false where that is not possible, or too dear. */
  readonly turn: () => boolean;
}

/**
 * Decides packets upwards from one on and gives how many frames that cost: infinitely many for one that would be too dear;
 * undefined for one that cannot be decided yet.
 */
type Decide = (number: number) => number | undefined;

/** Makes one; it begins anew elsewhere when one looks elsewhere. */
export function createDecider(parts: DeciderParts): Pick<Scout, 'turn'> {
  const { near, into, index } = parts;
  let at = 0;
  let ways: readonly Way[] = [];
  let next = 0;
  return {
    turn: () => {
      const number = Math.min(Math.max(1, near()), index.count);
      const known = into.looked(at);
      if (at === 0 || (number !== at && (number < known.from || number > known.to))) {
        at = number;
        ways = [upwards(parts, at), downwards(parts, at)];
      }
      next = 1 - next;
      return ways[next].turn() || ways[1 - next].turn();
    },
  };
}

function decideOn(parts: DeciderParts): { readonly decide: Decide; readonly anew: () => void } {
  const { source, make, catalogue, into } = parts;
  let recall: Recall | undefined;
  let test: PacketTest = () => false;
  let row = (): string => '';
  const { names } = parts.look();
  const begin = (): Recall => {
    const made = source.recall();
    const rows = createRows(made.registry, catalogue, { ...parts.look(), colours: [] });
    test = make(made.registry, catalogue);
    row = () => rows(made.walk).cells.join(' ');
    return made;
  };
  return {
    anew: () => recall?.restart(),
    decide: (number) => {
      if (number > source.at()) return undefined;
      recall ??= begin();
      if (recall.worn() || number <= recall.reach()) recall.restart();
      const { frames, whole } = recall.owed(number, FOR_ONE);
      if (!whole || !recall.pay(frames, 0, frames.length) || !recall.show(number, false))
        return Number.POSITIVE_INFINITY;
      if (test(recall.walk, row, names)) into.add(number);
      return frames.length + 1;
    },
  };
}

function upwards(parts: DeciderParts, from: number): Way {
  const { index, into } = parts;
  const { decide } = decideOn(parts);
  let spent = 0;
  return {
    turn: () => {
      if (spent > IN_ALL) return false;
      for (let cost = 0; cost < TURN; ) {
        const number = into.looked(from).to + 1;
        if (number > index.count) return false;
        const one = decide(number);
        if (one === undefined) return false;
        cost += one;
        spent += one;
        if (one === Number.POSITIVE_INFINITY) return false;
        into.cover(number, number);
      }
      return true;
    },
  };
}

function downwards(parts: DeciderParts, from: number): Way {
  const { into, source } = parts;
  const { decide, anew } = decideOn(parts);
  let spent = 0;
  let block: { readonly to: number; at: number; from: number } | undefined;
  const nextBlock = (): typeof block => {
    const known = into.looked(from);
    const to = known.to < known.from ? from - 1 : known.from - 1;
    if (to < 1 || to > source.at()) return undefined;
    anew();
    return { to, at: Math.max(1, to - BLOCK + 1), from: Math.max(1, to - BLOCK + 1) };
  };
  return {
    turn: () => {
      block ??= spent > IN_ALL ? undefined : nextBlock();
      if (block === undefined) return false;
      for (let cost = 0; cost < TURN && block.at <= block.to; block.at += 1) {
        const one = decide(block.at);
        // What lies above it is known all the same.
        if (one === undefined || one === Number.POSITIVE_INFINITY) block.from = block.at + 1;
        cost += one ?? 1;
        spent += one ?? Number.POSITIVE_INFINITY;
      }
      if (block.at <= block.to) return true;
      into.cover(block.from, block.to);
      block = undefined;
      return true;
    },
  };
}
