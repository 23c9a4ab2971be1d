/**
 * What `gmpshark test` holds, as one module for canaries: it is bundled with a fault planted in the machines, and run in this
 * process. Goldens are those of the sound machines' runs.
 */
import { readScenario } from '../../src/scenario/read.js';
import { goldenText } from '../../src/sim/fingerprints.js';
import { runScenario } from '../../src/sim/run.js';
import { complaintsOf } from '../../src/sim/verdict.js';

/** How the runs of some scenario files ended: by name, what is wrong with each, and its golden. */
export type Outcomes = Readonly<
  Record<string, { readonly wrong: string | undefined; readonly golden: string }>
>;

/** Runs the scenarios of files (texts by name). */
export function runAll(files: Readonly<Record<string, string>>): Outcomes {
  const outcomes: Record<string, Outcomes[string]> = {};
  for (const [file, text] of Object.entries(files)) {
    const read = readScenario(file, text, { set: {}, include: (path) => files[path] });
    if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('\n'));
    for (const scenario of read.value) outcomes[scenario.name] = outcomeOf(scenario);
  }
  return outcomes;
}

function outcomeOf(scenario: Parameters<typeof runScenario>[0]): Outcomes[string] {
  try {
    const run = runScenario(scenario);
    if (!run.ok) throw new Error(run.error.map(({ message }) => message).join('\n'));
    return { wrong: complaintsOf(run.value, scenario).at(0)?.text, golden: goldenText(run.value) };
  } catch (thrown) {
    return { wrong: `breakdown: ${String(thrown)}`, golden: '' };
  }
}
