/**
 * Going through the tokens of a filter.
 */
import type { Result } from '../base/result.js';
import { type FilterError, refuse } from './error.js';
import type { Token } from './token.js';

/** The state of reading. */
export interface Cursor {
  readonly tokens: readonly Token[];
  readonly end: number;
  at: number;
  /** Brackets that are open before the next token. */
  open: number;
}

/** Deeper nesting, or a longer row of operators that stand within each other, is no filter but an attack on the stack. */
export const DEEPEST = 500;

/** Refuses what is nested too deeply. */
export function tooDeep(cursor: Cursor): ReturnType<typeof unexpected> {
  return unexpected(cursor, 'the filter is nested too deeply');
}

/** The outcome of reading a part. */
export type Parsed<T> = Result<T, FilterError>;

/** The kind of the next token; '' at the end. */
export function peek({ tokens, at }: Cursor, ahead = 0): string {
  return tokens[at + ahead]?.kind ?? '';
}

/** Refuses the next token. */
export function unexpected(
  cursor: Cursor,
  hint?: string,
): { readonly ok: false; readonly error: FilterError } {
  const token = cursor.tokens[cursor.at];
  if (token === undefined) {
    return refuse({ from: cursor.end, to: cursor.end + 1 }, 'unexpected end of the filter', hint);
  }
  const text = token.kind === 'string' ? 'a string' : `"${token.text}"`;
  return refuse(
    token,
    `${text} was unexpected in this context`,
    hint ?? hintOf(token, cursor.tokens[cursor.at - 1]),
  );
}

function hintOf({ kind, text }: Token, before: Token | undefined): string | undefined {
  if (kind === '(') return 'arithmetic is grouped with { }';
  if (before?.kind === ')' && /[=<>+*/%&-]/.test(kind)) {
    return 'round brackets group tests; arithmetic is grouped with { }';
  }
  if (/^(AND|OR|NOT|And|Or|Not)$/.test(text)) return `operators are written small: ${text.toLowerCase()}`;
  return text === 'xor' ? 'Wireshark 4.0 has no xor' : undefined;
}
