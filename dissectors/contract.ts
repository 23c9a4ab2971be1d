/**
 * What a dissector is, and the state of walking through one frame. Both lanes share the walk: it finds the layers; the
 * tree lane then decodes each layer by its table, the column lane reads fields from it by compiled code.
 *
 *   frame ──► walk ──► layers [dissector, table, source octets, start, end, limit] ──► tree | columns
 *
 * A dissector's `walk` is called with the cursor (`w.bytes`, `w.start`, `w.end`, `w.limit`) set to what is left for it. It
 * adds its layer, narrows the cursor to its payload and says who is next (`dispatch`, or `w.next` directly).
 */
import type { Text } from '../src/base/text.js';
import type { Header, Meta, Value } from '../src/layout/types.js';
import { type Frame, makeFrame } from './frame-facts.js';
import type { DirectValue, DispatchTable, Shortcut } from './shortcut.js';

export type { Frame, FrameInterface } from './frame-facts.js';
export { DISPATCH_TABLES, type DispatchTable } from './shortcut.js';

/** Number that stands for "no dissector". */
export const NONE = -1;

/** Work put off: a further PDU of the same frame (TCP segments that end several messages …). */
export interface Pending {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly limit: number;
  readonly next: number;
}

/** The state of walking through one frame; one object, used again for every frame. */
export interface Walk {
  readonly frame: Frame;
  /** The cursor: octets left for the next layer are bytes[start … end). */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** Where that range would end had everything been captured (≥ end where the capture cut it off). */
  limit: number;
  /** Dissector to go on with, or NONE. */
  next: number;
  /** Layers found so far; the arrays below are valid for 0 … count-1. */
  count: number;
  readonly ids: Int32Array;
  /** Index of the table, among the dissector's `headers`, by which each layer is to be read. */
  readonly variants: Int32Array;
  readonly starts: Int32Array;
  /** End of what the layer may read (header and payload), within the captured octets. */
  readonly ends: Int32Array;
  /** The same had everything been captured. */
  readonly limits: Int32Array;
  /** Where the layer's payload begins: what the layer itself describes lies before it. */
  readonly payloads: Int32Array;
  /** The octets that each layer lies in: the frame's own, or reassembled ones. */
  readonly sources: Uint8Array[];
  /** What a stateful dissector wants to remember of the layer (a fragment's or stream's facts). */
  readonly notes: unknown[];
  /** Further PDUs of this frame, taken last in first out when a chain of layers ends. */
  readonly pending: Pending[];
  /** True where the octets are a part of a datagram that was not put together: checksums over the whole cannot be verified. */
  fragmented: boolean;
  /** Why something could not be dissected further; counted at the end of a run. */
  undecoded: string | undefined;
  readonly lookup: Lookup;
}

/** The registry's answers to "who is next". */
export interface Lookup {
  /** The tables themselves, for layers that look up a value of 16 bits for every packet. */
  readonly tables: Readonly<Record<DispatchTable, Int16Array>>;
  /** Dissector for a value of a table, or NONE. */
  find(table: DispatchTable, value: number): number;
  /** Number of a dissector by its name, or NONE. */
  idOf(name: string): number;
  /** The name of a dissector. */
  nameOf(id: number): string;
  /** How a dissector's messages are cut out of a stream of octets; undefined for one that is no stream's. */
  framingOf(id: number): Framing | undefined;
  /** Dissectors that may recognise a payload by itself, in order; empty unless they are switched on. */
  readonly heuristics: readonly number[];
  /** Whether that dissector surely recognises the payload at the cursor. */
  recognises(id: number, w: Walk): boolean;
  /** Offset of a decode-as rule of TCP, behind each message's length (0 without one). Elsewhere a dissector passes over it. */
  offsetOf(table: DispatchTable, value: number): number;
  /** Ports that the capture itself announced. */
  readonly learned: LearnedPorts;
}

/** How messages are told apart in a stream of octets (TCP): each has a header that tells its length. */
export interface Framing {
  /** Octets that must be there before a message's length is known. */
  readonly header: number;
  /** Octets of the message that begins at `at`, header and all; never less than `header`. */
  readonly length: (bytes: Uint8Array, at: number) => number;
  /** Whether a message may begin at `at` of bytes[at … end): how to find one's way after a gap. */
  readonly begins: (bytes: Uint8Array, at: number, end: number) => boolean;
}

/** Ports that the capture itself announced (GMP's SAREQ hands out an address and a port), see learned.ts. */
export interface LearnedPorts {
  /** Number of announcements remembered. */
  readonly size: number;
  /** Remembers that `port` at an address (an IPv4 address as a number, or 4 or 16 octets) speaks dissector `id`. */
  readonly learn: (address: number | Uint8Array, port: number, id: number) => void;
  /** Dissector for a port at the address in bytes[at … at + length), or NONE. */
  readonly find: (bytes: Uint8Array, at: number, length: number, port: number) => number;
  /** Forgets all of them. */
  readonly clear: () => void;
}

/** Who is to blame: whoever sent the octets, or the capture that did not keep them all. */
export type Fault = 'sender' | 'capture';

/** Severities as Wireshark names them. */
export type Severity = 'comment' | 'chat' | 'note' | 'warning' | 'error';

/** Something worth saying of a packet. Octets are positions in the layer's source. */
export interface Expert {
  readonly severity: Severity;
  /** Wireshark's group. */
  readonly group:
    | 'Malformed'
    | 'Checksum'
    | 'Protocol'
    | 'Sequence'
    | 'Undecoded'
    | 'Reassemble'
    | 'Assumption'
    | 'Deprecated'
    | 'Comment';
  /** Stable name: protocol, dot, what. */
  readonly code: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The field under which it is shown. */
  readonly field?: string;
  readonly clause?: string;
  readonly fault: Fault;
}

/** Kinds of values that a generated field may have. */
export type GeneratedKind =
  | 'uint'
  | 'int'
  | 'flag'
  | 'uint64'
  | 'text'
  | 'bytes'
  | 'ipv4'
  | 'ipv6'
  | 'ether'
  | 'time'
  | 'duration'
  | 'none';

/** A field that no octets hold: computed from the layer, shown in brackets. */
export interface Generated {
  readonly name: string;
  readonly title: string;
  /** `time` is an absolute time and `duration` a span, both as a bigint of nanoseconds; `int` is signed. */
  readonly kind: GeneratedKind;
  /** Width for numbers written in hex. */
  readonly bits?: number;
  readonly meta: Meta;
  /** Field behind which it is shown; absent: at the end of the layer. '': at its beginning. */
  readonly after?: string;
  /** Field under which it is shown, instead; `mark` then means that one. */
  readonly under?: string;
  /** Text added to the line of the field behind which it is shown (" [correct]"). */
  readonly mark?: (value: Value, w: Walk, i: number) => string;
  /** False: shown without brackets (a payload's octets, say). */
  readonly brackets?: boolean;
  /** The value for layer `i`; several where the field occurs more than once; undefined where it does not occur. */
  readonly compute: (w: Walk, i: number) => Value | readonly Value[] | undefined;
  /** By variant: how the value can be had without a walk. */
  readonly direct?: (variant: number) => DirectValue;
  /** True where the value depends on frames before this one: whoever wants it must walk through every frame. */
  readonly history?: boolean;
  /** Octets in the layer's source that stand for it in the hex view. */
  readonly range?: (w: Walk, i: number) => readonly [number, number];
}

/** Where a dissector is entered from: a table's value. */
export type Entry = readonly [DispatchTable, number];

/** Packets that were not fully dissected because what they waited for never came. */
export interface Leftover {
  readonly reason: string;
  readonly packets: number;
}

/** A dissector, by its name. */
export type DissectorName = `name:${string}`;

/** A protocol: its tables, and how to walk, name and judge its layers. Built anew for each capture: it may hold state. */
export interface Dissector {
  /** Filter name of the protocol, and of its layer. */
  readonly name: string;
  /** Name in the tree and in the protocol list. */
  readonly title: string;
  /** Short name, as Wireshark has one ("IGMP"); default: the filter name in capitals. */
  readonly shortTitle?: string;
  /** Tables; `w.variants[i]` tells which one a layer is read by. */
  readonly headers: readonly Header[];
  readonly entries: readonly Entry[];
  readonly generated: readonly Generated[];
  /** Finds the layer's extent and what comes next. Must call `addLayer`, or leave `w.next` NONE. */
  readonly walk: (w: Walk) => void;
  /** How its layers of common shape are found without a walk. */
  readonly shortcut?: Shortcut;
  /**
   * All that may come behind its layers in a frame, beside data: what these tables give, dissectors by name, and behind ports
   * whoever announces some. Absent: anything.
   */
  readonly leads?: readonly (DispatchTable | DissectorName)[];
  /** True where it announces ports at which it will be found. */
  readonly announces?: boolean;
  /** How its messages are cut out of a TCP stream. A protocol `x` that needs such a header there has a dissector `x.tcp`. */
  readonly framing?: Framing;
  /** True where the payload at the cursor is surely this protocol (heuristic dissection). */
  readonly recognise?: (w: Walk) => boolean;
  /** Forgets all frames: the next one is a capture's first. Absent: it remembers nothing. */
  readonly restart?: () => void;
  /** At the end of a capture: what still waited for more and is therefore in no layer. Absent: nothing ever waits. */
  readonly leftover?: () => readonly Leftover[];
  /** The top line in the tree. Default: the title. */
  readonly label?: (w: Walk, i: number) => string;
  /** Text of the Protocol column. A dissector without one leaves the column to the layer below. */
  readonly protocol?: (w: Walk, i: number) => string;
  /** True where one frame may hold several messages, whose Info all belong in the column. */
  readonly repeats?: boolean;
  /** Writes the Info column. */
  readonly info?: (w: Walk, i: number, out: Text) => void;
  /** Writes the address columns; false where this layer has none. */
  readonly source?: (w: Walk, i: number, out: Text) => boolean;
  readonly destination?: (w: Walk, i: number, out: Text) => boolean;
  /** What is worth saying of a layer, beyond what does not fit its table. */
  readonly experts?: (w: Walk, i: number) => readonly Expert[];
  /** True: `experts` also says what does not fit the table (cut fields, lying counts), in the protocol's own words. */
  readonly wordsShortfalls?: boolean;
}

/** Most layers in one frame: room for the most messages that one TCP segment can end (65535 octets, 18 each). */
export const MAX_LAYERS = 8192;
/** Most layers on top of each other; deeper nesting is no protocol but an attack, and is shown as data. */
export const MAX_DEPTH = 128;

/** A walk with nothing in it. */
export function makeWalk(lookup: Lookup): Walk {
  return {
    frame: makeFrame(),
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    limit: 0,
    next: NONE,
    count: 0,
    ids: new Int32Array(MAX_LAYERS),
    variants: new Int32Array(MAX_LAYERS),
    starts: new Int32Array(MAX_LAYERS),
    ends: new Int32Array(MAX_LAYERS),
    limits: new Int32Array(MAX_LAYERS),
    payloads: new Int32Array(MAX_LAYERS),
    sources: [],
    notes: [],
    pending: [],
    fragmented: false,
    undecoded: undefined,
    lookup,
  };
}

/**
 * Adds the layer of dissector `id` that begins at the cursor. `payload` is where its payload begins, `limit` where the
 * layer ends on the wire (it is cut to the cursor's range). The cursor then stands on the payload.
 */
export function addLayer(w: Walk, id: number, variant: number, payload: number, limit: number): void {
  const i = w.count;
  const wire = Math.min(limit, w.limit);
  const end = Math.min(wire, w.end);
  w.ids[i] = id;
  w.variants[i] = variant;
  w.starts[i] = w.start;
  w.ends[i] = end;
  w.limits[i] = wire;
  w.payloads[i] = Math.min(payload, end);
  w.sources[i] = w.bytes;
  w.notes[i] = undefined;
  w.count = i + 1;
  w.start = Math.min(payload, end);
  w.end = end;
  w.limit = wire;
  w.next = NONE;
}
