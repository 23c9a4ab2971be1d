/**
 * IPv6's extension headers as layers of their own (RFC 8200 4): hop-by-hop options, destination options, routing,
 * fragment; and the authentication header (RFC 4302), which IPv4 has too. A fragment that completes its datagram goes on
 * into the whole.
 */
import { formatIpv6 } from '../src/base/address.js';
import { putString, type Text } from '../src/base/text.js';
import { compileReader } from '../src/layout/readers.js';
import type { Header } from '../src/layout/types.js';
import { addLayer, type Dissector, type Expert, type Generated, type Walk } from './contract.js';
import { datagramOf, type FragmentNames, fragmentExperts, fragmentFields } from './fragment-fields.js';
import { FRAGMENT_LIMITS, type Fragments, makeFragments } from './fragments.js';
import { enterNext, writeNext } from './ipv6.js';
import {
  ahTable,
  destinationOptionsTable,
  fragmentTable,
  hopOptionsTable,
  ROUTING_NAMES,
  routingTable,
} from './ipv6-tables.js';
import type { RegistryOptions } from './options.js';
import { makeNetworkFinder, type NetworkFinder } from './pseudo-header.js';

/** What the header's second octet says about its length. */
type LengthOf = (octet: number) => number;
const EIGHTS: LengthOf = (octet) => (octet + 1) * 8;
const FOURS: LengthOf = (octet) => (octet + 2) * 4;
const SHORTEST = 2;

/** A header of the common form: next header, length, the rest. */
function extension(
  id: number,
  table: Header,
  protocol: number,
  shortTitle: string,
  what: string,
  lengthOf: LengthOf,
): Dissector {
  return {
    name: table.name,
    title: table.title,
    shortTitle,
    headers: [table],
    entries: [['ip.proto', protocol]],
    generated: lengthOf === EIGHTS ? [lengthField(table)] : [],
    walk: (w) => walkExtension(w, id, lengthOf),
    protocol: () => 'IPv6',
    info: (w, i, out) => writeInfo(w, i, what, out),
  };
}

function walkExtension(w: Walk, id: number, lengthOf: LengthOf): void {
  const { bytes: octets, start, end } = w;
  if (end - start < SHORTEST) {
    addLayer(w, id, 0, end, w.limit);
    return;
  }
  const length = lengthOf(octets[start + 1]);
  const next = octets[start];
  const whole = start + length <= end;
  addLayer(w, id, 0, start + length, w.limit);
  if (whole) enterNext(w, next);
}

function writeInfo(w: Walk, i: number, what: string, out: Text): void {
  const mark = out.length;
  if (w.payloads[i] > w.starts[i]) writeNext(w, i, w.sources[i][w.starts[i]], out);
  if (out.length === mark) putString(out, what);
}

function lengthField(table: Header): Generated {
  return {
    name: `${table.name}.len_oct`,
    title: 'Length',
    kind: 'uint',
    meta: { unit: ' bytes' },
    after: `${table.name}.len`,
    compute: (w, i) =>
      w.ends[i] - w.starts[i] < SHORTEST ? undefined : EIGHTS(w.sources[i][w.starts[i] + 1]),
  };
}

/** Hop-by-hop options. */
export function createHopOptions(id: number): Dissector {
  const made = extension(id, hopOptionsTable, 0, 'IPv6 Hop-by-Hop', 'IPv6 hop-by-hop options', EIGHTS);
  return { ...made, experts: judgeHopOptions };
}

function judgeHopOptions(w: Walk, i: number): readonly Expert[] {
  const start = w.starts[i];
  if (i === 0 || w.lookup.nameOf(w.ids[i - 1]) === 'ipv6') return [];
  return [
    {
      severity: 'error',
      group: 'Protocol',
      code: 'ipv6.hopopts.not_first',
      message: 'IPv6 Hop-by-Hop extension header must appear immediately after IPv6 header',
      start,
      end: w.payloads[i],
      clause: 'RFC 8200 4.1',
      fault: 'sender',
    },
  ];
}

/** Destination options. */
export function createDestinationOptions(id: number): Dissector {
  return extension(id, destinationOptionsTable, 60, 'IPv6 Destination', 'IPv6 destination options', EIGHTS);
}

/** The authentication header. */
export function createAh(id: number): Dissector {
  const made = extension(id, ahTable, 51, 'AH', 'AH', FOURS);
  return {
    ...made,
    protocol: () => 'AH',
    info: (w, i, out) => {
      const at = w.starts[i] + 4;
      if (at + 4 > w.ends[i]) return;
      const octets = w.sources[i];
      const spi =
        ((octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3]) >>> 0;
      putString(out, `AH (SPI=0x${spi.toString(16).padStart(8, '0')})`);
    },
  };
}

/** The routing header. */
export function createRouting(id: number): Dissector {
  return {
    ...extension(id, routingTable, 43, 'IPv6 Routing', 'IPv6 routing', EIGHTS),
    label: (w, i) => {
      if (w.ends[i] - w.starts[i] < 3) return routingTable.title;
      const type = w.sources[i][w.starts[i] + 2];
      return `${routingTable.title} (${ROUTING_NAMES[type] ?? `Unknown type ${type}`})`;
    },
    destination: (w, i, out) => {
      const at = finalDestination(w, i);
      if (at < 0) return false;
      putString(out, formatIpv6(w.sources[i], at));
      return true;
    },
    experts: judgeRouting,
  };
}

/** Where the route's end stands, as long as segments are left; -1 without one. */
function finalDestination(w: Walk, i: number): number {
  const octets = w.sources[i];
  const start = w.starts[i];
  const end = w.payloads[i];
  if (end - start < 24 || octets[start + 3] === 0) return -1;
  const type = octets[start + 2];
  if (type === 4) return start + 8;
  return type === 0 || type === 2 ? start + 8 + Math.floor((end - start - 8) / 16) * 16 - 16 : -1;
}

function judgeRouting(w: Walk, i: number): readonly Expert[] {
  const octets = w.sources[i];
  const start = w.starts[i];
  if (w.ends[i] - start < 4) return [];
  const found: Expert[] = [];
  const add = (
    offset: number,
    field: string,
    severity: Expert['severity'],
    group: Expert['group'],
    code: string,
    message: string,
  ): void => {
    const at = start + offset;
    found.push({ severity, group, code, message, start: at, end: at + 1, field, fault: 'sender' });
  };
  const type = octets[start + 2];
  const words = octets[start + 1];
  if (type === 0) {
    const message = 'Routing header type is deprecated';
    add(2, 'ipv6.routing.type', 'note', 'Deprecated', 'ipv6.routing.deprecated', message);
    if ((words & 1) === 1) {
      const odd = 'IPv6 Routing Header extension header length must not be odd';
      add(1, 'ipv6.routing.len', 'error', 'Malformed', 'ipv6.routing.invalid_length', odd);
    }
    const count = words >> 1;
    if (octets[start + 3] > count) {
      const many = `IPv6 Type 0 Routing Header segments left field must not exceed address count (${count})`;
      add(3, 'ipv6.routing.segleft', 'warning', 'Protocol', 'ipv6.routing.invalid_segleft', many);
    }
  }
  return found;
}

const FRAGMENT = 8;
const IPV6_FRAGMENT_NAMES: FragmentNames = {
  prefix: 'ipv6',
  protocol: 'IPv6',
  reassembledIn: 'ipv6.reassembled.in',
};
const offsetOf = compileReader(fragmentTable, 'ipv6.fraghdr.offset');
const moreOf = compileReader(fragmentTable, 'ipv6.fraghdr.more');
const identOf = compileReader(fragmentTable, 'ipv6.fraghdr.ident');

/** The fragment header. */
export function createFragment(id: number, options: RegistryOptions = {}): Dissector {
  const fragments =
    options.defragment === false ? undefined : makeFragments(FRAGMENT_LIMITS, options.witness);
  const network = makeNetworkFinder();
  return {
    name: 'ipv6.fraghdr',
    title: fragmentTable.title,
    shortTitle: 'IPv6 Fragment',
    headers: [fragmentTable],
    entries: [['ip.proto', 44]],
    generated: fragmentFields(IPV6_FRAGMENT_NAMES),
    walk: (w) => walkFragment(w, id, fragments, network),
    restart: () => fragments?.clear(),
    protocol: () => 'IPv6',
    info: writeFragmentInfo,
    experts: (w, i) => fragmentExperts(IPV6_FRAGMENT_NAMES, w, i),
  };
}

function walkFragment(w: Walk, id: number, fragments: Fragments | undefined, network: NetworkFinder): void {
  const { bytes: octets, start, end } = w;
  addLayer(w, id, 0, Math.min(start + FRAGMENT, end), w.limit);
  if (end - start < FRAGMENT) return;
  const i = w.count - 1;
  const offset = offsetOf(octets, start) * 8;
  const more = moreOf(octets, start) === 1;
  // A fragment that is the whole datagram (RFC 6946) needs nobody else.
  if (offset === 0 && !more) {
    enterNext(w, octets[start]);
    return;
  }
  const below = network.below(w, i);
  if (fragments === undefined || below < 0 || w.end !== w.limit || w.end === w.start) {
    enterFirst(w, offset, octets[start]);
    return;
  }
  const at = network.sourceAt(w, below);
  const size = network.addressLength(w, below) * 2;
  const key = `${identOf(octets, start)}/${w.sources[below].subarray(at, at + size).join('.')}`;
  const datagram = fragments.add(w.frame.number, key, octets[start], offset, more, octets, w.start, w.end);
  w.notes[i] = datagram;
  if (datagram.whole === undefined) {
    w.undecoded = 'IPv6 fragment';
    return;
  }
  w.bytes = datagram.whole;
  w.start = 0;
  w.end = datagram.whole.length;
  w.limit = w.end;
  enterNext(w, datagram.protocol);
}

/** Without reassembly only the first fragment says what it holds. */
function enterFirst(w: Walk, offset: number, next: number): void {
  if (offset !== 0) {
    w.undecoded = 'IPv6 fragment';
    return;
  }
  w.fragmented = true;
  enterNext(w, next);
}

function writeFragmentInfo(w: Walk, i: number, out: Text): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  if (w.ends[i] - start < FRAGMENT) {
    putString(out, 'IPv6 fragment');
    return;
  }
  const datagram = datagramOf(w, i);
  if (datagram?.whole !== undefined && datagram.completedIn === w.frame.number) {
    writeNext(w, i, datagram.protocol, out);
    return;
  }
  const offset = offsetOf(octets, start) * 8;
  const more = moreOf(octets, start) === 1;
  if (offset === 0 && !more) {
    writeNext(w, i, octets[start], out);
    return;
  }
  const ident = identOf(octets, start).toString(16).padStart(8, '0');
  putString(
    out,
    `IPv6 fragment (off=${offset} more=${more ? 'y' : 'n'} ident=0x${ident} nxt=${octets[start]})`,
  );
}
