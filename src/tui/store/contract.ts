/**
 * What the views may know of a capture: packets by number, drawn from whatever holds them. Everything here answers at
 * once; what is not at hand yet is `undefined`, and the store tells (`onChange`) when it is there.
 *
 *   views ── rows, packets, lists ──► PacketStore ◄── effects (filter, search, cancel) ── StoreControl
 */
import type { Catalogue } from '../../../dissectors/catalogue.js';
import type { Walk } from '../../../dissectors/contract.js';
import type { Registry } from '../../../dissectors/registry.js';
import type { CaptureError } from '../../capture/types.js';
import type { FrameLane } from '../../filter/frame-lane.js';
import type { Sift } from '../../filter/sift.js';
import type { TreeLayer } from '../../packet/tree.js';
import type { Stretch } from './stretches.js';

/** A time as the capture gives it; `sec` is NaN where a packet has none. */
export interface PacketTime {
  readonly sec: number;
  readonly nsec: number;
  /** Decimals that its interface gives. */
  readonly digits: number;
}

/** A row of the packet list. */
export interface PacketRow {
  readonly number: number;
  /** Texts of the columns asked for; those of kind `number` and `time` are left to the view. */
  readonly cells: readonly string[];
  /** Number of the first colour rule that takes it, or -1. */
  readonly colour: number;
}

/** Octets that layers lie in: the frame's own, or reassembled ones. */
export interface OctetSource {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A layer of a packet; its ranges are places in the octets of source number `source`. */
export interface PacketLayer {
  readonly layer: TreeLayer;
  readonly source: number;
}

/** A packet in full. */
export interface Packet {
  readonly number: number;
  readonly layers: readonly PacketLayer[];
  readonly sources: readonly OctetSource[];
}

/** Packet numbers in rising order, found by a scan. */
export interface NumberList {
  readonly count: number;
  /** The number at a row, 0 … count-1. */
  readonly at: (row: number) => number;
  /** The row of the last number that is not above `number`; -1 where all are. */
  readonly rowOf: (number: number) => number;
  /** Packets looked at so far. */
  readonly scanned: number;
  /** True once all packets were looked at, and none will be added. */
  readonly complete: boolean;
  /** True once all packets that there are so far were looked at, and it waits for more; absent: where `scanned` says so. */
  readonly caughtUp?: boolean;
  /** True where somebody ended it before all packets were looked at: there may be more. */
  readonly stopped?: boolean;
  /** The packets around a number that were all looked at; absent: the first ones, as many as `scanned` says. */
  readonly looked?: (number: number) => Stretch;
  /** The numbers from 65536·n on as bits, where the list is kept so; 'all' where every packet is in it. */
  readonly bits?: 'all' | ((n: number) => NumberBits | undefined);
}

/** Part of a list: a bit for each of 65536 numbers (none where no number is in it), and how many are set. Bits are only added. */
export interface NumberBits {
  readonly words: Uint32Array;
  readonly count: number;
}

/** What is asked of a packet's octets. */
export type OctetTest = (bytes: Uint8Array, start: number, end: number) => boolean;

/** What is asked of the frame that was walked last; `row` gives the text of its row, `names` are shown instead of addresses. */
export interface PacketTest {
  (w: Walk, row: () => string, names: ReadonlyMap<string, string>): boolean;
  /** Makes what decides most frames without a walk; undefined where all have to be walked. */
  readonly sift?: () => Sift | undefined;
  /** The same for frames that are looked at by themselves, in any order. */
  readonly alone?: () => Sift | undefined;
  /** Makes what decides packets by what the index keeps of them; undefined where it asks about nothing of that. */
  readonly lane?: () => FrameLane | undefined;
  /** Where it asks about nothing but the captured octets, bytes[start … end): then no frame is walked. */
  readonly octets?: OctetTest;
}

/** Makes a test for one reading: its dissectors hold the state that computed fields come from. */
export interface TestMaker {
  (registry: Registry, catalogue: Catalogue): PacketTest;
  /** Whether it asks about derived fields: what sessions came to before the packet, or what comes behind it too. */
  readonly follows?: 'past' | 'ahead' | undefined;
}

/** What a column shows: one of Wireshark's columns (`number`, `time`, `source` …), or a field's name. */
export type StoreColumn = string;

/** The payload of a conversation, as far as it has been gathered. */
export interface Stream {
  /** The packet by which it was asked for. */
  readonly number: number;
  /** "TCP stream 3". */
  readonly name: string;
  /** A filter for its packets; '' where the packet belongs to no stream. */
  readonly filter: string;
  /** Address and port of who sent first, and of the other. */
  readonly ends: readonly [string, string];
  /** They become more as the stream is read: the list stays the same one. */
  readonly pieces: readonly StreamPiece[];
  readonly complete: boolean;
  /** Why the stream goes on behind what was gathered; undefined where it does not. */
  readonly cut?: string | undefined;
  /** How much of the capture was looked through for it: 0 … 1. */
  readonly read?: number | undefined;
}

/** Payload in the order in which it is read: TCP's without repetitions. */
export interface StreamPiece {
  readonly number: number;
  /** Whether the other end sent it. */
  readonly back: boolean;
  readonly bytes: Uint8Array;
  /** Octets before it that the capture does not hold. */
  readonly missing: number;
}

/** What views may ask. */
export interface PacketStore {
  /** Packets so far. */
  readonly count: number;
  /** True once no more will come. */
  readonly complete: boolean;
  /** How much of the capture has been loaded: 0 … 1; undefined where nobody knows how much there is. */
  readonly loaded?: number | undefined;
  /** Why reading stopped early. */
  readonly error: CaptureError | null;
  /** True where more may come for as long as one watches (FIFO, growing file). */
  readonly live: boolean;
  readonly catalogue: Catalogue;
  /** Packets that pass the display filter. */
  readonly shown: NumberList;
  /** Packets that the search finds; undefined without one. */
  readonly found: NumberList | undefined;
  /** The stream that was asked for last. */
  readonly stream: Stream | undefined;
  readonly time: (number: number) => PacketTime;
  readonly row: (number: number) => PacketRow | undefined;
  readonly packet: (number: number) => Packet | undefined;
  /** How far one is with what the derived fields of a packet looked at follow from: 0 … 1; undefined where nothing is done. */
  readonly following?: number | undefined;
  /** The octets of a packet as captured. */
  readonly octets: (number: number) => Uint8Array;
}

/** What effects may do to a store. */
export interface StoreControl extends PacketStore {
  /** Shows only packets that pass; undefined shows all. */
  readonly filter: (test: TestMaker | undefined) => void;
  readonly search: (test: TestMaker | undefined) => void;
  /** Where one looks now: scans begin there, where they can. */
  readonly near: (number: number) => void;
  /** Gathers the payload of a packet's stream; 0: no more of it. */
  readonly follow: (number: number) => void;
  /** Ends scans under way; what they have found stays. */
  readonly cancel: () => void;
  /** Chooses what rows hold. */
  readonly look: (columns: readonly StoreColumn[], colours: readonly TestMaker[]) => void;
  /** Whoever is to hear that something has changed. One listener. */
  readonly onChange: (listener: () => void) => void;
  /** The index has more packets, or has come to its end. */
  readonly grown: () => void;
  readonly close: () => Promise<void>;
}
