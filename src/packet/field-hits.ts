/**
 * Finding the wanted fields of a walked frame by the column lane: compiled scans give their places, generated fields and
 * protocols their values. What is written from them is the business of the rows (`-T fields`) and objects (`-T ndjson`).
 */
import type { Catalogue, Field } from '../../dissectors/catalogue.js';
import type { Dissector, Generated, Walk } from '../../dissectors/contract.js';
import type { Registry } from '../../dissectors/registry.js';
import { type Place, placesOf } from '../layout/readers.js';
import { compileScan, growHits, type Hits, makeHits, type Scan } from '../layout/scan.js';
import type { Header, Value } from '../layout/types.js';

/** What was found in the frame that was walked last. */
export interface Found {
  /** Triples [wanted field, place, octets]; a place below 0 is a computed value: -1 - its number. */
  readonly hits: Hits;
  /** Layer of each hit. */
  layers: Uint16Array;
  /** Values of generated fields and protocols; the first `computedCount` are of this frame. */
  readonly computed: Value[];
  computedCount: number;
  /** Whether every layer holds all that its table announces (known only where the layer was scanned). */
  whole: boolean;
}

/** Looks for the wanted fields in the frame that was walked last. */
export type Collect = (w: Walk, found: Found) => void;

/** Room for what is found. */
export function makeFound(): Found {
  return { hits: makeHits(), layers: new Uint16Array(1024), computed: [], computedCount: 0, whole: true };
}

interface WantedGenerated {
  readonly generated: Generated;
  readonly wanted: number;
}

/** One dissector's part of the search. */
interface Search {
  readonly dissector: Dissector;
  /** Number of the wanted field that is the protocol itself, or -1. */
  readonly protocol: number;
  /** By variant; undefined where nothing of it is wanted. */
  readonly scans: readonly (Scan | undefined)[];
  /** Shown before the table's fields, and behind them. */
  readonly leading: readonly WantedGenerated[];
  readonly trailing: readonly WantedGenerated[];
}

/** Compiles the search for some fields. With `all`, every layer is scanned, so that `whole` is known. */
export function createCollect(registry: Registry, wanted: readonly Field[], all = false): Collect {
  const numbers = new Map(wanted.map((field, number) => [field.name, number]));
  const searches = registry.dissectors.map((dissector) => searchOf(dissector, numbers, all));
  return (w, found) => {
    const { hits } = found;
    hits.length = 0;
    found.computedCount = 0;
    found.whole = true;
    for (let i = 0; i < w.count; i += 1) {
      const first = hits.length / 3;
      collectLayer(searches[w.ids[i]], w, i, found);
      const count = hits.length / 3;
      if (count > found.layers.length) growLayers(found, count);
      for (let at = first; at < count; at += 1) found.layers[at] = i;
    }
  };
}

function searchOf(dissector: Dissector, numbers: ReadonlyMap<string, number>, all: boolean): Search {
  const generated = dissector.generated.flatMap((one) => {
    const wanted = numbers.get(one.name);
    return wanted === undefined ? [] : [{ generated: one, wanted }];
  });
  const idOf = (name: string): number | undefined => numbers.get(name);
  return {
    dissector,
    protocol: numbers.get(dissector.name) ?? -1,
    scans: dissector.headers.map((header) =>
      all || concerns(header, numbers) ? compileScan(header, idOf) : undefined,
    ),
    leading: generated.filter((one) => one.generated.after === ''),
    trailing: generated.filter((one) => one.generated.after !== ''),
  };
}

function concerns(header: Header, numbers: ReadonlyMap<string, number>): boolean {
  return placesOf(header).some(({ item }) => numbers.has(item.name));
}

function growLayers(found: Found, count: number): void {
  const grown = new Uint16Array(count * 2);
  grown.set(found.layers);
  found.layers = grown;
}

function collectLayer(search: Search, w: Walk, i: number, found: Found): void {
  const { dissector, protocol } = search;
  if (protocol >= 0) note(found, protocol, dissector.label?.(w, i) ?? dissector.title);
  if (search.leading.length > 0) compute(search.leading, w, i, found);
  const scan = search.scans[w.variants[i]];
  if (scan !== undefined && !scan(w.sources[i], w.starts[i], w.ends[i], found.hits)) found.whole = false;
  if (search.trailing.length > 0) compute(search.trailing, w, i, found);
}

function compute(list: readonly WantedGenerated[], w: Walk, i: number, found: Found): void {
  for (const { generated, wanted } of list) {
    const value = generated.compute(w, i);
    if (value === undefined) continue;
    if (isList(value)) for (const one of value) note(found, wanted, one);
    else note(found, wanted, value);
  }
}

function isList(value: Value | readonly Value[]): value is readonly Value[] {
  return Array.isArray(value);
}

/** Adds a computed value among the hits: its place is -1 - its number. */
function note(found: Found, wanted: number, value: Value): void {
  const { hits, computed } = found;
  if (hits.length + 3 > hits.data.length) growHits(hits);
  hits.data[hits.length] = wanted;
  hits.data[hits.length + 1] = -1 - found.computedCount;
  hits.data[hits.length + 2] = 0;
  hits.length += 3;
  computed[found.computedCount] = value;
  found.computedCount += 1;
}

/** By dissector, variant and wanted field: what `make` gives for the field's place in that table. */
export function writersFor<T>(
  registry: Registry,
  catalogue: Catalogue,
  wanted: readonly Field[],
  make: (place: Place, field: Field) => T | undefined,
): readonly (readonly (readonly (T | undefined)[])[])[] {
  const numbers = new Map(wanted.map((field, number) => [field.name, number]));
  return registry.dissectors.map(({ headers }) =>
    headers.map((header) => {
      const writers: (T | undefined)[] = new Array(wanted.length).fill(undefined);
      for (const place of placesOf(header)) {
        const number = numbers.get(place.item.name);
        const field = catalogue.byName.get(place.item.name);
        if (number !== undefined && field !== undefined) writers[number] ??= make(place, field);
      }
      return writers;
    }),
  );
}

/** The named fields, and for an alias those that it stands for. */
export function withMembers(catalogue: Catalogue, names: readonly string[]): readonly Field[] {
  const fields = new Map<string, Field>();
  const want = (name: string): void => {
    const field = catalogue.byName.get(name);
    if (field === undefined || fields.has(name)) return;
    fields.set(name, field);
    for (const member of field.members) want(member);
  };
  for (const name of names) want(name);
  return [...fields.values()];
}

/** For each name: which of the wanted fields count as it. */
export function acceptsOf(
  catalogue: Catalogue,
  wanted: readonly Field[],
  names: readonly string[],
): readonly Uint8Array[] {
  return names.map((name) => {
    const takes = new Set([name, ...(catalogue.byName.get(name)?.members ?? [])]);
    return Uint8Array.from(wanted, (field) => (takes.has(field.name) ? 1 : 0));
  });
}
