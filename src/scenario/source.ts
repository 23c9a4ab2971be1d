/**
 * A YAML file as a tree of texts that know where they stand. Everything is text here: what `10ms` or `no` means is for the
 * one to say who reads it. Parameters, `${delay}`, are put in on the way, and places still point at what was written.
 *
 *   text ──yaml──► Written ──replaceParameters──► Written ──placeWithin(text, 12)──► file, line, column
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Place } from './scenario.js';
import { tellingErrors, unclosedMessage, yamlMessage } from './yaml-messages.js';

/** A file that was read. */
export interface Source {
  readonly file: string;
  readonly lines: LineCounter;
}

/** From offset `at` of a text on, it stands at offset `source` of its file; `put`: a parameter's value stands there. */
interface Piece {
  readonly at: number;
  readonly source: number;
  readonly put: boolean;
}

/** A scalar. */
export interface WrittenText {
  readonly kind: 'text';
  readonly text: string;
  readonly place: Place;
  readonly source: Source;
  readonly pieces: readonly Piece[];
}

/** A list. */
export interface WrittenList {
  readonly kind: 'list';
  readonly items: readonly Written[];
  readonly place: Place;
}

/** A key and its value. */
export interface WrittenEntry {
  readonly key: WrittenText;
  readonly value: Written;
}

/** A map, in the order of the file. */
export interface WrittenMap {
  readonly kind: 'map';
  readonly entries: readonly WrittenEntry[];
  readonly place: Place;
}

/** Anything that a file may hold. */
export type Written = WrittenText | WrittenList | WrittenMap;

/** Notes a mistake. */
export type Note = (place: Place, message: string) => void;

const DEEPEST = 24;

/** Reads a file's YAML; undefined where it is none. Mistakes are noted. Never throws. */
export function readSource(file: string, text: string, note: Note): Written | undefined {
  const source: Source = { file, lines: new LineCounter() };
  try {
    const document = parseDocument(text, {
      lineCounter: source.lines,
      prettyErrors: false,
      logLevel: 'silent',
    });
    let last = -1;
    for (const { code, message, pos } of tellingErrors(document.errors)) {
      // Of a thousand brackets that are open at one place only the innermost is told.
      if (pos[0] === last) continue;
      last = pos[0];
      note(
        placeOf(source, pos[0]),
        openBracket(source, document.contents, text, pos[0], message) ??
          yamlMessage(code, message, text, pos[0]),
      );
    }
    if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return undefined;
    return convert(source, document.contents, 0, 0, note);
  } catch {
    // The parser recurses: what is nested ten thousand deep exhausts the stack.
    note({ file, line: 1, column: 1 }, 'this cannot be read as YAML: it is nested too deeply');
    return undefined;
  }
}

/** The message for a list or map whose bracket is not closed where the parser gave up, at an offset. */
function openBracket(
  { lines }: Source,
  contents: Node | null,
  text: string,
  offset: number,
  message: string,
): string | undefined {
  const [, end] = / end with a ([\]}])$/.exec(message) ?? [];
  if (end === undefined) return undefined;
  let opened: number | undefined;
  visit(contents, {
    Collection(_, { flow, range }) {
      if (flow && range?.[1] === offset && text[range[0]] === (end === ']' ? '[' : '{')) opened = range[0];
    },
  });
  return opened === undefined ? undefined : unclosedMessage(text[opened], lines.linePos(opened).line, end);
}

function convert(source: Source, node: Node | null, at: number, depth: number, note: Note): Written {
  const start = node?.range?.[0] ?? at;
  const place = placeOf(source, start);
  if (depth > DEEPEST) {
    note(place, 'this is nested too deeply');
    return { kind: 'list', items: [], place };
  }
  if (isAlias(node)) {
    note(place, 'a * begins a YAML alias, which scenarios do not use; in quotes, "*", it means any');
    return textAt(source, '*', start, start);
  }
  if (isSeq<Node | null>(node)) {
    const items = node.items.map((item) => convert(source, item, start, depth + 1, note));
    return { kind: 'list', items, place };
  }
  if (isMap<Node | null, Node | null>(node)) {
    const entries = node.items.map((pair) => convertPair(source, pair, start, depth, note));
    return { kind: 'map', entries, place };
  }
  if (!isScalar(node)) return textAt(source, '', start, start);
  const plain = node.type === 'PLAIN';
  const text = typeof node.value === 'string' ? node.value : plain ? (node.source ?? '') : '';
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  return textAt(source, text, start, start + (quoted ? 1 : 0));
}

function convertPair(
  source: Source,
  pair: Pair<Node | null, Node | null>,
  at: number,
  depth: number,
  note: Note,
): WrittenEntry {
  let key = convert(source, pair.key, at, depth + 1, note);
  if (key.kind !== 'text') {
    note(key.place, 'a key must be one line of text');
    key = textAt(source, '', at, at);
  }
  const after = pair.key?.range?.[1] ?? at;
  return { key, value: convert(source, pair.value, after, depth + 1, note) };
}

function textAt(source: Source, text: string, start: number, first: number): WrittenText {
  const pieces = [{ at: 0, source: first, put: false }];
  return { kind: 'text', text, place: placeOf(source, start), source, pieces };
}

function placeOf(source: Source, offset: number): Place {
  const { line, col } = source.lines.linePos(offset);
  return { file: source.file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where a text's character stands in its file. */
export function placeWithin(text: WrittenText, offset: number): Place {
  const piece = text.pieces.findLast(({ at }) => at <= offset) ?? text.pieces[0];
  return placeOf(text.source, piece.put ? piece.source : piece.source + offset - piece.at);
}

/** The value of a key; undefined where the map has none, or where it is no map. */
export function valueAt(written: Written | undefined, name: string): Written | undefined {
  if (written?.kind !== 'map') return undefined;
  return written.entries.find(({ key }) => key.text === name)?.value;
}

/** The texts of a list; a single text is a list of one. */
export function textsOf(written: Written | undefined): readonly WrittenText[] {
  if (written === undefined || written.kind === 'map') return [];
  if (written.kind === 'text') return written.text === '' ? [] : [written];
  return written.items.filter((item) => item.kind === 'text');
}

/** The text of an empty value, `purpose:`, is empty. */
export function isEmpty(written: Written | undefined): boolean {
  return written === undefined || (written.kind === 'text' && written.text.trim() === '');
}

/** Gives the value of a parameter, and notes where there is none; `within`: the text in which it is named. */
export type LookUp = (name: string, place: Place, within: WrittenText) => string | undefined;

/** Puts values in place of `${name}`. */
export function replaceParameters(written: Written, lookUp: LookUp): Written {
  if (written.kind === 'text') return replaceIn(written, lookUp);
  if (written.kind === 'list') {
    return { ...written, items: written.items.map((item) => replaceParameters(item, lookUp)) };
  }
  const entries = written.entries.map(({ key, value }) => ({
    key: replaceIn(key, lookUp),
    value: replaceParameters(value, lookUp),
  }));
  return { ...written, entries };
}

function replaceIn(written: WrittenText, lookUp: LookUp): WrittenText {
  if (!written.text.includes('${')) return written;
  const start = written.pieces[0].source;
  const pieces: Piece[] = [];
  let text = '';
  let read = 0;
  for (const found of written.text.matchAll(/\$\{([^}]*)\}/g)) {
    pieces.push({ at: text.length, source: start + read, put: false });
    text += written.text.slice(read, found.index);
    pieces.push({ at: text.length, source: start + found.index, put: true });
    text += lookUp(found[1].trim(), placeWithin(written, found.index), written) ?? '';
    read = found.index + found[0].length;
  }
  pieces.push({ at: text.length, source: start + read, put: false });
  return { ...written, text: text + written.text.slice(read), pieces };
}
