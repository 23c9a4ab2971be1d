/**
 * Looks on at the packets of a capture and lets the trackers believe what may be believed: the study does from the first packet
 * on, a replay from wherever a copy of the books was kept. Both hear of the same things in the same order.
 *
 *   walked packet ──► intake ──► tracker of GMP ──┐
 *                └──► intake ──► tracker of IGMP ─┴──► ear
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { Micros } from '../../base/micros.js';
import type { Books } from '../../track/books.js';
import type { Seen, TrackListener } from '../../track/contract.js';
import { createIntake } from '../../track/intake.js';
import { createTrackerOn } from '../../track/tracker.js';

/** Who hears of everything. */
export interface Ear {
  readonly gmp: TrackListener;
  /** A packet with messages: what timers did before it was told. */
  readonly begin?: (frame: number, at: Micros) => void;
  /** All of its messages were told. */
  readonly end?: (frame: number) => void;
}

/** Looks on. */
export interface Onlooker {
  /** Looks at the packet that was just walked; true where it carries messages. */
  readonly see: (w: Walk) => boolean;
  /** Looks at a packet that only others need: who is the server of its connection. */
  readonly pass: (w: Walk) => void;
  /** Nothing follows: what is due up to an instant. */
  readonly finish: (at: Micros) => void;
}

/** Where one begins: the books (their listener is the ear's), and the time of the last message. */
export interface Beginning {
  readonly books: Books;
  readonly at: Micros;
}

/** Begins to look on. */
export function createOnlooker(registry: Registry, { books, at }: Beginning, ear: Ear): Onlooker {
  const intake = createIntake(registry, books.hosts, undefined, at);
  const tracker = createTrackerOn(books);
  let frame = 0;
  let clock = at;
  const begin = (seen: { readonly frame: number; readonly at: Micros }): void => {
    if (seen.frame === frame) return;
    frame = seen.frame;
    if (seen.at > clock) clock = seen.at;
    tracker.advance(clock);
    ear.begin?.(frame, clock);
  };
  const take = (seen: Seen): void => {
    begin(seen);
    tracker.take(seen);
  };
  return {
    see: (w) => {
      intake(w, take);
      if (frame !== w.frame.number) return false;
      ear.end?.(frame);
      return true;
    },
    pass: (w) => intake(w, () => undefined),
    finish: tracker.finish,
  };
}
