/**
 * Addresses as small numbers, so that what is kept of hosts can be compared and used as keys. IPv4 addresses are looked up
 * in typed arrays (open addressing): twice for every message.
 */
import { formatIpv4, formatIpv6 } from '../base/address.js';

/** Hosts by number, from 0 in order of appearance. */
export interface Hosts {
  /** Number of the host with an IPv4 address (unsigned 32 bits). */
  readonly ofIpv4: (address: number) => number;
  /** Number of the host with the IPv6 address in bytes[at … at + 16). */
  readonly ofIpv6: (bytes: Uint8Array, at: number) => number;
  /** Its IPv4 address, unsigned; -1 for a host of IPv6. */
  readonly ipv4: (host: number) => number;
  /** Its address as text; "?" for a host that is not known. */
  readonly text: (host: number) => string;
  /** How many there are. */
  readonly count: () => number;
}

const SMALLEST = 64;
/** Spreads neighbouring addresses (Knuth's multiplicative hashing). */
const SPREAD = 0x9e3779b1;

/** A table without hosts. */
export function createHosts(): Hosts {
  let addresses = new Float64Array(SMALLEST);
  let keys = new Uint32Array(2 * SMALLEST);
  /** Host number + 1; 0 where the place is free. */
  let values = new Uint32Array(2 * SMALLEST);
  let count = 0;
  const wide = new Map<string, number>();
  const widths = new Map<number, Uint8Array>();

  const placeOf = (address: number): number => {
    const mask = keys.length - 1;
    let place = (Math.imul(address, SPREAD) >>> 8) & mask;
    while (values[place] !== 0 && keys[place] !== address) place = (place + 1) & mask;
    return place;
  };
  const add = (address: number): number => {
    if (count === addresses.length) {
      const larger = new Float64Array(count * 2);
      larger.set(addresses);
      addresses = larger;
    }
    addresses[count] = address;
    count += 1;
    return count - 1;
  };
  const grow = (): void => {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Uint32Array(oldKeys.length * 2);
    values = new Uint32Array(oldKeys.length * 2);
    for (let i = 0; i < oldKeys.length; i += 1) {
      if (oldValues[i] === 0) continue;
      const place = placeOf(oldKeys[i]);
      keys[place] = oldKeys[i];
      values[place] = oldValues[i];
    }
  };
  return {
    ofIpv4: (address) => {
      let place = placeOf(address);
      if (values[place] !== 0) return values[place] - 1;
      if (2 * (count + 1) > keys.length) {
        grow();
        place = placeOf(address);
      }
      const host = add(address);
      keys[place] = address;
      values[place] = host + 1;
      return host;
    },
    ofIpv6: (bytes, at) => {
      const octets = bytes.slice(at, at + 16);
      const key = String.fromCharCode(...octets);
      const known = wide.get(key);
      if (known !== undefined) return known;
      const host = add(-1);
      wide.set(key, host);
      widths.set(host, octets);
      return host;
    },
    ipv4: (host) => (host >= 0 && host < count ? addresses[host] : -1),
    text: (host) => {
      if (host < 0 || host >= count) return '?';
      const octets = widths.get(host);
      return octets === undefined ? formatIpv4(addresses[host]) : formatIpv6(octets);
    },
    count: () => count,
  };
}
