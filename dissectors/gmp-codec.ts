/**
 * The lenient codec: octets from a flat record of field names and back. It encodes what it is given, however wrong: this
 * is how bad messages are made. `gmp.option` and `gmp.sm.checksum` stand verbatim where they are given; else the option is
 * built from its parts and the checksum is computed. What is absent is 0 (Key length apart, where only the key is given).
 *
 *   { "gmp.type": "SAREQ", "gmp.session_id": 7, "gmp.mm_port": 40001 } ◄──► 100e… (20 octets)
 *
 * A field that occurs once is a value, one that occurs more often a list, in order (as in `-T ndjson`).
 */
import { formatIpv4, hex, parseHex, parseIpv4 } from '../src/base/address.js';
import { internetChecksum } from '../src/base/checksum.js';
import { decode, type Node } from '../src/layout/decode.js';
import { encodeItems } from '../src/layout/encode.js';
import type { AnyMessage, AnyValue } from '../src/layout/message.js';
import type { FieldItem, Header, Item, Value } from '../src/layout/types.js';
import { familyOf, MM, NEITHER, SM, TABLES } from './gmp-family.js';
import { GMP_TLVS, gmpMessage, MM_TYPE_NAMES, SM_TYPE_NAMES } from './gmp-names.js';

/** A value in a flat record: numbers up to 32 bits, u64 as decimal text or bigint, octets as hex, addresses as text. */
export type FlatValue = number | bigint | boolean | string | Uint8Array | readonly FlatValue[];

/** A message as a flat record of Wireshark-style field names. */
export type FlatFields = Readonly<Record<string, FlatValue>>;

/** Octets of a message; never throws for any values (what is no number counts as 0, what is no hex as no octets). */
export function encodeGmp(fields: FlatFields): Uint8Array {
  const variant = variantFor(fields);
  const header = TABLES[variant];
  const octets = encodeItems(header.items, messageFor(fields, variant));
  if (variant === SM && fields['gmp.sm.checksum'] === undefined && octets.length >= 4) {
    const sum = internetChecksum(octets, 0, octets.length);
    octets[2] = sum >> 8;
    octets[3] = sum & 255;
  }
  return octets;
}

/** The flat record of a message, as far as it can be read; never throws. */
export function decodeGmp(bytes: Uint8Array): FlatFields {
  const variant = familyOf(bytes, 0, bytes.length);
  const lists = new Map<string, FlatValue[]>();
  collect(decode(TABLES[variant], bytes).nodes, lists);
  const flat: Record<string, FlatValue> = {};
  for (const [name, values] of lists) flat[name] = values.length === 1 ? values[0] : values;
  const names = variant === SM ? SM_TYPE_NAMES : MM_TYPE_NAMES;
  const type = names[Number(flat[variant === SM ? 'gmp.sm.type' : 'gmp.mm.type'])];
  if (type !== undefined) flat['gmp.type'] = type;
  if (variant === SM && bytes.length >= 4) {
    flat['gmp.sm.checksum.status'] = internetChecksum(bytes, 0, bytes.length) === 0 ? 1 : 0;
  }
  return flat;
}

/** Fields that only hold an option together (TLV heads, zero bits, padding): `gmp.option` has their octets. */
function isStructure(name: string): boolean {
  return name.startsWith('gmp.tlv') || name.endsWith('.zero') || name.endsWith('.padding');
}

function collect(nodes: readonly Node[], lists: Map<string, FlatValue[]>): void {
  for (const { item, value, children } of nodes) {
    if (value !== undefined && !isStructure(item.name)) {
      const list = lists.get(item.name);
      const flat = flatten(item, value);
      if (list === undefined) lists.set(item.name, [flat]);
      else list.push(flat);
    }
    collect(children, lists);
  }
}

function flatten(item: FieldItem, value: Value): FlatValue {
  if (item.kind === 'ipv4') return formatIpv4(Number(value));
  if (item.kind === 'uint64') return String(value);
  return value instanceof Uint8Array ? hex(value) : value;
}

/** The table for a record: the mnemonic's family, else that of the numeric fields that are there. */
function variantFor(fields: FlatFields): number {
  const names = Object.keys(fields);
  const facts = gmpMessage(String(fields['gmp.type'] ?? ''));
  if (facts !== undefined) return facts.family === 'SM' ? SM : MM;
  if (names.some((name) => name.startsWith('gmp.neither.'))) return NEITHER;
  return names.some((name) => name.startsWith('gmp.mm.')) ? MM : SM;
}

/** The nested message that the tables' encoder takes. */
function messageFor(fields: FlatFields, variant: number): AnyMessage {
  const message: Record<string, AnyValue> = {};
  const facts = gmpMessage(String(fields['gmp.type'] ?? ''));
  if (facts !== undefined) message[variant === SM ? 'gmp.sm.type' : 'gmp.mm.type'] = facts.code;
  for (const [name, item] of KINDS[variant]) {
    const value = listOf(fields[name])[0];
    if (value !== undefined) message[name] = unflatten(item, value);
  }
  if (variant === NEITHER) return message;
  // An absent number is 0, also where the house's encoder would take it from the key.
  if (message['gmp.option'] !== undefined) return { 'gmp.key_length': 0, ...message };
  const { 'gmp.key': key } = message;
  if (key instanceof Uint8Array)
    return { 'gmp.key_length': key.length, 'gmp.option': padded(key), ...message };
  const tlvs = tlvsOf(fields);
  const members = rowsOf(fields, MEMBER_FIELDS, variant);
  const empty = fields['gmp.mm_port'] === undefined && tlvs.length === 0 && members.length === 0;
  return empty
    ? { ...message, 'gmp.option': new Uint8Array(0) }
    : { ...message, 'gmp.tlv': tlvs, 'gmp.member': members };
}

/** Octets, zero-padded to a word: whatever Key length says of them. */
function padded(octets: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(octets.length / 4) * 4);
  out.set(octets);
  return out;
}

const MEMBER_FIELDS = ['gmp.member.user_id', 'gmp.member.type', 'gmp.member.state'];
const INFO_MEMBER_FIELDS = ['gmp.info.member.addr', 'gmp.info.member.port', 'gmp.info.member.type'];

/** The columns of a repeated sub-header as rows; as many as the longest column has. */
function rowsOf(fields: FlatFields, names: readonly string[], variant: number): readonly AnyMessage[] {
  const columns = names.map((name) => listOf(fields[name]));
  const length = Math.max(...columns.map((column) => column.length));
  return Array.from({ length }, (_, row) => {
    const cells: Record<string, AnyValue> = {};
    names.forEach((name, column) => {
      const value = columns[column][row];
      if (value !== undefined) cells[name] = unflatten(KINDS[variant].get(name), value);
    });
    return cells;
  });
}

/** The TLVs of a record, in the order of their types; members share one TLV. */
function tlvsOf(fields: FlatFields): readonly AnyMessage[] {
  return GMP_TLVS.flatMap(({ type, name }) => {
    if (name === 'member') {
      const rows = rowsOf(fields, INFO_MEMBER_FIELDS, SM);
      return rows.length === 0 ? [] : [{ 'gmp.tlv.type': type, 'gmp.info.member': rows }];
    }
    const names = name === 'address' ? ['gmp.info.address', 'gmp.info.port'] : [`gmp.info.${name}`];
    return rowsOf(fields, names, SM).map((row) => ({ 'gmp.tlv.type': type, ...row }));
  });
}

function listOf(value: FlatValue | undefined): readonly FlatValue[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function isList(value: FlatValue): value is readonly FlatValue[] {
  return Array.isArray(value);
}

function unflatten(item: FieldItem | undefined, value: FlatValue): AnyValue {
  if (isList(value)) return 0;
  if (value instanceof Uint8Array) return item?.kind === 'uint64' ? 0n : value;
  switch (item?.kind) {
    case 'ipv4':
      return typeof value === 'string' ? (parseIpv4(value) ?? 0) : value;
    case 'uint64':
      return typeof value === 'string' || typeof value === 'number' ? bigintOf(value) : BigInt(value);
    case 'bytes':
    case 'window':
      return parseHex(String(value)) ?? new Uint8Array(0);
    case 'text':
      return String(value);
    default:
      return typeof value === 'string' ? numberIn(value) : value;
  }
}

function bigintOf(value: string | number): bigint {
  try {
    return BigInt(value);
  } catch {
    return 0n;
  }
}

function numberIn(text: string): number {
  const number = Number(text);
  return Number.isFinite(number) ? number : 0;
}

/** Every field of each table by name. */
const KINDS: readonly ReadonlyMap<string, FieldItem>[] = TABLES.map(fieldsIn);

function fieldsIn(header: Header): ReadonlyMap<string, FieldItem> {
  const found = new Map<string, FieldItem>();
  const visit = (item: Item): void => {
    if (item.kind !== 'when') found.set(item.name, item);
    if ('items' in item) item.items.forEach(visit);
  };
  header.items.forEach(visit);
  return found;
}
