/**
 * Strings and character constants of filters, with C's escapes; raw strings, in which a backslash is one.
 */
import { ok, type Result } from '../base/result.js';
import { encodeUtf8 } from '../base/utf8.js';
import { type FilterError, refuse } from './error.js';
import type { Token } from './token.js';

const SIMPLE: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  "'": 39,
  '"': 34,
  '\\': 92,
};

/** An escape: the octets it stands for, and the place behind it. */
interface Escape {
  readonly bytes: Uint8Array;
  readonly to: number;
}

/** Reads the string that begins at `at`, `r` or quote. */
export function readString(text: string, at: number): Result<Token, FilterError> {
  const raw = text[at] !== '"';
  const first = at + (raw ? 2 : 1);
  const bytes: number[] = [];
  let from = first;
  while (from < text.length) {
    const sign = text[from];
    if (sign === '"') {
      const to = from + 1;
      return ok({
        kind: 'string',
        text: text.slice(first, from),
        bytes: Uint8Array.from(bytes),
        from: at,
        to,
      });
    }
    if (sign !== '\\') {
      const width = text.codePointAt(from)! > 0xffff ? 2 : 1;
      bytes.push(...encodeUtf8(text.slice(from, from + width)));
      from += width;
      continue;
    }
    if (from + 1 >= text.length) break;
    if (raw) {
      bytes.push(...encodeUtf8(text.slice(from, from + 2)));
      from += 2;
      continue;
    }
    const read = readEscape(text, from);
    if (!read.ok) return read;
    bytes.push(...read.value.bytes);
    from = read.value.to;
  }
  return refuse({ from: at, to: text.length }, 'the final quote is missing from a string');
}

/** Reads the character constant that begins at `at`. */
export function readCharacter(text: string, at: number): Result<Token, FilterError> {
  let close = at + 1;
  while (close < text.length && text[close] !== "'") close += text[close] === '\\' ? 2 : 1;
  if (close >= text.length) {
    return refuse({ from: at, to: text.length }, 'the final quote is missing from a character constant');
  }
  const place = { from: at, to: close + 1 };
  const inner = text.slice(at + 1, close);
  if (inner === '') return refuse(place, 'empty character constant');
  const all = text.slice(at, close + 1);
  let bytes = encodeUtf8(inner);
  if (inner[0] === '\\') {
    const read = /^\\[uU]/.test(inner) ? undefined : readEscape(inner, 0);
    if (read === undefined) return refuse(place, `${all} is not a valid character constant`);
    if (!read.ok) return refuse(place, read.error.message);
    if (read.value.to !== inner.length) return refuse(place, `${all} is too long for a character constant`);
    bytes = read.value.bytes;
  } else if (bytes.length > 1) return refuse(place, `${all} is too long for a character constant`);
  else if (bytes[0] < 32 || bytes[0] > 126)
    return refuse(place, 'a character constant holds a control character');
  return ok({ kind: 'character', text: all, code: bytes[0], ...place });
}

/** Reads the escape whose backslash stands at `at`. */
function readEscape(text: string, at: number): Result<Escape, FilterError> {
  const rest = text.slice(at + 1);
  const octal = /^[0-7]{1,3}/.exec(rest)?.[0];
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    const to = at + 1 + octal.length;
    if (value > 255) return refuse({ from: at, to }, `\\${octal} is larger than 255`);
    return ok({ bytes: Uint8Array.of(value), to });
  }
  const hex = /^x[0-9A-Fa-f]{1,2}/.exec(rest)?.[0];
  if (hex !== undefined)
    return ok({ bytes: Uint8Array.of(Number.parseInt(hex.slice(1), 16)), to: at + 1 + hex.length });
  const universal = /^(?:u[0-9A-Fa-f]{0,4}|U[0-9A-Fa-f]{0,8})/.exec(rest)?.[0];
  if (universal !== undefined) return readUniversal(universal, at);
  const simple = SIMPLE[rest[0]];
  if (simple !== undefined) return ok({ bytes: Uint8Array.of(simple), to: at + 2 });
  return refuse(
    { from: at, to: at + 2 },
    `\\${rest[0]} is not a valid escape sequence`,
    'write \\\\ for a backslash, or a raw string: r"…"',
  );
}

function readUniversal(universal: string, at: number): Result<Escape, FilterError> {
  const place = { from: at, to: at + 1 + universal.length };
  const code = Number.parseInt(universal.slice(1), 16);
  const whole = universal.length === (universal[0] === 'u' ? 5 : 9);
  if (!whole || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return refuse(place, `\\${universal} is not a valid universal character name`);
  }
  return ok({ bytes: encodeUtf8(String.fromCodePoint(code)), to: place.to });
}
