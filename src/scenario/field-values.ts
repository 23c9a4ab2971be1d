/**
 * Fields that sentences name, and the values that they can have: what the catalogue says of a field's kind decides, so that
 * `gmp.session_id: abc`, which no message will ever have, is told where it is written.
 *
 *   expect: … SCREQ: {gmp.session_id: 1}       a pattern: "*" is any value
 *   a sends LVREQ with gmp.sm.flags.s=true     a message that is sent: one value, of a field that its family has
 */
import { createCatalogue, type Field } from '../../dissectors/catalogue.js';
import { MM, SM, TABLES } from '../../dissectors/gmp-family.js';
import { gmpMessage } from '../../dissectors/gmp-names.js';
import { createRegistry } from '../../dissectors/registry.js';
import { parseIpv4 } from '../base/address.js';
import { nearest } from '../base/nearest.js';
import type { Item } from '../layout/types.js';

let catalogue: ReadonlyMap<string, Field> | undefined;

function fieldOf(name: string): Field | undefined {
  catalogue ??= createCatalogue(createRegistry().dissectors).byName;
  return catalogue.get(name);
}

/** Why a field cannot stand here; undefined where it can. `sent`: the message that is sent, undefined for a pattern. */
export function fieldFault(name: string, sent: string | undefined): string | undefined {
  const field = fieldOf(name);
  if (field === undefined) {
    const near = nearest(name, catalogue!.keys(), 3);
    const hint = near.length === 0 ? '"gmpshark fields gmp" lists them' : `nearest: ${near.join(', ')}`;
    return `"${name}" is not a field; ${hint}`;
  }
  if (sent === undefined) return undefined;
  const family = gmpMessage(sent)?.family ?? 'SM';
  const fields = FAMILY_FIELDS[family];
  if (fields.has(name)) return undefined;
  return `${sent} has no ${name}; fields of ${family} messages are ${[...fields].join(', ')}`;
}

/** Why a field cannot have a value; undefined where it can, and where there is no such field. */
export function valueFault(name: string, value: string, sent: string | undefined): string | undefined {
  const field = fieldOf(name);
  if (field === undefined) return undefined;
  if (field.kind === 'protocol' || field.kind === 'subtree')
    return `${name} has parts and no value of its own`;
  if (value === '*' && sent === undefined) return undefined;
  const possible = possibleFor(field, value);
  return possible === undefined ? undefined : `${name} is ${possible}, not "${value}"`;
}

/** What a field can be; undefined where the value is that. */
function possibleFor(field: Field, value: string): string | undefined {
  switch (field.kind) {
    case 'uint':
      return numberFault(value, field.bits === 0 ? 32 : field.bits, /^(\d+|0x[0-9a-f]+)$/i);
    case 'uint64':
      return numberFault(value, 64, /^\d+$/);
    case 'flag':
      return value === 'true' || value === 'false' ? undefined : 'true or false';
    case 'ipv4':
      return parseIpv4(value) === undefined ? 'an address such as 10.0.0.1' : undefined;
    case 'bytes':
      return /^([0-9a-f]{2})*$/.test(value) ? undefined : 'octets in hex, two small digits each, as in 0a1f';
    default:
      return undefined;
  }
}

function numberFault(value: string, bits: number, shape: RegExp): string | undefined {
  const most = (1n << BigInt(bits)) - 1n;
  if (shape.test(value) && BigInt(value) <= most) return undefined;
  return `a number from 0 to ${most}`;
}

/** What the encoder takes of each family: all but what only holds an option together. */
const FAMILY_FIELDS = { SM: fieldsIn(SM), MM: fieldsIn(MM) };

function fieldsIn(variant: number): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (item: Item): void => {
    if (item.kind !== 'when' && item.kind !== 'repeat' && !/^gmp\.tlv|\.zero$|\.padding$/.test(item.name))
      names.add(item.name);
    if ('items' in item) item.items.forEach(visit);
  };
  TABLES[variant].items.forEach(visit);
  return names;
}
