/**
 * Tests of a filter as JavaScript expressions over the octets of a frame whose stack of layers is known. Each becomes two:
 * one that holds where the test surely does, one where it surely does not; where neither holds the frame is walked.
 */
import type { CodeLayer } from '../../dissectors/shortcut-code.js';
import type { Compare, Membership, Operand, Quantifier, Test } from './program.js';
import { comparison, type Keep, lookUp } from './sift-comparisons.js';
import { and, any, not, or } from './sift-conditions.js';
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
  readonly keep: Keep;
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
      return exact(any(found.map((one) => and(presence(one, scope), wholeness(one.source)))));
    }
    case 'truth':
      return overValues(test.operand, 'any', scope, (source) =>
        source.kind === 'number' ? `${source.text}!==0` : undefined,
      );
    case 'compare':
      return compareVerdict(test, scope);
    case 'in':
      return memberVerdict(test, scope);
    default:
      return UNKNOWN;
  }
}

function exact(condition: string): Verdict {
  return { yes: condition, no: not(condition), exact: true };
}

/** A field that a table computes is there only where the table has a value. */
function presence({ guard, source }: Occurrence, scope: TestScope): string {
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
function valuesOf(operand: Operand, scope: TestScope): readonly Occurrence[] | undefined {
  switch (operand.kind) {
    case 'field':
      return scope.finder.find(operand, scope.layers);
    case 'slice':
      return sliced(operand, scope);
    case 'arithmetic':
      return masked(operand, scope);
    default:
      return undefined;
  }
}

/** One run of octets, counted from the first. */
function sliced(
  { of, parts }: Extract<Operand, { kind: 'slice' }>,
  scope: TestScope,
): readonly Occurrence[] | undefined {
  const [{ from, length, to }] = parts;
  const size = length ?? (to === undefined ? undefined : to - from + 1);
  if (parts.length !== 1 || from < 0 || size === undefined || size > 64 || of.kind !== 'field')
    return undefined;
  const found = valuesOf(of, scope);
  if (found === undefined) return undefined;
  const cut: Occurrence[] = [];
  for (const { guard, source } of found) {
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
  return cut;
}

/** `field & number`. */
function masked(
  { operator, left, right, type }: Extract<Operand, { kind: 'arithmetic' }>,
  scope: TestScope,
): readonly Occurrence[] | undefined {
  const number = right.kind === 'constant' && right.mask === undefined ? right.value : undefined;
  if (operator !== '&' || typeof number !== 'number' || number < 0 || type === 'int') return undefined;
  const found = valuesOf(left, scope);
  return found?.map(({ guard, source }) => ({
    guard,
    source:
      source.kind === 'number'
        ? { kind: 'number', text: `((${source.text}&${number | 0})>>>0)` }
        : { kind: 'unknown' },
  }));
}

/** A condition on each value of an operand; `make` gives undefined where it is not known. */
function overValues(
  operand: Operand,
  quantifier: Quantifier,
  scope: TestScope,
  make: (source: Source) => string | undefined,
): Verdict {
  const found = valuesOf(operand, scope);
  if (found === undefined) return UNKNOWN;
  let holds = quantifier === 'any' ? 'false' : 'true';
  let there = 'false';
  for (const one of found) {
    const condition = make(one.source);
    if (condition === undefined) return UNKNOWN;
    const guard = presence(one, scope);
    there = or(there, guard);
    if (quantifier === 'any') holds = or(holds, and(guard, condition));
    else holds = and(holds, or(not(guard), condition));
  }
  return exact(and(there, holds));
}

function compareVerdict({ relation, quantifier, left, right }: Compare, scope: TestScope): Verdict {
  if (right.kind !== 'constant') return UNKNOWN;
  return overValues(left, quantifier, scope, (source) =>
    comparison(source, left.type, relation, right, scope.keep),
  );
}

function memberVerdict(test: Membership, scope: TestScope): Verdict {
  const { left, quantifier, elements } = test;
  return overValues(left, quantifier, scope, (source) => {
    const conditions = elements.map(({ from, to }) => {
      if (from.kind !== 'constant') return undefined;
      if (to === undefined) return comparison(source, left.type, 'eq', from, scope.keep);
      if (to.kind !== 'constant') return undefined;
      const low = comparison(source, left.type, 'ge', from, scope.keep);
      const high = comparison(source, left.type, 'le', to, scope.keep);
      return low === undefined || high === undefined ? undefined : and(low, high);
    });
    return conditions.reduce<string | undefined>(
      (all, one) => (all === undefined || one === undefined ? undefined : or(all, one)),
      'false',
    );
  });
}
