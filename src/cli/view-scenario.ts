/**
 * `gmpshark view X.yaml`: the runs of a scenario file, ready to be played.
 */
import { err, ok, type Result } from '../base/result.js';
import type { Programme } from '../tui/files/staging.js';
import { EXIT } from './exit.js';
import type { ViewFlags } from './flags.js';
import { COMMAND_BUDGET } from './sim-budget.js';
import { type FileFault, readScenarioFile } from './sim-files.js';
import { asPlanned, planSim } from './sim-plan.js';
import { faultText } from './usage.js';

/** The runs of a scenario file as the flags want them; or what to say, and the exit status. */
export function programmeOf(path: string, flags: ViewFlags): Result<Programme, FileFault> {
  const plan = planSim(flags);
  if (!plan.ok) return err({ status: EXIT.usage, text: faultText(plan.error) });
  const read = readScenarioFile(path, plan.value.set);
  if (!read.ok) return read;
  return ok({ runs: read.value.scenarios.map((one) => asPlanned(one, plan.value)), budget: COMMAND_BUDGET });
}
