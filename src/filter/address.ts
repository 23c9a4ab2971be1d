/**
 * Addresses in filters: `10.0.0.0/8`, `fe80::/10`. Of an address with a prefix only the leading bits are compared.
 */
import { parseIpv4 } from '../base/address.js';

/** The leading bits of an address that are compared: as a number for IPv4, as octets for IPv6. */
export type Mask = number | Uint8Array;

/** An address and what is compared of it; `tooLong` where the prefix is longer than an address. */
export type AddressRead<T> = { readonly value: T; readonly mask: Mask | undefined } | 'tooLong' | undefined;

/** Reads an IPv4 address, perhaps with a prefix. */
export function readIpv4(text: string): AddressRead<number> {
  const [address, prefix] = text.split('/');
  // As the scanner has it: no leading zeros.
  const value = /(?:^|\.)0\d/.test(address) ? undefined : parseIpv4(address);
  if (value === undefined || prefix === undefined)
    return value === undefined ? undefined : { value, mask: undefined };
  const bits = Number(prefix);
  if (bits > 32) return 'tooLong';
  return { value, mask: bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0 };
}

/** Reads an IPv6 address, perhaps with a prefix. */
export function readIpv6(text: string): AddressRead<Uint8Array> {
  const [address, prefix] = text.split('/');
  const value = parseIpv6(address);
  if (value === undefined || prefix === undefined)
    return value === undefined ? undefined : { value, mask: undefined };
  const bits = Number(prefix);
  if (bits > 128) return 'tooLong';
  const mask = Uint8Array.from(
    { length: 16 },
    (_, i) => (0xff00 >> Math.max(0, Math.min(8, bits - 8 * i))) & 255,
  );
  return { value, mask };
}

function parseIpv6(text: string): Uint8Array | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  let whole = text;
  if (dotted !== null) {
    const tail = parseIpv4(dotted[2]);
    if (tail === undefined) return undefined;
    whole = `${dotted[1]}${(tail >>> 16).toString(16)}:${(tail & 0xffff).toString(16)}`;
  }
  const halves = whole.split('::');
  if (halves.length > 2) return undefined;
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - (right?.length ?? 0);
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const words = right === undefined ? left : [...left, ...new Array<string>(missing).fill('0'), ...right];
  if (!words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word))) return undefined;
  return Uint8Array.from(
    words.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 255]),
  );
}
