/**
 * The arrows of single packets, wherever one looks. Most packets with messages owe nothing to others: they are read by themselves, in
 * any order. Only segments of TCP and fragments are looked at as the store looks at packets.
 */
import type { ContextSource } from '../store/context-source.js';
import { createLooks } from '../store/looks.js';
import type { Recall } from '../store/recall.js';
import type { Slices } from '../store/slices.js';
import { type ArrowParts, createArrows } from './arrows.js';
import type { Arrow } from './contract.js';
import { createMemory } from './memory.js';

/** What arrows are looked up with. */
export interface ArrowLookParts extends ArrowParts {
  readonly source: ContextSource;
  readonly slices: Slices;
  /** The reading of packets that owe nothing. */
  readonly plain: () => Recall;
  readonly isBound: (frame: number) => boolean;
  /** Takes over what the capture has told of names since. */
  readonly learn: () => void;
  readonly changed: () => void;
}

/** Packets whose arrows are kept, of each kind. */
const KEPT = 5000;
/** Packets that are walked at once for one that owes much: a ladder shows many. */
const AT_ONCE = 256;

/** Gives the messages of packets that were studied and carry some; undefined where a packet cannot be read. */
export function createArrowLooks(parts: ArrowLookParts): (frame: number) => readonly Arrow[] | undefined {
  const { source, slices, plain, isBound, learn, changed } = parts;
  const makerOf = createArrows(parts);
  const looked = { source, slices, learn, changed, taken: () => undefined };
  const bound = createLooks<readonly Arrow[]>(looked, { most: KEPT, pages: true, atOnce: AT_ONCE }, makerOf);
  const kept = createMemory<readonly Arrow[]>(KEPT);
  return (frame) => {
    if (isBound(frame)) return bound.get(frame);
    const known = kept.get(frame);
    if (known !== undefined) return known;
    learn();
    const { registry, walk, pass } = plain();
    pass(Uint32Array.of(frame), () => kept.set(frame, makerOf(registry)(walk)));
    return kept.get(frame);
  };
}
