/**
 * Checks a filter that was read: looks names up, reads constants as the type of what they are compared with, and refuses
 * what has no meaning. What Wireshark 4.0 takes is taken, what it refuses is refused.
 */
import { ok, type Result } from '../base/result.js';
import { checkExpression, checkOther, type Scope } from './check-operands.js';
import { type FilterError, refuse } from './error.js';
import type { Element, Operand, Program, Relation, Test } from './program.js';
import { compileRegex } from './regex.js';
import type { Condition, Entity, Expression, Minus } from './syntax.js';
import { compatible, OCTETS, SEARCHED, SLICED, type Typed, titleOf } from './types.js';

type Checked<T> = Result<T, FilterError>;

/** Checks a whole filter; nothing at all holds of every packet. */
export function checkFilter(condition: Condition | undefined, scope: Scope): Checked<Program> {
  return condition === undefined ? ok({ kind: 'always' }) : checkCondition(condition, scope);
}

function checkCondition(condition: Condition, scope: Scope): Checked<Test> {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const left = checkCondition(condition.left, scope);
      if (!left.ok) return left;
      const right = checkCondition(condition.right, scope);
      return right.ok ? ok({ kind: condition.kind, left: left.value, right: right.value }) : right;
    }
    case 'not': {
      const test = checkCondition(condition.test, scope);
      return test.ok ? ok({ kind: 'not', test: test.value }) : test;
    }
    case 'alone':
      return checkAlone(condition.expression, scope);
    case 'compare':
      return checkCompare(condition, scope);
    case 'contains':
    case 'matches':
      return checkSearch(condition, scope);
    case 'in':
      return checkMembership(condition, scope);
  }
}

/** A field or slice alone is there or not; arithmetic is zero or not. */
function checkAlone(expression: Expression, scope: Scope): Checked<Test> {
  switch (expression.kind) {
    case 'string':
    case 'character':
      return refuse(expression, 'a value alone is no test: it must be compared with a field');
    case 'call':
      return refuse(
        expression,
        `${expression.name}() alone is no test: it must be compared`,
        `as in ${expression.name}(…) == 1`,
      );
    case 'reference':
      return refuse(expression, 'a field reference alone is no test: it must be compared');
    case 'word':
      if (scope.names.find(expression.text) === undefined || expression.must === 'literal') {
        return scope.names.unknown(expression, expression.text);
      }
  }
  const typed = checkExpression(expression, scope, undefined);
  if (!typed.ok) return typed;
  const { operand } = typed.value;
  if (operand.kind === 'field' || operand.kind === 'slice') return ok({ kind: 'exists', field: operand });
  return ok({ kind: 'truth', operand });
}

/** Whether an expression is a value from the filter's text: it takes its type from the other side. */
function isConstant(node: Expression, scope: Scope): boolean {
  if (node.kind === 'string' || node.kind === 'character') return true;
  if (node.kind === 'word') return node.must === 'literal' || scope.names.find(node.text) === undefined;
  return false;
}

/** The left side of an operator: it must have a type of its own. */
function checkLeft(node: Expression, operator: string, scope: Scope): Checked<Typed> {
  if (
    node.kind === 'word' &&
    isConstant(node, scope) &&
    /^[A-Za-z_.]/.test(node.text) &&
    node.must !== 'literal'
  ) {
    return scope.names.unknown(node, node.text);
  }
  if (isConstant(node, scope)) {
    return refuse(
      node,
      `the left side of ${operator} must be a field or a function`,
      'values stand on the right',
    );
  }
  const typed = checkExpression(node, scope, undefined);
  if (typed.ok && typed.value.type === 'none') {
    return refuse(
      node,
      `${typed.value.label} has no value that could be compared`,
      `test whether it is there: ${typed.value.label}`,
    );
  }
  return typed;
}

/** Octets of an operand of any kind that has some, whole. */
function asOctets(typed: Typed): Typed {
  if (OCTETS.has(typed.type)) return typed;
  const operand: Operand = { kind: 'slice', type: 'bytes', of: typed.operand, parts: [{ from: 0 }] };
  return { ...typed, operand, type: 'bytes' };
}

/** Brings two sides together: a slice on one of them makes octets of the other. */
function reconcile(
  left: Typed,
  right: Typed,
  node: Expression,
  leftNode: Expression,
): Checked<readonly [Typed, Typed]> {
  const slices = [left, right].map(({ operand }) => operand.kind === 'slice');
  if (slices[0] !== slices[1] || (slices[0] && left.type !== right.type)) {
    const [whole, place] = slices[0] ? [right, node] : [left, leftNode];
    if (whole.operand.kind !== 'constant' && whole.operand.kind !== 'arithmetic') {
      if (!SLICED.has(whole.type)) {
        return refuse(place, `${whole.label} (${titleOf(whole)}) is no sequence of octets`);
      }
      return ok([slices[0] ? left : asOctets(left), slices[0] ? asOctets(right) : right]);
    }
  }
  if (compatible(left.type, right.type)) return ok([left, right]);
  return refuse(
    node,
    `${left.label} (${titleOf(left)}) and ${right.label} (${titleOf(right)}) cannot be compared`,
  );
}

function checkCompare(condition: Extract<Condition, { kind: 'compare' }>, scope: Scope): Checked<Test> {
  const { relation, quantifier, operator } = condition;
  const left = checkLeft(condition.left, operator, scope);
  if (!left.ok) return left;
  const right = checkOther(condition.right, scope, left.value, false);
  if (!right.ok) return right;
  const both = reconcile(left.value, right.value, condition.right, condition.left);
  if (!both.ok) return both;
  const [a, b] = both.value;
  return ok({ kind: 'compare', relation, quantifier, left: a.operand, right: b.operand });
}

function checkSearch(
  condition: Extract<Condition, { kind: 'contains' | 'matches' }>,
  scope: Scope,
): Checked<Test> {
  const { operator, quantifier } = condition;
  const pattern = condition.kind === 'matches' ? checkPattern(condition.right) : undefined;
  if (pattern?.ok === false) return pattern;
  const left = checkLeft(condition.left, operator, scope);
  if (!left.ok) return left;
  if (!SEARCHED.has(left.value.type)) {
    const { label } = left.value;
    const hint = condition.left.kind === 'call' ? undefined : `as text: string(${label}) ${operator} "…"`;
    return refuse(condition.left, `${label} (${titleOf(left.value)}) cannot be searched in`, hint);
  }
  if (pattern !== undefined)
    return ok({ kind: 'matches', quantifier, left: left.value.operand, pattern: pattern.value });
  const right = checkOther(condition.right, scope, left.value, true);
  if (!right.ok) return right;
  const both = reconcile(left.value, right.value, condition.right, condition.left);
  if (!both.ok) return both;
  const [a, b] = both.value;
  return ok({ kind: 'contains', quantifier, left: a.operand, right: b.operand });
}

function checkPattern(node: Entity): ReturnType<typeof compileRegex> {
  if (node.kind !== 'string') return refuse(node, 'a regular expression stands in double quotes');
  return compileRegex(node.bytes, node);
}

function checkMembership(condition: Extract<Condition, { kind: 'in' }>, scope: Scope): Checked<Test> {
  const { left: node, members, quantifier, negated } = condition;
  if (!(node.kind === 'word' || node.kind === 'layered') || isConstant(node, scope)) {
    return node.kind === 'word' && node.must !== 'literal' && /^[A-Za-z_.]/.test(node.text)
      ? scope.names.unknown(node, node.text)
      : refuse(node, 'only a field can be looked for in a set');
  }
  const left = checkLeft(node, 'in', scope);
  if (!left.ok) return left;
  const elements: Element[] = [];
  for (const member of members) {
    const from = checkElement(member.from, left.value, node, scope);
    if (!from.ok) return from;
    const to = member.to === undefined ? ok(undefined) : checkElement(member.to, left.value, node, scope);
    if (!to.ok) return to;
    elements.push({ from: from.value, to: to.value });
  }
  // As Wireshark has it: "not in" is the opposite of "any … in", whatever the quantifier.
  const { operand } = left.value;
  if (quantifier === 'all' && !negated) return ok(allInOne(operand, elements));
  const test: Test = { kind: 'in', left: operand, elements };
  return ok(negated ? { kind: 'not', test } : test);
}

/** As Wireshark has it: `all … in {a, b}` holds where all values are a, or all are b. */
function allInOne(left: Operand, elements: readonly Element[]): Test {
  const compare = (relation: Relation, right: Operand): Test => ({
    kind: 'compare',
    relation,
    quantifier: 'all',
    left,
    right,
  });
  return elements
    .map(({ from, to }): Test => {
      if (to === undefined) return compare('eq', from);
      return { kind: 'and', left: compare('ge', from), right: compare('le', to) };
    })
    .reduce((one, other) => ({ kind: 'or', left: one, right: other }));
}

function checkElement(
  node: Entity | Minus,
  left: Typed,
  leftNode: Expression,
  scope: Scope,
): Checked<Operand> {
  if (node.kind === 'slice') return refuse(node, 'a slice cannot stand in a set');
  const typed = checkOther(node, scope, left, false);
  if (!typed.ok) return typed;
  const both = reconcile(left, typed.value, node, leftNode);
  return both.ok ? ok(both.value[1].operand) : both;
}
