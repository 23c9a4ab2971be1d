/**
 * What a user may choose about dissection. Every dissector of a capture is made with these options.
 */
import type { DispatchTable } from './contract.js';
import type { Derived } from './derived.js';
import type { Witness } from './witness.js';

/** A rule of the user's: packets with this value of a table are that protocol, beginning `offset` octets into the payload. */
export interface DecodeAs {
  readonly table: DispatchTable;
  readonly value: number;
  readonly protocol: string;
  readonly offset: number;
}

/** What a user may choose about dissection. */
export interface RegistryOptions {
  readonly decodeAs?: readonly DecodeAs[];
  /** Try protocols that can be recognised by content where no port tells (off by default). */
  readonly heuristics?: boolean;
  /** Put IP fragments together (default true). */
  readonly defragment?: boolean;
  /** Put TCP streams together (default true). */
  readonly desegment?: boolean;
  /** Number UDP's conversations and keep their times (default true). Who shows none of that is spared the table. */
  readonly conversations?: boolean;
  /** The arrow between ports in the Info column: "→" (default), or "->" where the output is plain ASCII. */
  readonly arrow?: string;
  /** Fields and findings that need more than their packet. */
  readonly derived?: readonly Derived[];
  /** Hears of what earlier frames decide, or tells it where they were not walked. */
  readonly witness?: Witness;
}

/** The arrow of the Info column, where nothing else was chosen. */
export const ARROW = '→';
