/**
 * Macros: `${name;arg1;arg2}` or `${name:arg1;arg2}` stands for a text in which `$1`, `$2` … are replaced. Places in the
 * expanded text are told in the text that was given.
 */
import { nearestHint } from '../base/nearest.js';
import { ok, type Result } from '../base/result.js';
import { type FilterError, refuse } from './error.js';

/** The texts of macros, by name. */
export type Macros = Readonly<Record<string, string>>;

/** A filter without macros, and how a fault in it is told in the text that was given. */
export interface Expanded {
  readonly text: string;
  readonly place: (error: FilterError) => FilterError;
}

/** A part of the expanded text, and where it comes from. */
interface Piece {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly expanded: boolean;
}

/** Macros within macros: no more than this, as one may name itself. */
const DEEPEST = 16;
/** Characters of an expanded filter. */
const LONGEST = 65_536;

/** Replaces all macros. `${a.field}` that is no macro is left: it is a reference to a field. */
export function expandMacros(text: string, macros: Macros): Result<Expanded, FilterError> {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const open = openingAt(text, at);
    if (open < 0) break;
    const close = closingOf(text, open);
    if (close < 0) return refuse({ from: open, to: text.length }, 'the right brace is missing');
    pieces.push({ text: text.slice(at, open), from: at, to: open, expanded: false });
    const place = { from: open, to: close + 1 };
    const body = expandOne(text.slice(open + 2, close), place, macros, 0);
    if (!body.ok) return body;
    pieces.push({ text: body.value.text, ...place, expanded: body.value.expanded });
    at = close + 1;
  }
  pieces.push({ text: text.slice(at), from: at, to: text.length, expanded: false });
  const whole = pieces.map((piece) => piece.text).join('');
  return ok({ text: whole, place: (error) => placeIn(pieces, whole, error) });
}

/** The next `${` that stands in no string. */
function openingAt(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (quoted && text[at] === '\\') at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text.startsWith('${', at)) return at;
  }
  return -1;
}

/** The brace that closes the one opened at `open`. */
function closingOf(text: string, open: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = open + 1; at < text.length; at += 1) {
    if (quoted && text[at] === '\\') at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text[at] === '{') depth += 1;
    else if (!quoted && text[at] === '}') {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

interface Body {
  readonly text: string;
  readonly expanded: boolean;
}

function expandOne(
  inner: string,
  place: { readonly from: number; readonly to: number },
  macros: Macros,
  depth: number,
): Result<Body, FilterError> {
  const [, name, rest] = /^\s*([^;:\s]*)\s*(?:[;:]([\s\S]*))?$/.exec(inner) ?? [undefined, inner, undefined];
  if (!Object.hasOwn(macros, name)) {
    // A reference to a field keeps its braces.
    if (rest === undefined && /[._]|^[a-z][a-z0-9]*$/.test(name) && !isMacroName(name, macros)) {
      return ok({ text: `\${${inner}}`, expanded: false });
    }
    const names = Object.keys(macros);
    const known = names.length === 0 ? 'none are defined' : `macros: ${names.join(', ')}`;
    return refuse(place, `there is no macro "${name}"`, nearestHint(name, names) ?? known);
  }
  if (depth >= DEEPEST) return refuse(place, `macro "${name}" goes round in a circle`);
  const args = rest === undefined ? [] : splitArguments(rest);
  const wanted = Math.max(0, ...[...macros[name].matchAll(/\$(\d)/g)].map((match) => Number(match[1])));
  if (args.length !== wanted) {
    const have = `${args.length} ${args.length === 1 ? 'is' : 'are'} given`;
    return refuse(place, `macro "${name}" needs ${wanted} argument${wanted === 1 ? '' : 's'}, ${have}`);
  }
  const filled = macros[name].replace(/\$(\d)/g, (_, number: string) => args[Number(number) - 1]);
  if (filled.length > LONGEST) return refuse(place, `macro "${name}" becomes too long`);
  return expandNested(filled, place, macros, depth + 1);
}

/** Near a macro's name it was meant as one. */
function isMacroName(name: string, macros: Macros): boolean {
  return !name.includes('.') && nearestHint(name, Object.keys(macros)) !== undefined;
}

function expandNested(
  text: string,
  place: { readonly from: number; readonly to: number },
  macros: Macros,
  depth: number,
): Result<Body, FilterError> {
  const open = openingAt(text, 0);
  if (open < 0) return ok({ text, expanded: true });
  const close = closingOf(text, open);
  if (close < 0) return refuse(place, 'a right brace is missing in the macro');
  const inner = expandOne(text.slice(open + 2, close), place, macros, depth);
  if (!inner.ok) return inner;
  if (!inner.value.expanded) {
    const rest = expandNested(text.slice(close + 1), place, macros, depth);
    return rest.ok ? ok({ text: text.slice(0, close + 1) + rest.value.text, expanded: true }) : rest;
  }
  const whole = text.slice(0, open) + inner.value.text + text.slice(close + 1);
  if (whole.length > LONGEST) return refuse(place, 'the macro becomes too long');
  return expandNested(whole, place, macros, depth);
}

/** Arguments stand between semicolons; those in strings and braces separate nothing. */
function splitArguments(text: string): readonly string[] {
  const args: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (quoted && text[at] === '\\') at += 1;
    else if (text[at] === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    else if (text[at] === ';' && depth === 0) {
      args.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  args.push(text.slice(from).trim());
  return args;
}

/** Tells a fault in the expanded text at its place in the given one; a macro is meant as a whole. */
function placeIn(pieces: readonly Piece[], whole: string, error: FilterError): FilterError {
  if (!pieces.some((piece) => piece.expanded)) return error;
  let at = 0;
  const located = (position: number, end: boolean): number => {
    at = 0;
    for (const piece of pieces) {
      const inside = end ? position <= at + piece.text.length : position < at + piece.text.length;
      if (inside && piece.text !== '') {
        if (piece.expanded) return end ? piece.to : piece.from;
        return piece.from + position - at;
      }
      at += piece.text.length;
    }
    const last = pieces[pieces.length - 1];
    return last.to + Math.max(0, position - at);
  };
  const from = located(error.from, false);
  const to = Math.max(from + 1, located(error.to, true));
  const expansion = `with its macros: ${whole}`;
  return { ...error, from, to, hint: error.hint === undefined ? expansion : `${error.hint}\n${expansion}` };
}
