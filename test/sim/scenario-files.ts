/** The project's scenario files, read and run, for the tests that go through all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readScenario } from '../../src/scenario/read.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { runScenario } from '../../src/sim/run.js';
import type { Run } from '../../src/sim/trace.js';

const FOLDER = fileURLToPath(new URL('../../scenarios', import.meta.url));

/** Names of the files in the folder, without their extension. */
export const FILES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace(/\.yaml$/, ''))
  .sort();

/** The text of a file. */
export function textOf(name: string): string {
  return readFileSync(`${FOLDER}/${name}.yaml`, 'utf8');
}

/** The scenarios of a file, one a run. Throws where it has mistakes. */
export function scenariosOf(name: string, text = textOf(name)): readonly Scenario[] {
  const include = (path: string): string => readFileSync(`${FOLDER}/${path}`, 'utf8');
  const read = readScenario(`${name}.yaml`, text, { set: {}, include });
  if (read.ok) return read.value;
  throw new Error(
    read.error.map(({ place, message }) => `${place.file}:${place.line}: ${message}`).join('\n'),
  );
}

/** Runs a scenario. Throws where its policies or settings have mistakes. */
export function play(scenario: Scenario): Run {
  const ran = runScenario(scenario);
  if (ran.ok) return ran.value;
  throw new Error(
    ran.error.map(({ place, message }) => `${place.file}:${place.line}: ${message}`).join('\n'),
  );
}

/** All scenarios of all files. */
export const SCENARIOS: readonly Scenario[] = FILES.flatMap((name) => scenariosOf(name));
