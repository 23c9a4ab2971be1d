/**
 * What names mean in filters: the fields of the catalogue, and those of findings (`_ws.expert …`), which any layer may have.
 */
import type { Catalogue, FieldKind } from '../../dissectors/catalogue.js';
import { EXPERT_FIELDS } from '../../dissectors/expert-fields.js';
import { nearestHint } from '../base/nearest.js';
import { type Range, refuse } from './error.js';
import type { FieldOperand, Span, ValueType } from './program.js';
import type { Typed } from './types.js';

/** The names that a filter may use. */
export interface Names {
  /** The field of that name, as an operand; undefined where there is none. */
  readonly find: (
    name: string,
    layers?: readonly Span[],
  ) => (Typed & { readonly operand: FieldOperand }) | undefined;
  /** The fault that there is no such name. */
  readonly unknown: (place: Range, name: string, message?: string) => ReturnType<typeof refuse>;
}

/** The names of a catalogue's fields. */
export function namesOf(catalogue: Catalogue): Names {
  return {
    find: (name, layers) => {
      const field = catalogue.byName.get(name) ?? EXPERT_FIELDS.find((each) => each.name === name);
      if (field === undefined) return undefined;
      const type = typeOf(field.kind);
      const members = 'members' in field ? field.members : [];
      const { values, texts, words } = field.meta;
      const named = values !== undefined || texts !== undefined || type === 'boolean';
      const bits = widthOf(type, field.bits, field.meta.map);
      return {
        operand: { kind: 'field', type, bits, name, members: [name, ...members], layers },
        type,
        bits,
        naming: named ? { field: name, values, texts, words } : undefined,
        label: name,
      };
    },
    unknown: (place, name, message) => {
      const names = [...catalogue.byName.keys(), ...EXPERT_FIELDS.map((field) => field.name)];
      const hint = nearestHint(name, names) ?? '"gmpshark fields" lists them';
      return refuse(place, message ?? `there is no field or protocol "${name}"`, hint);
    },
  };
}

function typeOf(kind: FieldKind): ValueType {
  if (kind === 'flag') return 'boolean';
  return kind === 'subtree' ? 'none' : kind;
}

/** Wireshark's width of a number: whole octets; 32 where none is known, or where what a table makes of it needs more. */
function widthOf(type: ValueType, bits: number, map: ((raw: number) => number) | undefined): number {
  if (type === 'uint64') return 64;
  if (bits === 0) return 32;
  const width = Math.min(32, Math.ceil(bits / 8) * 8);
  return map !== undefined && map(2 ** bits - 1) >= 2 ** width ? 32 : width;
}
