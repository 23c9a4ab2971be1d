/**
 * Regular expressions of `matches`: Perl's (PCRE2), over octets, without regard to the case of ASCII letters. They are
 * translated into JavaScript's: octets become the characters U+0000 … U+00FF, and classes are written out, so that nothing
 * depends on what JavaScript takes for a letter. What JavaScript cannot do (recursion, conditions, \K) is refused.
 */
import { ok, type Result } from '../base/result.js';
import { encodeUtf8 } from '../base/utf8.js';
import { type FilterError, type Range, refuse } from './error.js';
import { classOf, parseClass, writeClass } from './regex-classes.js';
import { RegexFault, readEscape } from './regex-escapes.js';

/** A compiled expression. */
export interface Regex {
  /** As the filter has it, an octet a character. */
  readonly source: string;
  /** Whether it is found anywhere in octets. */
  readonly test: (bytes: Uint8Array) => boolean;
  /** Whether it is found in the UTF-8 of a text. */
  readonly testText: (text: string) => boolean;
}

/** Options that groups may switch: case, many lines, dot takes all, spaces are comments. */
interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

/** The state of translating. */
interface Cursor {
  readonly source: string;
  at: number;
  flags: Flags;
  /** Groups that capture, by number; atomic ones have numbers of their own. */
  groups: number;
  atoms: number;
  depth: number;
  readonly names: Map<string, number>;
}

/** Compiles an expression; `place` is where it stands in the filter. */
export function compileRegex(pattern: Uint8Array, place: Range): Result<Regex, FilterError> {
  const source = latin1(pattern);
  const cursor: Cursor = {
    source,
    at: 0,
    flags: { i: true, m: false, s: false, x: false },
    groups: 0,
    atoms: 0,
    depth: 0,
    names: new Map(),
  };
  try {
    const text = parseAlternatives(cursor);
    if (cursor.at < source.length) throw new RegexFault('a closing parenthesis without an opening one');
    const regex = new RegExp(text);
    const test = (bytes: Uint8Array): boolean => regex.test(latin1(bytes));
    return ok({ source, test, testText: (text) => test(encodeUtf8(text)) });
  } catch (cause) {
    if (cause instanceof RegexFault) return refuse(place, `regular expression: ${cause.message}`);
    if (cause instanceof SyntaxError) return refuse(place, `regular expression: ${cause.message}`);
    throw cause;
  }
}

/** Octets as characters U+0000 … U+00FF. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

function parseAlternatives(cursor: Cursor): string {
  if (cursor.depth > 250) throw new RegexFault('nested too deeply');
  const parts: string[] = [];
  let current = '';
  while (cursor.at < cursor.source.length && cursor.source[cursor.at] !== ')') {
    if (cursor.source[cursor.at] === '|') {
      cursor.at += 1;
      parts.push(current);
      current = '';
    } else current += parseQuantified(cursor);
  }
  parts.push(current);
  return parts.join('|');
}

const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})([?+]?)/y;

function parseQuantified(cursor: Cursor): string {
  const atom = parseAtom(cursor);
  if (cursor.flags.x) skipComments(cursor);
  QUANTIFIER.lastIndex = cursor.at;
  const match = QUANTIFIER.exec(cursor.source);
  if (match === null) return atom;
  if (atom === '') throw new RegexFault('a quantifier follows nothing that can be repeated');
  cursor.at += match[0].length;
  checkOrder(match[0]);
  QUANTIFIER.lastIndex = cursor.at;
  if (QUANTIFIER.test(cursor.source))
    throw new RegexFault('a quantifier follows nothing that can be repeated');
  // Assertions may be repeated in Perl's, not in JavaScript's.
  const repeatable = `(?:${atom})`;
  return match[1] === '+' ? atomic(`${repeatable}${match[0].slice(0, -1)}`, cursor) : repeatable + match[0];
}

function checkOrder(quantifier: string): void {
  const match = /^\{(\d+),(\d+)\}/.exec(quantifier);
  if (match !== null && Number(match[1]) > Number(match[2])) {
    throw new RegexFault('numbers out of order in {} quantifier');
  }
}

/** What is matched once and never tried again. */
function atomic(text: string, cursor: Cursor): string {
  cursor.atoms += 1;
  return `(?:(?=(?<a${cursor.atoms}>${text}))\\k<a${cursor.atoms}>)`;
}

function skipComments(cursor: Cursor): void {
  const rest = /^(?:\s+|#[^\n]*\n?)+/.exec(cursor.source.slice(cursor.at));
  if (rest !== null) cursor.at += rest[0].length;
}

function parseAtom(cursor: Cursor): string {
  const { flags, source } = cursor;
  const sign = source[cursor.at];
  if (flags.x && (/\s/.test(sign) || sign === '#')) {
    skipComments(cursor);
    return '';
  }
  switch (sign) {
    case '(':
      return parseGroup(cursor);
    case '[': {
      const [members, to] = parseClass(source, cursor.at, flags.i);
      cursor.at = to;
      return writeClass(members);
    }
    case '.':
      cursor.at += 1;
      return flags.s ? '[^]' : '[^\\n]';
    case '^':
      cursor.at += 1;
      return flags.m ? '(?:^|(?<=\\n))' : '(?:^)';
    case '$':
      cursor.at += 1;
      return flags.m ? '(?=\\n|$)' : '(?=\\n?$)';
    case '*':
    case '+':
    case '?':
      throw new RegexFault('a quantifier follows nothing that can be repeated');
    case '\\':
      return parseEscape(cursor);
    default:
      QUANTIFIER.lastIndex = cursor.at;
      if (sign === '{' && QUANTIFIER.test(source)) {
        throw new RegexFault('a quantifier follows nothing that can be repeated');
      }
      cursor.at += 1;
      return writeClass(classOf(sign.charCodeAt(0), flags.i));
  }
}

function parseEscape(cursor: Cursor): string {
  const { source, flags } = cursor;
  if (source.startsWith('\\Q', cursor.at)) {
    const end = source.indexOf('\\E', cursor.at);
    const text = source.slice(cursor.at + 2, end < 0 ? source.length : end);
    cursor.at = end < 0 ? source.length : end + 2;
    return [...text].map((each) => writeClass(classOf(each.charCodeAt(0), flags.i))).join('');
  }
  const read = readEscape(source, cursor.at);
  cursor.at = read.to;
  switch (read.kind) {
    case 'code':
      return writeClass(classOf(read.code, flags.i));
    case 'class':
      return writeClass(read.members);
    case 'text':
      return read.text;
    case 'back':
      return backReference(read.group, cursor);
  }
}

function backReference(group: string, cursor: Cursor): string {
  const number = /^\d+$/.test(group)
    ? Number(group)
    : group.startsWith('-')
      ? cursor.groups + 1 + Number(group)
      : cursor.names.get(group);
  if (number === undefined || number < 1 || number > cursor.groups) {
    throw new RegexFault('reference to a group that does not stand before it');
  }
  return `\\k<g${number}>`;
}

const LOOK = /\(\?(=|!|<=|<!)/y;
const NAMED = /\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/y;
const SWITCH = /\(\?([imsx]*)(?:-([imsx]*))?([:)])/y;

function matchAt(form: RegExp, { source, at }: Cursor): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(source);
}

function parseGroup(cursor: Cursor): string {
  const { source } = cursor;
  if (source.startsWith('(?#', cursor.at)) {
    const end = source.indexOf(')', cursor.at);
    if (end < 0) throw new RegexFault('a comment that does not end');
    cursor.at = end + 1;
    return '';
  }
  const look = matchAt(LOOK, cursor);
  if (look !== null) return inner(cursor, look[0].length, (text) => `(?${look[1]}${text})`);
  if (source.startsWith('(?>', cursor.at)) return inner(cursor, 3, (text) => atomic(text, cursor));
  const back = /^\(\?P=([A-Za-z_]\w*)\)/.exec(source.slice(cursor.at));
  if (back !== null) {
    cursor.at += back[0].length;
    return backReference(back[1], cursor);
  }
  const named = matchAt(NAMED, cursor);
  if (named !== null) return capture(cursor, named[0].length, named[1] ?? named[2]);
  const flags = matchAt(SWITCH, cursor);
  if (flags !== null) return switched(cursor, flags);
  if (source[cursor.at + 1] === '?' || source[cursor.at + 1] === '*') {
    throw new RegexFault(`${source.slice(cursor.at, cursor.at + 4)}… is not supported here`);
  }
  return capture(cursor, 1, undefined);
}

/** Reads what stands in a group behind its `skip` opening characters. Options switched inside end with it. */
function inner(cursor: Cursor, skip: number, write: (text: string) => string): string {
  const { flags } = cursor;
  cursor.at += skip;
  cursor.depth += 1;
  const text = parseAlternatives(cursor);
  if (cursor.source[cursor.at] !== ')') throw new RegexFault('a closing parenthesis is missing');
  cursor.at += 1;
  cursor.depth -= 1;
  cursor.flags = flags;
  return write(text);
}

function capture(cursor: Cursor, skip: number, name: string | undefined): string {
  cursor.groups += 1;
  const number = cursor.groups;
  if (name !== undefined) cursor.names.set(name, number);
  return inner(cursor, skip, (text) => `(?<g${number}>${text})`);
}

/** `(?i)` to the end of the group, `(?i:…)` inside. */
function switched(cursor: Cursor, [whole, on, off = '', close]: RegExpExecArray): string {
  const before = cursor.flags;
  const value = (letter: string, was: boolean): boolean =>
    (on.includes(letter) || was) && !off.includes(letter);
  const flags = {
    i: value('i', before.i),
    m: value('m', before.m),
    s: value('s', before.s),
    x: value('x', before.x),
  };
  if (close === ')') {
    cursor.at += whole.length;
    cursor.flags = flags;
    return '';
  }
  cursor.flags = flags;
  const text = inner(cursor, whole.length, (part) => `(?:${part})`);
  cursor.flags = before;
  return text;
}
