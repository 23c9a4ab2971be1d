/**
 * Shortcuts: the common shape of a layer, as facts about fields of its tables. From them code is made (shortcut-code.ts)
 * that finds the layers of most frames without a walk. A shortcut says nothing about what is unusual: such a layer has no
 * shape, and its frame is walked. So is one that is bound to other frames.
 */
import type { SizeOf, Value } from '../src/layout/types.js';

/** Names of the tables that one layer uses to find the next. */
export const DISPATCH_TABLES = [
  'linktype',
  'ethertype',
  'ip.proto',
  'udp.port',
  'tcp.port',
  'llc.dsap',
  'null.family',
] as const;

/** Name of a dispatch table. */
export type DispatchTable = (typeof DISPATCH_TABLES)[number];

/** A dissector's layers of common shape. */
export interface Shortcut {
  /** Octets that a layer must have: all fields that the shapes name lie in them. */
  readonly least: number;
  /** Tried in turn; the first that fits is it. A layer that none fits is walked. */
  readonly shapes: readonly Shape[];
  /** An IP layer: the field of the source address, right behind which the destination stands. */
  readonly addresses?: string;
}

/** Inclusive ranges of numbers, as they are on the wire. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** One shape. All fields stand at constant places of the variant's table. */
export interface Shape {
  /** The table by which a walk would have such a layer read (`w.variants[i]`). */
  readonly variant: number;
  /** Fields that must lie in one of some ranges. */
  readonly when?: Readonly<Record<string, Ranges>>;
  /** Octets that the layer must have had on the wire. */
  readonly octets?: readonly [from: number, to: number];
  /** Octets before the payload. `rest`: there is none. */
  readonly header: number | SizeOf | 'rest';
  /** Octets of header and payload, where a field tells. If that is less than the header, the frame is walked. */
  readonly total?: SizeOf;
  /** Who is next: by a table and a field, or by two ports and what was learned of them, if there is a payload. */
  readonly next?: NextByField | NextByPorts;
  /**
   * True where the layer is bound to other frames: its payload depends on earlier ones (fragments, segments), or what later ones
   * are on it. Its frame is walked. Only who asks about this one frame may take the header for what it is.
   */
  readonly bound?: boolean;
}

/** A table's answer for the value of a field. */
export interface NextByField {
  readonly table: DispatchTable;
  readonly field: string;
}

/** A learned port, else the lower port that a table knows, else the higher one. */
export interface NextByPorts {
  readonly table: DispatchTable;
  readonly ports: readonly [source: string, destination: string];
}

/** A generated field's values without a walk: they depend on the layer's table, and on at most one field of it, alone. */
export interface DirectValue {
  /** The table's field of up to 8 bits at a constant place that decides; absent: the table alone does. */
  readonly field?: string;
  /** The value for the field's number as it is on the wire (-1 where there is no field). */
  readonly value: (raw: number) => Value | undefined;
}
