/**
 * Who talks to whom, by layer: the two addresses (and ports) that conversations and endpoints are counted by. One header counts
 * once, so that a packet in a tunnel counts for its outer and for its inner addresses, as in Wireshark.
 */
import type { Walk } from '../../dissectors/contract.js';
import { makeNetworkFinder } from '../../dissectors/pseudo-header.js';
import type { Registry } from '../../dissectors/registry.js';
import { formatEther, formatIpv4, formatIpv6 } from '../base/address.js';

/** Two ends as words: four a source address, four a destination address. */
export interface Ends {
  readonly source: Int32Array;
  readonly destination: Int32Array;
  sourcePort: number;
  destinationPort: number;
  /** Octets of an address: 4, 6 or 16. */
  length: number;
  /** Number of the TCP connection; -1 where there is none. */
  stream: number;
  /** True where a TCP connection is asked for: SYN without ACK. */
  opens: boolean;
}

/** Reads the ends of layer `i` into `ends`; false where it has none, or not all of them were captured. */
export type ReadEnds = (w: Walk, i: number, ends: Ends) => boolean;

/** Layers that ends can be told of. */
export interface EndsOf {
  /** The dissector's number. */
  readonly id: number;
  readonly ports: boolean;
  readonly read: ReadEnds;
}

/** Types of conversations, by the name of the layer: what it is called, and whether its ends have ports. */
export const END_TYPES = {
  eth: { title: 'Ethernet', ports: false },
  ip: { title: 'IPv4', ports: false },
  ipv6: { title: 'IPv6', ports: false },
  udp: { title: 'UDP', ports: true },
  tcp: { title: 'TCP', ports: true },
} as const;

/** A type of conversations. */
export type EndType = keyof typeof END_TYPES;

/** Room for two ends. */
export function makeEnds(): Ends {
  return {
    source: new Int32Array(4),
    destination: new Int32Array(4),
    sourcePort: 0,
    destinationPort: 0,
    length: 0,
    stream: -1,
    opens: false,
  };
}

/** How the ends of a type are read. */
export function endsOf(type: EndType, registry: Registry): EndsOf {
  const id = registry.lookup.idOf(type);
  const { ports } = END_TYPES[type];
  switch (type) {
    case 'eth':
      return { id, ports, read: readEthernet };
    case 'ip':
      return { id, ports, read: (w, i, ends) => isIpv4(w, i) && readNetwork(w, i, ends, 12, 4) };
    case 'ipv6':
      return { id, ports, read: (w, i, ends) => isIpv6(w, i) && readNetwork(w, i, ends, 8, 16) };
    case 'udp':
      return { id, ports, read: readUdp(registry, id) };
    case 'tcp':
      return { id, ports, read: readTcp(registry, id) };
  }
}

function readEthernet(w: Walk, i: number, ends: Ends): boolean {
  const start = w.starts[i];
  if (w.ends[i] - start < 14) return false;
  readEther(ends.source, w.sources[i], start + 6);
  readEther(ends.destination, w.sources[i], start);
  ends.length = 6;
  return true;
}

/** Whether an IPv4 header is one: of version 4, all there, and not longer than its packet. */
function isIpv4(w: Walk, i: number): boolean {
  const octets = w.sources[i];
  const start = w.starts[i];
  if (w.ends[i] - start < 20 || octets[start] >> 4 !== 4) return false;
  const header = (octets[start] & 15) * 4;
  const total = (octets[start + 2] << 8) | octets[start + 3];
  return header >= 20 && w.ends[i] - start >= header && (total === 0 || total >= header);
}

function isIpv6(w: Walk, i: number): boolean {
  return w.ends[i] - w.starts[i] >= 40 && w.sources[i][w.starts[i]] >> 4 === 6;
}

/** Two addresses behind each other, the source first. */
function readNetwork(w: Walk, i: number, ends: Ends, source: number, length: number): boolean {
  const octets = w.sources[i];
  const at = w.starts[i] + source;
  readAddress(ends.source, octets, at, length);
  readAddress(ends.destination, octets, at + length, length);
  ends.length = length;
  return true;
}

function readEther(words: Int32Array, octets: Uint8Array, at: number): void {
  words[0] = readWord(octets, at);
  words[1] = (octets[at + 4] << 24) | (octets[at + 5] << 16);
  words[2] = 0;
  words[3] = 0;
}

function readAddress(words: Int32Array, octets: Uint8Array, at: number, length: number): void {
  for (let word = 0; word < 4; word += 1)
    words[word] = word * 4 < length ? readWord(octets, at + 4 * word) : 0;
}

function readWord(octets: Uint8Array, at: number): number {
  return (octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3];
}

/** Numbers of conversations: a header that is not all there, or lies, has none. */
function streamReader(registry: Registry, id: number, name: string): (w: Walk, i: number) => number {
  const field = registry.dissectors[id].generated.find((one) => one.name === name);
  return (w, i) => {
    const value = field?.compute(w, i);
    return typeof value === 'number' ? value : -1;
  };
}

function readUdp(registry: Registry, id: number): ReadEnds {
  const finder = makeNetworkFinder();
  const streamOf = streamReader(registry, id, 'udp.stream');
  return (w, i, ends) => {
    const network = finder.below(w, i);
    if (network < 0 || w.ends[i] - w.starts[i] < 8 || streamOf(w, i) < 0) return false;
    readTransport(w, i, ends, network, finder.sourceAt(w, network), finder.addressLength(w, network));
    return true;
  };
}

function readTcp(registry: Registry, id: number): ReadEnds {
  const finder = makeNetworkFinder();
  const streamOf = streamReader(registry, id, 'tcp.stream');
  return (w, i, ends) => {
    const network = finder.below(w, i);
    if (network < 0 || !isTcp(w, i)) return false;
    const stream = streamOf(w, i);
    if (stream < 0) return false;
    readTransport(w, i, ends, network, finder.sourceAt(w, network), finder.addressLength(w, network));
    ends.stream = stream;
    ends.opens = (w.sources[i][w.starts[i] + 13] & 0x12) === 0x02;
    return true;
  };
}

/** Whether a TCP header is one: as long as it says, at least. */
function isTcp(w: Walk, i: number): boolean {
  const there = w.ends[i] - w.starts[i];
  if (there < 20) return false;
  const header = (w.sources[i][w.starts[i] + 12] >> 4) * 4;
  return header >= 20 && header <= there;
}

function readTransport(
  w: Walk,
  i: number,
  ends: Ends,
  network: number,
  source: number,
  length: number,
): void {
  const below = w.sources[network];
  readAddress(ends.source, below, source, length);
  readAddress(ends.destination, below, source + length, length);
  const octets = w.sources[i];
  const at = w.starts[i];
  ends.sourcePort = (octets[at] << 8) | octets[at + 1];
  ends.destinationPort = (octets[at + 2] << 8) | octets[at + 3];
  ends.length = length;
}

/** Below 0 where the source comes before the destination, octet by octet. */
export function compareAddresses({ source, destination }: Ends): number {
  for (let word = 0; word < 4; word += 1) {
    const difference = (source[word] >>> 0) - (destination[word] >>> 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** An address of four words as text, by its name where the capture gives it one. */
export function addressText(
  wordAt: (word: number) => number,
  length: number,
  names: ReadonlyMap<string, string>,
): string {
  const text = plainText(wordAt, length);
  return names.get(text) ?? text;
}

function plainText(wordAt: (word: number) => number, length: number): string {
  if (length === 4) return formatIpv4(wordAt(0) >>> 0);
  const octets = new Uint8Array(16);
  const view = new DataView(octets.buffer);
  for (let word = 0; word < 4; word += 1) view.setInt32(4 * word, wordAt(word));
  return length === 6 ? formatEther(octets) : formatIpv6(octets);
}
