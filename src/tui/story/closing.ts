/**
 * What time did behind the last packet with messages, by the end of the capture: no message comes that it could be told under, so it
 * is told at the capture's last packet.
 */
import { type Micros, micros } from '../../base/micros.js';
import { thaw } from '../../track/frozen.js';
import { createTrackerOn } from '../../track/tracker.js';
import type { NumberList } from '../store/contract.js';
import type { Happening } from './contract.js';
import type { Belief, OnlookerTools } from './onlooker.js';
import type { Roster } from './roster.js';
import { createTeller } from './teller.js';

/** The capture's last packet, where it has no message but others before it have; 0: there is none, or not yet. */
export function closingPacket(
  messages: Pick<NumberList, 'count' | 'at'>,
  scanned: number,
  complete: boolean,
): number {
  const { count } = messages;
  return complete && count > 0 && messages.at(count - 1) !== scanned ? scanned : 0;
}

/** What it is worked out with. */
export interface ClosingParts extends OnlookerTools {
  readonly roster: Roster;
  /** The capture's last packet, where it has no message; 0: it has, or is not known yet. */
  readonly last: () => number;
  /** What was believed after the last packet with messages; undefined while it is worked out. */
  readonly belief: () => Belief | undefined;
  /** The instant of a packet. */
  readonly timeOf: (number: number) => Micros;
  /** With what is told of networks. */
  readonly withNetworks: (frame: number, ofGmp: readonly Happening[]) => readonly Happening[];
}

const NOTHING: readonly Happening[] = [];

/** Makes what tells of it; undefined while it is worked out. */
export function createClosing(parts: ClosingParts): () => readonly Happening[] | undefined {
  const { options, hosts, reasons, roster, belief, timeOf, withNetworks } = parts;
  let told: readonly Happening[] | undefined;
  return () => {
    const last = parts.last();
    if (last === 0) return NOTHING;
    const from = told === undefined ? belief() : undefined;
    if (from === undefined) return told;
    const teller = createTeller(roster);
    const books = thaw(from.books, { options, hosts, listeners: [teller.gmp] }, reasons);
    createTrackerOn(books).finish(micros(Math.max(timeOf(last), from.clock)));
    teller.end?.(last);
    told = withNetworks(last, teller.told());
    return told;
  };
}
