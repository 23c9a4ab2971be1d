/**
 * The flags of a sweep, read: which seeds, what goes wrong, where a small scenario is written.
 */
import { nearest } from '../base/nearest.js';
import { ok } from '../base/result.js';
import { FAULT_PROFILE_NAMES, type FaultProfileName } from '../sim/faults.js';
import type { SimFlags } from './sim-flags.js';
import { planSim } from './sim-plan.js';
import { fault, type Parsed } from './usage.js';

/** What a sweep is to do. */
export interface SweepPlan {
  readonly first: number;
  readonly last: number;
  /** undefined: nothing goes wrong, and the scenario's own expectations are judged. */
  readonly profile: FaultProfileName | undefined;
  readonly set: Readonly<Record<string, string>>;
  readonly write: string | undefined;
}

const ALL = '1..100';

/** Reads the flags of a sweep. */
export function planSweep(flags: SimFlags): Parsed<SweepPlan> {
  const { seeds = ALL, faults, seed, type, until, write } = flags;
  const plain = planSim({ ...(flags.set === undefined ? {} : { set: flags.set }) });
  if (!plain.ok) return plain;
  if (seed !== undefined) return fault('--seed', String(seed), 'a sweep takes its seeds from --seeds');
  if (type !== undefined) return fault('-T', type, 'a sweep prints one line for each seed that fails');
  if (until !== undefined) return fault('--until', until, 'a sweep runs each seed to its end');
  const [, from, to] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(seeds) ?? [];
  if (from === undefined)
    return fault('--seeds', seeds, 'seeds are a number, or a range A..B', { hint: `as in --seeds ${ALL}` });
  const [first, last] = [Number(from), Number(to ?? from)];
  if (last < first) return fault('--seeds', seeds, 'the range is empty: it ends before it begins');
  const profile = FAULT_PROFILE_NAMES.find((name) => name === faults);
  if (faults !== undefined && profile === undefined) {
    const near = nearest(faults, FAULT_PROFILE_NAMES, 1);
    const hint =
      near.length === 0 ? `there are ${FAULT_PROFILE_NAMES.join(', ')}` : `did you mean ${near[0]}?`;
    return fault('--faults', faults, 'there is no such fault profile', { hint });
  }
  if (write !== undefined && profile === undefined)
    return fault('-w', write, 'without --faults a sweep has nothing to write');
  return ok({ first, last, profile, set: plain.value.set, write });
}
