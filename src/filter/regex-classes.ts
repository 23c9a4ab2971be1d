/**
 * Classes of octets in regular expressions, as 256 answers, and their writing for JavaScript.
 */
import { RegexFault, readEscape } from './regex-escapes.js';

/** Which of the 256 octets belong. */
export type Octets = readonly boolean[];

/** A class by a rule. */
export function octetsWhere(rule: (code: number) => boolean): Octets {
  return Array.from({ length: 256 }, (_, code) => rule(code));
}

/** All that do not belong. */
export function negated(members: Octets): Octets {
  return members.map((member) => !member);
}

/** One octet; with `fold`, a letter of either case. */
export function classOf(code: number, fold: boolean): Octets {
  const other = fold ? otherCase(code) : code;
  return octetsWhere((each) => each === code || each === other);
}

function otherCase(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 97 && code <= 122 ? code - 32 : code;
}

/** A class as JavaScript writes it. */
export function writeClass(members: Octets): string {
  const hex = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`;
  let text = '';
  for (let from = 0; from < 256; from += 1) {
    if (!members[from]) continue;
    let to = from;
    while (to < 255 && members[to + 1]) to += 1;
    text += to === from ? hex(from) : `${hex(from)}-${hex(to)}`;
    from = to;
  }
  return `[${text}]`;
}

/** Quickly made: these are there before any filter needs them. */
function within(...ranges: readonly (readonly [number, number])[]): Octets {
  const members: boolean[] = new Array(256).fill(false);
  for (const [from, to] of ranges) members.fill(true, from, to + 1);
  return members;
}

const DIGIT = within([48, 57]);
const UPPER = within([65, 90]);
const LOWER = within([97, 122]);
const ALPHA = within([65, 90], [97, 122]);

/** The classes that have names in square brackets. */
const POSIX: Readonly<Record<string, Octets>> = {
  alpha: ALPHA,
  digit: DIGIT,
  alnum: within([48, 57], [65, 90], [97, 122]),
  upper: UPPER,
  lower: LOWER,
  space: within([9, 13], [32, 32]),
  blank: within([9, 9], [32, 32]),
  punct: within([33, 47], [58, 64], [91, 96], [123, 126]),
  print: within([32, 126]),
  graph: within([33, 126]),
  cntrl: within([0, 31], [127, 127]),
  xdigit: within([48, 57], [65, 70], [97, 102]),
  word: within([48, 57], [65, 90], [95, 95], [97, 122]),
  ascii: within([0, 127]),
};

/** Reads the class in brackets that begins at `at`: its members, and the place behind it. */
export function parseClass(source: string, at: number, fold: boolean): readonly [Octets, number] {
  const members: boolean[] = new Array(256).fill(false);
  const add = (more: Octets): void =>
    more.forEach((member, code) => {
      if (member) members[code] = true;
    });
  const inverse = source[at + 1] === '^';
  let from = at + (inverse ? 2 : 1);
  const first = from;
  while (source[from] !== ']' || from === first) {
    if (from >= source.length) throw new RegexFault('the closing ] of a class is missing');
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(source.slice(from));
    if (posix !== null) {
      const named = POSIX[posix[2]];
      if (named === undefined) throw new RegexFault(`there is no class [:${posix[2]}:]`);
      add(posix[1] === '^' ? negated(named) : named);
      from += posix[0].length;
      continue;
    }
    const [low, behind] = memberAt(source, from);
    from = behind;
    if (typeof low !== 'number') add(low);
    else if (source[from] === '-' && source[from + 1] !== ']' && from + 1 < source.length) {
      const [high, end] = memberAt(source, from + 1);
      from = end;
      if (typeof high !== 'number') {
        add(classOf(low, fold));
        add(classOf(45, false));
        add(high);
      } else if (high < low) throw new RegexFault('a range out of order in a class');
      else for (let code = low; code <= high; code += 1) add(classOf(code, fold));
    } else add(classOf(low, fold));
  }
  return [inverse ? negated(members) : members, from + 1];
}

/** One octet, or a class named by an escape. */
function memberAt(source: string, at: number): readonly [number | Octets, number] {
  if (source[at] !== '\\') return [source.charCodeAt(at), at + 1];
  if (source[at + 1] === 'b') return [8, at + 2];
  const read = readEscape(source, at, true);
  if (read.kind === 'code') return [read.code, read.to];
  if (read.kind === 'class') return [read.members, read.to];
  throw new RegexFault(`\\${source[at + 1]} has no meaning in a class`);
}
