/**
 * Where the values of a field lie in a stack of layers that is known: at constant places of its headers. What can only be
 * known by looking (options, repetitions, most computed fields) is unknown here, and its frame will be walked.
 */
import { FRAME, type Registry } from '../../dissectors/registry.js';
import { readFixed } from '../../dissectors/shortcut-code.js';
import type { CodeLayer } from '../../dissectors/shortcut-open.js';
import { type FixedField, fixedFields, placesOf } from '../layout/readers.js';
import type { Header, Value } from '../layout/types.js';
import type { FieldOperand } from './program.js';
import { isScannable } from './sift-scan.js';

/** How one value is had. */
export type Source =
  /** An expression that gives a number. */
  | { readonly kind: 'number'; readonly text: string }
  /** Octets at an expression, if the condition `whole` holds; otherwise there is a value without octets. */
  | { readonly kind: 'octets'; readonly at: string; readonly length: number; readonly whole: string }
  /** A protocol: its header's octets lie from one expression to another. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** A value by an expression that gives a number below `values.length`; where there is none, the field is not there. */
  | { readonly kind: 'table'; readonly text: string; readonly values: readonly (Value | undefined)[] }
  /** Whole seconds and nanoseconds. */
  | { readonly kind: 'moment'; readonly sec: string; readonly nsec: string }
  /** However many values, found by a scan of a layer from one expression to another. */
  | {
      readonly kind: 'scan';
      readonly header: Header;
      readonly name: string;
      readonly from: string;
      readonly to: string;
    }
  /** It is there, and no more is known. */
  | { readonly kind: 'unknown' };

/** A value that a field has in a stack, if `guard` holds. */
export interface Occurrence {
  /** An expression, or 'true'. */
  readonly guard: string;
  readonly source: Source;
}

/** Variables for the time of the capture's first frame. */
const FIRST_SEC = 'fs';
const FIRST_NSEC = 'fn';

/** The facts of the frame, as the code has them: row `i` of the batch's columns, `r` the number of row 0. */
export const FRAME_SOURCES: ReadonlyMap<string, Source> = new Map<string, Source>([
  ['frame.number', { kind: 'number', text: '(r+i)' }],
  ['frame.len', { kind: 'number', text: 'W[i]' }],
  ['frame.cap_len', { kind: 'number', text: 'C[i]' }],
  ['frame.time', { kind: 'moment', sec: 'S[i]', nsec: 'N[i]' }],
  ['frame.time_epoch', { kind: 'moment', sec: 'S[i]', nsec: 'N[i]' }],
  ['frame.time_relative', { kind: 'moment', sec: `(S[i]-${FIRST_SEC})`, nsec: `(N[i]-${FIRST_NSEC})` }],
]);

/** Finds the values of fields. */
export interface SourceFinder {
  /** The values of a field, or undefined where only a walk can tell. */
  readonly find: (field: FieldOperand, layers: readonly CodeLayer[]) => readonly Occurrence[] | undefined;
  /** Whether a field may be in layers of some dissectors; undefined: of any. */
  readonly mayBeIn: (field: FieldOperand, dissectors: ReadonlySet<number> | undefined) => boolean;
  /** Whether a field depends on earlier frames. */
  readonly hasHistory: (name: string) => boolean;
}

/** A finder for a registry's fields. */
export function createSourceFinder(registry: Registry): SourceFinder {
  const known = new Set<string>();
  const names: ReadonlySet<string>[] = [];
  const history = new Set<string>();
  for (const { name, headers, generated } of registry.dissectors) {
    const own = new Set([name, ...generated.map((one) => one.name)]);
    for (const header of headers) for (const { item } of placesOf(header)) own.add(item.name);
    for (const one of generated) if (one.history === true) history.add(one.name);
    names.push(own);
    for (const one of own) known.add(one);
  }
  return {
    hasHistory: (name) => history.has(name),
    mayBeIn: ({ members }, dissectors) =>
      dissectors === undefined || members.some((name) => [...dissectors].some((id) => names[id].has(name))),
    find: (field, layers) => {
      // Findings are no fields of a dissector; an alias may be a mere name.
      if (!field.members.some((name) => known.has(name)) || field.layers !== undefined) return undefined;
      const found: Occurrence[] = [];
      for (const layer of layers) {
        for (const name of field.members) {
          const here = inLayer(layer, name);
          if (here === undefined) return undefined;
          found.push(...here);
        }
      }
      return found;
    },
  };
}

const NONE: readonly Occurrence[] = [];

function inLayer(layer: CodeLayer, name: string): readonly Occurrence[] | undefined {
  const { dissector, id, variant, start, end, payload } = layer;
  if (dissector.name === name) {
    // The header; the frame has none, all is its own.
    return [{ guard: 'true', source: { kind: 'range', from: start, to: id === FRAME ? end : payload } }];
  }
  if (dissector.generated.some((one) => one.name === name)) return generatedIn(layer, name);
  const header = dissector.headers[variant];
  if (!concerns(header, name)) return NONE;
  const fixed = fixedFields(header).filter(({ item }) => item.name === name);
  const all = placesOf(header).filter(({ item }) => item.name === name).length;
  if (fixed.length === all) return fixed.map((field) => inHeader(field, layer));
  if (!isScannable(header, name)) return undefined;
  return [{ guard: 'true', source: { kind: 'scan', header, name, from: start, to: end } }];
}

function concerns(header: Header, name: string): boolean {
  return placesOf(header).some(({ item }) => item.name === name);
}

function inHeader(field: FixedField, { start, end, least }: CodeLayer): Occurrence {
  const guard = field.needs <= least ? 'true' : `${end}-${start}>=${field.needs}`;
  return { guard, source: sourceOf(field, start) };
}

function sourceOf(field: FixedField, start: string): Source {
  const { item, bit, bits } = field;
  switch (item.kind) {
    case 'uint':
    case 'flag':
    case 'group':
    case 'ipv4': {
      const text = readFixed(field, start);
      const { map } = item.meta;
      if (map === undefined) return { kind: 'number', text };
      if (bits > 8) return { kind: 'unknown' };
      return { kind: 'table', text, values: Array.from({ length: 2 ** bits }, (_, raw) => map(raw)) };
    }
    case 'ether':
    case 'ipv6':
    case 'bytes':
      return { kind: 'octets', at: `${start}+${bit >> 3}`, length: bits >> 3, whole: 'true' };
    default:
      return { kind: 'unknown' };
  }
}

/** Fields that are computed: of the frame, or from what the layer's table and one field of it say. */
function generatedIn(layer: CodeLayer, name: string): readonly Occurrence[] | undefined {
  const { dissector, id, variant, start, end, least } = layer;
  const source = id === FRAME ? FRAME_SOURCES.get(name) : undefined;
  if (source !== undefined) {
    return [{ guard: source.kind === 'moment' ? 'S[i]===S[i]' : 'true', source }];
  }
  const one = dissector.generated.find((each) => each.name === name);
  // A name may be a computed field here and one of the table there: then both would count.
  if (one?.direct === undefined || concerns(dissector.headers[variant], name)) return undefined;
  const { field, value } = one.direct(variant);
  if (field === undefined) {
    const constant = value(-1);
    if (constant === undefined) return NONE;
    return [{ guard: 'true', source: { kind: 'table', text: '0', values: [constant] } }];
  }
  const fixed = fixedFields(dissector.headers[variant]).find(({ item }) => item.name === field);
  if (fixed === undefined || fixed.bits > 8) return undefined;
  const values = Array.from({ length: 2 ** fixed.bits }, (_, raw) => value(raw));
  const guard = fixed.needs <= least ? 'true' : `${end}-${start}>=${fixed.needs}`;
  return [{ guard, source: { kind: 'table', text: readFixed(fixed, start), values } }];
}
