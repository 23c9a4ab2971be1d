/**
 * The column lane's scans, compiled from layout tables: JavaScript source is made for exactly the fields that are wanted,
 * and finds them in octets without making an object.
 *
 *   compileScan(header, wanted) → scan(bytes, start, end, hits)    every place of every wanted field
 *
 * What is compiled follows decode.ts step by step; a property test holds the two together.
 */
import { readExpression } from './readers.js';
import type { FieldItem, Header, Item, Size } from './types.js';

/** Places of fields: triples [field id, first octet, octets], `length` numbers in use. */
export interface Hits {
  data: Int32Array;
  length: number;
}

/**
 * Finds the wanted fields of a header in bytes[start … end) and appends their places. True where everything that the
 * table announces was there (decode.ts would report no shortfall).
 */
export type Scan = (bytes: Uint8Array, start: number, end: number, hits: Hits) => boolean;

/** Room for hits, to be reused packet after packet. */
export function makeHits(capacity = 1024): Hits {
  return { data: new Int32Array(capacity * 3), length: 0 };
}

/** Doubles the room. Called by the compiled code. */
export function growHits(hits: Hits): void {
  const data = new Int32Array(hits.data.length * 2);
  data.set(hits.data);
  hits.data = data;
}

interface Source {
  readonly lines: string[];
  readonly variables: Map<string, string>;
  readonly idOf: (name: string) => number | undefined;
  /** Bit position relative to `p`, which is a whole octet, at compile time. */
  bit: number;
  labels: number;
}

/** Compiles a scan for those fields to which `idOf` gives an id. Fields that nobody wants cost nothing but their size. */
export function compileScan(header: Header, idOf: (name: string) => number | undefined): Scan {
  const source: Source = { lines: [], variables: referenced(header.items), idOf, bit: 0, labels: 0 };
  emitItems(header.items, source, 'e', 'ok=false;break all;');
  const variables = [...source.variables.values()].map((name) => `let ${name}=-1;`).join('');
  const body = `${variables}let p=start;const e=end;let d=hits.data;let n=hits.length;let w=0;let ok=true;all:{${source.lines.join('\n')}}hits.length=n;return ok;`;
  const make = new Function('grow', `return function scan(b,start,end,hits){${body}}`);
  return make(growHits) as Scan;
}

/** Names of fields that sizes, counts and conditions refer to, each with its variable. */
function referenced(items: readonly Item[]): Map<string, string> {
  const names = new Map<string, string>();
  const see = (name: string): void => {
    if (!names.has(name)) names.set(name, `v${names.size}`);
  };
  const seeSize = (size: Size): void => {
    if (typeof size === 'object') see(size.field);
  };
  const visit = (item: Item): void => {
    if (item.kind === 'when') see(item.on.field);
    if (item.kind === 'repeat') seeSize(item.count);
    if (item.kind === 'window' || item.kind === 'bytes' || item.kind === 'text') seeSize(item.size);
    if ('items' in item) for (const part of item.items) visit(part);
  };
  for (const item of items) visit(item);
  return names;
}

/** Emits items one after another; `stop` is the statement that leaves the innermost window. */
function emitItems(items: readonly Item[], source: Source, end: string, stop: string): void {
  for (const item of items) emitItem(item, source, end, stop);
}

function emitItem(item: Item, source: Source, end: string, stop: string): void {
  switch (item.kind) {
    case 'when':
      emitWhen(item, source, end, stop);
      return;
    case 'repeat':
      emitRepeat(item, source, end, stop);
      return;
    case 'window':
      emitWindow(item, source, end);
      return;
    case 'bytes':
    case 'text':
      emitSized(item, source, end, stop);
      return;
    default:
      emitFixed(item, source, end, stop);
  }
}

function emitFixed(
  item: Exclude<FieldItem, { kind: 'repeat' | 'window' | 'bytes' | 'text' }>,
  source: Source,
  end: string,
  stop: string,
): void {
  const { lines } = source;
  const first = source.bit >> 3;
  const after = (source.bit + item.bits + 7) >> 3;
  lines.push(`if(p+${after}>${end}){${stop}}`);
  if (item.kind === 'group') {
    let bit = source.bit;
    hit(item.name, `p+${first}`, `${after - first}`, source);
    for (const part of item.items) {
      variable(part, bit, source);
      hit(part.name, `p+${bit >> 3}`, `${((bit + part.bits + 7) >> 3) - (bit >> 3)}`, source);
      bit += part.bits;
    }
  } else hit(item.name, `p+${first}`, `${after - first}`, source);
  if (item.kind === 'ether') {
    for (const { at, item: part } of item.parts) {
      hit(part.name, `p+${first + (at >> 3)}`, `${((at & 7) + part.bits + 7) >> 3}`, source);
    }
  }
  variable(item, source.bit, source);
  source.bit += item.bits;
  settle(source);
}

/** Keeps the value of a field that something later refers to. */
function variable(item: FieldItem, bit: number, source: Source): void {
  const name = source.variables.get(item.name);
  if (name === undefined) return;
  const bits = 'bits' in item ? item.bits : 0;
  const little = item.kind === 'uint' && item.littleEndian;
  source.lines.push(`${name}=${readExpression(`p+${bit >> 3}`, bit & 7, bits, little)};`);
}

/** Moves whole octets out of the compile-time position into `p`, when that is at an octet's border. */
function settle(source: Source, force = false): void {
  if (source.bit === 0 || ((source.bit & 7) !== 0 && !force)) return;
  source.lines.push(`p+=${(source.bit + 7) >> 3};`);
  source.bit = 0;
}

function hit(name: string, at: string, length: string, source: Source): void {
  const id = source.idOf(name);
  if (id === undefined) return;
  source.lines.push(
    `if(n+3>d.length){hits.length=n;grow(hits);d=hits.data;}d[n]=${id};d[n+1]=${at};d[n+2]=${length};n+=3;`,
  );
}

function emitSized(
  item: Extract<FieldItem, { kind: 'bytes' | 'text' }>,
  source: Source,
  end: string,
  stop: string,
): void {
  const { lines } = source;
  lines.push(`w=${sizeExpression(item.size, `${end}-p`, source)};`);
  const length = `Math.min(w,${end}-p)`;
  if (source.idOf(item.name) !== undefined) {
    lines.push(item.meta.empty === true ? '{' : 'if(w>0){');
    hit(item.name, 'p', length, source);
    lines.push('}');
  }
  lines.push(`if(w>${end}-p){p=${end};${stop}}p+=w;`);
}

function emitWindow(item: Extract<FieldItem, { kind: 'window' }>, source: Source, end: string): void {
  const { lines } = source;
  const label = source.labels;
  source.labels += 1;
  const inner = `e${label}`;
  lines.push(
    `w=${sizeExpression(item.size, `${end}-p`, source)};if(w>${end}-p)ok=false;const ${inner}=Math.min(p+w,${end});`,
  );
  if (source.idOf(item.name) !== undefined) {
    lines.push(item.meta.empty === true ? '{' : 'if(w>0){');
    hit(item.name, 'p', `${inner}-p`, source);
    lines.push('}');
  }
  if (item.items.length > 0) {
    // A window that is not there has no fields either, not even those of no octets.
    if (item.meta.empty !== true) lines.push(`const z${label}=w>0?-1:n;`);
    lines.push(`w${label}:{`);
    emitItems(item.items, source, inner, `ok=false;break w${label};`);
    settle(source, true);
    lines.push('}');
    if (item.meta.empty !== true) lines.push(`if(z${label}>=0)n=z${label};`);
    source.bit = 0;
  }
  lines.push(`p=${inner};`);
}

function emitRepeat(
  item: Extract<FieldItem, { kind: 'repeat' }>,
  source: Source,
  end: string,
  stop: string,
): void {
  const { lines } = source;
  const label = source.labels;
  source.labels += 1;
  if (item.count === 'rest') lines.push(`while(p<${end}){const s${label}=p;`);
  else {
    lines.push(`let c${label}=${sizeExpression(item.count, '0', source)};`);
    lines.push(`while(c${label}-->0){const s${label}=p;if(p>=${end}){${stop}}`);
  }
  emitItems(item.items, source, end, stop);
  settle(source, true);
  lines.push(`if(p===s${label})break;}`);
}

function emitWhen(item: Extract<Item, { kind: 'when' }>, source: Source, end: string, stop: string): void {
  const name = source.variables.get(item.on.field) ?? '-1';
  const { is, not } = item.on;
  const test =
    is !== undefined
      ? is.map((value) => `${name}===${value}`).join('||')
      : [`${name}!==-1`, ...(not ?? []).map((value) => `${name}!==${value}`)].join('&&');
  const bit = source.bit;
  if (bit !== 0) throw new Error(`a condition on ${item.on.field} begins inside an octet`);
  source.lines.push(`if(${test}){`);
  emitItems(item.items, source, end, stop);
  settle(source, true);
  source.lines.push('}');
}

function sizeExpression(size: Size, rest: string, source: Source): string {
  if (typeof size === 'number') return `${size}`;
  if (size === 'rest') return `Math.max(0,${rest})`;
  const name = source.variables.get(size.field) ?? '0';
  const value = `Math.max(0,Math.max(0,${name})*${size.times ?? 1}+${size.plus ?? 0})`;
  return size.padTo === undefined ? value : `((${size.padTo}-(${value}%${size.padTo}))%${size.padTo})`;
}
