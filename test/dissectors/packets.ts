/** Packets by hand: small makers of headers with right lengths and checksums. */
import { addWords, foldSum, internetChecksum } from '../../src/base/checksum.js';

/** Octets one after another. */
export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A 16-bit number. */
export function be16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

/** Octets from hex; blanks do not count. */
export function unhex(text: string): Uint8Array {
  const digits = text.replace(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

const SOURCE = [10, 0, 0, 1];
const DESTINATION = [10, 0, 0, 2];

/** What of an IPv4 header may differ. */
export interface Ipv4Choice {
  readonly proto?: number;
  readonly ident?: number;
  readonly more?: boolean;
  /** In octets. */
  readonly offset?: number;
  readonly ttl?: number;
  readonly options?: readonly number[];
  readonly total?: number;
  readonly source?: readonly number[];
  readonly destination?: readonly number[];
  readonly badChecksum?: boolean;
}

/** An IPv4 packet. */
export function ipv4(payload: Uint8Array | readonly number[], choice: Ipv4Choice = {}): Uint8Array {
  const options = choice.options ?? [];
  const length = 20 + options.length;
  const packet = concat(
    [0x40 | (length / 4), 0, ...be16(choice.total ?? length + payload.length), ...be16(choice.ident ?? 7)],
    be16((choice.more === true ? 0x2000 : 0) | ((choice.offset ?? 0) >> 3)),
    [choice.ttl ?? 64, choice.proto ?? 17, 0, 0],
    choice.source ?? SOURCE,
    choice.destination ?? DESTINATION,
    options,
    payload,
  );
  const checksum = internetChecksum(packet, 0, length);
  packet.set(be16(choice.badChecksum === true ? checksum ^ 1 : checksum), 10);
  return packet;
}

/** An IPv6 packet between 2001:db8::1 and 2001:db8::2. */
export function ipv6(payload: Uint8Array | readonly number[], next = 17): Uint8Array {
  return concat([0x60, 0, 0, 0, ...be16(payload.length), next, 64], V6_SOURCE, V6_DESTINATION, payload);
}
export const V6_SOURCE = unhex('20010db8000000000000000000000001');
export const V6_DESTINATION = unhex('20010db8000000000000000000000002');

/** A UDP datagram with its checksum, for these addresses. */
export function udp(
  payload: Uint8Array | readonly number[],
  from = 40000,
  to = 40001,
  addresses: readonly (Uint8Array | readonly number[])[] = [SOURCE, DESTINATION],
): Uint8Array {
  const length = 8 + payload.length;
  const message = concat(be16(from), be16(to), be16(length), [0, 0], payload);
  const pseudo = concat(...addresses, [0, 17], be16(length));
  const sum = addWords(addWords(0, pseudo, 0, pseudo.length), message, 0, length);
  message.set(be16(~foldSum(sum) & 0xffff || 0xffff), 6);
  return message;
}

/** An Ethernet II frame. */
export function ethernet(payload: Uint8Array | readonly number[], type = 0x0800): Uint8Array {
  return concat([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2], be16(type), payload);
}
