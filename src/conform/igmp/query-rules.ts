/**
 * How often routers ask (version 1): at their start, and then each 60 s. A router may stop and start again at any time, and a
 * query may be lost or late on its way to the sniffer: nothing here is certain.
 */
import { formatIpv4 } from '../../base/address.js';
import { createHeap, type Heap, heapKey, heapSet, heapTime } from '../../base/heap.js';
import { type Micros, NEVER } from '../../base/micros.js';
import type { IgmpNetwork, IgmpSeen, Querier } from '../../track/igmp-contract.js';
import { charge, type Docket, isFirst, spanText } from './docket.js';
import { IGMP_RULES } from './rules.js';

/** When queries are due. */
export interface QueryClock {
  /** By network and address. */
  readonly due: Heap;
  readonly networks: IgmpNetwork[];
}

const ADDRESSES = 2 ** 32;
/** Clocks of routers may be off by this part. */
const DRIFT = 1 / 1000;

/** Nothing is due. */
export function createQueryClock(): QueryClock {
  return { due: createHeap(), networks: [] };
}

/** When the next query is overdue; NEVER where nobody has asked. */
export function nextQueryDue({ due }: QueryClock): Micros {
  return heapTime(due);
}

/** Judges a general query. */
export function judgeQuery(
  docket: Docket,
  clock: QueryClock,
  seen: IgmpSeen,
  querier: Querier | undefined,
): void {
  const { network, at, source, version } = seen;
  const { slack, options } = docket;
  const { queryInterval } = options.policies;
  clock.networks[network.number] = network;
  const key = network.number * ADDRESSES + source;
  if (version !== 1 || network.version > 1) {
    heapSet(clock.due, key, NEVER);
    return;
  }
  heapSet(clock.due, key, (at + queryInterval * (1 + DRIFT) + slack) as Micros);
  if (querier === undefined) return;
  const gap = at - querier.lastAt;
  if (gap >= queryInterval * (1 - DRIFT) - slack) return;
  if (!isFirst(docket, `early ${network.number} ${source}`)) return;
  const message = `Router ${formatIpv4(source)} asked again after ${spanText(gap)} instead of ${spanText(queryInterval)}.`;
  const doubt = 'it may have been started again';
  charge(docket, {
    rule: IGMP_RULES.queryEarly,
    network,
    at,
    frames: [querier.lastFrame, seen.frame],
    message,
    doubt,
  });
}

/** The query that was due first has not come. */
export function missQuery(docket: Docket, clock: QueryClock): void {
  const at = heapTime(clock.due);
  const key = heapKey(clock.due)!;
  heapSet(clock.due, key, NEVER);
  const network = clock.networks[Math.floor(key / ADDRESSES)];
  const address = key % ADDRESSES;
  const querier = network.queriers.get(address);
  if (querier === undefined || network.version > 1) return;
  if (!isFirst(docket, `late ${network.number} ${address}`)) return;
  const { queryInterval } = docket.options.policies;
  const message = `Router ${formatIpv4(address)} has not asked for more than ${spanText(queryInterval)}.`;
  const doubt = 'it may have been switched off, or its query lost';
  const frames = [querier.lastFrame];
  charge(docket, { rule: IGMP_RULES.queryLate, network, at, frames, message, doubt });
}
