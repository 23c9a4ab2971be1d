/**
 * The column lane of filters: values of a field straight from the captured octets, layer after layer, by scans compiled
 * from the layout tables for exactly the fields of one operand. Whoever looks may stop at any value.
 */
import type { Dissector, Generated, Walk } from '../../dissectors/contract.js';
import { DATA, FRAME, type Registry } from '../../dissectors/registry.js';
import { placesOf } from '../layout/readers.js';
import { compileScan, makeHits, type Scan } from '../layout/scan.js';
import type { Header } from '../layout/types.js';
import { filterValue, type HitReader, hitReader } from './field-values.js';
import { findingSource, isFinding } from './finding-source.js';
import { layerFilter } from './layers.js';
import type { FieldOperand, FilterValue } from './program.js';

/** Hands one value after the other to `found` until that says to stop; whether it did. */
export type Visit = (w: Walk, found: (value: FilterValue) => boolean) => boolean;

/** How much of a protocol counts as its octets: its header (slices, lengths) or all up to its end (to search in). */
export type Extent = 'header' | 'whole';

/** What one dissector contributes. */
interface LayerSource {
  readonly id: number;
  /** Whether the field is the protocol itself. */
  readonly protocol: boolean;
  readonly leading: readonly Generated[];
  readonly trailing: readonly Generated[];
  /** By variant: how the octets are scanned, and how each member's hits are read. */
  readonly variants: readonly (VariantSource | undefined)[];
}

interface VariantSource {
  readonly scan: Scan;
  readonly readers: readonly (HitReader | undefined)[];
}

/** Compiles the source of a field's values. */
export function createFieldSource(registry: Registry, field: FieldOperand, extent: Extent): Visit {
  const inLayers = layerFilter(registry, field.layers);
  if (isFinding(field.name)) return findingSource(registry, field, inLayers);
  const sources = registry.dissectors.map((dissector, id) => layerSource(dissector, id, field));
  return (w, found) => {
    for (let i = 0; i < w.count; i += 1) {
      const source = sources[w.ids[i]];
      if (source === undefined || (inLayers !== undefined && !inLayers(w, i))) continue;
      if (source.protocol && found(protocolOctets(w, i, extent))) return true;
      if (source.leading.length > 0 && visitGenerated(source.leading, w, i, found)) return true;
      const variant = source.variants[w.variants[i]];
      if (variant !== undefined && visitHits(variant, w, i, found)) return true;
      if (source.trailing.length > 0 && visitGenerated(source.trailing, w, i, found)) return true;
    }
    return false;
  };
}

function layerSource(dissector: Dissector, id: number, { members }: FieldOperand): LayerSource | undefined {
  const generated = dissector.generated.filter(({ name }) => members.includes(name));
  const protocol = members.includes(dissector.name);
  const variants = dissector.headers.map((header) => variantSource(header, members));
  if (!protocol && generated.length === 0 && variants.every((each) => each === undefined)) return undefined;
  return {
    id,
    protocol,
    leading: generated.filter(({ after }) => after === ''),
    trailing: generated.filter(({ after }) => after !== ''),
    variants,
  };
}

function variantSource(header: Header, members: readonly string[]): VariantSource | undefined {
  const readers: (HitReader | undefined)[] = new Array(members.length).fill(undefined);
  for (const place of placesOf(header)) {
    const member = members.indexOf(place.item.name);
    if (member >= 0) readers[member] ??= hitReader(place);
  }
  if (readers.every((reader) => reader === undefined)) return undefined;
  const idOf = (name: string): number | undefined => {
    const member = members.indexOf(name);
    return member >= 0 && readers[member] !== undefined ? member : undefined;
  };
  return { scan: compileScan(header, idOf), readers };
}

/** A protocol's octets. The frame and what nobody knows have no header: all is theirs. */
function protocolOctets(w: Walk, i: number, extent: Extent): Uint8Array {
  const whole = extent === 'whole' || w.ids[i] === FRAME || w.ids[i] === DATA;
  return w.sources[i].subarray(w.starts[i], whole ? w.ends[i] : w.payloads[i]);
}

const hits = makeHits();

function visitHits(
  { scan, readers }: VariantSource,
  w: Walk,
  i: number,
  found: (value: FilterValue) => boolean,
): boolean {
  hits.length = 0;
  const bytes = w.sources[i];
  scan(bytes, w.starts[i], w.ends[i], hits);
  const { data, length } = hits;
  for (let at = 0; at < length; at += 3) {
    if (found(readers[data[at]]!(bytes, data[at + 1], data[at + 2]))) return true;
  }
  return false;
}

function visitGenerated(
  list: readonly Generated[],
  w: Walk,
  i: number,
  found: (value: FilterValue) => boolean,
): boolean {
  for (const { compute } of list) {
    const value = compute(w, i);
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      for (const one of value) if (found(filterValue(one))) return true;
    } else if (found(filterValue(value as Exclude<typeof value, readonly unknown[]>))) return true;
  }
  return false;
}
