/**
 * Scenario files as a command meets them: read from disk with what they include, and their mistakes as text with place and
 * caret.
 *
 *   path ──► text ──readScenario──► scenarios, one a run
 *              └── includes beside it
 */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { err, ok, type Result } from '../base/result.js';
import { reasonOf } from '../capture/sources.js';
import { formatScenarioError } from '../scenario/mistakes.js';
import { readScenario } from '../scenario/read.js';
import type { Scenario, ScenarioError } from '../scenario/scenario.js';
import { setStage } from '../sim/stage.js';
import { EXIT } from './exit.js';

/** Why a file gives no scenarios: what to say, and the exit status. */
export interface FileFault {
  readonly status: typeof EXIT.usage | typeof EXIT.input;
  readonly text: string;
}

/** A scenario file that was read. */
export interface ScenarioFile {
  readonly path: string;
  readonly scenarios: readonly Scenario[];
  /** The text of the file, or of one that it includes. */
  readonly textOf: (file: string) => string | undefined;
}

/** What a scenario file on standard input is called. */
const STANDARD_INPUT = 'standard input';

/** Reads a scenario file (`-`: standard input) with its includes; `set` are parameters by name. */
export function readScenarioFile(
  path: string,
  set: Readonly<Record<string, string>>,
): Result<ScenarioFile, FileFault> {
  const name = path === '-' ? STANDARD_INPUT : path;
  const text = readText(path === '-' ? 0 : path);
  if (!text.ok) return err({ status: EXIT.input, text: `gmpshark: ${name}: ${text.error}\n` });
  const textOf = (file: string): string | undefined => (file === name ? text.value : textIn(file));
  const include = (included: string, from: string): string | undefined =>
    textIn(isAbsolute(included) ? included : join(dirname(from), included));
  const read = readScenario(name, text.value, { set, include });
  if (!read.ok) return err(mistakesIn(read.error, textOf));
  // Names of policies and the like are known to the machines alone: they are asked before anything is run.
  const unfit = read.value.map((scenario) => setStage(scenario, undefined)).find((staged) => !staged.ok);
  if (unfit !== undefined && !unfit.ok) return err(mistakesIn(unfit.error, textOf));
  return ok({ path, scenarios: read.value, textOf });
}

/** Mistakes, each with its line and a caret. */
export function mistakesIn(errors: readonly ScenarioError[], textOf: ScenarioFile['textOf']): FileFault {
  const text = errors.map((error) => `${formatScenarioError(error, textOf(error.place.file))}\n`).join('');
  return { status: EXIT.usage, text };
}

function readText(from: string | number): Result<string, string> {
  try {
    return ok(readFileSync(from, 'utf8'));
  } catch (cause) {
    const isFolder = cause instanceof Error && 'code' in cause && cause.code === 'EISDIR';
    return err(isFolder ? 'a folder; "gmpshark test" runs all scenarios of a folder' : reasonOf(cause));
  }
}

function textIn(file: string): string | undefined {
  const text = readText(file);
  return text.ok ? text.value : undefined;
}
