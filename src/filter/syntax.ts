/**
 * A filter as it is written: words and what stands between them, with their places. Nothing is looked up yet.
 */
import type { Range } from './error.js';
import type { FunctionName, Quantifier, Relation, Span } from './program.js';

/** A word: a field's name, a number, an address, octets, a value's name: what it is depends on what it is compared with. */
export interface Word extends Range {
  readonly kind: 'word';
  readonly text: string;
  /** `name`: a field's (".ip"); `literal`: no field's (":61", an address); undecided otherwise. */
  readonly must: 'name' | 'literal' | undefined;
}

/** A string in double quotes, as octets. */
export interface Quoted extends Range {
  readonly kind: 'string';
  readonly bytes: Uint8Array;
  /** As written, without the quotes' escapes being read. */
  readonly text: string;
}

/** A character constant. */
export interface Character extends Range {
  readonly kind: 'character';
  readonly code: number;
}

/** `${ip.src}`: a field of the packet that is selected in a window. There is none here. */
export interface Reference extends Range {
  readonly kind: 'reference';
  readonly name: string;
}

/** `frame[0:6]`. */
export interface Slice extends Range {
  readonly kind: 'slice';
  readonly of: Entity;
  readonly parts: readonly Span[];
}

/** `ip.addr#1`. */
export interface Layered extends Range {
  readonly kind: 'layered';
  readonly of: Word;
  readonly layers: readonly Span[];
}

/** `len(ip)`. */
export interface Call extends Range {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly args: readonly Expression[];
}

/** What may stand at the side of any operator. */
export type Entity = Word | Quoted | Character | Reference | Slice | Layered | Call;

/** `a + b`. */
export interface Sum extends Range {
  readonly kind: 'arithmetic';
  readonly operator: '+' | '-' | '*' | '/' | '%' | '&';
  readonly left: Expression;
  readonly right: Expression;
}

/** `-a`. */
export interface Minus extends Range {
  readonly kind: 'negate';
  readonly of: Entity;
}

/** Something that has values. */
export type Expression = Entity | Sum | Minus;

/** A member of a set. */
export interface Member {
  readonly from: Entity | Minus;
  readonly to: Entity | Minus | undefined;
}

/** Something that holds or not. `operator` is the place of the operator. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly test: Condition }
  | { readonly kind: 'alone'; readonly expression: Expression }
  | {
      readonly kind: 'compare';
      readonly relation: Relation;
      readonly quantifier: Quantifier;
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'contains' | 'matches';
      readonly quantifier: Quantifier;
      readonly operator: string;
      readonly left: Entity;
      readonly right: Entity;
    }
  | {
      readonly kind: 'in';
      readonly quantifier: Quantifier;
      readonly negated: boolean;
      readonly left: Entity;
      readonly members: readonly Member[];
    };
