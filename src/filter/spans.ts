/**
 * What stands in the brackets of slices and layers: `i:j` (j octets from i on), `i-j` (up to and with j), `i`, `:j`, `i:`;
 * several with commas between them; negative numbers count from the end.
 */
import { ok, type Result } from '../base/result.js';
import { type FilterError, refuse } from './error.js';
import type { Span } from './program.js';
import type { Token } from './token.js';

const FORM = /^\s*(?:(:)\s*(-?\w+)?|(-?\w+)\s*(?:(:)\s*(-?\w+)?|-\s*(-?\w+))?)\s*$/;
const MOST = 0x7fffffff;

/** Reads the inside of brackets. */
export function parseSpans(token: Token, what: 'slice' | 'layer'): Result<readonly Span[], FilterError> {
  const spans: Span[] = [];
  let from = token.to - 1 - token.text.length;
  if (token.text.trim() === '') return refuse(token, `a ${what} needs a number in its brackets`);
  for (const part of token.text.split(',')) {
    const place = { from, to: from + Math.max(1, part.length) };
    const span = parseSpan(part, place);
    if (!span.ok) return span;
    spans.push(span.value);
    from += part.length + 1;
  }
  return ok(spans);
}

function parseSpan(
  text: string,
  place: { readonly from: number; readonly to: number },
): Result<Span, FilterError> {
  const bad = refuse(
    place,
    `"${text.trim()}" is not a valid range`,
    'forms: [i:j] [i-j] [i] [:j] [i:] [a,b]',
  );
  const match = FORM.exec(text);
  if (match === null) return bad;
  const [, open, upTo, first, colon, count, last] = match;
  const numbers = [upTo, first, count, last].map((each) => (each === undefined ? 0 : numberOf(each)));
  if (numbers.some((value) => value === undefined)) return bad;
  const [upToNumber, from, length, to] = numbers as readonly number[];
  if (open !== undefined)
    return upTo === undefined ? ok({ from: 0 }) : lengthSpan(0, upToNumber, text, place);
  if (colon !== undefined) return count === undefined ? ok({ from }) : lengthSpan(from, length, text, place);
  if (last === undefined) return ok({ from, length: 1 });
  if (from < 0 !== to < 0) return refuse(place, `${text.trim()}: the two have different signs`);
  return from >= to ? refuse(place, `${text.trim()}: ${from} is not less than ${to}`) : ok({ from, to });
}

function lengthSpan(
  from: number,
  length: number,
  text: string,
  place: { readonly from: number; readonly to: number },
): Result<Span, FilterError> {
  return length > 0 ? ok({ from, length }) : refuse(place, `${text.trim()}: the length must be positive`);
}

/** Decimal, hex (0x) and octal (0) as in C. */
function numberOf(text: string): number | undefined {
  const digits = text.startsWith('-') ? text.slice(1) : text;
  const value = /^0[xX][0-9a-fA-F]+$/.test(digits)
    ? Number.parseInt(digits, 16)
    : /^0[0-7]+$/.test(digits)
      ? Number.parseInt(digits, 8)
      : /^(?:0|[1-9]\d*)$/.test(digits)
        ? Number(digits)
        : Number.NaN;
  if (Number.isNaN(value) || value > MOST) return undefined;
  return text.startsWith('-') ? -value : value;
}
