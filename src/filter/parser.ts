/**
 * The grammar of Wireshark 4.0, by recursive descent. From the loosest to the tightest:
 *
 *   or   and   not   relations (chains: a < b < c)   &   + -   * / %   one sign   entity [slice] #layer function()
 *
 * Round brackets group tests, curly ones arithmetic; nothing else may stand in them.
 */
import { ok } from '../base/result.js';
import { type Cursor, DEEPEST, type Parsed, peek, tooDeep, unexpected } from './cursor.js';
import type { Range } from './error.js';
import { tokenize } from './lexer.js';
import { parseEntity, parseMember } from './parse-entity.js';
import type { Quantifier, Relation } from './program.js';
import type { Condition, Entity, Expression, Member } from './syntax.js';

/** Reads a filter; undefined where it is empty. */
export function parseFilter(text: string): Parsed<Condition | undefined> {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const cursor: Cursor = { tokens: tokens.value, end: text.trimEnd().length, at: 0, open: 0 };
  if (cursor.tokens.length === 0) return ok(undefined);
  const condition = parseOr(cursor);
  if (!condition.ok) return condition;
  return cursor.at < cursor.tokens.length ? unexpected(cursor) : condition;
}

function parseOr(cursor: Cursor): Parsed<Condition> {
  return parseRow(cursor, 'or', parseAnd);
}

function parseAnd(cursor: Cursor): Parsed<Condition> {
  return parseRow(cursor, 'and', parseNot);
}

/** Conditions with `and` or with `or` between them. */
function parseRow(
  cursor: Cursor,
  kind: 'and' | 'or',
  next: (cursor: Cursor) => Parsed<Condition>,
): Parsed<Condition> {
  const row: Condition[] = [];
  for (;;) {
    const one = next(cursor);
    if (!one.ok) return one;
    row.push(one.value);
    if (peek(cursor) !== kind) return ok(joined(kind, row));
    cursor.at += 1;
  }
}

/** A row as a tree of little depth, in order: filters of thousands of addresses are no reason to run out of stack. */
function joined(kind: 'and' | 'or', row: readonly Condition[]): Condition {
  if (row.length === 1) return row[0];
  const half = (row.length + 1) >> 1;
  return { kind, left: joined(kind, row.slice(0, half)), right: joined(kind, row.slice(half)) };
}

function parseNot(cursor: Cursor, depth = 0): Parsed<Condition> {
  if (peek(cursor) !== 'not') return parseTest(cursor);
  if (depth > DEEPEST) return tooDeep(cursor);
  cursor.at += 1;
  const test = parseNot(cursor, depth + 1);
  return test.ok ? ok({ kind: 'not', test: test.value }) : test;
}

function parseTest(cursor: Cursor): Parsed<Condition> {
  if (peek(cursor) === '(') {
    if (cursor.open > DEEPEST) return tooDeep(cursor);
    cursor.at += 1;
    cursor.open += 1;
    const inner = parseOr(cursor);
    if (!inner.ok) return inner;
    if (peek(cursor) !== ')') return unexpected(cursor);
    cursor.at += 1;
    cursor.open -= 1;
    return inner;
  }
  const quantifier = peek(cursor);
  if (quantifier !== 'any' && quantifier !== 'all') return parseRelation(cursor, undefined);
  cursor.at += 1;
  return parseRelation(cursor, quantifier);
}

const RELATIONS: Readonly<Record<string, readonly [Relation, Quantifier]>> = {
  '==': ['eq', 'any'],
  '===': ['eq', 'all'],
  '!=': ['ne', 'all'],
  '!==': ['ne', 'any'],
  '>': ['gt', 'any'],
  '>=': ['ge', 'any'],
  '<': ['lt', 'any'],
  '<=': ['le', 'any'],
};

function parseRelation(cursor: Cursor, asked: Quantifier | undefined): Parsed<Condition> {
  const first = cursor.at;
  const left = parseArithmetic(cursor);
  if (!left.ok) return left;
  const kind = peek(cursor);
  const bare = isEntity(left.value) && cursor.tokens[first].kind !== '{' && !isSigned(cursor, first);
  if (bare && (kind === 'contains' || kind === 'matches')) {
    return parseSearch(cursor, kind, left.value as Entity, asked ?? 'any');
  }
  if (bare && (kind === 'in' || (kind === 'not' && peek(cursor, 1) === 'in'))) {
    return parseMembership(cursor, left.value as Entity, asked ?? 'any');
  }
  if (RELATIONS[kind] === undefined) {
    return asked === undefined ? ok({ kind: 'alone', expression: left.value }) : unexpected(cursor);
  }
  return parseChain(cursor, left.value, asked);
}

function isEntity({ kind }: Expression): boolean {
  return kind !== 'arithmetic' && kind !== 'negate';
}

function isSigned({ tokens }: Cursor, first: number): boolean {
  return tokens[first].kind === '+';
}

/** `a < b < c` is `a < b and b < c`. */
function parseChain(cursor: Cursor, first: Expression, asked: Quantifier | undefined): Parsed<Condition> {
  let left = first;
  const links: Condition[] = [];
  while (RELATIONS[peek(cursor)] !== undefined) {
    const token = cursor.tokens[cursor.at];
    cursor.at += 1;
    const right = parseArithmetic(cursor);
    if (!right.ok) return right;
    const [relation, own] = RELATIONS[token.kind];
    links.push({
      kind: 'compare',
      relation,
      quantifier: asked ?? own,
      operator: token.text,
      left,
      right: right.value,
    });
    left = right.value;
  }
  return ok(joined('and', links));
}

function parseSearch(
  cursor: Cursor,
  kind: 'contains' | 'matches',
  left: Entity,
  quantifier: Quantifier,
): Parsed<Condition> {
  const operator = cursor.tokens[cursor.at].text;
  cursor.at += 1;
  const right = parseEntity(cursor, parseArithmetic);
  return right.ok ? ok({ kind, quantifier, operator, left, right: right.value }) : right;
}

function parseMembership(cursor: Cursor, left: Entity, quantifier: Quantifier): Parsed<Condition> {
  const negated = peek(cursor) === 'not';
  cursor.at += negated ? 2 : 1;
  if (peek(cursor) !== '{') return unexpected(cursor, 'a set stands in { }: in {1, 3..5}');
  const members: Member[] = [];
  do {
    cursor.at += 1;
    const from = parseMember(cursor, parseArithmetic);
    if (!from.ok) return from;
    let to: Member['to'];
    if (peek(cursor) === '..') {
      cursor.at += 1;
      const last = parseMember(cursor, parseArithmetic);
      if (!last.ok) return last;
      to = last.value;
    }
    members.push({ from: from.value, to });
  } while (peek(cursor) === ',');
  if (peek(cursor) !== '}') return unexpected(cursor);
  cursor.at += 1;
  return ok({ kind: 'in', quantifier, negated, left, members });
}

type Operator = '+' | '-' | '*' | '/' | '%' | '&';
const LEVELS: readonly (readonly Operator[])[] = [['&'], ['+', '-'], ['*', '/', '%']];

/** Arithmetic, or a single entity. */
export function parseArithmetic(cursor: Cursor): Parsed<Expression> {
  return parseLevel(cursor, 0);
}

function parseLevel(cursor: Cursor, level: number): Parsed<Expression> {
  if (level === LEVELS.length) return parseSigned(cursor);
  let left = parseLevel(cursor, level + 1);
  for (let terms = 1; left.ok; terms += 1) {
    const operator = LEVELS[level].find((each) => each === peek(cursor));
    if (operator === undefined) break;
    if (terms > DEEPEST) return tooDeep(cursor);
    cursor.at += 1;
    const right = parseLevel(cursor, level + 1);
    if (!right.ok) return right;
    const { from }: Range = left.value;
    left = ok({
      kind: 'arithmetic',
      operator,
      left: left.value,
      right: right.value,
      from,
      to: right.value.to,
    });
  }
  return left;
}

/** One sign may stand before an entity; a bracket takes none. */
function parseSigned(cursor: Cursor): Parsed<Expression> {
  if (peek(cursor) === '{') {
    if (cursor.open > DEEPEST) return tooDeep(cursor);
    cursor.at += 1;
    cursor.open += 1;
    const inner = parseArithmetic(cursor);
    if (!inner.ok) return inner;
    if (peek(cursor) !== '}') return unexpected(cursor);
    cursor.at += 1;
    cursor.open -= 1;
    return inner;
  }
  return parseMember(cursor, parseArithmetic);
}
