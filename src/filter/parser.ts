/**
 * The grammar of Wireshark 4.0, by recursive descent. From the loosest to the tightest:
 *
 *   or   and   not   relations (chains: a < b < c)   &   + -   * / %   one sign   entity [slice] #layer function()
 *
 * Round brackets group tests, curly ones arithmetic; nothing else may stand in them.
 */
import { ok } from '../base/result.js';
import { type Cursor, type Parsed, peek, unexpected } from './cursor.js';
import type { Range } from './error.js';
import { tokenize } from './lexer.js';
import { parseEntity, parseMember } from './parse-entity.js';
import type { Quantifier, Relation } from './program.js';
import type { Condition, Entity, Expression, Member } from './syntax.js';

/** Reads a filter; undefined where it is empty. */
export function parseFilter(text: string): Parsed<Condition | undefined> {
  const tokens = tokenize(text);
  if (!tokens.ok) return tokens;
  const cursor: Cursor = { tokens: tokens.value, end: text.trimEnd().length, at: 0 };
  if (cursor.tokens.length === 0) return ok(undefined);
  const condition = parseOr(cursor);
  if (!condition.ok) return condition;
  return cursor.at < cursor.tokens.length ? unexpected(cursor) : condition;
}

function parseOr(cursor: Cursor): Parsed<Condition> {
  let left = parseAnd(cursor);
  while (left.ok && peek(cursor) === 'or') {
    cursor.at += 1;
    const right = parseAnd(cursor);
    if (!right.ok) return right;
    left = ok({ kind: 'or', left: left.value, right: right.value });
  }
  return left;
}

function parseAnd(cursor: Cursor): Parsed<Condition> {
  let left = parseNot(cursor);
  while (left.ok && peek(cursor) === 'and') {
    cursor.at += 1;
    const right = parseNot(cursor);
    if (!right.ok) return right;
    left = ok({ kind: 'and', left: left.value, right: right.value });
  }
  return left;
}

/** Deeper nesting than this is no filter but an attack on the stack. */
const DEEPEST = 500;

function parseNot(cursor: Cursor, depth = 0): Parsed<Condition> {
  if (peek(cursor) !== 'not') return parseTest(cursor);
  if (depth > DEEPEST) return unexpected(cursor, 'the filter is nested too deeply');
  cursor.at += 1;
  const test = parseNot(cursor, depth + 1);
  return test.ok ? ok({ kind: 'not', test: test.value }) : test;
}

function parseTest(cursor: Cursor): Parsed<Condition> {
  if (peek(cursor) === '(') {
    if (nesting(cursor) > DEEPEST) return unexpected(cursor, 'the filter is nested too deeply');
    cursor.at += 1;
    const inner = parseOr(cursor);
    if (!inner.ok) return inner;
    if (peek(cursor) !== ')') return unexpected(cursor);
    cursor.at += 1;
    return inner;
  }
  const quantifier = peek(cursor);
  if (quantifier !== 'any' && quantifier !== 'all') return parseRelation(cursor, undefined);
  cursor.at += 1;
  return parseRelation(cursor, quantifier);
}

/** Brackets that are open before the cursor. */
function nesting({ tokens, at }: Cursor): number {
  let open = 0;
  for (let i = 0; i < at; i += 1) {
    if (tokens[i].kind === '(' || tokens[i].kind === '{') open += 1;
    else if (tokens[i].kind === ')' || tokens[i].kind === '}') open -= 1;
  }
  return open;
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
  let whole: Condition | undefined;
  while (RELATIONS[peek(cursor)] !== undefined) {
    const token = cursor.tokens[cursor.at];
    cursor.at += 1;
    const right = parseArithmetic(cursor);
    if (!right.ok) return right;
    const [relation, own] = RELATIONS[token.kind];
    const link: Condition = {
      kind: 'compare',
      relation,
      quantifier: asked ?? own,
      operator: token.text,
      left,
      right: right.value,
    };
    whole = whole === undefined ? link : { kind: 'and', left: whole, right: link };
    left = right.value;
  }
  return whole === undefined ? unexpected(cursor) : ok(whole);
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
  while (left.ok) {
    const operator = LEVELS[level].find((each) => each === peek(cursor));
    if (operator === undefined) break;
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
    if (nesting(cursor) > DEEPEST) return unexpected(cursor, 'the filter is nested too deeply');
    cursor.at += 1;
    const inner = parseArithmetic(cursor);
    if (!inner.ok) return inner;
    if (peek(cursor) !== '}') return unexpected(cursor);
    cursor.at += 1;
    return inner;
  }
  return parseMember(cursor, parseArithmetic);
}
