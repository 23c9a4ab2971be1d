/**
 * Tests of a filter as JavaScript expressions over the octets of a frame whose stack of layers is known. Each becomes two:
 * one that holds where the test surely does, one where it surely does not; where neither holds the frame is walked.
 */
import type { CodeLayer } from '../../dissectors/shortcut-open.js';
import { isTrue } from './arithmetic.js';
import { holdsWithin } from './compare.js';
import type {
  Compare,
  ConstantOperand,
  Contains,
  FilterValue,
  Matches,
  Membership,
  Operand,
  Quantifier,
  Test,
} from './program.js';
import { comparison, comparisonOf, type Keep, lookUp } from './sift-comparisons.js';
import { and, any, not, or } from './sift-conditions.js';
import { compileScanTest, FAILS, HOLDS, type ScanTest, THERE } from './sift-scan.js';
import type { Occurrence, Source, SourceFinder } from './sift-sources.js';

/** When a test surely holds, and when it surely does not. */
export interface Verdict {
  readonly yes: string;
  readonly no: string;
  /** True where it is always one of the two. */
  readonly exact: boolean;
}

/** What tests are compiled with. */
export interface TestScope {
  readonly finder: SourceFinder;
  readonly layers: readonly CodeLayer[];
  /** The dissectors whose layers may be behind these, of which no more is known; undefined: any. */
  readonly behind: ReadonlySet<number> | undefined;
  readonly keep: Keep;
}

/** Values of an operand. */
interface Found {
  readonly values: readonly Occurrence[];
  /** Whether there may be more of them. */
  readonly more: boolean;
}

const UNKNOWN: Verdict = { yes: 'false', no: 'false', exact: false };

/** Compiles a test for a stack. */
export function verdictOf(test: Test, scope: TestScope): Verdict {
  switch (test.kind) {
    case 'always':
      return exact('true');
    case 'and': {
      const [a, b] = [verdictOf(test.left, scope), verdictOf(test.right, scope)];
      return { yes: and(a.yes, b.yes), no: or(a.no, b.no), exact: a.exact && b.exact };
    }
    case 'or': {
      const [a, b] = [verdictOf(test.left, scope), verdictOf(test.right, scope)];
      return { yes: or(a.yes, b.yes), no: and(a.no, b.no), exact: a.exact && b.exact };
    }
    case 'not': {
      const { yes, no, exact: decided } = verdictOf(test.test, scope);
      return { yes: no, no: yes, exact: decided };
    }
    case 'exists': {
      const found = valuesOf(test.field, scope);
      if (found === undefined) return UNKNOWN;
      const there = any(found.values.map((one) => and(presence(one, scope), wholeness(one.source))));
      return found.more ? { yes: there, no: 'false', exact: there === 'true' } : exact(there);
    }
    case 'truth':
      return overValues(
        test.operand,
        'any',
        scope,
        (source) => (source.kind === 'number' ? `${source.text}!==0` : undefined),
        isTrue,
      );
    case 'compare':
      return compareVerdict(test, scope);
    case 'in':
      return memberVerdict(test, scope);
    case 'contains':
    case 'matches':
      return searchVerdict(test, scope);
  }
}

/** A search through the whole frame; the octets of other protocols are left to the walk. */
function searchVerdict(test: Contains | Matches, scope: TestScope): Verdict {
  const { left, quantifier } = test;
  const holds = finderOf(test);
  if (left.kind !== 'field' || left.name !== 'frame' || holds === undefined) return UNKNOWN;
  const find: ScanTest = (bytes, from, to) => (holds(bytes.subarray(from, to)) ? HOLDS : FAILS);
  const make = (source: Source): string | undefined =>
    source.kind === 'range' ? `${scope.keep(find)}(b,${source.from},${source.to})===${HOLDS}` : undefined;
  return overValues(left, quantifier, scope, make, holds);
}

/** What finds the text or the octets that are searched for; undefined where they differ from frame to frame. */
function finderOf(test: Contains | Matches): ((value: FilterValue) => boolean) | undefined {
  if (test.kind === 'matches') {
    const { pattern } = test;
    return (value) => value instanceof Uint8Array && value.length > 0 && pattern.test(value);
  }
  const { right } = test;
  return right.kind === 'constant' ? (value) => holdsWithin(value, right.value) : undefined;
}

function exact(condition: string): Verdict {
  return { yes: condition, no: not(condition), exact: true };
}

/** A field that a table computes is there only where the table has a value. */
function presence({ guard, source }: Occurrence, scope: TestScope): string {
  if (source.kind === 'scan') return scanned(source, () => true, THERE, scope);
  if (source.kind !== 'table' || source.values.every((value) => value !== undefined)) return guard;
  return and(
    guard,
    lookUp(source, () => true, scope.keep),
  );
}

/** A slice is there where it has octets. */
function wholeness(source: Source): string {
  return source.kind === 'octets' ? source.whole : 'true';
}

/** The values of an operand, if they can be had. */
function valuesOf(operand: Operand, scope: TestScope): Found | undefined {
  switch (operand.kind) {
    case 'field': {
      const values = scope.finder.find(operand, scope.layers);
      return values === undefined ? undefined : { values, more: scope.finder.mayBeIn(operand, scope.behind) };
    }
    case 'slice':
      return sliced(operand, scope);
    case 'arithmetic':
      return masked(operand, scope);
    default:
      return undefined;
  }
}

/** One run of octets, counted from the first. */
function sliced({ of, parts }: Extract<Operand, { kind: 'slice' }>, scope: TestScope): Found | undefined {
  const [{ from, length, to }] = parts;
  const size = length ?? (to === undefined ? undefined : to - from + 1);
  if (parts.length !== 1 || from < 0 || size === undefined || size > 64 || of.kind !== 'field')
    return undefined;
  const found = valuesOf(of, scope);
  if (found === undefined) return undefined;
  const cut: Occurrence[] = [];
  for (const { guard, source } of found.values) {
    if (source.kind !== 'octets' && source.kind !== 'range') return undefined;
    const start = source.kind === 'octets' ? source.at : source.from;
    const whole =
      source.kind === 'range'
        ? `${source.to}-${source.from}>=${from + size}`
        : from + size <= source.length
          ? source.whole
          : 'false';
    cut.push({ guard, source: { kind: 'octets', at: `${start}+${from}`, length: size, whole } });
  }
  return { values: cut, more: found.more };
}

/** `field & number`. */
function masked(
  { operator, left, right, type }: Extract<Operand, { kind: 'arithmetic' }>,
  scope: TestScope,
): Found | undefined {
  const number = right.kind === 'constant' && right.mask === undefined ? right.value : undefined;
  if (operator !== '&' || typeof number !== 'number' || number < 0 || type === 'int') return undefined;
  const found = valuesOf(left, scope);
  if (found === undefined) return undefined;
  const values = found.values.map(
    ({ guard, source }): Occurrence => ({
      guard,
      source:
        source.kind === 'number'
          ? { kind: 'number', text: `((${source.text}&${number | 0})>>>0)` }
          : { kind: 'unknown' },
    }),
  );
  return { values, more: found.more };
}

/** Whether a scan finds what `bit` stands for. */
function scanned(
  { header, name, from, to }: Extract<Source, { kind: 'scan' }>,
  holds: (value: FilterValue) => boolean,
  bit: number,
  { keep }: TestScope,
): string {
  return `(${keep(compileScanTest(header, name, holds))}(b,${from},${to})&${bit})!==0`;
}

/**
 * A condition on each value of an operand: `make` writes it for a value that an expression gives (undefined: not known how),
 * `holds` is it for a value at hand.
 */
function overValues(
  operand: Operand,
  quantifier: Quantifier,
  scope: TestScope,
  make: (source: Source) => string | undefined,
  holds: (value: FilterValue) => boolean,
): Verdict {
  const found = valuesOf(operand, scope);
  if (found === undefined) return UNKNOWN;
  let [there, holding, failing] = ['false', 'false', 'false'];
  for (const one of found.values) {
    const { source } = one;
    const guard = presence(one, scope);
    there = or(there, guard);
    if (source.kind === 'scan') {
      holding = or(holding, scanned(source, holds, HOLDS, scope));
      failing = or(failing, scanned(source, holds, FAILS, scope));
      continue;
    }
    const condition = source.kind === 'table' ? lookUp(source, holds, scope.keep) : make(source);
    if (condition === undefined) return UNKNOWN;
    holding = or(holding, and(guard, condition));
    failing = or(failing, and(guard, not(condition)));
  }
  if (quantifier === 'any')
    return found.more ? { yes: holding, no: 'false', exact: holding === 'true' } : exact(holding);
  return found.more
    ? { yes: 'false', no: failing, exact: failing === 'true' }
    : exact(and(there, not(failing)));
}

function compareVerdict({ relation, quantifier, left, right }: Compare, scope: TestScope): Verdict {
  if (right.kind !== 'constant') return UNKNOWN;
  return overValues(
    left,
    quantifier,
    scope,
    (source) => comparison(source, relation, right),
    comparisonOf(left.type, relation, right, quantifier),
  );
}

/** Bounds of a set's member; both the same for a single value. */
interface Bounds {
  readonly from: ConstantOperand;
  readonly to: ConstantOperand | undefined;
}

function memberVerdict({ left, elements }: Membership, scope: TestScope): Verdict {
  const bounds: Bounds[] = [];
  for (const { from, to } of elements) {
    if (from.kind !== 'constant' || (to !== undefined && to.kind !== 'constant')) return UNKNOWN;
    bounds.push({ from, to });
  }
  const tests = bounds.map(({ from, to }) => {
    if (to === undefined) return comparisonOf(left.type, 'eq', from);
    const [low, high] = [comparisonOf(left.type, 'ge', from), comparisonOf(left.type, 'le', to)];
    return (value: FilterValue) => low(value) && high(value);
  });
  return overValues(
    left,
    'any',
    scope,
    (source) => membership(source, bounds),
    (value) => tests.some((holds) => holds(value)),
  );
}

function membership(source: Source, bounds: readonly Bounds[]): string | undefined {
  const conditions: string[] = [];
  for (const { from, to } of bounds) {
    const low = comparison(source, to === undefined ? 'eq' : 'ge', from);
    const high = to === undefined ? 'true' : comparison(source, 'le', to);
    if (low === undefined || high === undefined) return undefined;
    conditions.push(and(low, high));
  }
  return any(conditions);
}
