/**
 * What was believed of IGMP at a packet: networks with their queriers, groups with their members; looked up in the records of the
 * study, and made when they are looked at, for there may be tens of thousands.
 */
import { formatIpv4 } from '../../base/address.js';
import { type Micros, NEVER } from '../../base/micros.js';
import { policiesWith } from '../../machine/policies.js';
import type { Querier } from '../../track/igmp-contract.js';
import type { IgmpRecords, NetworkRecord, QueryRecord } from '../../track/igmp-records.js';
import { createIgmpTracker } from '../../track/igmp-tracker.js';
import { goneWhy, leftWhy } from '../../track/igmp-watch.js';
import type { Standing } from '../../track/postings.js';
import type { Cause, MembershipSight, NetworkSight } from './contract.js';
import { queryAt } from './network-happenings.js';
import { askingAt, queriersUntil } from './queriers.js';
import type { SightParts } from './sights.js';

/** Titles of the cells of memberships. */
export const MEMBERSHIP_COLUMNS = [
  'Version',
  'Since',
  'Last report',
  'Reports',
  'Group reported',
  'By',
] as const;

const { goneAt } = createIgmpTracker(policiesWith());
const WHY = 'RFC 1112, appendix I';

/** What sights of networks are made with. */
export interface NetworkSightParts extends SightParts {
  readonly records: IgmpRecords;
  /** The instant of a packet. */
  readonly timeOf: (number: number) => Micros;
}

interface Look extends NetworkSightParts {
  readonly record: NetworkRecord;
  readonly number: number;
  readonly at: Micros;
  /** Who asks, and since when how often. */
  readonly queriers: ReadonlyMap<number, Querier>;
  readonly lastOf: (group: number) => GroupLook;
}

/** What a group's members have reported by then. */
interface GroupLook {
  readonly frame: number;
  readonly host: number;
  readonly version: 1 | 2 | 3;
  readonly gone: Micros;
}

/** A network's memberships by group and host, and the packet from which on there are all of them. */
interface Order {
  readonly places: Int32Array;
  readonly whole: number;
}

/** Gives the networks at a packet, at an instant. */
export function createNetworkSights(
  parts: NetworkSightParts,
): (number: number, at: Micros) => readonly NetworkSight[] {
  const orders = new Map<NetworkRecord, Order>();
  const orderOf = (record: NetworkRecord): Order => {
    const known = orders.get(record);
    if (known?.places.length === record.memberships.length) return known;
    const places = inOrder(parts.records, record);
    const made = {
      places,
      whole: places.reduce((most, place) => Math.max(most, parts.records.numberIn('firstFrame', place)), 0),
    };
    orders.set(record, made);
    return made;
  };
  return (number, at) =>
    parts.records.networks
      .filter(({ firstFrame }) => firstFrame <= number)
      .map((record) => {
        const queriers = askingAt(queriersUntil(record.queries, number), at);
        const groups = new Map<number, GroupLook>();
        const look: Look = {
          ...parts,
          record,
          number,
          at,
          queriers,
          lastOf: (group) => {
            const last = groups.get(group) ?? lookAtGroup(look, group);
            groups.set(group, last);
            return last;
          },
        };
        return networkSight(look, () => orderOf(record));
      });
}

function networkSight(look: Look, orderOf: () => Order): NetworkSight {
  const { records, number, record, roster } = look;
  let shown: Int32Array | undefined;
  const places = (): Int32Array => {
    if (shown !== undefined) return shown;
    const { places: all, whole } = orderOf();
    shown = number >= whole ? all : all.filter((place) => records.numberIn('firstFrame', place) <= number);
    return shown;
  };
  const made = new Map<number, MembershipSight>();
  return {
    subject: roster.network(record.network),
    name: record.network.key,
    facts: factsOf(look),
    timers: [],
    get membershipCount() {
      return places().length;
    },
    membershipAt: (i) => {
      const sight = made.get(i) ?? membershipSight(look, places()[i]);
      made.set(i, sight);
      return sight;
    },
    membershipOf: (wanted) => places().findIndex((place) => records.numberIn('subject', place) === wanted),
  };
}

/** So many memberships have a place in the order; a number holds a group or a host, and such a place. */
const PLACES = 2 ** 20;

/** By group, then by host. */
function inOrder({ numberIn }: IgmpRecords, { memberships }: NetworkRecord): Int32Array {
  const order = new Int32Array(memberships);
  const sort = (from: number, to: number, by: 'group' | 'host'): void => {
    const keys = new Float64Array(to - from);
    for (let i = from; i < to; i += 1) keys[i - from] = numberIn(by, order[i]) * PLACES + order[i];
    keys.sort();
    for (let i = from; i < to; i += 1) order[i] = keys[i - from] % PLACES;
  };
  sort(0, order.length, 'group');
  for (let from = 0, to = 0; from < order.length; from = to) {
    const group = numberIn('group', order[from]);
    while (to < order.length && numberIn('group', order[to]) === group) to += 1;
    if (to - from > 1) sort(from, to, 'host');
  }
  return order;
}

/** The last report of any of a group's members. */
function lookAtGroup({ records, record, number, queriers, timeOf }: Look, group: number): GroupLook {
  let last: Standing | undefined;
  let host = 0;
  for (let place = records.lastOf(record, group); place >= 0; ) {
    const membership = records.membership(place);
    const standing = membership.firstFrame > number ? undefined : records.standing(place, number);
    if (standing !== undefined && (last === undefined || standing.last > last.last)) {
      last = standing;
      host = membership.host;
    }
    place = membership.next;
  }
  const { last: frame = 0, version: spoken = 1 } = last ?? {};
  const version = spoken as GroupLook['version'];
  const gone = goneAt({ network: { queriers }, version, leftAt: NEVER, lastAt: timeOf(frame) });
  return { frame, host, version, gone };
}

function factsOf({ record, records, number, queriers, since, roster }: Look): NetworkSight['facts'] {
  const query = queryAt(record.queries, number);
  const by: Cause | undefined =
    query === undefined ? undefined : { frame: query.frame, at: query.at, why: WHY };
  const fact = (title: string, text: string, cause: Cause | undefined = undefined) => ({
    title,
    cell: { text, by: cause },
  });
  const present = records.countIn(record.came, number) - records.countIn(record.went, number);
  return [
    fact('Querier', query === undefined ? '-' : querierText(queriers.size, roster.nameOf(query.source)), by),
    fact('Last query', query === undefined ? '-' : since(query.at), by),
    fact('Interval', intervalText(queriers, query), by),
    fact('Queries', String(query?.number ?? 0), by),
    fact('Version', versionText(record, number)),
    fact('Groups', String(present)),
  ];
}

function versionText({ versions }: NetworkRecord, number: number): string {
  let version = 0;
  for (const [one, frame] of versions.entries()) if (frame > 0 && frame <= number) version = one;
  return version === 0 ? '-' : String(version);
}

function querierText(count: number, name: string): string {
  return count <= 1 ? name : `${name} and ${count - 1} more`;
}

/** Between the last two general queries of the querier. */
function intervalText(queriers: ReadonlyMap<number, Querier>, query: QueryRecord | undefined): string {
  const { times = [] } = (query === undefined ? undefined : queriers.get(query.source)) ?? {};
  if (times.length < 2) return '-';
  return `${((times[times.length - 1] - times[times.length - 2]) / 1_000_000).toFixed(3)} s`;
}

function membershipSight(look: Look, place: number): MembershipSight {
  const { records, number, at, roster, since, timeOf } = look;
  const { group, host, subject } = records.membership(place);
  const standing = records.standing(place, number)!;
  const whole = look.lastOf(group);
  const { gone } = whole;
  const [firstAt, lastAt, groupAt] = [standing.since, standing.last, whole.frame].map(timeOf);
  const isPresent = standing.over === 0 && gone > at;
  const plain = (text: string) => ({ text, by: undefined });
  const shown = { frame: whole.frame, at: groupAt, why: WHY };
  const first = { frame: standing.since, at: firstAt, why: WHY };
  return {
    subject,
    group: formatIpv4(group),
    name: roster.nameOf(host),
    state: isPresent ? 1 : 0,
    stateBy: isPresent ? first : endOf(standing, whole, at, timeOf),
    timers: isPresent && gone !== NEVER ? [{ name: 'membership', started: shown, expires: gone }] : [],
    cells: [
      plain(String(whole.version)),
      { text: since(firstAt), by: first },
      { text: since(lastAt), by: { frame: standing.last, at: lastAt, why: WHY } },
      plain(String(standing.count)),
      { text: since(groupAt), by: shown },
      { text: roster.nameOf(whole.host), by: shown },
    ],
  };
}

/** What made a membership absent: its host's word, or time. */
function endOf(
  { over, isLeft, version }: Standing,
  group: GroupLook,
  at: Micros,
  timeOf: Look['timeOf'],
): Cause {
  if (isLeft) return { frame: over, at: timeOf(over), why: leftWhy(version as GroupLook['version']) };
  return { frame: 0, at: group.gone > at ? timeOf(over) : group.gone, why: goneWhy(group) };
}
