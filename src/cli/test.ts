/**
 * `gmpshark test`: every scenario below the paths against its expectations and its golden.
 *
 *   paths ──find──► files ──read──► scenarios ──run──► expectations, invariants ─┐
 *                                                └──► golden/NAME.txt ──────────┴─► reporter
 */
import { isatty } from 'node:tty';
import { putString } from '../base/text.js';
import type { Scenario } from '../scenario/scenario.js';
import { runScenario } from '../sim/run.js';
import { complaintsOf } from '../sim/verdict.js';
import { EXIT } from './exit.js';
import { type Environment, speakable } from './locale.js';
import { complain, createOutput, outputStatus } from './output.js';
import { COMMAND_BUDGET } from './sim-budget.js';
import { complaintText } from './sim-complaints.js';
import { mistakesIn, readScenarioFile, type ScenarioFile } from './sim-files.js';
import { type ReporterName, SCENARIO_FOLDER, type TestFlags } from './sim-flags.js';
import { type Found, findScenarios, goldenPath } from './test-files.js';
import { judgeGolden, judgeStale, updateGolden } from './test-goldens.js';
import { createProgress } from './test-progress.js';
import { type Failure, hasFailed, type Reporter, type TestResult } from './test-report.js';
import { junitReporter } from './test-report-junit.js';
import { tapReporter } from './test-report-tap.js';
import { textReporter } from './test-report-text.js';

const BY_NAME: Readonly<Record<ReporterName, Reporter>> = {
  text: textReporter,
  tap: tapReporter,
  junit: junitReporter,
};

/** A test to be made: its name, and how. */
interface Test {
  readonly name: string;
  readonly make: () => TestResult;
}

/** Runs `test` and gives the exit status. */
export function testScenarios(paths: readonly string[], flags: TestFlags, env: Environment): number {
  const from = paths.length === 0 ? [SCENARIO_FOLDER] : paths;
  const found = findScenarios(from);
  if (!found.ok) {
    complain(`gmpshark: ${found.error}\n`);
    return EXIT.input;
  }
  if (found.value.files.length === 0) {
    complain(`gmpshark: no scenario below ${from.join(', ')}: no YAML file with a purpose and a clause\n`);
    return EXIT.usage;
  }
  const tests = planTests(found.value, flags.update === true);
  const reporter = BY_NAME[flags.reporter];
  const output = createOutput(1);
  const progress = createProgress(isatty(2) && env.TERM !== 'dumb', tests.length);
  const say = (text: string): boolean => {
    // Reports for programs are UTF-8 by their own definition.
    putString(output.page, flags.reporter === 'text' ? speakable(text, env) : text);
    progress.clear();
    return output.flush();
  };
  const results: TestResult[] = [];
  say(reporter.begin(tests.length));
  for (const { name, make } of tests) {
    progress.show(results.length + 1, name);
    const result = make();
    results.push(result);
    if (!say(reporter.result(result, results.length))) break;
  }
  say(reporter.end(results));
  const printed = outputStatus(output);
  return printed === EXIT.done ? statusOf(results) : printed;
}

/** Reads all files; a file with mistakes is one test that fails. */
function planTests({ files, goldens }: Found, update: boolean): readonly Test[] {
  const claimed = new Set<string>();
  let allRead = true;
  const tests = files.flatMap((path): readonly Test[] => {
    const read = readScenarioFile(path, {});
    if (!read.ok) {
      allRead = false;
      const kind = read.error.status === EXIT.usage ? 'mistake' : 'unread';
      return [failing(path, path, { kind, text: read.error.text })];
    }
    return read.value.scenarios.map((scenario) => {
      const golden = goldenPath(path, scenario.name);
      claimed.add(golden);
      return { name: scenario.name, make: () => makeTest(read.value, scenario, golden, update) };
    });
  });
  // The goldens of a file that cannot be read are not known.
  const stale = allRead ? goldens.filter((path) => !claimed.has(path)) : [];
  return [
    ...tests,
    ...stale.flatMap((path) => {
      const failure = judgeStale(path, update);
      return failure === undefined ? [] : [failing(path, path, failure)];
    }),
  ];
}

function failing(file: string, name: string, failure: Failure): Test {
  return { name, make: () => ({ file, name, expectations: 0, failures: [failure], updated: false }) };
}

/** One run of a scenario, judged. */
function makeTest(file: ScenarioFile, scenario: Scenario, golden: string, update: boolean): TestResult {
  const { name } = scenario;
  const about = { file: file.path, name };
  const ran = runScenario(scenario, COMMAND_BUDGET);
  if (!ran.ok) {
    const { text } = mistakesIn(ran.error, file.textOf);
    return { ...about, expectations: 0, failures: [{ kind: 'mistake', text }], updated: false };
  }
  const run = ran.value;
  const expectations = run.outcomes.length;
  const failures: Failure[] = complaintsOf(run, scenario).map((complaint) => ({
    kind: complaint.kind,
    text: complaintText(complaint, file.textOf, true),
  }));
  // Of a run that has no end, or that does not what its own file says, no golden is made.
  const isUpdate = update && failures.length === 0;
  const written = isUpdate ? updateGolden(golden, run) : false;
  if (typeof written === 'object') failures.push(written);
  const differs = isUpdate || run.stopped !== undefined ? undefined : judgeGolden(golden, run);
  if (differs !== undefined) failures.push(differs);
  return { ...about, expectations, failures, updated: written === true };
}

/** Mistakes go before what could not be read or written, and that before what does not hold. */
function statusOf(results: readonly TestResult[]): number {
  const kinds = new Set(results.flatMap(({ failures }) => failures.map(({ kind }) => kind)));
  if (kinds.has('mistake')) return EXIT.usage;
  if (kinds.has('unread') || kinds.has('unwritten')) return EXIT.input;
  return results.some(hasFailed) ? EXIT.violated : EXIT.done;
}
