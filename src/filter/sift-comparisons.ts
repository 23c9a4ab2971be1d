/**
 * Comparing one value with a constant, as a condition in JavaScript. What is not known how to compare is left to the walk.
 */
import type { Value } from '../layout/types.js';
import { comparatorOf, satisfies } from './compare.js';
import type { ConstantOperand, FilterValue, Quantifier, Relation, ValueType } from './program.js';
import { and, not } from './sift-conditions.js';
import type { ScanTest } from './sift-scan.js';
import type { Source } from './sift-sources.js';

/** Keeps something that the code uses; gives its variable. */
export type Keep = (kept: Uint8Array | ScanTest) => string;

const OPERATORS: Readonly<Record<Relation, string>> = {
  eq: '===',
  ne: '!==',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
};

/** One value beside a constant; undefined where only a walk can tell. */
export function comparison(
  source: Source,
  relation: Relation,
  constant: ConstantOperand,
): string | undefined {
  const { value, mask } = constant;
  switch (source.kind) {
    case 'number': {
      if (typeof value !== 'number' || value < 0) return undefined;
      if (mask === undefined) return `${source.text}${OPERATORS[relation]}${value}`;
      if (typeof mask !== 'number') return undefined;
      return `((${source.text}&${mask | 0})>>>0)${OPERATORS[relation]}${(value & mask) >>> 0}`;
    }
    case 'octets':
      return octetsComparison(source, relation, constant);
    case 'moment':
      return typeof value === 'bigint' ? momentComparison(source, relation, value) : undefined;
    default:
      return undefined;
  }
}

/** The same as a function of a value. */
export function comparisonOf(
  type: ValueType,
  relation: Relation,
  { value, mask }: ConstantOperand,
  quantifier: Quantifier = 'any',
): (value: FilterValue) => boolean {
  const compare = comparatorOf(type, mask);
  return (one) => satisfies(relation, compare(one, value), quantifier);
}

/** Octets are the same or not; their order is left to the walk. */
function octetsComparison(
  { at, length, whole }: Extract<Source, { kind: 'octets' }>,
  relation: Relation,
  { value, mask }: ConstantOperand,
): string | undefined {
  if (!(value instanceof Uint8Array) || (relation !== 'eq' && relation !== 'ne')) return undefined;
  if (typeof mask === 'number') return undefined;
  if (value.length !== length) return relation === 'eq' ? 'false' : 'true';
  const same = [...value].flatMap((octet, i) => {
    const bits = mask === undefined ? 255 : mask[i];
    if (bits === 0) return [];
    const read = bits === 255 ? `b[${at}+${i}]` : `(b[${at}+${i}]&${bits})`;
    return [`${read}===${octet & bits}`];
  });
  const equal = and(whole, same.length === 0 ? 'true' : `(${same.join('&&')})`);
  return relation === 'eq' ? equal : not(equal);
}

const BILLION = 1_000_000_000n;

/** Spans and times: whole seconds decide, then nanoseconds (which may lie a second off, up or down). */
function momentComparison(
  { sec, nsec }: Extract<Source, { kind: 'moment' }>,
  relation: Relation,
  value: bigint,
): string | undefined {
  const whole = value / BILLION;
  if (whole > 1n << 40n || whole < -(1n << 40n)) return undefined;
  // Both differences are small integers beside 2^53: the sum is exact where it is near zero, and far from it elsewhere.
  return `((${sec}-(${whole}))*1e9+(${nsec}-(${value % BILLION})))${OPERATORS[relation]}0`;
}

/** What holds of a table's values, by the number that picks one. */
export function lookUp(
  { text, values }: Extract<Source, { kind: 'table' }>,
  holds: (value: FilterValue) => boolean,
  keep: Keep,
): string {
  const table = Uint8Array.from(values, (value) => (value !== undefined && holds(plain(value)) ? 1 : 0));
  if (table.every((one) => one === 0)) return 'false';
  if (table.every((one) => one === 1)) return 'true';
  return `${keep(table)}[${text}]===1`;
}

function plain(value: Value): FilterValue {
  return typeof value === 'boolean' ? Number(value) : value;
}
