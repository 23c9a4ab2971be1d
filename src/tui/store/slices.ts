/**
 * Work in the background, in slices so short that keys are always answered.
 */

/** Runs work in turns. */
export interface Slices {
  /** Calls `step` again and again, for some milliseconds at a time, until it gives false; gives what ends it early. */
  readonly run: (step: () => boolean) => () => void;
  /** The same for what somebody looks at: while there is such work, other work has one turn of eight. */
  readonly runFirst: (step: () => boolean) => () => void;
  /** The same for work that can wait: while there is other work, it has one turn of eight. */
  readonly runPatiently: (step: () => boolean) => () => void;
  /** Work under way. */
  readonly busy: () => boolean;
}

/** How the work is put off, and what tells the time: handed in, so that tests decide. */
export interface Turns {
  readonly later: (work: () => void) => void;
  readonly milliseconds: () => number;
}

const SLICE = 8;
/** Turns of which those who have to wait have one. */
const SHARE = 8;

type Jobs = Set<() => boolean>;

/** Makes a runner; all work shares the turns. */
export function createSlices({ later, milliseconds }: Turns): Slices {
  const jobs: Jobs = new Set();
  const patient: Jobs = new Set();
  const first: Jobs = new Set();
  const next = (): Jobs => {
    const isOther = turns % SHARE === 0;
    if (first.size > 0 && !(isOther && jobs.size + patient.size > 0)) return first;
    // Whoever can wait has a turn of eight of those that are left.
    const isPatient = turns % (first.size > 0 ? SHARE * SHARE : SHARE) === 0;
    return jobs.size === 0 || (patient.size > 0 && isPatient) ? patient : jobs;
  };
  let planned = false;
  let turns = 0;
  const turn = (): void => {
    planned = false;
    turns += 1;
    const end = milliseconds() + SLICE;
    const now = next();
    while (now.size > 0 && milliseconds() < end) {
      for (const job of [...now]) if (now.has(job) && !job()) now.delete(job);
    }
    plan();
  };
  const busy = (): boolean => first.size + jobs.size + patient.size > 0;
  const plan = (): void => {
    if (planned || !busy()) return;
    planned = true;
    later(turn);
  };
  const add = (to: Jobs, step: () => boolean): (() => void) => {
    const job = (): boolean => step();
    to.add(job);
    plan();
    return () => to.delete(job);
  };
  return {
    run: (step) => add(jobs, step),
    runPatiently: (step) => add(patient, step),
    runFirst: (step) => add(first, step),
    busy,
  };
}
