/**
 * What was believed of IGMP at a packet: networks with their queriers, groups with their members.
 */
import { formatIpv4 } from '../../base/address.js';
import { type Micros, micros, NEVER } from '../../base/micros.js';
import { policiesWith } from '../../machine/policies.js';
import type { GroupMember, IgmpNetwork, Querier, TrackedGroup } from '../../track/igmp-contract.js';
import { createIgmpTracker, LEAVING } from '../../track/igmp-tracker.js';
import { goneWhy } from '../../track/igmp-watch.js';
import type { Cause, MembershipSight, NetworkSight, TimerSight } from './contract.js';
import type { SightParts } from './sights.js';

/** What runs until a membership ends by itself. */
export const MEMBERSHIP_TIMER = 'membership';

/** Titles of the cells of memberships. */
export const MEMBERSHIP_COLUMNS = [
  'Version',
  'Since',
  'Last report',
  'Reports',
  'Group reported',
  'By',
] as const;

const policies = policiesWith();
const { goneAt } = createIgmpTracker(policies);

/** What runs until a group is gone: since when, and until when; undefined where nothing does. */
export function groupTimer(group: TrackedGroup): { readonly from: Micros; readonly to: Micros } | undefined {
  const to = goneAt(group);
  if (to === NEVER) return undefined;
  // Version 1: the last of the queries that nobody answered; a leave: 3 s before.
  if (group.version === 1) return { from: micros(to - policies.reportWithin), to };
  return { from: to === group.leftAt ? micros(to - LEAVING) : group.lastAt, to };
}

/** Networks of a copy, at an instant. */
export function networkSights(
  networks: readonly IgmpNetwork[],
  at: Micros,
  parts: SightParts,
): readonly NetworkSight[] {
  return networks.map((network) => networkSight(network, at, parts));
}

function networkSight(network: IgmpNetwork, at: Micros, parts: SightParts): NetworkSight {
  const subject = parts.roster.network(network);
  let order: readonly GroupMember[] | undefined;
  const members = (): readonly GroupMember[] => {
    order ??= inOrder(network);
    return order;
  };
  return {
    subject,
    name: network.key,
    facts: factsOf(network, at, parts),
    timers: [],
    get membershipCount() {
      return members().length;
    },
    membershipAt: (i) => membershipSight(members()[i], at, parts),
    membershipOf: (wanted) => members().findIndex((member) => parts.roster.membership(member) === wanted),
  };
}

/** By group, then by host. */
function inOrder({ groups }: IgmpNetwork): readonly GroupMember[] {
  const sorted = [...groups.values()].sort((a, b) => a.group - b.group);
  return sorted.flatMap(({ members }) =>
    [...members.values()].sort((a, b) => a.host.address - b.host.address),
  );
}

function factsOf(network: IgmpNetwork, at: Micros, { since, roster }: SightParts): NetworkSight['facts'] {
  const { queriers, queries, queryAt, queryFrame, version, groups } = network;
  const present = [...groups.values()].filter((group) => goneAt(group) > at);
  const last = lastOf(queriers.values());
  const query: Cause | undefined =
    queries === 0 ? undefined : { frame: queryFrame, at: queryAt, why: 'RFC 1112, appendix I' };
  const fact = (title: string, text: string, by: Cause | undefined = undefined) => ({
    title,
    cell: { text, by },
  });
  return [
    fact(
      'Querier',
      last === undefined ? '-' : querierText(queriers.size, roster.nameOf(last.address)),
      query,
    ),
    fact('Last query', queries === 0 ? '-' : since(queryAt), query),
    fact('Interval', intervalText(last), query),
    fact('Queries', String(queries), query),
    fact('Version', version === 0 ? '-' : String(version)),
    fact('Groups', String(present.length)),
  ];
}

function lastOf(queriers: Iterable<Querier>): Querier | undefined {
  let last: Querier | undefined;
  for (const one of queriers) if (last === undefined || one.lastAt >= last.lastAt) last = one;
  return last;
}

function querierText(count: number, name: string): string {
  return count === 1 ? name : `${name} and ${count - 1} more`;
}

/** Between the last two general queries of the querier. */
function intervalText(querier: Querier | undefined): string {
  const { times = [] } = querier ?? {};
  if (times.length < 2) return '-';
  return `${((times[times.length - 1] - times[times.length - 2]) / 1_000_000).toFixed(3)} s`;
}

function timersOf(group: TrackedGroup, reported: Cause): readonly TimerSight[] {
  const timer = groupTimer(group);
  if (timer === undefined) return [];
  const { from: at, to: expires } = timer;
  const { queryAt, queryFrame } = group.network;
  const asked = { frame: queryAt === at ? queryFrame : 0, at, why: 'IGMP 2.7.2; D18' };
  return [{ name: MEMBERSHIP_TIMER, started: group.version === 1 ? asked : reported, expires }];
}

function membershipSight(member: GroupMember, at: Micros, { roster, since }: SightParts): MembershipSight {
  const { group, host, firstAt, firstFrame, lastAt, lastFrame, reports } = member;
  const gone = goneAt(group);
  const isPresent = gone > at;
  const subject = roster.membership(member);
  const why = 'RFC 1112, appendix I';
  const plain = (text: string) => ({ text, by: undefined });
  const shown = { frame: group.lastFrame, at: group.lastAt, why };
  return {
    subject,
    group: formatIpv4(group.group),
    name: roster.nameOf(host.address),
    state: isPresent ? 1 : 0,
    stateBy: isPresent
      ? { frame: firstFrame, at: firstAt, why }
      : { frame: 0, at: gone, why: goneWhy(group) },
    timers: isPresent ? timersOf(group, shown) : [],
    cells: [
      plain(String(group.version)),
      { text: since(firstAt), by: { frame: firstFrame, at: firstAt, why } },
      { text: since(lastAt), by: { frame: lastFrame, at: lastAt, why } },
      plain(String(reports)),
      { text: since(group.lastAt), by: shown },
      { text: roster.nameOf(group.lastHost), by: shown },
    ],
  };
}
