/**
 * A filter's text as tokens, by the longest match as Wireshark's scanner has it:
 *
 *   ip.ttl -1   word, minus, word          ip.ttl-1   one word: names may hold a minus
 *   10/8        word, slash, word          10.0.0.0/8 one address
 *   .ip         surely a name              :61        surely a value
 */
import { ok, type Result } from '../base/result.js';
import { type FilterError, refuse } from './error.js';
import { readCharacter, readString } from './quoted.js';
import type { Token } from './token.js';

/** The signs and words that are operators, by what they stand for. */
const OPERATORS: Readonly<Record<string, string>> = {
  '(': '(',
  ')': ')',
  ',': ',',
  '{': '{',
  '}': '}',
  '..': '..',
  any: 'any',
  all: 'all',
  '==': '==',
  eq: '==',
  any_eq: '==',
  '!=': '!=',
  ne: '!=',
  all_ne: '!=',
  '===': '===',
  all_eq: '===',
  '!==': '!==',
  any_ne: '!==',
  '~=': '!==',
  '>': '>',
  gt: '>',
  '>=': '>=',
  ge: '>=',
  '<': '<',
  lt: '<',
  '<=': '<=',
  le: '<=',
  contains: 'contains',
  '~': 'matches',
  matches: 'matches',
  '!': 'not',
  not: 'not',
  '&&': 'and',
  and: 'and',
  '||': 'or',
  or: 'or',
  in: 'in',
  '+': '+',
  '-': '-',
  '*': '*',
  '/': '/',
  '%': '%',
  '&': '&',
  bitwise_and: '&',
};

const SIGNS = /(?:===|!==|==|!=|~=|>=|<=|&&|\|\||\.\.|[(),{}><~!+\-*/%&])/y;
const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const H16 = '[0-9A-Fa-f]{1,4}';
const LS32 = `(?:${H16}:${H16}|${IPV4})`;
const IPV6 = [
  `(?:${H16}:){6}${LS32}`,
  `::(?:${H16}:){5}${LS32}`,
  `(?:${H16})?::(?:${H16}:){4}${LS32}`,
  `(?:(?:${H16}:){0,1}${H16})?::(?:${H16}:){3}${LS32}`,
  `(?:(?:${H16}:){0,2}${H16})?::(?:${H16}:){2}${LS32}`,
  `(?:(?:${H16}:){0,3}${H16})?::${H16}:${LS32}`,
  `(?:(?:${H16}:){0,4}${H16})?::${LS32}`,
  `(?:(?:${H16}:){0,5}${H16})?::${H16}`,
  `(?:(?:${H16}:){0,6}${H16})?::`,
];
const WORD = /[0-9A-Za-z_][0-9A-Za-z_-]*(?:\.[0-9A-Za-z_][0-9A-Za-z_-]*)*/y;
const NAME = /\.([0-9A-Za-z_][0-9A-Za-z_-]*(?:\.[0-9A-Za-z_][0-9A-Za-z_-]*)*)/y;
/** Surely values, however they are written. */
const LITERALS = [
  new RegExp(`${IPV4}(?:/\\d{1,2})?`, 'y'),
  ...IPV6.map((form) => new RegExp(`(?:${form})(?:/\\d{1,3})?`, 'y')),
  /:[0-9A-Fa-f]+/y,
  /:[0-9A-Fa-f]{2}(?:[:.-][0-9A-Fa-f]{2})+/y,
];
/** Octets; those with dots or hyphens may be a name. */
const OCTETS = /[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2})+/y;

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Takes a filter apart. */
export function tokenize(text: string): Result<readonly Token[], FilterError> {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/[ \t\r\n]/.test(text[at])) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    if (!token.ok) return token;
    tokens.push(token.value);
    at = token.value.to;
  }
  return ok(tokens);
}

function tokenAt(text: string, at: number): Result<Token, FilterError> {
  if (text[at] === '"' || (/[rR]/.test(text[at]) && text[at + 1] === '"')) return readString(text, at);
  if (text[at] === "'") return readCharacter(text, at);
  if (text[at] === '[' || text[at] === '#') return bracketAt(text, at);
  if (text[at] === '$' && text[at + 1] === '{') return referenceAt(text, at);
  const candidates = [operatorAt(text, at), ...LITERALS.map((form) => literalAt(form, text, at))];
  candidates.push(plainAt(OCTETS, text, at), plainAt(WORD, text, at), nameAt(text, at));
  let best: Token | undefined;
  for (const candidate of candidates) {
    if (candidate !== undefined && (best === undefined || candidate.to > best.to)) best = candidate;
  }
  if (best !== undefined) return ok(best);
  const to = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
  return refuse(
    { from: at, to },
    `"${text.slice(at, to)}" was unexpected in this context`,
    hintFor(text, at),
  );
}

function hintFor(text: string, at: number): string | undefined {
  const sign = text[at];
  if (sign === '=') return 'to compare: ==';
  if (sign === '|') return 'to have one or the other: ||';
  return sign === '@' || sign === '^' ? 'Wireshark 4.0 has no such operator' : undefined;
}

function operatorAt(text: string, at: number): Token | undefined {
  const found = matchAt(SIGNS, text, at)?.[0] ?? matchAt(WORD, text, at)?.[0];
  if (found === undefined || !Object.hasOwn(OPERATORS, found)) return undefined;
  return { kind: OPERATORS[found], text: found, from: at, to: at + found.length };
}

function literalAt(form: RegExp, text: string, at: number): Token | undefined {
  const found = matchAt(form, text, at)?.[0];
  if (found === undefined) return undefined;
  const value = /^:[0-9A-Fa-f]/.test(found) ? found.slice(1) : found;
  return { kind: 'word', text: value, from: at, to: at + found.length, must: 'literal' };
}

function plainAt(form: RegExp, text: string, at: number): Token | undefined {
  const found = matchAt(form, text, at)?.[0];
  return found === undefined ? undefined : { kind: 'word', text: found, from: at, to: at + found.length };
}

function nameAt(text: string, at: number): Token | undefined {
  const found = matchAt(NAME, text, at);
  if (found === null) return undefined;
  return { kind: 'word', text: found[1], from: at, to: at + found[0].length, must: 'name' };
}

/** `[…]`, or `#n` and `#[…]`, whole: what stands inside is read by other rules. */
function bracketAt(text: string, at: number): Result<Token, FilterError> {
  const sign = text[at] === '#' ? '#' : '';
  const from = at + sign.length;
  if (text[from] === '[') {
    const close = text.indexOf(']', from);
    if (close < 0) {
      return refuse({ from: at, to: text.length }, 'the right bracket is missing');
    }
    const inner = text.slice(from + 1, close);
    return ok({ kind: `${sign}[]`, text: inner, from: at, to: close + 1 });
  }
  const digits = /^\d+/.exec(text.slice(from))?.[0];
  if (digits === undefined) {
    return refuse(
      { from, to: from + 1 },
      from < text.length
        ? `expected a digit or "[", not "${text[from]}"`
        : 'the number of the layer is missing',
    );
  }
  return ok({ kind: '#[]', text: digits, from: at, to: from + digits.length });
}

function referenceAt(text: string, at: number): Result<Token, FilterError> {
  const close = text.indexOf('}', at);
  if (close < 0) return refuse({ from: at, to: text.length }, 'the right brace is missing');
  return ok({ kind: 'reference', text: text.slice(at + 2, close).trim(), from: at, to: close + 1 });
}
