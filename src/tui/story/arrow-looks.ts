/**
 * The arrows of single packets, wherever one looks. Most packets with messages owe nothing to others: they are read by themselves, in
 * any order. Only segments of TCP and fragments are looked at as the store looks at packets; and where the study has not come yet, each
 * packet is read by itself, whatever it is (ahead.ts).
 */
import type { CaptureIndex } from '../../capture/capture-index.js';
import { isIn } from '../store/both.js';
import type { ContextSource } from '../store/context-source.js';
import { createLooks } from '../store/looks.js';
import type { Recall } from '../store/recall.js';
import type { Slices } from '../store/slices.js';
import { createAhead } from './ahead.js';
import { type ArrowParts, createArrows } from './arrows.js';
import type { Arrow, Story } from './contract.js';
import { createMemory } from './memory.js';
import type { Study } from './study.js';

/** What arrows are looked up with. */
export interface ArrowLookParts extends Pick<ArrowParts, 'hosts' | 'roster'> {
  readonly study: Pick<Study, 'messages' | 'notable' | 'bound' | 'passedOver' | 'scanned'>;
  readonly index: CaptureIndex;
  readonly source: ContextSource;
  readonly slices: Slices;
  /** The reading of packets that owe nothing. */
  readonly plain: () => Recall;
  /** Takes over what the capture has told of names since. */
  readonly learn: () => void;
  readonly changed: () => void;
}

/** Packets whose arrows are kept, of each kind. */
const KEPT = 5000;
/** Packets that are walked at once for one that owes much: a ladder shows many. */
const AT_ONCE = 128;

/** Gives the arrows of packets, which have none that is followed, and what lies ahead of the study. */
export function createArrowLooks(parts: ArrowLookParts): Pick<Story, 'arrows' | 'passedOver' | 'ahead'> {
  const { index, study, source, slices, hosts, roster, learn, changed } = parts;
  const { messages, passedOver, scanned } = study;
  const count = (): number => index.count;
  const ahead = createAhead({ source, slices, hosts, roster, scanned, count, learn, changed });
  const studied = createStudiedArrows(parts);
  return {
    arrows: (number) => {
      if (number > scanned()) return number <= index.count ? ahead.arrows(number) : undefined;
      return isIn(messages, number) ? studied(number) : NONE;
    },
    passedOver: {
      packets: passedOver.packets,
      protocolOf: (number) => {
        if (number <= scanned()) return passedOver.protocolOf(number);
        return number <= index.count ? ahead.passedOver(number) : undefined;
      },
    },
    ahead: ahead.messages,
  };
}

const NONE: readonly Arrow[] = [];

function createStudiedArrows(parts: ArrowLookParts): (frame: number) => readonly Arrow[] | undefined {
  const { study, source, slices, hosts, roster, plain, learn, changed } = parts;
  const isNotable = (frame: number): boolean => isIn(study.notable, frame);
  const makerOf = createArrows({ hosts, roster, isNotable, whoIs: (host) => roster.ofHost(host) });
  const looked = { source, slices, learn, changed, taken: () => undefined };
  const bound = createLooks<readonly Arrow[]>(looked, { most: KEPT, pages: true, atOnce: AT_ONCE }, makerOf);
  const kept = createMemory<readonly Arrow[]>(KEPT);
  return (frame) => {
    if (isIn(study.bound, frame)) return bound.get(frame);
    const known = kept.get(frame);
    if (known !== undefined) return known;
    learn();
    const { registry, walk, pass } = plain();
    pass(Uint32Array.of(frame), () => kept.set(frame, makerOf(registry)(walk)));
    return kept.get(frame);
  };
}
