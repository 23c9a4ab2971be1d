/**
 * What can be done with values of each type, as Wireshark 4.0 has it.
 */
import type { ValueNames } from '../layout/types.js';
import type { Operand, ValueType } from './program.js';

/** An operand with all that is known of its type. */
export interface Typed {
  readonly operand: Operand;
  readonly type: ValueType;
  /** Width of numbers: 8, 16, 24, 32 or 64. */
  readonly bits: number;
  /** The field whose value names may be written for values; undefined where there is none. */
  readonly naming: Naming | undefined;
  /** How the filter calls it, for messages. */
  readonly label: string;
}

/** Names for values. */
export interface Naming {
  readonly field: string;
  readonly values: ValueNames | undefined;
  /** For a text of which only some are possible. */
  readonly texts: readonly string[] | undefined;
  /** For true and false. */
  readonly words: readonly [string, string] | undefined;
}

/** Whether two types can be compared. */
export function compatible(a: ValueType, b: ValueType): boolean {
  const group = (type: ValueType): ValueType => (type === 'ether' ? 'bytes' : type);
  // A negated number is signed; it is compared with unsigned ones.
  const number = (type: ValueType): ValueType => (type === 'int' ? 'uint' : group(type));
  return number(a) === number(b);
}

/** What can be searched in, by `contains` and `matches`. */
export const SEARCHED: ReadonlySet<ValueType> = new Set(['text', 'bytes', 'ether', 'protocol']);
/** What has octets to be cut out. */
export const SLICED: ReadonlySet<ValueType> = new Set(['text', 'bytes', 'ether', 'protocol', 'ipv4', 'ipv6']);
/** What is compared with octets as it is. */
export const OCTETS: ReadonlySet<ValueType> = new Set(['bytes', 'ether', 'ipv6']);
/** What `string()` makes text of. */
export const SPOKEN: ReadonlySet<ValueType> = new Set(['uint', 'int', 'uint64', 'ipv4', 'ipv6', 'ether']);

const NUMBERS: readonly ValueType[] = ['uint', 'int', 'uint64'];

/** By operator of arithmetic: the types that it takes. `neg` is the sign. */
export const ARITHMETIC: Readonly<Record<'+' | '-' | '*' | '/' | '%' | '&' | 'neg', ReadonlySet<ValueType>>> =
  {
    '+': new Set([...NUMBERS, 'duration']),
    '-': new Set([...NUMBERS, 'duration']),
    '*': new Set(NUMBERS),
    '/': new Set(NUMBERS),
    '%': new Set(NUMBERS),
    '&': new Set([...NUMBERS, 'ipv4', 'ipv6', 'bytes', 'ether']),
    neg: new Set([...NUMBERS, 'duration']),
  };

const TITLES: Readonly<Record<ValueType, string>> = {
  none: 'label',
  boolean: 'boolean',
  uint: 'unsigned integer',
  int: 'signed integer',
  uint64: 'unsigned integer',
  text: 'character string',
  bytes: 'byte sequence',
  ether: 'MAC address',
  ipv4: 'IPv4 address',
  ipv6: 'IPv6 address',
  time: 'date and time',
  duration: 'time offset',
  protocol: 'protocol',
};

/** The type in words: "unsigned integer, 2 octets". */
export function titleOf({ type, bits }: { readonly type: ValueType; readonly bits: number }): string {
  const title = TITLES[type];
  if (!NUMBERS.includes(type)) return title;
  return `${title}, ${bits / 8} octet${bits === 8 ? '' : 's'}`;
}
