/**
 * The list of all fields, derived from the dissectors' tables and generated fields: what `gmpshark fields` prints, what a
 * filter name is looked up in, and what tells an output how to write a value.
 */
import type { FieldItem, Header, Item, Meta, Size } from '../src/layout/types.js';
import type { Dissector, Generated, GeneratedKind } from './contract.js';

/** Kinds of values that fields have: those of tables and of generated fields, and the protocols themselves. */
export type FieldKind = GeneratedKind | 'protocol' | 'subtree';

/** A field as the outside knows it. */
export interface Field {
  /** Number, in order of first appearance. */
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly kind: FieldKind;
  /** Width on the wire in bits; 0 where it varies or has none. */
  readonly bits: number;
  readonly meta: Meta;
  /** Name and title of the protocol that it belongs to. */
  readonly protocol: string;
  readonly protocolTitle: string;
  /** Document that defines the protocol. */
  readonly spec: string;
  /** True where no octets hold it. */
  readonly generated: boolean;
  /** For an alias: the fields that it stands for. */
  readonly members: readonly string[];
}

/** All fields, by number and by name. */
export interface Catalogue {
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
}

/** Builds the catalogue of some dissectors. Throws where one name is used for two kinds (our own mistake). */
export function createCatalogue(dissectors: readonly Dissector[]): Catalogue {
  const byName = new Map<string, Field>();
  for (const dissector of dissectors) {
    const spec = dissector.headers[0]?.spec ?? 'none';
    add(byName, dissector, spec, { name: dissector.name, title: dissector.title, kind: 'protocol' });
    for (const generated of dissector.generated)
      if (generated.after === '') addGenerated(byName, dissector, generated);
    for (const header of dissector.headers) addItems(byName, dissector, header, header.items);
    for (const generated of dissector.generated)
      if (generated.after !== '') addGenerated(byName, dissector, generated);
  }
  return { fields: [...byName.values()], byName };
}

interface Entry {
  readonly name: string;
  readonly title: string;
  readonly kind: FieldKind;
  readonly bits?: number;
  readonly meta?: Meta;
  readonly generated?: boolean;
}

function add(byName: Map<string, Field>, dissector: Dissector, spec: string, entry: Entry): void {
  const known = byName.get(entry.name);
  if (known !== undefined) {
    if (known.kind !== entry.kind) throw new Error(`${entry.name} is both ${known.kind} and ${entry.kind}`);
    return;
  }
  const meta = entry.meta ?? {};
  byName.set(entry.name, {
    id: byName.size,
    name: entry.name,
    title: entry.title,
    kind: entry.kind,
    bits: entry.bits ?? 0,
    meta,
    protocol: dissector.name,
    protocolTitle: dissector.title,
    spec,
    generated: entry.generated ?? false,
    members: [],
  });
  for (const alias of meta.alias ?? []) addAlias(byName, alias, entry, dissector, spec);
}

function addAlias(
  byName: Map<string, Field>,
  alias: string,
  entry: Entry,
  dissector: Dissector,
  spec: string,
): void {
  const known = byName.get(alias);
  if (known === undefined) {
    const { alias: _, ...meta } = entry.meta ?? {};
    add(byName, dissector, spec, { ...entry, name: alias, meta });
    const made = byName.get(alias)!;
    byName.set(alias, { ...made, members: [entry.name] });
    return;
  }
  byName.set(alias, { ...known, members: [...known.members, entry.name] });
}

function addGenerated(byName: Map<string, Field>, dissector: Dissector, generated: Generated): void {
  const spec = dissector.headers[0]?.spec ?? 'none';
  const { name, title, kind, meta } = generated;
  add(byName, dissector, spec, { name, title, kind, meta, bits: generated.bits ?? 0, generated: true });
}

function addItems(
  byName: Map<string, Field>,
  dissector: Dissector,
  header: Header,
  items: readonly Item[],
): void {
  for (const item of items) {
    if (item.kind !== 'when') {
      const { name, title, meta } = item;
      add(byName, dissector, header.spec, { name, title, kind: kindOf(item), meta, bits: bitsOf(item) });
    }
    if (item.kind === 'ether')
      addItems(
        byName,
        dissector,
        header,
        item.parts.map((part) => part.item),
      );
    if ('items' in item) addItems(byName, dissector, header, item.items);
  }
}

function kindOf(item: FieldItem): FieldKind {
  switch (item.kind) {
    case 'group':
      return 'uint';
    case 'window':
      return 'bytes';
    case 'repeat':
      return 'subtree';
    default:
      return item.kind;
  }
}

function bitsOf(item: FieldItem): number {
  if ('bits' in item) return item.bits;
  const size: Size = item.kind === 'repeat' ? 0 : item.size;
  return typeof size === 'number' ? size * 8 : 0;
}
