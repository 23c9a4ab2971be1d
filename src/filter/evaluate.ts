/**
 * A checked filter made into a function of a walked frame. Single fields beside constants, which most filters are, stop at
 * the first value that decides; all else gathers the values of both sides.
 */
import type { Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { isTrue } from './arithmetic.js';
import { type Comparator, comparatorOf, holdsWithin, satisfies } from './compare.js';
import { createFieldSource } from './field-source.js';
import { compileOperand, type Values } from './operands.js';
import type {
  Compare,
  Element,
  FilterValue,
  Membership,
  Operand,
  Program,
  Quantifier,
  Test,
} from './program.js';

/** Whether a test holds of the frame that was walked last. */
export type Predicate = (w: Walk) => boolean;

/** Compiles a filter. */
export function compileTest(registry: Registry, test: Program | Test): Predicate {
  switch (test.kind) {
    case 'always':
      return () => true;
    case 'and': {
      const [left, right] = [compileTest(registry, test.left), compileTest(registry, test.right)];
      return (w) => left(w) && right(w);
    }
    case 'or': {
      const [left, right] = [compileTest(registry, test.left), compileTest(registry, test.right)];
      return (w) => left(w) || right(w);
    }
    case 'not': {
      const inner = compileTest(registry, test.test);
      return (w) => !inner(w);
    }
    case 'exists':
      return compileExistence(registry, test.field);
    case 'truth': {
      const values = compileOperand(registry, test.operand);
      return (w) => values(w)?.some(isTrue) === true;
    }
    case 'compare':
      return compileCompare(registry, test);
    case 'contains':
      return pairs(registry, test.left, test.right, test.quantifier, holdsWithin);
    case 'matches': {
      const { pattern } = test;
      const matches = (value: FilterValue): boolean =>
        typeof value === 'string'
          ? pattern.testText(value)
          : (value as Uint8Array).length > 0 && pattern.test(value as Uint8Array);
      return singles(registry, test.left, test.quantifier, () => matches);
    }
    case 'in':
      return compileMembership(registry, test);
  }
}

const always = (): boolean => true;

function compileExistence(registry: Registry, operand: Operand): Predicate {
  if (operand.kind === 'field') {
    const visit = createFieldSource(registry, operand, 'whole');
    return (w) => visit(w, always);
  }
  // A slice is there where it holds an octet.
  const values = compileOperand(registry, operand);
  return (w) => values(w)?.some((value) => (value as Uint8Array).length > 0) === true;
}

function compareBy(left: Operand, right: Operand): Comparator {
  const mask = right.kind === 'constant' ? right.mask : undefined;
  return comparatorOf(left.type, mask);
}

function compileCompare(registry: Registry, { left, right, relation, quantifier }: Compare): Predicate {
  const compare = compareBy(left, right);
  if (right.kind === 'constant') {
    const { value } = right;
    return singles(
      registry,
      left,
      quantifier,
      () => (each) => satisfies(relation, compare(each, value), quantifier),
    );
  }
  return pairs(registry, left, right, quantifier, (a, b) => satisfies(relation, compare(a, b), quantifier));
}

/** A test of each value of one operand; what it is tested by may depend on the packet. */
function singles(
  registry: Registry,
  operand: Operand,
  quantifier: Quantifier,
  prepare: (w: Walk) => (value: FilterValue) => boolean,
): Predicate {
  if (operand.kind !== 'field') {
    const values = compileOperand(registry, operand);
    return (w) => {
      const all = values(w);
      if (all === undefined) return false;
      const holds = prepare(w);
      return quantifier === 'any' ? all.some(holds) : all.every(holds);
    };
  }
  const visit = createFieldSource(registry, operand, 'whole');
  if (quantifier === 'any') return (w) => visit(w, prepare(w));
  return (w) => {
    let seen = false;
    const holds = prepare(w);
    const failed = visit(w, (value) => {
      seen = true;
      return !holds(value);
    });
    return seen && !failed;
  };
}

/** A test of pairs: each value of one side with each of the other. */
function pairs(
  registry: Registry,
  left: Operand,
  right: Operand,
  quantifier: Quantifier,
  holds: (a: FilterValue, b: FilterValue) => boolean,
): Predicate {
  const [lefts, rights]: Values[] = [compileOperand(registry, left), compileOperand(registry, right)];
  return (w) => {
    const all = lefts(w);
    const others = all === undefined ? undefined : rights(w);
    if (all === undefined || others === undefined) return false;
    return quantifier === 'any'
      ? all.some((a) => others.some((b) => holds(a, b)))
      : all.every((a) => others.every((b) => holds(a, b)));
  };
}

type Member = (w: Walk) => (value: FilterValue) => boolean;
const never = (): boolean => false;

function compileMembership(registry: Registry, { left, elements }: Membership): Predicate {
  const members = elements.map((element) => compileMember(registry, left, element));
  return singles(registry, left, 'any', (w) => {
    const tests = members.map((member) => member(w));
    return (value) => tests.some((holds) => holds(value));
  });
}

function compileMember(registry: Registry, left: Operand, { from, to }: Element): Member {
  const lower = compileOperand(registry, from);
  const compareLower = compareBy(left, from);
  if (to === undefined) {
    return (w) => {
      const values = [...(lower(w) ?? [])];
      return (value) => values.some((each) => compareLower(value, each) === 0);
    };
  }
  const upper = compileOperand(registry, to);
  const compareUpper = compareBy(left, to);
  return (w) => {
    const [lows, highs] = [[...(lower(w) ?? [])], [...(upper(w) ?? [])]];
    if (lows.length === 0 || highs.length === 0) return never;
    return (value) =>
      lows.some((low) => compareLower(value, low) >= 0) &&
      highs.some((high) => compareUpper(value, high) <= 0);
  };
}
