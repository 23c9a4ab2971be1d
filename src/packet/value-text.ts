/**
 * Values as text: as outputs print them (`-T fields`, JSON, as tshark's) and as the detail tree shows them.
 */
import type { Field, FieldKind } from '../../dissectors/catalogue.js';
import { formatEther, formatIpv4, formatIpv6, hex } from '../base/address.js';
import { formatAbsolute, formatSeconds } from '../base/time.js';
import { lineText, printableUtf8 } from '../base/utf8.js';
import type { Meta, Value } from '../layout/types.js';

/** Hex digits that a number of so many bits is written with. */
export function hexDigits(bits: number): number {
  return Math.max(1, Math.ceil(bits / 8)) * 2;
}

/**
 * A value as text: for a row (`-T fields`: control characters escaped), or for tshark's JSON (octets with colons between
 * them; JSON does its own escaping).
 */
export function outputText(field: Field, value: Value, style: 'row' | 'json' = 'row'): string {
  if (field.kind === 'uint' && isHex(field.meta)) {
    return `0x${Number(value).toString(16).padStart(hexDigits(field.bits), '0')}`;
  }
  if (style === 'json' && typeof value === 'string') return printableUtf8(value);
  return plainText(field.kind, value, style === 'json' ? ':' : '');
}

function isHex(meta: Meta): boolean {
  return meta.base === 'hex' || meta.base === 'hex_dec';
}

function plainText(kind: FieldKind, value: Value, bytesSeparator: string): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return lineText(value);
  if (value instanceof Uint8Array) {
    if (kind === 'ether') return formatEther(value);
    return kind === 'ipv6' ? formatIpv6(value) : hex(value, bytesSeparator);
  }
  if (kind === 'ipv4') return formatIpv4(Number(value));
  if (kind === 'time') return formatAbsolute(BigInt(value));
  if (kind === 'duration') return formatSeconds(BigInt(value));
  return String(value);
}

/** Longest text in a line of the tree, and longest run of hex digits there; more is cut with an ellipsis. */
const LONGEST = 240;
const LONGEST_HEX = 72;

/** A value as the detail tree shows it, right of the title: with its name, unit and base. */
export function treeText(
  field: { readonly kind: FieldKind; readonly bits: number; readonly meta: Meta },
  raw: Value,
  lookup: (name: string) => Value | undefined,
): string {
  const { meta } = field;
  if (meta.show !== undefined) return meta.show(raw, lookup);
  if (typeof raw === 'boolean') {
    const [yes, no] = meta.words ?? ['Set', 'Not set'];
    return raw ? yes : no;
  }
  if (field.kind === 'uint' || field.kind === 'int') {
    const value = meta.map === undefined ? Number(raw) : meta.map(Number(raw));
    return numberText(value, field.bits, meta);
  }
  const text = plainText(field.kind, raw, '');
  const longest = field.kind === 'bytes' ? LONGEST_HEX : LONGEST;
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return `${cut}${meta.unit ?? ''}`;
}

/** A number with the name of its value, if it has one. */
export function numberText(value: number, bits: number, meta: Meta): string {
  const digits = Math.max(1, Math.ceil(bits / 4));
  const inHex = `0x${value.toString(16).padStart(digits, '0')}`;
  const base = meta.base ?? 'dec';
  const name = nameOfValue(meta, value);
  if (name !== undefined) return base === 'name' ? name : `${name} (${isHex(meta) ? inHex : value})`;
  const unit = meta.unit ?? '';
  if (meta.values !== undefined) return `Unknown (${isHex(meta) ? inHex : value})`;
  if (base === 'hex') return `${inHex}${unit}`;
  if (base === 'hex_dec') return `${inHex} (${value})${unit}`;
  return base === 'dec_hex' ? `${value} (${inHex})${unit}` : `${value}${unit}`;
}

/** The name that a table gives to a value. */
export function nameOfValue(meta: Meta, value: number): string | undefined {
  const name = meta.values?.[value];
  if (name !== undefined) return name;
  return meta.ranges?.find(([from, to]) => value >= from && value <= to)?.[2];
}

/** A value as JSON wants it (`-T ndjson`): numbers as numbers, u64 and times as text, octets as hex. */
export function jsonValue(field: Field, value: Value): string | number | boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && field.kind !== 'ipv4') return value;
  if (typeof value === 'string') return printableUtf8(value);
  return plainText(field.kind, value, '');
}
