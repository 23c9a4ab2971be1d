/**
 * A display filter, read and checked: what is left of its text when names are looked up, constants have become values of
 * the type that they are compared with, and nothing can be wrong any more. Evaluators are compiled from this.
 *
 *   test      and, or, not, exists, truth, compare, contains, matches, in
 *   operand   field, constant, slice, call, arithmetic, negate        (a list of values a packet, perhaps empty)
 */
import type { Mask } from './address.js';
import type { Regex } from './regex.js';

/** Types of values, as far as filters tell them apart. */
export type ValueType =
  | 'none'
  | 'boolean'
  | 'uint'
  | 'int'
  | 'uint64'
  | 'text'
  | 'bytes'
  | 'ether'
  | 'ipv4'
  | 'ipv6'
  | 'time'
  | 'duration'
  | 'protocol';

/**
 * A value at work: `boolean` (0 or 1), `uint`, `int` and `ipv4` are numbers; `uint64`, `time` and `duration` (nanoseconds)
 * are bigints; `text` is a string; all others are octets.
 */
export type FilterValue = number | bigint | string | Uint8Array;

/** Relations of values. */
export type Relation = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** Which pairs of values must satisfy a relation: one, or all of them. Without a value on either side none does. */
export type Quantifier = 'any' | 'all';

/** A whole filter. */
export type Program = Test;

/** Something that holds of a packet, or does not. */
export type Test =
  | { readonly kind: 'always' }
  | { readonly kind: 'and' | 'or'; readonly left: Test; readonly right: Test }
  | { readonly kind: 'not'; readonly test: Test }
  | { readonly kind: 'exists'; readonly field: FieldOperand | SliceOperand }
  /** An operand alone (`tcp.flags & 2`): one of its values is not zero (numbers), or not all octets of it are. */
  | { readonly kind: 'truth'; readonly operand: Operand }
  | Compare
  | Contains
  | Matches
  | Membership;

/** `ip.ttl > 1`. Both sides are of types that can be compared. */
export interface Compare {
  readonly kind: 'compare';
  readonly relation: Relation;
  readonly quantifier: Quantifier;
  readonly left: Operand;
  readonly right: Operand;
}

/** `udp contains 16:00`: octets in octets, or text in text. */
export interface Contains {
  readonly kind: 'contains';
  readonly quantifier: Quantifier;
  readonly left: Operand;
  readonly right: Operand;
}

/** `frame.protocols matches "igmp$"`. */
export interface Matches {
  readonly kind: 'matches';
  readonly quantifier: Quantifier;
  readonly left: Operand;
  readonly pattern: Regex;
}

/** `ip.ttl in {1, 3..5}`: one value of the field is in the set. */
export interface Membership {
  readonly kind: 'in';
  readonly left: Operand;
  readonly elements: readonly Element[];
}

/** A member of a set: a value, or (with `to`) all from one to another. */
export interface Element {
  readonly from: Operand;
  readonly to: Operand | undefined;
}

/** Something that has values in a packet. */
export type Operand = FieldOperand | ConstantOperand | SliceOperand | CallOperand | Arithmetic | Negation;

/** All values of a field; of an alias, those of its members. */
export interface FieldOperand {
  readonly kind: 'field';
  readonly type: ValueType;
  /** Width of a number's type: 8, 16, 24, 32 or 64. */
  readonly bits: number;
  /** As the filter names it. */
  readonly name: string;
  /** Names of the catalogue's fields that count: the field itself, or what the alias stands for. */
  readonly members: readonly string[];
  /** `#…`: only from these occurrences of the protocol in the packet, counted from 1 (from -1 backwards). */
  readonly layers: readonly Span[] | undefined;
}

/** Counted from the first (0, or 1 for layers) or, where negative, from the last (-1). */
export interface Span {
  readonly from: number;
  /** How many, or the last of them; to the end where neither is given. */
  readonly length?: number;
  readonly to?: number;
}

/** A value from the filter's text. */
export interface ConstantOperand {
  readonly kind: 'constant';
  readonly type: ValueType;
  readonly value: FilterValue;
  /** `/8`: only these leading bits are compared. Addresses only. */
  readonly mask: Mask | undefined;
}

/** Octets of each value; of a value that is too short there is none. Of text, the octets of its UTF-8. */
export interface SliceOperand {
  readonly kind: 'slice';
  readonly type: 'bytes';
  readonly of: Operand;
  readonly parts: readonly Span[];
}

/** The functions. */
export type FunctionName = 'len' | 'count' | 'lower' | 'upper' | 'string' | 'min' | 'max' | 'abs';

/** A function of operands. */
export interface CallOperand {
  readonly kind: 'call';
  readonly type: ValueType;
  readonly name: FunctionName;
  readonly args: readonly Operand[];
}

/** Each value of the left side with each of the right. Numbers wrap at 32 (64) bits; division by zero has no value. */
export interface Arithmetic {
  readonly kind: 'arithmetic';
  readonly type: ValueType;
  readonly operator: '+' | '-' | '*' | '/' | '%' | '&';
  readonly left: Operand;
  readonly right: Operand;
}

/** `-frame.time_delta`. */
export interface Negation {
  readonly kind: 'negate';
  readonly type: ValueType;
  readonly of: Operand;
}
