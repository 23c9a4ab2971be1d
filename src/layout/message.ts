/**
 * The TypeScript type of a header's message, inferred from its layout table: it is never written a second time.
 *
 *   type Udp = MessageOf<typeof udp>;   // { readonly 'udp.srcport': number; … }
 */
import type { Header, Item } from './types.js';

type Simplify<T> = { readonly [K in keyof T]: T[K] } & {};
type Intersect<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;

type ValueOfKind<K> = K extends 'uint' | 'ipv4' | 'group'
  ? number
  : K extends 'flag'
    ? boolean
    : K extends 'uint64'
      ? bigint
      : K extends 'text'
        ? string
        : Uint8Array;

type FieldsOfItem<T> = T extends { kind: 'when'; items: infer I extends readonly Item[] }
  ? Partial<FieldsOf<I>>
  : T extends { kind: 'repeat'; name: infer N extends string; items: infer I extends readonly Item[] }
    ? { readonly [P in N]: readonly FieldsOf<I>[] }
    : T extends { kind: 'window'; name: infer N extends string; items: infer I extends readonly Item[] }
      ? { readonly [P in N]: Uint8Array } & Partial<FieldsOf<I>>
      : T extends { kind: 'group'; name: infer N extends string; items: infer I extends readonly Item[] }
        ? { readonly [P in N]: number } & FieldsOf<I>
        : T extends { kind: infer K; name: infer N extends string }
          ? { readonly [P in N]: ValueOfKind<K> }
          : never;

/** The fields that a list of items holds, as a readonly record by field name. */
export type FieldsOf<I extends readonly Item[]> = readonly Item[] extends I
  ? AnyMessage
  : Simplify<Intersect<FieldsOfItem<I[number]>>>;

/** The whole message of a header, as the decoder gives it. */
export type MessageOf<H> = H extends Header<string, infer I> ? FieldsOf<I> : never;

/** A message of which any part may be missing, as the lenient encoder takes it. */
export type Lenient<T> = T extends readonly (infer E)[]
  ? readonly Lenient<E>[]
  : T extends Uint8Array
    ? T
    : T extends object
      ? { readonly [K in keyof T]?: Lenient<T[K]> | undefined }
      : T;

/** A message whose type is not known at compile time. */
export type AnyMessage = { readonly [name: string]: AnyValue | undefined };

/** What may stand in a message of unknown type. */
export type AnyValue = number | bigint | boolean | string | Uint8Array | readonly AnyMessage[];
