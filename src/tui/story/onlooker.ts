/**
 * Looks on at the packets of a capture and lets the trackers believe what may be believed: the study does from the first packet
 * on, a replay from wherever copies were kept. Both hear of the same things in the same order.
 *
 *   walked packet ──► intake ──► tracker of GMP ──┐
 *                └──► intake ──► watch over IGMP ─┴──► ear
 */
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import { type Micros, micros } from '../../base/micros.js';
import { policiesWith } from '../../machine/policies.js';
import { type Books, createBooks } from '../../track/books.js';
import type { Seen, TrackListener, TrackOptions } from '../../track/contract.js';
import { type FrozenBooks, freeze, thaw } from '../../track/frozen.js';
import type { ReasonTable } from '../../track/frozen-members.js';
import type { Hosts } from '../../track/hosts.js';
import type { IgmpSeen } from '../../track/igmp-contract.js';
import { createIgmpIntake } from '../../track/igmp-intake.js';
import { createIgmpWatch, type IgmpWatcher } from '../../track/igmp-watch.js';
import { createIntake } from '../../track/intake.js';
import { createTrackerOn } from '../../track/tracker.js';

/** Who hears of everything. */
export interface Ear {
  readonly gmp: TrackListener;
  /** Absent: IGMP is not looked at, what was believed of it stands in records (igmp-records.ts). */
  readonly igmp?: IgmpWatcher;
  /** A packet with messages (0: none, the capture ends): what timers did before it is told under it. */
  readonly comes?: (frame: number) => void;
  /** That was told. */
  readonly begin?: (frame: number, at: Micros) => void;
  /** A message of IGMP, before it is taken in. */
  readonly heard?: (seen: IgmpSeen) => void;
  /** All of its messages were told. */
  readonly end?: (frame: number) => void;
}

/** What is believed at a place, copied. */
export interface Belief {
  readonly books: FrozenBooks;
  /** The time of the last message, and of the last one of GMP. */
  readonly clock: Micros;
  readonly gmpAt: Micros;
  /** Octets, about. */
  readonly size: number;
}

/** Looks on. */
export interface Onlooker {
  /** Looks at the packet that was just walked; true where it carries messages. */
  readonly see: (w: Walk) => boolean;
  /** Looks at a packet that only others need: who is the server of its connection. */
  readonly pass: (w: Walk) => void;
  /** Time has come to an instant without a message. */
  readonly finish: (at: Micros) => void;
  readonly belief: () => Belief;
}

/** What one looks on with. */
export interface OnlookerTools {
  readonly options: TrackOptions;
  readonly hosts: Hosts;
  readonly reasons: ReasonTable;
}

/** Begins to look on: at the first packet, or where a belief was kept. */
export function createOnlooker(
  registry: Pick<Registry, 'lookup'>,
  { options, hosts, reasons }: OnlookerTools,
  from: Belief | undefined,
  ear: Ear,
): Onlooker {
  const listeners = [ear.gmp];
  const books: Books =
    from === undefined
      ? createBooks(options, hosts, listeners)
      : thaw(from.books, { options, hosts, listeners }, reasons);
  const { gmpAt: since = micros(0), clock: begun = micros(0) } = from ?? {};
  const intake = createIntake(registry, hosts, undefined, since);
  const tracker = createTrackerOn(books);
  const igmpIntake = createIgmpIntake(registry.lookup);
  const watch = ear.igmp === undefined ? undefined : createIgmpWatch(policiesWith(), ear.igmp);
  let frame = 0;
  let clock = begun;
  let gmpAt = since;
  const begin = (seen: { readonly frame: number; readonly at: Micros }): void => {
    if (seen.frame === frame) return;
    frame = seen.frame;
    if (seen.at > clock) clock = seen.at;
    ear.comes?.(frame);
    tracker.advance(clock);
    watch?.advance(clock);
    ear.begin?.(frame, clock);
  };
  const take = (seen: Seen): void => {
    begin(seen);
    gmpAt = seen.at;
    tracker.take(seen);
  };
  const message = (seen: IgmpSeen): void => {
    begin(seen);
    ear.heard?.(seen);
    watch?.take(seen);
  };
  const igmp = registry.lookup.idOf('igmp');
  return {
    see: (w) => {
      intake(w, take);
      if (carries(w, igmp)) {
        igmpIntake.tick(w);
        igmpIntake.see(w, { message });
      }
      if (frame !== w.frame.number) return false;
      ear.end?.(frame);
      return true;
    },
    pass: (w) => intake(w, () => undefined),
    finish: (at) => {
      ear.comes?.(0);
      tracker.finish(at);
      watch?.advance(at);
    },
    belief: () => {
      const frozen = freeze(books, reasons);
      return { books: frozen, clock, gmpAt, size: frozen.size + OWN_SIZE };
    },
  };
}

/** Octets of a belief without anything in it. */
const OWN_SIZE = 1200;

function carries(w: Walk, id: number): boolean {
  for (let i = 1; i < w.count; i += 1) if (w.ids[i] === id) return true;
  return false;
}
