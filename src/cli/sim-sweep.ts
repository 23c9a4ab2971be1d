/**
 * `gmpshark sim … --seeds A..B --faults PROFILE`: scenarios under many seeds, on all cores. One line a seed that fails, a
 * summary, and the first failure of each kind made small: printed as a scenario, or the very first written to a file (-w).
 */
import { writeFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { err, ok, type Result } from '../base/result.js';
import { putString } from '../base/text.js';
import { reasonOf } from '../capture/sources.js';
import type { Scenario, ScenarioError } from '../scenario/scenario.js';
import type { FaultProfileName } from '../sim/faults.js';
import { type SeedFailure, shrinkSeed } from '../sim/faults-sweep.js';
import { EXIT } from './exit.js';
import { complain, createOutput, type Output, outputStatus } from './output.js';
import { mistakesIn, readScenarioFile, type ScenarioFile } from './sim-files.js';
import type { SimFlags } from './sim-flags.js';
import { planSweep, type SweepPlan } from './sim-sweep-plan.js';
import { runOrder } from './sim-sweep-pool.js';
import { createProgress } from './test-progress.js';
import { faultText } from './usage.js';

/** Runs a sweep and gives the exit status. */
export async function sweep(paths: readonly string[], flags: SimFlags): Promise<number> {
  const plan = planSweep(flags);
  if (!plan.ok) {
    complain(faultText(plan.error));
    return EXIT.usage;
  }
  const files: ScenarioFile[] = [];
  let wrong = 0;
  for (const path of paths) {
    const read = readScenarioFile(path, plan.value.set);
    if (read.ok) files.push(read.value);
    else {
      complain(read.error.text);
      wrong = Math.max(wrong, read.error.status);
    }
  }
  return wrong > 0 ? wrong : await sweepAll(files, plan.value);
}

/** Kinds of failures that are made small at most. */
const MOST_SMALL = 5;

async function sweepAll(files: readonly ScenarioFile[], plan: SweepPlan): Promise<number> {
  const output = createOutput(1);
  const kinds = new Set<string>();
  let status: number = EXIT.done;
  for (const { scenarios, textOf } of files) {
    for (const scenario of scenarios) {
      const swept = await sweepOne(scenario, plan, output);
      if (!swept.ok) {
        complain(mistakesIn(swept.error, textOf).text);
        return EXIT.usage;
      }
      if (swept.value.length > 0) status = EXIT.violated;
      for (const failure of swept.value) {
        const kind = `${failure.kind} ${failure.what}`;
        if (output.closed() || plan.profile === undefined || kinds.has(kind) || kinds.size === MOST_SMALL)
          continue;
        kinds.add(kind);
        const text = smallText(scenario, plan.profile, failure);
        if (plan.write !== undefined && kinds.size > 1) continue;
        const reason = plan.write === undefined ? print(output, text) : writeFile(plan.write, text);
        if (reason === undefined) continue;
        complain(`gmpshark: ${plan.write}: ${reason}\n`);
        return EXIT.input;
      }
    }
  }
  const printed = outputStatus(output);
  return printed === EXIT.done ? status : printed;
}

/** Runs one scenario under all seeds; prints what fails as it comes, and a summary. */
async function sweepOne(
  scenario: Scenario,
  plan: SweepPlan,
  output: Output,
): Promise<Result<readonly SeedFailure[], readonly ScenarioError[]>> {
  const { first, last, profile } = plan;
  const count = last - first + 1;
  const progress = createProgress(isatty(2), count);
  const failures: SeedFailure[] = [];
  let events = 0;
  let mistakes: readonly ScenarioError[] | undefined;
  await runOrder({ scenario, profile, first, last }, (swept, upTo) => {
    if (!swept.ok) {
      mistakes = swept.error;
      return false;
    }
    progress.clear();
    failures.push(...swept.value.failures);
    events += swept.value.events;
    print(
      output,
      swept.value.failures.map(({ seed, text }) => `${scenario.name}: seed ${seed}: ${text}\n`).join(''),
    );
    progress.show(upTo - first + 1, `seeds of ${scenario.name}, ${failures.length} failed`);
    return !output.closed();
  });
  progress.clear();
  if (mistakes !== undefined) return err(mistakes);
  const under = profile === undefined ? '' : ` under ${profile}`;
  const outcome = failures.length === 0 ? 'all well' : `${failures.length} failed`;
  print(output, `${scenario.name}: seeds ${first} to ${last}${under}: ${outcome}; ${events} events\n`);
  return ok(failures);
}

/** The small scenario of a failure, or that it could not be made. */
function smallText(scenario: Scenario, profile: FaultProfileName, { seed }: SeedFailure): string {
  const small = shrinkSeed(scenario, profile, seed);
  return small?.text ?? `# seed ${seed} does not fail again\n`;
}

function print(output: Output, text: string): undefined {
  putString(output.page, text);
  output.flush();
}

/** Writes a file; gives what went wrong. */
function writeFile(path: string, text: string): string | undefined {
  try {
    writeFileSync(path, text);
    return undefined;
  } catch (cause) {
    return reasonOf(cause);
  }
}
