/**
 * Work in the background, in slices so short that keys are always answered.
 */

/** Runs work in turns. */
export interface Slices {
  /** Calls `step` again and again, for some milliseconds at a time, until it gives false; gives what ends it early. */
  readonly run: (step: () => boolean) => () => void;
  /** Work under way. */
  readonly busy: () => boolean;
}

/** How the work is put off, and what tells the time: handed in, so that tests decide. */
export interface Turns {
  readonly later: (work: () => void) => void;
  readonly milliseconds: () => number;
}

const SLICE = 8;

/** Makes a runner; all work shares the turns. */
export function createSlices({ later, milliseconds }: Turns): Slices {
  const jobs = new Set<() => boolean>();
  let planned = false;
  const turn = (): void => {
    planned = false;
    const end = milliseconds() + SLICE;
    while (jobs.size > 0 && milliseconds() < end) {
      for (const job of [...jobs]) if (jobs.has(job) && !job()) jobs.delete(job);
    }
    plan();
  };
  const plan = (): void => {
    if (planned || jobs.size === 0) return;
    planned = true;
    later(turn);
  };
  return {
    run: (step) => {
      const job = (): boolean => step();
      jobs.add(job);
      plan();
      return () => jobs.delete(job);
    },
    busy: () => jobs.size > 0,
  };
}
