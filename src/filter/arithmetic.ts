/**
 * Arithmetic of filters, as Wireshark 4.0 does it: numbers of 32 bits (64 for such fields), unsigned or, once they were
 * negative, signed; what does not held has no value. Spans of time are added; octets and addresses are masked.
 */
import type { Arithmetic, FilterValue, ValueType } from './program.js';

type Operator = Arithmetic['operator'];

/** An operation on two values; undefined where it has no result. */
export type Operation = (a: FilterValue, b: FilterValue) => FilterValue | undefined;

/** The operation for values whose left side has a type. */
export function operationOf(operator: Operator, type: ValueType): Operation {
  switch (type) {
    case 'uint':
      return (a, b) =>
        Number(a) < 0 ? signed(operator, Number(a), Number(b)) : unsigned(operator, Number(a), Number(b));
    case 'int':
      return (a, b) => signed(operator, Number(a), Number(b));
    case 'uint64':
      return (a, b) => wide(operator, BigInt(a as bigint), BigInt(b as bigint));
    case 'duration':
      return (a, b) =>
        operator === '+'
          ? BigInt(a as bigint) + BigInt(b as bigint)
          : BigInt(a as bigint) - BigInt(b as bigint);
    case 'ipv4':
      return (a, b) => (Number(a) & Number(b)) >>> 0;
    default:
      return (a, b) => maskOctets(a as Uint8Array, b as Uint8Array);
  }
}

const MOST = 0xffffffff;
const MOST_SIGNED = 0x7fffffff;

/** The right side's 32 bits are taken as unsigned, whatever they are. A difference may be negative. */
function unsigned(operator: Operator, a: number, right: number): number | undefined {
  const b = right >>> 0;
  switch (operator) {
    case '+':
      return a + b > MOST ? undefined : a + b;
    case '-':
      if (b <= a) return a - b;
      return b > MOST_SIGNED ? undefined : a - b;
    case '*':
      return a * b > MOST ? undefined : a * b;
    case '/':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : a % b;
    case '&':
      return (a & b) >>> 0;
  }
}

/** The right side's 32 bits are taken as signed. */
function signed(operator: Operator, a: number, right: number): number | undefined {
  const b = right | 0;
  const held = (value: number): number | undefined =>
    value > MOST_SIGNED || value < -MOST_SIGNED - 1 ? undefined : value + 0;
  switch (operator) {
    case '+':
      return held(a + b);
    case '-':
      return held(a - b);
    case '*':
      return held(a * b);
    case '/':
      return b === 0 ? undefined : held(Math.trunc(a / b));
    case '%':
      return b === 0 ? undefined : held(a % b);
    case '&':
      return a & b;
  }
}

function wide(operator: Operator, a: bigint, right: bigint): bigint | undefined {
  const negative = a < 0n;
  const b = negative ? BigInt.asIntN(64, right) : BigInt.asUintN(64, right);
  const held = (value: bigint): bigint | undefined => {
    const inRange =
      negative || value < 0n ? BigInt.asIntN(64, value) === value : BigInt.asUintN(64, value) === value;
    return inRange ? value : undefined;
  };
  switch (operator) {
    case '+':
      return held(a + b);
    case '-':
      return held(a - b);
    case '*':
      return held(a * b);
    case '/':
      return b === 0n ? undefined : held(a / b);
    case '%':
      return b === 0n ? undefined : held(a % b);
    case '&':
      return a & b;
  }
}

/** As many octets as the shorter side has. */
function maskOctets(a: Uint8Array, b: Uint8Array): Uint8Array {
  const result = new Uint8Array(Math.min(a.length, b.length));
  for (let i = 0; i < result.length; i += 1) result[i] = a[i] & b[i];
  return result;
}

/** The opposite; undefined where it does not held. */
export function negate(value: FilterValue): FilterValue | undefined {
  if (typeof value === 'bigint') return -value;
  const number = Number(value);
  return number > MOST_SIGNED ? undefined : 0 - number;
}

/** The value without its sign. */
export function absolute(value: FilterValue): FilterValue {
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  return Math.abs(Number(value));
}

/** Whether a result of arithmetic counts as true: a number that is not 0, octets that are not all 0. */
export function isTrue(value: FilterValue): boolean {
  if (value instanceof Uint8Array) return value.some((octet) => octet !== 0);
  return typeof value === 'bigint' ? value !== 0n : Number(value) !== 0;
}
