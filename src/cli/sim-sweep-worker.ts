/**
 * A worker thread of a sweep: takes a scenario and a range of seeds, gives what failed.
 */
import { parentPort } from 'node:worker_threads';
import { sweepSeeds } from '../sim/faults-sweep.js';
import type { SweepOrder } from './sim-sweep-pool.js';

parentPort?.on('message', ({ scenario, profile, first, last }: SweepOrder) => {
  parentPort?.postMessage(sweepSeeds(scenario, profile, first, last));
});
