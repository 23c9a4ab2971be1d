/**
 * What happened in a run, in order: every message with its octets, every timer, every change of state, each with the
 * transition that caused it and that one's clause. Ladder, ndjson, captures, fingerprints and expectations are made of this.
 *
 *   n   t          event
 *   0   0.000000   action   creator creates
 *   1   0.000000   message  creator → server SCREQ         cause 0
 *   2   0.010000   arrival  at server                      cause 1
 *   3   0.010000   message  server → creator SCACC         cause 2
 */
import type { Micros } from '../base/micros.js';
import type { Why } from '../machine/contract.js';

/** What every event has: its number in the trace, its virtual time, and the event that it came of (-1: none). */
export interface TraceBase {
  readonly n: number;
  readonly t: Micros;
  readonly cause: number;
}

/** Where a message goes: its addresses, as its frame has them. */
export interface Addressing {
  readonly transport: 'udp' | 'tcp' | 'igmp';
  /** IPv4 addresses, unsigned 32 bits. */
  readonly source: number;
  readonly destination: number;
  /** 0 in IGMP. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly ttl: number;
  /** Name of the subnet on which it is sent. */
  readonly subnet: string;
}

/** A frame is sent: one on the wire of its subnet. A router that forwards sends one more. */
export interface MessageEvent extends TraceBase {
  readonly kind: 'message';
  readonly from: string;
  /** Actor name; of multicast the group's address; "" where nobody has the address. */
  readonly to: string;
  readonly protocol: 'GMP' | 'IGMP' | 'data';
  /** Mnemonic; "query", "report"; "data", "probe". Octets that are no message: "malformed". */
  readonly type: string;
  /** What UDP, TCP (without the length in front) or IP carries. */
  readonly octets: Uint8Array;
  readonly addressing: Addressing;
  readonly why?: Why;
}

/** A frame arrives at a node, and is taken. `message` is the number of its message event. */
export interface ArrivalEvent extends TraceBase {
  readonly kind: 'arrival';
  readonly node: string;
  readonly message: number;
}

/** A frame does not arrive at a node, or not unchanged in time. */
export interface DropEvent extends TraceBase {
  readonly kind: 'drop';
  readonly node: string;
  readonly message: number;
  readonly reason: 'loss' | 'cut' | 'parted' | 'down' | 'silent' | 'no-route' | 'ttl';
}

/** A timer of a machine. `owner`: the actor whose timer it is ("KA timer of a"), where it is a member's at the server. */
export interface TimerEvent extends TraceBase {
  readonly kind: 'timer';
  readonly node: string;
  readonly event: 'armed' | 'stopped' | 'fired';
  /** ka, period, scinf, record, retry, quiet; query, gone, report; wait. */
  readonly timer: string;
  readonly owner: string;
  readonly session: number;
  readonly user: number;
  /** Armed: when it will fire, in the time of the run. */
  readonly at?: Micros;
  readonly why: Why;
}

/** A state changes. */
export interface StateEvent extends TraceBase {
  readonly kind: 'state';
  readonly node: string;
  /** The server's word of a member's group and of a session's phase; a client's own state; IGMP membership and presence. */
  readonly what: 'group' | 'phase' | 'state' | 'membership' | 'presence';
  /** The actor whose group it is; the client; the IGMP group's address. */
  readonly of: string;
  readonly session: number;
  readonly user: number;
  readonly from: string;
  readonly to: string;
  readonly why: Why;
}

/** Something else that a machine tells its host program: "key 2", "gate", "deviation …", "rejected …". */
export interface NoteEvent extends TraceBase {
  readonly kind: 'note';
  readonly node: string;
  readonly what: string;
  readonly text: string;
  readonly why: Why;
}

/** An event that a machine ignored. */
export interface IgnoredEvent extends TraceBase {
  readonly kind: 'ignored';
  readonly node: string;
  readonly reason: string;
  readonly why: Why;
}

/** A line of the timeline: an action or a fault. `node` is "" for faults. */
export interface ActionEvent extends TraceBase {
  readonly kind: 'action';
  readonly node: string;
  readonly text: string;
}

/** An invariant does not hold. */
export interface BreachEvent extends TraceBase {
  readonly kind: 'breach';
  readonly invariant: string;
  readonly session: number;
  readonly user: number;
  readonly text: string;
}

/** Anything that happens in a run. */
export type TraceEvent =
  | MessageEvent
  | ArrivalEvent
  | DropEvent
  | TimerEvent
  | StateEvent
  | NoteEvent
  | IgnoredEvent
  | ActionEvent
  | BreachEvent;

/** Whoever is on stage: for lanes, interfaces, names. */
export interface Cast {
  readonly name: string;
  readonly kind: string;
  /** IPv4 addresses by subnet, in the order of its subnets. */
  readonly addresses: readonly {
    readonly subnet: string;
    readonly address: number;
    readonly mac: Uint8Array;
  }[];
}

/** An expectation, and whether it held. */
export interface Outcome {
  readonly ok: boolean;
  /** As written. */
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where it did not hold: expected, actual, tolerance or nearest miss, side by side. */
  readonly lines: readonly string[];
  /** When that was clear. */
  readonly t: Micros;
}

/** A run that is over. */
export interface Run {
  readonly name: string;
  readonly purpose: string;
  readonly clause: string;
  readonly seed: number;
  readonly cast: readonly Cast[];
  readonly events: readonly TraceEvent[];
  readonly outcomes: readonly Outcome[];
  /** Why the run stopped before its end: an endless loop, a budget. */
  readonly stopped?: string;
  readonly until: Micros;
}
