/**
 * IGMP messages and datagrams to groups, found in frames that were walked: networks, addresses and what the rules look at. Only
 * the frame's own datagram counts, not one that a tunnel carries: a tunnel is no network that the capture shows.
 */

import { type Lookup, NONE, type Walk } from '../../dissectors/contract.js';
import {
  igmpV1Table,
  igmpV2Table,
  igmpV3QueryTable,
  igmpV3ReportTable,
} from '../../dissectors/igmp-tables.js';
import { ipv4Table } from '../../dissectors/ipv4.js';
import { isMulticast } from '../base/address.js';
import { internetChecksum } from '../base/checksum.js';
import { type Micros, micros } from '../base/micros.js';
import { compileReader } from '../layout/readers.js';
import {
  type DatagramSeen,
  type IgmpKind,
  type IgmpNetwork,
  type IgmpSeen,
  LEAVE,
  QUERY,
  REPORT,
} from './igmp-contract.js';
import { createNetworks, type Networks } from './igmp-networks.js';

/** What takes in what is found. */
export interface IgmpTakers {
  readonly message: (seen: IgmpSeen) => void;
  readonly datagram?: (seen: DatagramSeen) => void;
}

/** Finds IGMP in frames. */
export interface IgmpIntake {
  readonly networks: Networks;
  /** The instant of the frame that was just walked: of the last one that had a time; -1 before. Never runs back. */
  readonly tick: (w: Walk) => Micros;
  /** Looks at the frame that was just walked, and told the time. */
  readonly see: (w: Walk, takers: IgmpTakers) => void;
}

const sourceOf = compileReader(ipv4Table, 'ip.src');
const destinationOf = compileReader(ipv4Table, 'ip.dst');
const ttlOf = compileReader(ipv4Table, 'ip.ttl');
const idOf = compileReader(ipv4Table, 'ip.id');
const protocolOf = compileReader(ipv4Table, 'ip.proto');
const offsetOf = compileReader(ipv4Table, 'ip.frag_offset');
const serviceOf = compileReader(ipv4Table, 'ip.dsfield');
const typeOf = compileReader(igmpV2Table, 'igmp.type');
const codeOf = compileReader(igmpV2Table, 'igmp.max_resp');
const groupOf = compileReader(igmpV1Table, 'igmp.maddr');
const recordsOf = compileReader(igmpV3ReportTable, 'igmp.num_grp_recs');
const querySourcesOf = compileReader(igmpV3QueryTable, 'igmp.num_src');

const IGMP_PROTOCOL = 2;
const IP_HEADER = 20;
const LINK_HEADER = 14;
/** Where the source stands in it: behind the destination's 48 bits. */
const LINK_SOURCE = 6;

/** What finding remembers. */
interface Intake {
  readonly ids: { readonly ip: number; readonly igmp: number; readonly eth: number };
  readonly networks: Networks;
  readonly message: IgmpSeen;
  readonly datagram: DatagramSeen;
  at: Micros;
}

/** Finds the messages of a capture that is walked with the registry's dissectors. */
export function createIgmpIntake(lookup: Lookup): IgmpIntake {
  const idsOf = (names: readonly string[]): number[] =>
    names.map((name) => lookup.idOf(name)).filter((id) => id !== NONE);
  const networks = createNetworks(idsOf(['vlan', 'ieee8021ad']));
  const [ip, igmp, eth] = ['ip', 'igmp', 'eth'].map((name) => lookup.idOf(name));
  const intake: Intake = {
    ids: { ip, igmp, eth },
    networks,
    message: emptyMessage(),
    datagram: emptyDatagram(),
    at: micros(-1),
  };
  return { networks, tick: (w) => tick(intake, w), see: (w, takers) => lookInto(intake, w, takers) };
}

const NOWHERE = { key: '', prefixes: [] } as unknown as IgmpNetwork;

function emptyMessage(): IgmpSeen {
  const places = { network: NOWHERE, source: 0, destination: 0, link: -1, group: 0 };
  return { frame: 0, at: micros(0), layer: 0, kind: QUERY, version: 1, ttl: 0, typeOfService: 0, ...places };
}

function emptyDatagram(): DatagramSeen {
  return {
    frame: 0,
    at: micros(0),
    network: NOWHERE,
    source: 0,
    group: 0,
    ttl: 0,
    link: -1,
    id: 0,
    payload: 0,
    highest: 0,
  };
}

function tick(intake: Intake, { frame }: Walk): Micros {
  const at = frame.sec * 1_000_000 + Math.floor(frame.nsec / 1000);
  if (at > intake.at) intake.at = at as Micros;
  return intake.at;
}

function lookInto(intake: Intake, w: Walk, takers: IgmpTakers): void {
  const { ip, igmp } = intake.ids;
  let i = 1;
  while (i < w.count && w.ids[i] !== ip) i += 1;
  if (i >= w.count || w.ends[i] - w.starts[i] < IP_HEADER || w.variants[i] !== 0) return;
  const octets = w.sources[i];
  const start = w.starts[i];
  const destination = destinationOf(octets, start);
  if (w.ids[w.count - 1] === igmp) noteMessage(intake.networks.of(w), intake.at, w.frame.number);
  if (protocolOf(octets, start) === IGMP_PROTOCOL) {
    if (i + 1 < w.count && w.ids[i + 1] === igmp && !w.fragmented) takeIgmp(intake, w, i, takers);
  } else if (takers.datagram !== undefined && isMulticast(destination)) {
    takeDatagram(intake, w, i, destination, takers.datagram);
  }
}

/** Counts a frame with IGMP in it, whatever it is worth. */
function noteMessage(network: IgmpNetwork, at: Micros, frame: number): void {
  if (network.messages === 0) {
    network.firstAt = at;
    network.firstFrame = frame;
  }
  network.messages += 1;
  network.lastFrame = frame;
}

/** MAC address of the frame's sender as a number; -1 where the frame is not Ethernet. */
function linkOf({ ids }: Intake, w: Walk): number {
  if (w.ids[1] !== ids.eth || w.ends[1] - w.starts[1] < LINK_HEADER) return -1;
  const octets = w.sources[1];
  const at = w.starts[1] + LINK_SOURCE;
  let link = 0;
  for (let k = 0; k < 6; k += 1) link = link * 256 + octets[at + k];
  return link;
}

function takeDatagram(
  intake: Intake,
  w: Walk,
  i: number,
  group: number,
  take: (seen: DatagramSeen) => void,
): void {
  const octets = w.sources[i];
  const start = w.starts[i];
  const { datagram } = intake;
  const payload = w.payloads[i];
  let sum = Math.imul(protocolOf(octets, start) + 1, 0x9e3779b1) ^ offsetOf(octets, start);
  sum = Math.imul(sum ^ (w.limits[i] - payload), 0x85ebca6b);
  const end = Math.min(payload + 8, w.ends[i]);
  for (let k = payload; k < end; k += 1) sum = Math.imul(sum ^ octets[k], 0x01000193);
  datagram.frame = w.frame.number;
  datagram.at = intake.at;
  datagram.network = intake.networks.of(w);
  datagram.source = sourceOf(octets, start);
  datagram.group = group;
  datagram.ttl = ttlOf(octets, start);
  datagram.link = linkOf(intake, w);
  datagram.id = idOf(octets, start);
  datagram.payload = sum;
  datagram.highest = 0;
  take(datagram);
}

const QUERY_TYPE = 0x11;
const V1_REPORT = 0x12;
const V2_REPORT = 0x16;
const V2_LEAVE = 0x17;
const V3_REPORT = 0x22;
const V3_QUERY_LENGTH = 12;

function takeIgmp(intake: Intake, w: Walk, i: number, { message }: IgmpTakers): void {
  const layer = i + 1;
  const octets = w.sources[layer];
  const start = w.starts[layer];
  const length = w.limits[layer] - start;
  // What is cut, damaged or too short is nothing that anybody acts on.
  if (w.ends[layer] < w.limits[layer] || length < 8) return;
  const type = typeOf(octets, start);
  const isV3 = type === V3_REPORT || (type === QUERY_TYPE && length >= V3_QUERY_LENGTH);
  if (internetChecksum(octets, start, start + (isV3 ? length : 8)) !== 0) return;
  const seen = intake.message;
  // The message may lie in octets of its own: put together from fragments.
  const packet = w.sources[i];
  const ip = w.starts[i];
  seen.frame = w.frame.number;
  seen.at = intake.at;
  seen.layer = layer;
  seen.source = sourceOf(packet, ip);
  seen.destination = destinationOf(packet, ip);
  seen.ttl = ttlOf(packet, ip);
  seen.typeOfService = serviceOf(packet, ip);
  seen.group = groupOf(octets, start);
  switch (type) {
    case QUERY_TYPE:
      if (isV3 && querySourcesOf(octets, start) * 4 + V3_QUERY_LENGTH > length) return;
      set(intake, w, QUERY, isV3 ? 3 : codeOf(octets, start) === 0 ? 1 : 2);
      break;
    case V1_REPORT:
      set(intake, w, REPORT, 1);
      break;
    case V2_REPORT:
      set(intake, w, REPORT, 2);
      break;
    case V2_LEAVE:
      set(intake, w, LEAVE, 2);
      break;
    case V3_REPORT:
      set(intake, w, REPORT, 3);
      takeRecords(seen, octets, start, start + length, message);
      return;
    default:
      return;
  }
  message(seen);
}

function set(intake: Intake, w: Walk, kind: IgmpKind, version: 1 | 2 | 3): void {
  const { message } = intake;
  message.network = intake.networks.of(w);
  message.link = linkOf(intake, w);
  message.kind = kind;
  message.version = version;
}

const INCLUDE = [1, 3];
const BLOCK = 6;

/** A report of version 3: including nobody is leaving; blocking some sources says nothing of the group. */
function takeRecords(
  seen: IgmpSeen,
  octets: Uint8Array,
  start: number,
  end: number,
  message: IgmpTakers['message'],
): void {
  const count = recordsOf(octets, start);
  let at = start + 8;
  for (let i = 0; i < count && at + 8 <= end; i += 1) {
    const sources = (octets[at + 2] << 8) | octets[at + 3];
    seen.group = groupOf(octets, at);
    seen.kind = INCLUDE.includes(octets[at]) && sources === 0 ? LEAVE : REPORT;
    if (octets[at] !== BLOCK && isMulticast(seen.group)) message(seen);
    at += 8 + sources * 4 + octets[at + 1] * 4;
  }
}
