/**
 * Whether datagrams reach the networks that have members, and only those. A router is known to stand between two networks once a
 * datagram was seen on both; what it must know of a group follows from the reports that it has heard and the queries that it
 * has sent (D18). Reports, or the datagram, may have been lost on the way to it: nothing here is certain.
 */
import { formatIpv4 } from '../../base/address.js';
import { longer } from '../../base/columns.js';
import { type Micros, micros, NEVER } from '../../base/micros.js';
import { isSingleHop } from '../../machine/igmp/igmp-vocabulary.js';
import {
  belongsTo,
  type DatagramSeen,
  type IgmpNetwork,
  type IgmpTable,
  type Querier,
} from '../../track/igmp-contract.js';
import {
  createDatagrams,
  type Datagrams,
  emptyDatagram,
  isRemembered,
  recall,
  sameBefore,
} from '../../track/igmp-datagrams.js';
import { addressOf, findGroup, holdGroup, releaseGroup } from '../../track/igmp-table.js';
import { type IgmpTracker, missedQuery, queriesSince } from '../../track/igmp-tracker.js';
import type { Rule } from '../contract.js';
import { charge, type Docket, isFirst, routerAt, spanText } from './docket.js';
import { isOriginal } from './forwarding-rules.js';
import { IGMP_RULES } from './rules.js';

/** A way that a router is known to send datagrams on. */
interface Way {
  readonly from: IgmpNetwork;
  readonly to: IgmpNetwork;
  /** The router's link address on `to`. */
  readonly link: number;
}

/** A copy that has to be seen. */
interface Expected {
  readonly way: Way;
  /** Its row, which is held until then. */
  readonly group: number;
  readonly querier: Querier;
  /** Queries without a report by then. */
  readonly missed: number;
  /** Number among the datagrams, and the latest instant. */
  readonly number: number;
  readonly due: Micros;
}

/** What is known of the ways of datagrams. */
export interface Delivery {
  readonly datagrams: Datagrams;
  readonly ways: Map<IgmpNetwork, Way[]>;
  /** By due time. */
  readonly expected: Expected[];
  /** How many of them are done with. */
  done: number;
  /** By row of the group, since it is present: whether a router has sent on to it. */
  delivered: Uint8Array;
  /** Whether a copy is expected, or was missed; until the next one arrives. */
  busy: Uint8Array;
}

const MOST_WAYS = 64;

/** Nothing is known. */
export function createDelivery(): Delivery {
  return {
    datagrams: createDatagrams(),
    ways: new Map(),
    expected: [],
    done: 0,
    delivered: new Uint8Array(0),
    busy: new Uint8Array(0),
  };
}

/** A group came to be. */
export function beginDelivery(delivery: Delivery, { groups }: IgmpTable, group: number): void {
  if (group >= delivery.busy.length) {
    delivery.delivered = longer(delivery.delivered, groups.index.first.length);
    delivery.busy = longer(delivery.busy, groups.index.first.length);
  }
  delivery.delivered[group] = 0;
  delivery.busy[group] = 0;
}

/** When the next copy is overdue. */
export function nextCopyDue({ expected, done }: Delivery): Micros {
  return done < expected.length ? expected[done].due : NEVER;
}

/** A router stands between two networks. */
export function learnWay({ ways }: Delivery, from: IgmpNetwork, { network: to, link }: DatagramSeen): void {
  let all = ways.get(from);
  if (all === undefined) {
    all = [];
    ways.set(from, all);
  }
  if (all.some((way) => way.to === to && way.link === link)) return;
  if (all.length >= MOST_WAYS) all.shift();
  all.push({ from, to, link });
}

/** A datagram was sent on to a network: its group is served there. */
export function noteDelivered({ delivered, busy }: Delivery, { network, group }: DatagramSeen): void {
  const tracked = findGroup(network, group);
  if (tracked < 0) return;
  delivered[tracked] = 1;
  busy[tracked] = 0;
}

/** Expects the copies of a datagram, where routers must know members of its group. */
export function expectCopies(docket: Docket, delivery: Delivery, seen: DatagramSeen, number: number): void {
  const { network, group: address, ttl, at } = seen;
  const ways = delivery.ways.get(network);
  if (ways === undefined || ttl < 2 || isSingleHop(address) || !isOriginal(seen, seen.highest)) return;
  for (const way of ways) {
    const { table } = way.to.groups;
    const group = findGroup(way.to, address);
    if (group < 0 || table.groups.version[group] > 1 || delivery.busy[group] === 1) continue;
    const querier = querierOf(way);
    if (querier === undefined) continue;
    const missed = mustKnow(docket, table.groups.lastAt[group] as Micros, querier, at);
    if (missed < 0) continue;
    delivery.busy[group] = 1;
    holdGroup(table, group);
    const due = micros(at + docket.slack);
    delivery.expected.push({ way, group, querier, missed, number, due });
  }
}

function querierOf({ to, link }: Way): Querier | undefined {
  for (const querier of to.queriers.values()) if (querier.link === link) return querier;
  return undefined;
}

/** Queries without a report where a router must know the group still; -1 where it need not. */
function mustKnow({ options, slack }: Docket, reportedAt: Micros, querier: Querier, at: Micros): number {
  const { missedQueries, reportWithin } = options.policies;
  if (at - reportedAt <= slack) return -1;
  const missed = queriesSince(querier, reportedAt);
  if (missed < missedQueries) return missed;
  const last = missedQuery(querier, reportedAt, missedQueries);
  return missed === missedQueries && at + 2 * slack < last + reportWithin ? missed : -1;
}

/** The copy that was due first: seen by now, or missed. */
export function closeExpected(docket: Docket, delivery: Delivery, networks: readonly IgmpNetwork[]): void {
  const { expected } = delivery;
  const one = expected[delivery.done];
  delivery.done += 1;
  if (delivery.done >= 1024 || delivery.done === expected.length) {
    expected.splice(0, delivery.done);
    delivery.done = 0;
  }
  judgeExpected(docket, delivery, one, networks);
  releaseGroup(one.way.to.groups.table, one.group);
}

function judgeExpected(
  docket: Docket,
  delivery: Delivery,
  one: Expected,
  networks: readonly IgmpNetwork[],
): void {
  const { datagrams, busy } = delivery;
  const { group, number, way, due } = one;
  const original = emptyDatagram(way.from);
  if (isRemembered(datagrams, number)) {
    recall(datagrams, number, networks, original);
    const copy = emptyDatagram(way.to);
    let at = sameBefore(datagrams, original, datagrams.count);
    for (; at >= 0; at = sameBefore(datagrams, original, at)) {
      recall(datagrams, at, networks, copy);
      if (copy.network === way.to) break;
    }
    if (at < 0) {
      accuse(docket, delivery, one, original, due);
      return;
    }
  }
  busy[group] = 0;
}

function accuse(docket: Docket, delivery: Delivery, one: Expected, original: DatagramSeen, at: Micros): void {
  const { way, group } = one;
  const { table } = way.to.groups;
  const { groups } = table;
  const address = addressOf(table, group);
  const rule = ruleFor(docket, delivery, one);
  if (!isFirst(docket, `missed ${way.to.number} ${way.link} ${address} ${groups.since[group]}`)) return;
  const what = `a datagram to ${formatIpv4(address)}`;
  const since = `reported there ${spanText(original.at - groups.lastAt[group])} before, ${queriesText(one.missed)} since`;
  const message = `${routerAt(way.to, way.link)} did not send ${what} on to ${way.to.key}, though the group was ${since}.`;
  const doubt = 'the report, or the datagram, may have been lost on the way to the router';
  const frames = [groups.lastFrame[group], original.frame].sort((a, b) => a - b);
  charge(docket, { rule, network: way.to, at, frames, message, doubt });
}

function queriesText(count: number): string {
  return count === 0 ? 'and no query' : count === 1 ? 'and one query' : `and ${count} queries`;
}

/** What the router has most likely done wrong. */
function ruleFor(
  { options }: Docket,
  { delivered }: Delivery,
  { missed, way, group, querier }: Expected,
): Rule {
  const { missedQueries } = options.policies;
  if (delivered[group] === 0) return IGMP_RULES.notForwarded;
  if (missed === missedQueries) return IGMP_RULES.goneAtOnce;
  if (missed === missedQueries - 1) return IGMP_RULES.goneAfterTwo;
  const since = way.to.groups.table.groups.since[group] as Micros;
  return queriesSince(querier, since) >= missedQueries ? IGMP_RULES.notCounted : IGMP_RULES.notForwarded;
}

/** A datagram that was sent on to a network: somebody there must have reported its group. */
export function judgeWithoutMembers(
  docket: Docket,
  seen: DatagramSeen,
  goneAt: IgmpTracker['rowGoneAt'],
): void {
  const { network, group: address, source, link, at, frame } = seen;
  if (isSingleHop(address) || network.version !== 1 || link < 0 || network.mixed) return;
  if (belongsTo(network, source) !== false) return;
  const { missedQueries, queryInterval } = docket.options.policies;
  const group = findGroup(network, address);
  // A report may have reached the router just after a query: it has one query more.
  if (group >= 0 && goneAt(network.groups.table, group) + queryInterval + docket.slack > at) return;
  for (const querier of network.queriers.values()) {
    if (querier.link !== link || querier.times.length <= missedQueries + 1) continue;
    if (!isFirst(docket, `without ${network.number} ${link} ${address}`)) return;
    const what = `a datagram from ${formatIpv4(source)} to ${formatIpv4(address)}`;
    const message = `${routerAt(network, link)} sent ${what} on to ${network.key}, where nobody has reported the group for ${missedQueries} queries.`;
    const doubt = 'a switch may keep reports from the sniffer';
    charge(docket, { rule: IGMP_RULES.withoutMembers, network, at, frames: [frame], message, doubt });
    return;
  }
}
