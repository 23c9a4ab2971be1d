/**
 * Who asks on a network, as its queries tell that were kept (igmp-records.ts).
 */
import { type Micros, seconds } from '../../base/micros.js';
import type { Querier } from '../../track/igmp-contract.js';
import type { QueryRecord } from '../../track/igmp-records.js';

/** Queriers by address. */
export type Queriers = Map<number, Querier>;

/** Who did not ask for so long asks no more (igmp-tracker.ts). */
const SILENT = seconds(3600);

/** Takes a query in. */
export function takeQuery(queriers: Queriers, { source: address, at, frame }: QueryRecord): void {
  let querier = queriers.get(address);
  if (querier === undefined) {
    querier = { address, link: -1, version: 1, times: [], lastAt: at, lastFrame: frame, queries: 0 };
    queriers.set(address, querier);
  }
  querier.times.push(at);
  querier.lastAt = at;
  querier.lastFrame = frame;
  querier.queries += 1;
}

/** Those who still ask at an instant. */
export function askingAt(queriers: Queriers, at: Micros): Queriers {
  const asking = new Map(queriers);
  for (const [address, { lastAt }] of asking) if (lastAt < at - SILENT) asking.delete(address);
  return asking;
}

/** Everybody who has asked by a packet. Of queries those that are kept; those of the last hours at least. */
export function queriersUntil(queries: readonly QueryRecord[], number: number): Queriers {
  const queriers: Queriers = new Map();
  for (const one of queries) {
    if (one.frame > number) break;
    takeQuery(queriers, one);
  }
  return queriers;
}
