/**
 * `gmpshark sim`: runs scenarios in virtual time, prints what happens, and tells whether it was as expected.
 *
 *   files ──read──► scenarios ──runScenario──► runs ──► ladder, text, ndjson ──► standard output
 *                                               ├─────► pcapng (-w)
 *                                               └─────► what does not hold: standard error, exit status 1
 */
import { isatty } from 'node:tty';
import { isInput } from '../capture/copy.js';
import type { Scenario } from '../scenario/scenario.js';
import { runScenario } from '../sim/run.js';
import type { Run } from '../sim/trace.js';
import { complaintsOf } from '../sim/verdict.js';
import { EXIT } from './exit.js';
import { type Environment, hasUtf8, speakable } from './locale.js';
import { complain, createOutput, type Output, outputStatus } from './output.js';
import { COMMAND_BUDGET } from './sim-budget.js';
import { openRunFile, type RunFile } from './sim-capture.js';
import { complaintText } from './sim-complaints.js';
import { type FileFault, mistakesIn, readScenarioFile, type ScenarioFile } from './sim-files.js';
import type { SimFlags } from './sim-flags.js';
import { asPlanned, planSim, type SimPlan } from './sim-plan.js';
import { createRunPrinter, type RunPrinter } from './sim-printers.js';
import { faultText } from './usage.js';

/** Runs `sim` and gives the exit status. */
export function simulate(paths: readonly string[], flags: SimFlags, env: Environment): number {
  const plan = planSim(flags);
  if (!plan.ok) {
    complain(faultText(plan.error));
    return EXIT.usage;
  }
  const files = readAll(paths, plan.value);
  if (typeof files === 'number') return files;
  const { write, form } = plan.value;
  if (write !== undefined && paths.some((path) => isInput(write, path))) {
    complain(`gmpshark: ${write}: this is a scenario being read; write to another file\n`);
    return EXIT.usage;
  }
  const capture = write === undefined ? undefined : openRunFile(write);
  if (capture !== undefined && !capture.ok) {
    complain(`gmpshark: ${write}: ${capture.error}\n`);
    return EXIT.usage;
  }
  const output = createOutput(1);
  const look = { ascii: !hasUtf8(env), ...(isatty(1) ? { width: process.stdout.columns } : {}) };
  const printer = form === undefined ? undefined : createRunPrinter(form, look);
  const status = runAll(files, { plan: plan.value, output, printer, capture: capture?.value, env });
  const failure = capture?.value.close();
  if (failure !== undefined) complain(`gmpshark: ${write === '-' ? 'standard output' : write}: ${failure}\n`);
  const printed = outputStatus(output);
  if (failure !== undefined || printed !== EXIT.done) return EXIT.input;
  return status;
}

/** Reads all files; where one has mistakes, all of them are told, and nothing is run. */
function readAll(paths: readonly string[], { set }: SimPlan): readonly ScenarioFile[] | number {
  const files: ScenarioFile[] = [];
  const faults: FileFault[] = [];
  for (const path of paths) {
    const read = readScenarioFile(path, set);
    if (read.ok) files.push(read.value);
    else faults.push(read.error);
  }
  if (faults.length === 0) return files;
  for (const { text } of faults) complain(text);
  return Math.max(...faults.map(({ status }) => status));
}

/** What the runs of one command have in common. */
interface Session {
  readonly plan: SimPlan;
  readonly output: Output;
  readonly printer: RunPrinter | undefined;
  readonly capture: RunFile | undefined;
  readonly env: Environment;
}

/** Runs everything, in order, until nobody reads any more. */
function runAll(files: readonly ScenarioFile[], session: Session): number {
  let status: number = EXIT.done;
  for (const { scenarios, textOf } of files) {
    for (const scenario of scenarios) {
      const ran = runScenario(asPlanned(scenario, session.plan), COMMAND_BUDGET);
      if (!ran.ok) {
        complain(mistakesIn(ran.error, textOf).text);
        return EXIT.usage;
      }
      if (!show(ran.value, session)) return status;
      if (tellFaults(scenario, ran.value, session, textOf)) status = EXIT.violated;
    }
  }
  return status;
}

/** Prints and writes a run; false once nobody reads any more, or it cannot be written. */
function show(run: Run, { output, printer, capture }: Session): boolean {
  if (printer !== undefined) {
    printer(run, output.page);
    if (!output.flush()) return false;
  }
  return capture === undefined || capture.put(run);
}

/** Tells on standard error what does not hold; true where there is something. */
function tellFaults(
  scenario: Scenario,
  run: Run,
  { plan, env }: Session,
  textOf: ScenarioFile['textOf'],
): boolean {
  const complaints = complaintsOf(run, scenario);
  for (const complaint of complaints) {
    // The ladder and the text end with what did not hold; elsewhere it is told here in full.
    const told = plan.form === 'ladder' || plan.form === 'text';
    const text = complaintText(complaint, textOf, !told || complaint.kind === 'endless');
    // A place goes first, so that editors and terminals find it; it says which file, but not which of its runs.
    const [, runName] = scenario.name.split(': ');
    const head = complaint.place === undefined ? `gmpshark: ${scenario.name}: ` : '';
    const tail =
      complaint.place === undefined || runName === undefined ? '' : `      in the run "${runName}"\n`;
    complain(speakable(head + text + tail, env));
  }
  return complaints.length > 0;
}
