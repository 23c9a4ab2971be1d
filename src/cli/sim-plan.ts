/**
 * The flags of `sim`, read: what is to be run, with which parameters, seed and end, and how it is to be shown.
 */
import type { Micros } from '../base/micros.js';
import { ok } from '../base/result.js';
import { readDuration } from '../scenario/quantities.js';
import type { Scenario } from '../scenario/scenario.js';
import { endAt } from '../sim/until.js';
import type { RunFormat, SimFlags } from './sim-flags.js';
import { fault, type Parsed } from './usage.js';
import { isOutput } from './write.js';

/** What `sim` is to do. */
export interface SimPlan {
  readonly set: Readonly<Record<string, string>>;
  readonly until: Micros | undefined;
  readonly seed: number | undefined;
  /** undefined: nothing is printed. */
  readonly form: RunFormat | undefined;
  readonly write: string | undefined;
}

/** Reads the flags. */
export function planSim(flags: SimFlags): Parsed<SimPlan> {
  const set: Record<string, string> = {};
  for (const setting of flags.set ?? []) {
    const at = setting.indexOf('=');
    if (at < 1)
      return fault('--set', setting, 'a parameter is set by KEY=VALUE', { hint: 'as in --set delay=50ms' });
    set[setting.slice(0, at)] = setting.slice(at + 1);
  }
  const until = flags.until === undefined ? ok(undefined) : readDuration(flags.until);
  if (!until.ok) return fault('--until', flags.until ?? '', until.error);
  const { write, type, seed } = flags;
  if (write === '') return fault('-w', write, 'the name of the capture cannot be empty');
  if (write !== undefined && type !== undefined && isOutput(write))
    return fault(
      `-w ${write} -T`,
      type,
      'a run cannot be both written (-w) and printed (-T) to standard output',
      {
        hint: 'leave -T out, or give -w a file',
      },
    );
  const form = type ?? (write === undefined ? 'ladder' : undefined);
  return ok({ set, until: until.value, seed, form, write });
}

/** A scenario as the flags change it. */
export function asPlanned(scenario: Scenario, { seed, until }: SimPlan): Scenario {
  const seeded = seed === undefined ? scenario : { ...scenario, seed };
  return until === undefined ? seeded : endAt(seeded, until);
}
