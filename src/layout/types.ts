/**
 * The vocabulary of layout tables. A header's table says once, as data, what stands on the wire: names, widths, value
 * names, clause, profile mark, and which field counts or announces another. Everything else is derived from it:
 * the detail tree (decode.ts), the encoder (encode.ts), the column readers (scan.ts), the message types (message.ts),
 * the header diagram (diagram.ts) and the field list (fields.ts).
 *
 * Bits run from the most significant one, as in the RFCs' diagrams. Sizes are octets, except `bits`.
 */

/** Names for the values of a field, by number. */
export type ValueNames = Readonly<Record<number, string>>;

/** How a number is written: `hex_dec` is `0x0007 (7)`, `name` the value's name alone. */
export type Base = 'dec' | 'hex' | 'hex_dec' | 'dec_hex' | 'name';

/** A length or count: fixed, all that is left, or counted by an earlier field (`times` × value + `plus`, not below 0). */
export type Size = number | 'rest' | SizeOf;

/** A length or count that an earlier field gives. With `padTo`, the octets that fill that many up to a whole multiple. */
export interface SizeOf {
  readonly field: string;
  readonly times?: number;
  readonly plus?: number;
  readonly padTo?: number;
}

/** When items are there: an earlier field has one of these values (`is`), or none of them (`not`). */
export interface Condition {
  readonly field: string;
  readonly is?: readonly number[];
  readonly not?: readonly number[];
}

/** A field's value, as read: numbers up to 32 bits and IPv4 addresses are numbers; IPv6 and MAC addresses are octets. */
export type Value = number | bigint | boolean | string | Uint8Array;

/** What may be said of any field, apart from where it stands. */
export interface Meta {
  /** Where the standard says it ("RFC 791 3.1", "8.2 f"). */
  readonly clause?: string;
  /** What this project decided where the standard is silent. */
  readonly profile?: string;
  /** Where that decision matters, if not in every message: only there does the tree show the mark. */
  readonly profileHere?: (value: Value, field: (name: string) => Value | undefined) => boolean;
  readonly values?: ValueNames;
  /** Names for whole ranges, where `values` has none: [from, to, name]. */
  readonly ranges?: readonly (readonly [number, number, string])[];
  /** For a text: all the texts that there are. */
  readonly texts?: readonly string[];
  readonly base?: Base;
  /** Text behind the value, with its own leading space (" bytes"). */
  readonly unit?: string;
  /** More filter names that this field answers to (`ip.addr` for `ip.src`). */
  readonly alias?: readonly string[];
  /** The number that filters and outputs see, from the one on the wire (a length counted in words, a float-like code). */
  readonly map?: (raw: number) => number;
  /** Words for true and false. */
  readonly words?: readonly [string, string];
  /** Number of bits in the `..1. ....` picture, where it is not that of the octets covered. */
  readonly pictureBits?: number;
  /** False: no `..1. ....` picture although the field is no whole octet (as Wireshark does for a few). */
  readonly picture?: boolean;
  /** The text right of the title, where it is not derived from `base`, `values` and `unit`. */
  readonly show?: (value: Value, field: (name: string) => Value | undefined) => string;
  /** The whole line, where even the title is not constant. */
  readonly line?: (value: Value, field: (name: string) => Value | undefined) => string;
  /** True: a field of variable size is there even where it has no octets (an empty text is a value too). */
  readonly empty?: boolean;
  /** True: the value is a packet's number; whoever reads it may go there. */
  readonly frame?: boolean;
  /** True: not shown in the tree (the children are), but known to filters and outputs. */
  readonly hidden?: boolean;
}

interface Named<K extends string, N extends string> {
  readonly kind: K;
  readonly name: N;
  readonly title: string;
  readonly meta: Meta;
}

/** An unsigned number of 1 to 32 bits. */
export interface UintItem<N extends string = string> extends Named<'uint', N> {
  readonly bits: number;
  /** Little-endian (whole octets only). */
  readonly littleEndian: boolean;
}
/** One bit. */
export interface FlagItem<N extends string = string> extends Named<'flag', N> {
  readonly bits: 1;
}
/** An unsigned number of 64 bits. */
export interface Uint64Item<N extends string = string> extends Named<'uint64', N> {
  readonly bits: 64;
}
/** An IPv4 address. */
export interface Ipv4Item<N extends string = string> extends Named<'ipv4', N> {
  readonly bits: 32;
}
/** An IPv6 address. */
export interface Ipv6Item<N extends string = string> extends Named<'ipv6', N> {
  readonly bits: 128;
}
/** A MAC address. */
export interface EtherItem<N extends string = string> extends Named<'ether', N> {
  readonly bits: 48;
  /** Fields laid over the address's own octets (the group bit …); the encoder does not look at them. */
  readonly parts: readonly Part[];
}
/** A field laid over another one's octets, `at` bits behind their beginning. */
export interface Part {
  readonly at: number;
  readonly item: FlagItem | UintItem | EtherItem;
}
/** Octets without further meaning. */
export interface BytesItem<N extends string = string> extends Named<'bytes', N> {
  readonly size: Size;
}
/** UTF-8 text. Octets that are no UTF-8 are kept as lone surrogates U+DC80 … U+DCFF, so that nothing is lost. */
export interface TextItem<N extends string = string> extends Named<'text', N> {
  readonly size: Size;
}
/** Bit fields that also have a value together (flags). Their widths add up to `bits`. */
export interface GroupItem<N extends string = string, I extends readonly BitItem[] = readonly BitItem[]>
  extends Named<'group', N> {
  readonly bits: number;
  readonly items: I;
}
/** A run of octets with its own end, which is a field itself and holds others. */
export interface WindowItem<N extends string = string, I extends readonly Item[] = readonly Item[]>
  extends Named<'window', N> {
  readonly size: Size;
  readonly items: I;
}
/** The same sub-header again and again: `count` times, or ('rest') to the end of what it stands in. */
export interface RepeatItem<N extends string = string, I extends readonly Item[] = readonly Item[]>
  extends Named<'repeat', N> {
  readonly count: Size;
  readonly items: I;
}
/** Items that are there only under a condition. */
export interface WhenItem<I extends readonly Item[] = readonly Item[]> {
  readonly kind: 'when';
  readonly on: Condition;
  readonly items: I;
}

/** What may stand inside a group. */
export type BitItem = UintItem | FlagItem;
/** An item that stands at one place and has one value. */
export type ScalarItem =
  | UintItem
  | FlagItem
  | Uint64Item
  | Ipv4Item
  | Ipv6Item
  | EtherItem
  | BytesItem
  | TextItem;
/** Anything that a field name belongs to. */
export type FieldItem = ScalarItem | GroupItem | WindowItem | RepeatItem;
/** A row of a layout table. */
export type Item = FieldItem | WhenItem;

/** A header's layout table. */
export interface Header<N extends string = string, I extends readonly Item[] = readonly Item[]> {
  /** The protocol's filter name. */
  readonly name: N;
  readonly title: string;
  /** The document that defines it. */
  readonly spec: string;
  readonly items: I;
}
