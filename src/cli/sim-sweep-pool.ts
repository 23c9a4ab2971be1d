/**
 * Seeds on all cores. Orders of a few seeds go to whichever worker is free, and what comes back is put in the order of the
 * seeds: the outcome is the same whatever the number of workers. Few seeds are run right here.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Result } from '../base/result.js';
import type { Scenario, ScenarioError } from '../scenario/scenario.js';
import type { FaultProfileName } from '../sim/faults.js';
import { type SweptSeeds, sweepSeeds } from '../sim/faults-sweep.js';

/** Seeds to be run. */
export interface SweepOrder {
  readonly scenario: Scenario;
  readonly profile: FaultProfileName | undefined;
  readonly first: number;
  readonly last: number;
}

/** What came of an order. */
export type Swept = Result<SweptSeeds, readonly ScenarioError[]>;

/** Seeds in one order. */
const AT_ONCE = 50;

/** A sweep of at least so many seeds is worth the starting of workers. */
const WORTH_WORKERS = 200;

/** Cuts an order into small ones. */
export function cutOrder(order: SweepOrder): readonly SweepOrder[] {
  const orders: SweepOrder[] = [];
  for (let first = order.first; first <= order.last; first += AT_ONCE) {
    orders.push({ ...order, first, last: Math.min(order.last, first + AT_ONCE - 1) });
  }
  return orders;
}

/** Runs an order; `told` gets each part in the order of the seeds, and says whether to go on. */
export async function runOrder(
  order: SweepOrder,
  told: (swept: Swept, last: number) => boolean,
  workers = availableParallelism(),
): Promise<void> {
  const orders = cutOrder(order);
  if (workers < 2 || order.last - order.first < WORTH_WORKERS) {
    for (const one of orders) {
      const { scenario, profile, first, last } = one;
      if (!told(sweepSeeds(scenario, profile, first, last), last)) return;
    }
    return;
  }
  await runOnWorkers(orders, told, Math.min(workers, orders.length));
}

async function runOnWorkers(
  orders: readonly SweepOrder[],
  told: (swept: Swept, last: number) => boolean,
  count: number,
): Promise<void> {
  const results: (Swept | undefined)[] = orders.map(() => undefined);
  let given = 0;
  let taken = 0;
  const pool = Array.from(
    { length: count },
    () => new Worker(new URL('./sim-sweep-worker.js', import.meta.url)),
  );
  await new Promise<void>((resolve, reject) => {
    const give = (worker: Worker): void => {
      const number = given;
      if (number >= orders.length) return;
      given += 1;
      worker.once('message', (swept: Swept) => {
        results[number] = swept;
        for (let next = results[taken]; next !== undefined; next = results[taken]) {
          results[taken] = undefined;
          taken += 1;
          if (!told(next, orders[taken - 1].last) || taken === orders.length) {
            resolve();
            return;
          }
        }
        give(worker);
      });
      worker.postMessage(orders[number]);
    };
    for (const worker of pool) {
      worker.on('error', reject);
      give(worker);
    }
  });
  await Promise.all(pool.map((worker) => worker.terminate()));
}
