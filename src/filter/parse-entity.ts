/**
 * Entities of a filter: words, strings, functions, and what hangs on them: slices and layers.
 */

import { nearestHint } from '../base/nearest.js';
import { ok } from '../base/result.js';
import { type Cursor, DEEPEST, type Parsed, peek, tooDeep, unexpected } from './cursor.js';
import { refuse } from './error.js';
import type { FunctionName } from './program.js';
import { parseSpans } from './spans.js';
import type { Entity, Expression, Minus, Word } from './syntax.js';
import type { Token } from './token.js';

/** How arithmetic is read: arguments of functions are such. */
export type ParseExpression = (cursor: Cursor) => Parsed<Expression>;

/** The functions, and how many arguments each takes (0: any number). */
export const FUNCTIONS: Readonly<Record<FunctionName, { readonly least: number; readonly most: number }>> = {
  len: { least: 1, most: 1 },
  count: { least: 1, most: 1 },
  lower: { least: 1, most: 1 },
  upper: { least: 1, most: 1 },
  string: { least: 1, most: 1 },
  min: { least: 1, most: 0 },
  max: { least: 1, most: 0 },
  abs: { least: 1, most: 1 },
};

/** An entity with a sign, perhaps. */
export function parseMember(cursor: Cursor, expression: ParseExpression): Parsed<Entity | Minus> {
  const sign = cursor.tokens[cursor.at];
  if (sign?.kind !== '-' && sign?.kind !== '+') return parseEntity(cursor, expression);
  cursor.at += 1;
  const of = parseEntity(cursor, expression);
  if (!of.ok || sign.kind === '+') return of;
  return ok({ kind: 'negate', of: of.value, from: sign.from, to: of.value.to });
}

/** An entity, with its slices. */
export function parseEntity(cursor: Cursor, expression: ParseExpression): Parsed<Entity> {
  const first = parseBare(cursor, expression);
  if (!first.ok) return first;
  let entity = first.value;
  for (let cuts = 1; peek(cursor) === '[]'; cuts += 1) {
    if (cuts > DEEPEST) return tooDeep(cursor);
    const token = cursor.tokens[cursor.at];
    const parts = parseSpans(token, 'slice');
    if (!parts.ok) return parts;
    cursor.at += 1;
    entity = { kind: 'slice', of: entity, parts: parts.value, from: entity.from, to: token.to };
  }
  return ok(entity);
}

function parseBare(cursor: Cursor, expression: ParseExpression): Parsed<Entity> {
  const token = cursor.tokens[cursor.at];
  switch (token?.kind) {
    case 'word':
      if (token.must === undefined && peek(cursor, 1) === '(') return parseCall(cursor, token, expression);
      cursor.at += 1;
      return parseLayers(cursor, wordOf(token));
    case 'string':
      cursor.at += 1;
      return ok({ kind: 'string', bytes: token.bytes!, text: token.text, from: token.from, to: token.to });
    case 'character':
      cursor.at += 1;
      return ok({ kind: 'character', code: token.code!, from: token.from, to: token.to });
    case 'reference':
      cursor.at += 1;
      return ok({ kind: 'reference', name: token.text, from: token.from, to: token.to });
    default:
      return unexpected(cursor);
  }
}

function wordOf({ text, must, from, to }: Token): Word {
  return { kind: 'word', text, must, from, to };
}

function parseLayers(cursor: Cursor, of: Word): Parsed<Entity> {
  if (peek(cursor) !== '#[]' || of.must === 'literal') return ok(of);
  const token = cursor.tokens[cursor.at];
  const layers = parseSpans(token, 'layer');
  if (!layers.ok) return layers;
  cursor.at += 1;
  return ok({ kind: 'layered', of, layers: layers.value, from: of.from, to: token.to });
}

function parseCall(cursor: Cursor, token: Token, expression: ParseExpression): Parsed<Entity> {
  const name = token.text;
  if (!isFunction(name)) {
    const names = Object.keys(FUNCTIONS);
    return refuse(
      token,
      `there is no function "${name}"`,
      nearestHint(name, names) ?? `functions: ${names.join(', ')}`,
    );
  }
  if (cursor.open > DEEPEST) return tooDeep(cursor);
  cursor.at += 2;
  cursor.open += 1;
  const args: Expression[] = [];
  if (peek(cursor) !== ')') {
    for (;;) {
      const arg = expression(cursor);
      if (!arg.ok) return arg;
      args.push(arg.value);
      if (peek(cursor) !== ',') break;
      cursor.at += 1;
    }
  }
  if (peek(cursor) !== ')') return unexpected(cursor);
  const { to } = cursor.tokens[cursor.at];
  cursor.at += 1;
  cursor.open -= 1;
  const place = { from: token.from, to };
  const { least, most } = FUNCTIONS[name];
  if (args.length < least) return refuse(place, `${name}() needs at least ${least} argument`);
  if (most > 0 && args.length > most) return refuse(place, `${name}() takes only ${most} argument`);
  return ok({ kind: 'call', name, args, ...place });
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}
